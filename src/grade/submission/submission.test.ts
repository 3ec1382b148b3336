import { describe, expect, it } from "vitest";
import { SOFTWARE } from "../../shell/software.ts";
import { reaches } from "../checks/index.ts";
import { gradeSession } from "../grade.ts";
import { defineLab, type Lab, labOf } from "../lab.ts";
import { startLab } from "../replay.ts";
import { regrade } from "./regrade.ts";
import { digestOf, readSubmission, type Submission, submissionOf } from "./submission.ts";

const DEFINITION = defineLab({
  slug: "say-hello",
  version: 3,
  title: "Say hello",
  summary: "A Service is missing.",
  objectives: ["Make a Service."],
  cluster: "docker-desktop",
  seed: 8,
  minutes: 1,
  start: { setup: "setup.sh" },
  tasks: [
    {
      id: "name",
      title: "http://web/ answers",
      weight: 3,
      checks: [reaches({ id: "by-name", from: "probe", to: "http://web/" })],
    },
    {
      id: "other",
      title: "http://db/ answers",
      weight: 2,
      checks: [reaches({ id: "db", from: "probe", to: "http://db/" })],
    },
  ],
});
const LAB = labOf(DEFINITION, { "setup.sh": "kubectl create deployment web --image=nginx >/dev/null\n" });
const labNamed = (slug: string): Lab | undefined => (slug === LAB.slug ? LAB : undefined);

function handedIn(student: string, ...lines: string[]): Submission {
  const session = startLab(LAB, { software: SOFTWARE });
  session.typed(lines);
  return submissionOf({ lab: LAB, student, log: session.log, results: gradeSession(LAB, session.log, SOFTWARE) });
}

const SUBMISSION = handedIn("ada", "kubectl expose deployment web --port=80");
const textOf = (change: Partial<Submission>, seal = true): string => {
  const { digest, ...rest } = { ...SUBMISSION, ...change };
  return JSON.stringify({ ...rest, digest: seal ? digestOf(rest) : digest });
};

describe("a submission", () => {
  it("is a small file that gives the same points when its keys are pressed again, task by task", () => {
    expect(JSON.stringify(SUBMISSION).length).toBeLessThan(1500);
    expect(regrade(textOf({}, false), labNamed, SOFTWARE)).toEqual({
      standing: "graded",
      reason: "",
      lab: "say-hello",
      student: "ada",
      earned: 3,
      total: 5,
      tasks: [
        { id: "name", earned: 3, weight: 3 },
        { id: "other", earned: 0, weight: 2 },
      ],
    });
  });

  it.each([
    ["whose student was changed", textOf({ student: "eve" }, false), "tampered", "its digest does not fit its content"],
    [
      "that claims more than its keys earn",
      textOf({ earned: { name: 3, other: 2 } }),
      "tampered",
      "it claims 2 points for other, and its keys earn 0",
    ],
    [
      "for an older version of the lab",
      textOf({ labVersion: 2 }),
      "older-lab",
      "it was made for version 2, the lab is at 3",
    ],
    [
      "for a lab that changed in silence",
      textOf({ labDigest: "0123" }),
      "changed-lab",
      "the lab has changed without a new version",
    ],
    ["for no lab", textOf({ lab: "nothing" }), "unknown-lab", 'there is no lab "nothing"'],
    ["cut short", textOf({}).slice(0, 200), "damaged", "it is not JSON: cut short, or something else"],
    ["that is empty", "", "damaged", "the file is empty"],
    ["that is a list", "[]", "damaged", "it is JSON, and no submission"],
    ["without keys", textOf({ entries: undefined as never }), "damaged", '"entries" is missing'],
    ["with keys at no moment", textOf({ entries: [{ atUs: -1, keys: "x" }] }), "damaged", "entries[0] is none"],
    ...(
      [
        ["outside the home folder", { file: "../../etc/hosts", text: "" }],
        ["with an absolute path", { file: "/etc/hosts", text: "" }],
        ["saved as no text", { file: "a.yaml", text: 7 }],
        ["saved and gone at once", { file: "a.yaml", text: "", isGone: true }],
        ["renamed out of the home folder", { file: "a.yaml", to: "../a.yaml" }],
        ["that nothing was done to", { file: "a.yaml" }],
      ] as const
    ).map(([what, entry]) => [
      `with a file ${what}`,
      textOf({ entries: [{ atUs: 1, ...entry } as never] }),
      "damaged",
      "entries[0] is none",
    ]),
    [
      "that goes on for ever",
      textOf({ entries: [{ atUs: 9e15, keys: "x" }] }),
      "damaged",
      "it goes on after 200 hours",
    ],
  ])("%s is told as such", (_, text, standing, reason) => {
    expect(regrade(text, labNamed, SOFTWARE)).toMatchObject({ standing, reason, earned: 0 });
  });

  it("earns the same with a file that was saved in the editor as with one that was typed", () => {
    const service = `apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { selector: { app: web }, ports: [{ port: 80 }] }\n`;
    const session = startLab(LAB, { software: SOFTWARE });
    session.changeFile({ file: "shop/draft.yaml", text: service });
    session.changeFile({ file: "shop/draft.yaml", to: "shop/web.yaml" });
    session.typed(["kubectl apply -f shop/web.yaml"]);
    session.changeFile({ file: "shop/web.yaml", isGone: true });
    const { log } = session;
    const submission = submissionOf({ lab: LAB, student: "ada", log, results: gradeSession(LAB, log, SOFTWARE) });
    expect(regrade(JSON.stringify(submission), labNamed, SOFTWARE)).toMatchObject({ standing: "graded", earned: 3 });
  });

  it("is read whatever order its fields stand in", () => {
    const turned = Object.fromEntries(Object.entries(SUBMISSION).reverse());
    expect(readSubmission(JSON.stringify(turned))).toEqual(SUBMISSION);
    expect(regrade(JSON.stringify(turned), labNamed, SOFTWARE).standing).toBe("graded");
  });
});
