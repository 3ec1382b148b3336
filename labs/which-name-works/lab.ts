import { answersQuiz, field, talksTo, unchanged } from "../../src/grade/checks/index.ts";
import { defineLab } from "../../src/grade/lab.ts";
import type { QuizItem } from "../../src/grade/quiz/quiz-item.ts";
import { oneOf } from "../../src/grade/variant/variable.ts";

const endings = (from: string): QuizItem => ({
  id: "first-ending",
  question: "Which ending does a program in the caller's namespace try first when it is given a bare name?",
  answers: [`${from}.svc.cluster.local`, `.${from}.svc.cluster.local`],
  form: "an ending such as x.y.z",
  why: "It is the first of the search list that the kubelet writes into the Pod's resolv.conf.",
});

export const whichNameWorks = defineLab({
  slug: "which-name-works",
  version: 2,
  title: "Which name works from here?",
  summary: "A program calls a Service by a name that worked when both lived in one namespace. Now they do not.",
  objectives: [
    "Say which names of a Service work from another namespace.",
    "Read a Pod's resolv.conf and complete a name as its resolver does.",
  ],
  cluster: "docker-desktop",
  seed: 41,
  minutes: 10,
  variables: {
    caller: oneOf("billing", "orders", "reports", "payroll", "planning", "support"),
    home: oneOf("accounts", "people", "staff", "identity", "directory", "registry"),
    service: oneOf("users", "members", "profiles", "logins", "persons", "roles"),
  },
  start: { files: ["caller.yaml"], apply: ["home.yaml"], setup: "setup.sh" },
  quiz: ({ caller = "" }) => [endings(caller)],
  tasks: ({ caller = "", home = "", service = "" }) => [
    {
      id: "gets-answers",
      title: `The caller in \`${caller}\` gets answers from the Pods in \`${home}\``,
      weight: 3,
      checks: [
        talksTo({
          id: "caller-talks",
          from: "app=caller",
          namespace: caller,
          to: `app=${service}`,
          toNamespace: home,
          withinSec: 15,
          lookAt: `the name that the caller is given, seen from namespace ${caller}`,
        }),
        unchanged({ id: "home-stays", resource: "deployments", namespace: home, name: service }),
        field({
          id: "by-name",
          resource: "services",
          namespace: home,
          name: service,
          path: ["spec", "ports", 0, "port"],
          is: 80,
        }),
      ],
    },
    {
      id: "know-the-ending",
      title: "You know which name the resolver tried first",
      weight: 1,
      checks: [answersQuiz({ id: "ending-named", item: endings(caller) })],
    },
  ],
});
