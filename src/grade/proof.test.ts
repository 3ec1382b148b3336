import { describe, expect, it } from "vitest";
import { reaches } from "./checks/index.ts";
import { defineLab } from "./lab.ts";
import { type LabFolder, trialsOf, turnTrialsOf } from "./proof.ts";
import { oneOf } from "./variant/variable.ts";

const DEFINITION = defineLab({
  slug: "say-hello",
  version: 1,
  title: "Say hello",
  summary: "A Service is missing.",
  objectives: ["Make a Service."],
  cluster: "docker-desktop",
  seed: 8,
  minutes: 1,
  variables: { app: oneOf("web", "shop", "wiki"), fault: oneOf("none", "port") },
  start: { apply: ["app.yaml"] },
  tasks: ({ app = "" }) => [
    {
      id: "name",
      title: "it answers",
      weight: 1,
      checks: [reaches({ id: "by-name", from: "probe", to: `http://${app}/`, expect: { status: 200 } })],
    },
  ],
});

const APP = `apiVersion: apps/v1
kind: Deployment
metadata: {name: @app@}
spec:
  selector: {matchLabels: {app: @app@}}
  template:
    metadata: {labels: {app: @app@}}
    spec: {containers: [{name: web, image: nginx}]}
`;
const SERVICE = `---
apiVersion: v1
kind: Service
metadata: {name: @app@}
spec: {selector: {app: @app@}, ports: [{port: 80}]}
`;
const READY = "kubectl rollout status deployment --timeout=60s\n";
const WRONG = { "other-port.sh": '# expect: by-name "@app@"\nkubectl expose deployment @app@ --port=81\n' };

function folder(of: Partial<Omit<LabFolder, "startFiles">> & { readonly start?: string } = {}): LabFolder {
  return {
    definition: DEFINITION,
    startFiles: { "app.yaml": of.start ?? APP },
    brief: "",
    hints: "",
    // A stretch of its own makes `fault` a situation.
    solution: "@if fault=port@\nkubectl get pods\n@end@\nkubectl expose deployment @app@ --port=80\n",
    alternatives: { "by-file.sh": "kubectl create service clusterip @app@ --tcp=80\n" },
    wrong: WRONG,
    equivalent: "",
    ...of,
  };
}

function faultsOf(lab: LabFolder): Record<string, readonly string[]> {
  const trials = [...trialsOf(lab)].filter(({ faults }) => faults.length > 0);
  return Object.fromEntries(trials.map(({ name, faults }) => [name, faults]));
}

describe("a proof finds", () => {
  it("nothing in a lab that is sound, and tries everything there is", () => {
    expect([...trialsOf(folder())].map(({ name, faults }) => [name, faults])).toEqual(
      ["start", "solution.sh", "alternative/by-file.sh", "wrong/other-port.sh", "a stranger's solution.sh"]
        .concat("a neighbour's solution.sh")
        .map((name) => [name, []]),
    );
  });

  it("a start that is passed already", () => {
    expect(faultsOf(folder({ start: `${APP}${SERVICE}` })).start).toEqual([
      'task "name" is passed before the learner has done anything',
    ]);
  });

  it("a solution or an alternative that is rejected", () => {
    const lab = folder({ solution: READY, alternatives: { "late.sh": READY } });
    expect(Object.keys(faultsOf(lab))).toEqual(["solution.sh", "alternative/late.sh"]);
  });

  it.each([
    ["passes", "kubectl expose deployment @app@ --port=80", '# expect: by-name "@app@"', "passes every check"],
    ["is rejected in other words", READY, '# expect: by-name "a wall"', "in other words"],
    ["names no check", READY, '# expect: by-chance "@app@"', "has no such check"],
  ])("a near miss that %s", (_, script, expected, said) => {
    const found = faultsOf(folder({ wrong: { "near.sh": `${expected}\n${script}\n` } }))["wrong/near.sh"];
    expect(found).toEqual([expect.stringContaining(said)]);
  });

  it("another student's solution that passes: a stranger's, or that of a neighbour with the same situation", () => {
    const nameless = "for name in web shop wiki; do kubectl expose deployment $name --port=80; done\n";
    const both = ["a stranger's solution.sh", "a neighbour's solution.sh"];
    const lab = folder({ solution: `${nameless}@if fault=port@\n@end@\n` });
    expect(Object.keys(faultsOf(lab))).toEqual(both);
    expect([...turnTrialsOf(lab, 9, 0)].filter(({ faults }) => faults.length > 0).map(({ name }) => name)).toEqual(
      both,
    );
  });
});
