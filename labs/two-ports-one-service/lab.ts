import { reaches, talksTo, unchanged } from "../../src/grade/checks/index.ts";
import { defineLab } from "../../src/grade/lab.ts";
import { oneOf } from "../../src/grade/variant/variable.ts";

export const twoPortsOneService = defineLab({
  slug: "two-ports-one-service",
  version: 2,
  title: "Two ports, one Service",
  summary:
    "The app has learnt to tell its figures at a second port. Let the Service lead to both, and let each be found by its name.",
  objectives: [
    "Give a Service several ports, each with a name.",
    "Say who uses the name of a Service's port, and how.",
  ],
  cluster: "docker-desktop",
  seed: 65,
  minutes: 10,
  variables: {
    app: oneOf("orders", "billing", "users", "carts", "mails", "routes", "plans"),
    metrics: oneOf("9100", "9090", "2112", "9464", "9113"),
    listens: oneOf("7001", "7002", "7003", "7004", "7005", "7006"),
  },
  start: { files: ["service.yaml"], apply: ["app.yaml", "service.yaml"], setup: "setup.sh" },
  tasks: ({ app = "", metrics = "", listens = "" }) => [
    {
      id: "by-number",
      title: `\`http://${app}/\` is the app, and \`http://${app}:${metrics}/metrics\` are its figures`,
      weight: 3,
      checks: [
        reaches({
          id: "app-answers",
          from: "probe",
          to: `http://${app}/`,
          expect: { status: 200, body: "Hello from fastapi-k8s!" },
        }),
        reaches({
          id: "figures-answer",
          from: "probe",
          to: `http://${app}:${metrics}/metrics`,
          expect: { status: 200, body: `${app}_up 1` },
        }),
        unchanged({ id: "app-untouched", resource: "deployments", name: app, path: ["spec", "selector"] }),
      ],
    },
    {
      id: "by-name",
      title: "The scraper finds the figures by the name of their port",
      weight: 2,
      checks: [
        talksTo({
          id: "scraper-scrapes",
          from: "app=scraper",
          to: `app=${app}`,
          port: Number(listens),
          withinSec: 12,
          lookAt: `what the scraper asks DNS for, and the names in spec.ports of Service ${app}`,
        }),
        unchanged({ id: "scraper-untouched", resource: "deployments", name: "scraper" }),
      ],
    },
  ],
});
