import { answersQuiz, eachAnswers } from "../../src/grade/checks/index.ts";
import { defineLab } from "../../src/grade/lab.ts";
import type { QuizItem } from "../../src/grade/quiz/quiz-item.ts";
import { oneOf, wholeNumber } from "../../src/grade/variant/variable.ts";

const SAME_PORT: QuizItem = {
  id: "same-port",
  question: "All copies listen on port 8000, on one machine. Why do they not quarrel about it?",
  choices: [
    {
      text: "Docker gives each of them another port of the machine",
      why: "That is what -p does for plain containers. Here nobody maps a port.",
    },
    {
      text: "Each Pod has a network stack of its own: its own address, its own ports",
      right: true,
      why: "Port 8000 of one address has nothing to do with port 8000 of another.",
    },
    {
      text: "The Deployment starts them one after another",
      why: "They run at the same time; look at the column STATUS.",
    },
  ],
};

export const firstSteps = defineLab({
  slug: "first-steps",
  version: 2,
  title: "First steps: copies with addresses",
  summary: "Bring a small app to life in several copies, each of which answers at an address of its own.",
  objectives: [
    "Start several copies of a program and see their addresses.",
    "Tell an image that the node already has from one that must be pulled.",
    "Say why programs on one machine can all listen on the same port.",
  ],
  cluster: "docker-desktop",
  seed: 11,
  minutes: 10,
  variables: {
    app: oneOf(
      "greeter",
      "hello",
      "reception",
      "welcome",
      "porter",
      "lobby",
      "hallway",
      "doorbell",
      "concierge",
      "foyer",
      "usher",
      "gate",
    ),
    copies: wholeNumber(2, 5),
  },
  start: { files: ["app.yaml"], setup: "setup.sh" },
  quiz: [SAME_PORT],
  tasks: ({ app = "", copies = "" }) => [
    {
      id: "copies-answer",
      title: `${copies} Pods with the label \`app=${app}\` answer, each at its own address on port 8000`,
      weight: 4,
      checks: [
        eachAnswers({
          id: "each-answers",
          from: "probe",
          pods: `app=${app}`,
          port: 8000,
          count: Number(copies),
          body: "Hello from fastapi-k8s!",
        }),
      ],
    },
    {
      id: "know-why",
      title: "You know why they do not quarrel about the port",
      weight: 1,
      checks: [answersQuiz({ id: "same-port-answered", item: SAME_PORT })],
    },
  ],
});
