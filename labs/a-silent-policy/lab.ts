import { answersQuiz, onlyThese, reaches } from "../../src/grade/checks/index.ts";
import { defineLab } from "../../src/grade/lab.ts";
import type { QuizItem } from "../../src/grade/quiz/quiz-item.ts";
import { follows, oneOf, wholeNumber } from "../../src/grade/variant/variable.ts";

const PUBLIC = 8080;

const CAUSES = [
  {
    cause: "selector",
    text: "It chooses no Pod: none has the labels of its podSelector",
    no: "There is a Pod with these labels. Compare podSelector with kubectl get pods --show-labels.",
    yes: "A selector that chooses nothing is no error, and such a policy is about nobody.",
  },
  {
    cause: "namespace",
    text: "It is in another namespace than the Pods that it is meant for",
    no: "Look at the namespace of the policy, and at that of the Pods: they are the same.",
    yes: "A policy chooses Pods of its own namespace only, whatever its podSelector says.",
  },
  {
    cause: "cni",
    text: "Nothing in this cluster enforces policies",
    no: "This network enforces them: kubectl get pods -A shows who built it.",
    yes: "The API server stores every policy; enforcing them is up to the network, and this one does not.",
  },
  {
    cause: "never",
    text: "It admits a port, and a policy must deny before it can admit",
    no: "A Pod that a policy chooses is closed to everything that no policy admits. There is no rule that denies.",
    yes: "",
  },
] as const;

const whySilent = (fault: string): QuizItem => ({
  id: "why-silent",
  question: "Why does the policy do nothing?",
  choices: CAUSES.map(({ cause, text, no, yes }) =>
    cause === fault ? { text, why: yes, right: true } : { text, why: no },
  ),
});

export const aSilentPolicy = defineLab({
  slug: "a-silent-policy",
  version: 1,
  title: "A policy that says nothing",
  summary: "A policy was applied, the API server said “created”, and the door that it closes is open. Why?",
  objectives: [
    "Test a policy by knocking instead of reading.",
    "Tell apart the three ways in which a policy can be valid and do nothing.",
    "Close a door even where no policy can.",
  ],
  cluster: ({ fault = "" }) => ({ profile: fault === "cni" ? "kubeadm-flannel" : "kubeadm-calico", nodes: 2 }),
  seed: 74,
  minutes: 15,
  variables: {
    fault: oneOf("selector", "namespace", "cni"),
    cause: follows("fault", { selector: "a", namespace: "b", cni: "c" }),
    home: oneOf("shop", "office", "plant"),
    app: oneOf("ledger", "roster", "catalog"),
    admin: wholeNumber(9900, 9949),
  },
  start: { files: ["app.yaml", "policy.yaml"], apply: ["app.yaml", "policy.yaml", "callers.yaml"], setup: "setup.sh" },
  quiz: ({ fault = "" }) => [whySilent(fault)],
  tasks: ({ fault = "", home = "", app = "", admin = "" }) => [
    {
      id: "closed",
      title: `No other Pod reaches the console of \`${app}\` on port ${admin}, and the rest works as before`,
      weight: 4,
      checks: [
        onlyThese({
          id: "console-closed",
          namespaces: ["default", home],
          port: Number(admin),
          silent: "part=caller",
          mayReach: [],
        }),
        reaches({
          id: "app-open",
          from: "pods/part=caller",
          to: `http://${app}.${home}/`,
          expect: { status: 200, body: `this is ${app}` },
        }),
        reaches({ id: "open-at-home", from: `pods/${home}/part=caller`, to: `${app}:${PUBLIC}` }),
        reaches({
          id: "console-from-inside",
          from: `pods/${home}/app=${app}`,
          to: `http://localhost:${admin}/`,
          expect: { body: "console" },
        }),
      ],
    },
    {
      id: "know-why",
      title: "You know why the policy did nothing",
      weight: 2,
      checks: [answersQuiz({ id: "cause-named", item: whySilent(fault) })],
    },
  ],
});
