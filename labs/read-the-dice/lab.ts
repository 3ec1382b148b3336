import { answersQuiz, balancesOver } from "../../src/grade/checks/index.ts";
import { defineLab } from "../../src/grade/lab.ts";
import type { QuizItem } from "../../src/grade/quiz/quiz-item.ts";
import { oneOf, wholeNumber } from "../../src/grade/variant/variable.ts";

const firstRule = (pods: string): QuizItem => ({
  id: "first-rule",
  question:
    "With what probability does the first rule of the Service's KUBE-SVC chain choose its Pod? Two digits after the point.",
  answers: [(1 / Number(pods)).toFixed(2)],
  form: "a number like 0.12",
  why: "One Pod of all, and the dice of later rules are only thrown when this one said no.",
});
const lastRule = (pods: string): QuizItem => ({
  id: "last-rule",
  question:
    "The last rule of that chain has no probability at all. What share of all connections does it get? Two digits.",
  answers: [(1 / Number(pods)).toFixed(2)],
  form: "a number like 0.12",
  why: "Everything that no rule before it took, which is the same share as everybody's.",
});

export const readTheDice = defineLab({
  slug: "read-the-dice",
  version: 2,
  title: "Read the dice",
  summary: "A Service for a given number of Pods, and the rules behind it, read on the node.",
  objectives: ["Find a Service's chains on a node.", "Read the probabilities in them, and say what each Pod gets."],
  cluster: "docker-desktop",
  seed: 61,
  minutes: 10,
  variables: {
    app: oneOf("dice", "coins", "cards", "straws", "tokens", "marbles", "wheels", "spinner"),
    pods: wholeNumber(3, 7),
  },
  start: { files: ["app.yaml"], apply: ["app.yaml"] },
  quiz: ({ pods = "" }) => [firstRule(pods), lastRule(pods)],
  tasks: ({ app = "", pods = "" }) => [
    {
      id: "spread",
      title: `\`http://${app}/\` is answered by ${pods} Pods`,
      weight: 2,
      checks: [
        balancesOver({
          id: "all-answer",
          from: "probe",
          to: `http://${app}/`,
          pods: `app=${app}`,
          count: Number(pods),
        }),
      ],
    },
    {
      id: "read",
      title: "You have read what each rule does",
      weight: 3,
      checks: [
        answersQuiz({ id: "first-read", item: firstRule(pods) }),
        answersQuiz({ id: "last-read", item: lastRule(pods) }),
      ],
    },
  ],
});
