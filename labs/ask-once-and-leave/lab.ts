import { answersQuiz, nothingBesides, unchanged } from "../../src/grade/checks/index.ts";
import { defineLab } from "../../src/grade/lab.ts";
import type { QuizItem } from "../../src/grade/quiz/quiz-item.ts";
import { oneOf } from "../../src/grade/variant/variable.ts";

const theWord = (service: string, namespace: string, word: string): QuizItem => ({
  id: "the-word",
  question: `Which word does the Service ${service} in namespace ${namespace} say to whoever asks it over HTTP from inside the cluster?`,
  answers: [word],
  form: "a word",
  why: "That is what it says to everybody who calls it by a name that leads there.",
});

const whyRestarted: QuizItem = {
  id: "why-restarted",
  question: "Why was the Pod debug started again and again?",
  choices: [
    { text: "Its image is broken", why: "Then its program could not have been started at all." },
    {
      text: "Its program ended, and its restartPolicy is Always",
      right: true,
      why: "kubectl run makes a Pod that is meant to run for ever. --restart=Never says otherwise.",
    },
    {
      text: "The cluster's DNS does not work",
      why: "DNS answered. And even a right answer would have been followed by a restart.",
    },
  ],
};

export const askOnceAndLeave = defineLab({
  slug: "ask-once-and-leave",
  version: 2,
  title: "Ask once, and leave nothing behind",
  summary:
    "A colleague wanted to ask one question, and left three Pods and no answer. Ask it yourself, and leave no trace.",
  objectives: [
    "Read from a Pod's state why it is where it is.",
    "Ask one question from inside the cluster with a Pod that goes by itself.",
  ],
  cluster: "docker-desktop",
  seed: 67,
  minutes: 10,
  variables: {
    service: oneOf("oracle", "porter", "herald", "parrot", "crier"),
    namespace: oneOf("tower", "harbour", "garden", "castle", "bridge"),
    word: oneOf("juniper", "saffron", "walnut", "clover", "barley"),
    keeper: oneOf("backup", "archive", "ledger"),
  },
  start: { apply: ["world.yaml"], setup: "setup.sh" },
  quiz: ({ service = "", namespace = "", word = "" }) => [theWord(service, namespace, word), whyRestarted],
  tasks: ({ service = "", namespace = "", word = "", keeper = "" }) => [
    {
      id: "asked",
      title: "You have the answer, and know why the first try was restarted",
      weight: 2,
      checks: [
        answersQuiz({ id: "word-answered", item: theWord(service, namespace, word) }),
        answersQuiz({ id: "restart-explained", item: whyRestarted }),
      ],
    },
    {
      id: "tidy",
      title: "In `default` nothing is left but what belongs there",
      weight: 2,
      checks: [
        nothingBesides({
          id: "no-leftovers",
          resource: "pods",
          labels: `app in (web,${keeper})`,
          lookAt: "kubectl get pods --show-labels: whatever kubectl run made has a label run",
        }),
        unchanged({ id: "keeper-stays", resource: "pods", name: keeper }),
        unchanged({ id: "web-stays", resource: "deployments", name: "web" }),
        nothingBesides({ id: "there-too", resource: "pods", namespace, labels: `app=${service}` }),
      ],
    },
  ],
});
