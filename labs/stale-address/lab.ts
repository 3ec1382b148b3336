import { balancesOver, hasEndpoints, reaches, survives, talksTo } from "../../src/grade/checks/index.ts";
import { defineLab } from "../../src/grade/lab.ts";
import { oneOf } from "../../src/grade/variant/variable.ts";

const reportTalks = talksTo({ id: "report-talks", from: "app=report", to: "app=fastapi-k8s", withinSec: 20 });

export const staleAddress = defineLab({
  slug: "stale-address",
  version: 3,
  title: "The address that went stale",
  summary: "A program calls a Pod by its address. The Pod was replaced, and nobody answers any more.",
  objectives: [
    "Tell what becomes of a Pod's address when the Pod is replaced.",
    "Put a Service with the right selector and the right ports in front of Pods.",
    "Show that every Pod behind a Service takes its share of the requests.",
  ],
  cluster: "docker-desktop",
  seed: 20,
  minutes: 15,
  variables: {
    service: oneOf(
      "bonjour",
      "greetings",
      "hello-api",
      "front-desk",
      "salutes",
      "welcome",
      "good-day",
      "greeter",
      "morning",
      "hello",
      "reception",
      "hail",
      "fastapi-k8s",
      "front-door",
      "hello-there",
      "say-hello",
    ),
  },
  start: { files: ["app.yaml", "report.yaml"], setup: "setup.sh" },
  tasks: ({ service = "" }) => [
    {
      id: "by-name",
      title: `\`http://${service}/\` answers from any Pod, and all three Pods take their share`,
      weight: 4,
      checks: [
        hasEndpoints({ id: "service-finds-pods", service, pods: "app=fastapi-k8s" }),
        reaches({
          id: "name-answers",
          from: "probe",
          to: `http://${service}/`,
          expect: { status: 200, body: "Hello from fastapi-k8s!" },
        }),
        balancesOver({
          id: "all-pods-answer",
          from: "probe",
          to: `http://${service}/`,
          pods: "app=fastapi-k8s",
          count: 3,
        }),
      ],
    },
    {
      id: "on-localhost",
      title: "`http://localhost/` answers on your own machine",
      weight: 2,
      checks: [
        reaches({
          id: "localhost-answers",
          from: "host",
          to: "http://localhost/",
          expect: { status: 200, body: "Hello from fastapi-k8s!" },
        }),
      ],
    },
    {
      id: "report-recovers",
      title: "`report` gets its answers, also after every Pod of `fastapi-k8s` was replaced",
      weight: 4,
      checks: [reportTalks, survives({ id: "report-survives", deletePods: "app=fastapi-k8s", still: reportTalks })],
    },
  ],
});
