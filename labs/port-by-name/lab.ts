import { answersQuiz, balancesOver, eachAnswers, field } from "../../src/grade/checks/index.ts";
import { defineLab } from "../../src/grade/lab.ts";
import type { QuizItem } from "../../src/grade/quiz/quiz-item.ts";
import { oneOf } from "../../src/grade/variant/variable.ts";

const whichPort = (fault: string, port: string): QuizItem => {
  const right = (is: boolean) => (is ? { right: true as const } : {});
  const isStale = fault === "stale";
  return {
    id: "which-port",
    question: "Before you changed anything: on which port did the Service send to the Pods of version 2?",
    choices: [
      {
        text: "on none: their EndpointSlice had no port at all",
        ...right(!isStale),
        why: isStale ? "They had one. Look at what their port of that name says." : "No port of theirs has the name.",
      },
      {
        text: "on 8000",
        ...right(isStale),
        why: isStale ? "Their note says 8000, and the name made it count." : "Only version 1 has a port of that name.",
      },
      { text: `on ${port}`, why: "Then they would have answered." },
    ],
  };
};

export const portByName = defineLab({
  slug: "port-by-name",
  version: 1,
  title: "A port that only some of them have",
  summary: "Version 2 is running beside version 1, ready and well, and does not get its share of the requests.",
  objectives: [
    "Read from EndpointSlices on which port each Pod is sent to.",
    "Let Pods that listen on different ports share one Service.",
  ],
  cluster: "docker-desktop",
  seed: 64,
  minutes: 15,
  variables: {
    app: oneOf("catalog", "basket", "search", "offers"),
    name: oneOf("http", "web", "main"),
    port: oneOf("9000", "8081", "7000"),
    fault: oneOf("unnamed", "renamed", "stale"),
  },
  start: {
    files: ["v1.yaml", "v2.yaml", "service.yaml"],
    apply: ["v1.yaml", "v2.yaml", "service.yaml"],
    setup: "setup.sh",
  },
  quiz: ({ fault = "", port = "" }) => [whichPort(fault, port)],
  tasks: ({ app = "", port = "", fault = "" }) => [
    {
      id: "shares",
      title: `\`http://${app}/\` is answered by all four Pods, and each listens where it always did`,
      weight: 4,
      checks: [
        balancesOver({ id: "all-four", from: "probe", to: `http://${app}/`, pods: `app=${app}`, count: 4 }),
        eachAnswers({
          id: "version-1-listens",
          from: "probe",
          pods: `app=${app},version=v1`,
          port: 8000,
          count: 2,
          body: "Hello from fastapi-k8s!",
        }),
        eachAnswers({
          id: "version-2-listens",
          from: "probe",
          pods: `app=${app},version=v2`,
          port: Number(port),
          count: 2,
          body: "Hello from fastapi-k8s!",
        }),
        field({ id: "one-service", resource: "services", name: app, path: ["spec", "ports", 0, "port"], is: 80 }),
      ],
    },
    {
      id: "seen",
      title: "You know on which port version 2 was sent to before",
      weight: 1,
      checks: [answersQuiz({ id: "port-read", item: whichPort(fault, port) })],
    },
  ],
});
