import { describe, expect, it } from "vitest";
import { LABS } from "../../labs/index.ts";
import { hasEndpoints, reaches } from "./checks/index.ts";
import { type LabDefinition, LabError, type LabTask, labOf } from "./lab.ts";

const TASKS: readonly LabTask[] = [
  {
    id: "answers",
    title: "It answers",
    weight: 1,
    checks: [reaches({ id: "by-name", from: "probe", to: "http://web/" })],
  },
];

const right: LabDefinition = {
  slug: "no-endpoints",
  version: 1,
  title: "A Service without endpoints",
  summary: "Nobody answers.",
  objectives: ["Find out who is selected."],
  cluster: "docker-desktop",
  seed: 3,
  minutes: 5,
  start: { files: ["web.yaml"] },
  tasks: TASKS,
};
const files = { "web.yaml": "kind: Pod\n" };

function problemsOf(definition: LabDefinition, startFiles: Record<string, string> = files): readonly string[] {
  try {
    labOf(definition, startFiles);
    return [];
  } catch (error) {
    if (error instanceof LabError) return error.problems;
    throw error;
  }
}

describe("a lab's definition", () => {
  it("is accepted when everything holds together", () => {
    expect(problemsOf(right)).toEqual([]);
    expect(LABS.length).toBeGreaterThan(0);
  });

  it("names file, field, what it got and wanted, and what to write", () => {
    expect(problemsOf({ ...right, cluster: "minikube", seed: 0 })).toEqual([
      'labs/no-endpoints/lab.ts: cluster: got "minikube", wanted one of docker-desktop, kind, kubeadm-flannel, ' +
        'kubeadm-calico, kubeadm-cilium, eks; write cluster: "docker-desktop"',
      "labs/no-endpoints/lab.ts: seed: got 0, wanted a whole number from 1 to 4294967295; write seed: 1",
    ]);
  });

  it("may only name files that start/ holds, and must use all of those", () => {
    expect(problemsOf(right, { "app.yaml": "" })).toEqual([
      'labs/no-endpoints/lab.ts: start.files[0]: got "web.yaml", wanted a file of start/ (there is app.yaml); ' +
        "add start/web.yaml, or correct the name",
      "labs/no-endpoints/lab.ts: start: got nothing, wanted start/app.yaml to be used; " +
        "name it in files, apply or setup, or delete it",
    ]);
  });

  it("knows every name that its files use, closes what they open, and asks questions that have one answer", () => {
    const quiz = [
      {
        id: "who",
        question: "Who?",
        choices: [
          { text: "he", why: "no" },
          { text: "she", why: "no" },
        ],
      },
    ];
    expect(problemsOf({ ...right, quiz }, { "web.yaml": "kind: @kind@\n@if fault=a@\n" })).toEqual([
      'labs/no-endpoints/lab.ts: start/web.yaml: got "@fault@", wanted one of no names; write variables: { fault: oneOf("…", "…") }',
      'labs/no-endpoints/lab.ts: start/web.yaml: got "@kind@", wanted one of no names; write variables: { kind: oneOf("…", "…") }',
      'labs/no-endpoints/lab.ts: start/web.yaml: got "@end@", wanted as many lines @end@ as lines @if …@; close what was opened',
      "labs/no-endpoints/lab.ts: quiz[0].choices: got [], wanted two choices or more, one of them right; " +
        "add right: true to the right one, a or another",
    ]);
  });

  it("gives every task and check an id of its own", () => {
    const [task] = TASKS;
    const twice = { ...right, tasks: [{ ...task, id: "by-name" }] as LabDefinition["tasks"] };
    expect(problemsOf(twice)).toEqual([
      'labs/no-endpoints/lab.ts: tasks[0].checks[0].id: got "by-name", wanted an id that nothing else in the lab has; ' +
        "choose another id",
    ]);
  });

  it("reports what is wrong with a check's options under the check's place", () => {
    const checks = [
      reaches({ id: "from-nowhere", from: "pods", to: "web" }),
      hasEndpoints({ id: "two-parts", service: "shop/web", pods: "app=web" }),
    ];
    const tasks = [{ id: "answers", title: "It answers", weight: 1, checks }];
    expect(problemsOf({ ...right, tasks })).toEqual([
      'labs/no-endpoints/lab.ts: tasks[0].checks[0].from: got "pods", wanted host, node/NAME, pod/[NAMESPACE/]NAME, ' +
        'pods/[NAMESPACE/]LABELS or probe[/NAMESPACE]; write from: "probe"',
      'labs/no-endpoints/lab.ts: tasks[0].checks[0].to: got "web", wanted http[s]://HOST[:PORT][/PATH], or HOST:PORT ' +
        'when a connection is enough; write to: "http://web/"',
      'labs/no-endpoints/lab.ts: tasks[0].checks[1].service: got "shop/web", wanted the name alone; ' +
        'write service: "web", namespace: "shop"',
    ]);
  });
});
