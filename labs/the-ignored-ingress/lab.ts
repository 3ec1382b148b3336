import { answersQuiz, servesHost, unchanged } from "../../src/grade/checks/index.ts";
import { defineLab } from "../../src/grade/lab.ts";
import type { QuizItem } from "../../src/grade/quiz/quiz-item.ts";
import { follows, oneOf } from "../../src/grade/variant/variable.ts";

/** 404 is said when nobody took the Ingress, 503 when the controller took it and found nobody behind it. */
const whatItMeans = (fault: string): QuizItem => {
  const isIgnored = fault === "typo" || fault === "classless";
  const right = (is: boolean) => (is ? { right: true as const } : {});
  return {
    id: "who-said-no",
    question: "Before you changed anything, the door had an answer ready. What did it mean?",
    choices: [
      {
        text: "404: the door has no rule for this host, so nobody took the Ingress",
        ...right(isIgnored),
        why: isIgnored
          ? "An Ingress that no controller takes is a rule that no door has."
          : "The answer was not a 404: the door knew the host.",
      },
      {
        text: "503: the door has the rule, and nobody to send the request to",
        ...right(!isIgnored),
        why: isIgnored
          ? "The answer was not a 503. The door did not even know the host."
          : "The rule was taken. What it names behind it does not lead to a Pod.",
      },
      {
        text: "404: the app was asked for a page that it does not have",
        why: "Then the words would be the app's own.",
      },
      { text: "503: the app is overloaded", why: "Nobody asked it. Look at its log." },
    ],
  };
};

export const theIgnoredIngress = defineLab({
  slug: "the-ignored-ingress",
  version: 3,
  title: "The Ingress that nobody takes",
  summary:
    "The Ingress is there, the app is well, and the door says no. One field is wrong: the answer tells which half to search.",
  objectives: [
    "Tell from a 404 or a 503 whether an Ingress was taken.",
    "Find the field of an Ingress that keeps it from its class or its backend.",
  ],
  cluster: "docker-desktop",
  seed: 62,
  minutes: 12,
  variables: {
    app: oneOf("tickets", "wiki", "forum", "polls", "photos", "recipes", "diary", "scores"),
    fault: oneOf("typo", "classless", "port", "service"),
    verdict: follows("fault", { typo: "a", classless: "a", port: "b", service: "b" }),
    port: oneOf("8080", "5000", "3000"),
    slip: oneOf("ngnix", "nginix", "ngix", "nignx", "nginxs"),
  },
  start: { files: ["app.yaml", "ingress.yaml"], apply: ["app.yaml"], setup: "setup.sh" },
  quiz: ({ fault = "" }) => [whatItMeans(fault)],
  tasks: ({ app = "", fault = "" }) => [
    {
      id: "served",
      title: `\`http://${app}.local/\` is answered by \`${app}\`, and every page below it too`,
      weight: 3,
      checks: [
        servesHost({
          id: "front-page",
          from: "host",
          at: "http://localhost/",
          host: `${app}.local`,
          expect: { status: 200, body: "Hello from fastapi-k8s!" },
        }),
        servesHost({
          id: "page-below",
          from: "host",
          at: "http://localhost/items/7",
          host: `${app}.local`,
          expect: { status: 200, body: '"item_id":7' },
        }),
        servesHost({
          id: "strangers-outside",
          from: "host",
          at: "http://localhost/",
          host: "stranger.example",
          expect: { status: 404 },
          lookAt: "a rule without a host is a rule for every host",
        }),
        unchanged({ id: "service-untouched", resource: "services", name: app }),
        unchanged({
          id: "app-untouched",
          resource: "deployments",
          name: app,
          path: ["spec", "template", "spec"],
        }),
        unchanged({
          id: "controller-untouched",
          resource: "deployments",
          namespace: "ingress-nginx",
          path: ["spec", "template", "spec"],
        }),
      ],
    },
    {
      id: "understood",
      title: "You know what the door's first answer meant",
      weight: 1,
      checks: [answersQuiz({ id: "answer-read", item: whatItMeans(fault) })],
    },
  ],
});
