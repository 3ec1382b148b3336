import { describe, expect, it } from "vitest";
import { SOFTWARE } from "../../shell/software.ts";
import { answersQuiz, ranTool } from "../checks/index.ts";
import { gradeSession } from "../grade.ts";
import { defineLab, labOf } from "../lab.ts";
import { startLab } from "../replay.ts";
import type { QuizItem } from "./quiz-item.ts";

const WHO: QuizItem = {
  id: "who-answers",
  question: "Who answers at a ClusterIP?",
  choices: [
    { text: "kube-proxy", why: "kube-proxy writes rules and is not on the way." },
    { text: "Nobody: packets are rewritten on the way", right: true, why: "The address is on no interface." },
  ],
};
const HOW_MANY: QuizItem = {
  id: "how-many",
  question: "How many Pods does CoreDNS have?",
  answers: ["2", "two"],
  form: "a number",
  why: "Its Deployment asks for two.",
};
const DEFINITION = defineLab({
  slug: "asked",
  version: 1,
  title: "Asked",
  summary: "Two questions.",
  objectives: ["Answer."],
  cluster: "docker-desktop",
  seed: 4,
  minutes: 1,
  start: {},
  quiz: [WHO, HOW_MANY],
  tasks: [
    {
      id: "questions",
      title: "Both are answered",
      weight: 1,
      checks: [
        answersQuiz({ id: "who", item: WHO }),
        answersQuiz({ id: "many", item: HOW_MANY }),
        ranTool({ id: "looked", tools: ["nslookup", "dig"], about: ["kubernetes"] }),
      ],
    },
  ],
});
const LAB = labOf(DEFINITION, {});

function graded(...lines: string[]): { said: string[]; checks: string[]; ok: boolean } {
  const session = startLab(LAB, { software: SOFTWARE });
  const said = session.typed(lines).map(({ screen }) => screen);
  const [task] = gradeSession(LAB, session.log, SOFTWARE);
  const checks = (task?.checks ?? []).map(({ ok, saw }) => `${ok ? "ok" : "no"} ${saw}`);
  return { said, checks, ok: task?.ok === true };
}

describe("a lab's questions", () => {
  it("are shown at the prompt, with what was answered", () => {
    const { said } = graded("answer", "answer who-answers B", "answer who-answers");
    expect(said).toEqual([
      "who-answers: Who answers at a ClusterIP?\n    a) kube-proxy\n    b) Nobody: packets are rewritten on the way\n\n" +
        "how-many: How many Pods does CoreDNS have?\n    a number\n",
      "who-answers: b) Nobody: packets are rewritten on the way\n",
      "who-answers: Who answers at a ClusterIP?\n    a) kube-proxy\n  * b) Nobody: packets are rewritten on the way\n",
    ]);
  });

  it("refuse what is no answer, in words", () => {
    const { said } = graded("answer who-answers d", "answer what x", "answer how-many ''");
    expect(said).toEqual([
      'answer: who-answers: "d" is no answer to it; wanted is a, b\n',
      'answer: there is no question "what"; there is who-answers, how-many\n',
      'answer: how-many: "" is no answer to it; wanted is a number\n',
    ]);
  });

  it("are graded from the log: a choice, a word in any of its forms, and a tool in a Pod", () => {
    const lines = [
      "answer who-answers b",
      "answer how-many Two",
      "nslookup kubernetes.default",
      "answer how-many '\"2\".'",
    ];
    expect(graded(...lines)).toMatchObject({ ok: true });
    const inPod = "kubectl run t --rm -it --image=busybox --restart=Never -- nslookup kubernetes";
    expect(graded("answer who-answers b", "answer how-many 2", inPod)).toMatchObject({ ok: true });
  });

  it("tell what a wrong choice overlooks, and give no word away", () => {
    expect(graded("answer who-answers a", "answer how-many 3", "dig example.com").checks).toEqual([
      "no a: kube-proxy writes rules and is not on the way.",
      "no 3: that is not it",
      "no only dig example.com",
    ]);
    expect(graded().checks).toEqual(["no no answer yet", "no no answer yet", "no it was not used"]);
  });
});
