import { answersQuiz, onlyThese, unchanged } from "../../src/grade/checks/index.ts";
import { defineLab } from "../../src/grade/lab.ts";
import type { QuizItem } from "../../src/grade/quiz/quiz-item.ts";
import { follows, oneOf, wholeNumber } from "../../src/grade/variant/variable.ts";

const peersFound = (peers: string): QuizItem => ({
  id: "peers-found",
  question: "How many peers did the rule of the policy have when you came?",
  answers: [peers, peers === "2" ? "two" : "one"],
  form: "a number",
  why: "Each dash below `from` begins one. Conditions of one peer must all hold; of several peers it is enough to be one.",
});

const podMistaken = (role: string): QuizItem => ({
  id: "pod-mistaken",
  question: "Which Pod of namespace default did the policy treat otherwise than agreed when you came?",
  answers: [role, `default/${role}`, `pod/${role}`],
  form: "the name of a Pod",
  why: "Only one of the two conditions holds for it, so it tells *and* from *or*.",
});

export const andOr = defineLab({
  slug: "and-or",
  version: 2,
  title: "And, or",
  summary: "A policy was reviewed and approved. It says one thing and means another, and the difference is a dash.",
  objectives: [
    "Tell one peer with two selectors from two peers with one each.",
    "Choose a namespace by a label that it has.",
  ],
  cluster: { profile: "kind", nodes: 2 },
  seed: 72,
  minutes: 10,
  variables: {
    need: oneOf("both", "either"),
    peers: follows("need", { both: "2", either: "1" }),
    app: oneOf("billing", "stock", "payroll"),
    watch: oneOf("monitoring", "observability", "telemetry"),
    role: oneOf("scraper", "collector", "poller", "reader", "sampler", "gatherer"),
    port: wholeNumber(9100, 9199),
  },
  start: {
    files: ["policy.yaml", "agreed.txt"],
    apply: ["app.yaml", "callers.yaml", "policy.yaml"],
    setup: "setup.sh",
  },
  quiz: ({ peers = "", role = "" }) => [peersFound(peers), podMistaken(role)],
  tasks: ({ need = "", peers = "", app = "", watch = "", role = "", port = "" }) => {
    const to = `default/app=${app}`;
    const both = [{ from: `${watch}/role=${role}`, to }];
    const either = [
      { from: `${watch}/part=caller`, to },
      { from: `default/role=${role}`, to },
    ];
    return [
      {
        id: "as-meant",
        title:
          need === "both"
            ? `Only Pods with \`role: ${role}\` of namespace \`${watch}\` reach \`${app}\``
            : `Every Pod of namespace \`${watch}\` reaches \`${app}\`, and so do Pods with \`role: ${role}\` of \`default\``,
        weight: 4,
        checks: [
          onlyThese({
            id: "these-and-no-others",
            namespaces: ["default", watch, "guests"],
            port: Number(port),
            silent: "part=caller",
            mayReach: need === "both" ? both : either,
          }),
          unchanged({
            id: "namespaces-untouched",
            resource: "namespaces",
            namespace: null,
            path: ["metadata", "labels"],
          }),
          ...["default", watch, "guests"].map((namespace) =>
            unchanged({ id: `pods-of-${namespace}`, resource: "pods", namespace, path: ["metadata", "labels"] }),
          ),
        ],
      },
      {
        id: "read",
        title: "You know what the policy said when you found it",
        weight: 1,
        checks: [
          answersQuiz({ id: "peers-counted", item: peersFound(peers) }),
          answersQuiz({ id: "pod-named", item: podMistaken(role) }),
        ],
      },
    ];
  },
});
