import { balancesOver, reaches, unchanged } from "../../src/grade/checks/index.ts";
import { defineLab } from "../../src/grade/lab.ts";
import { oneOf, wholeNumber } from "../../src/grade/variant/variable.ts";

export const thePortIsTaken = defineLab({
  slug: "the-port-is-taken",
  version: 1,
  title: "The port is taken",
  summary:
    "A firewall opens one port of the nodes, the manifest asks for another, and somebody else has the right one.",
  objectives: [
    "Read the two errors with which a node port is refused.",
    "Find out who has a port that all namespaces share, and take it over without taking anything away.",
  ],
  cluster: "kind",
  seed: 61,
  minutes: 10,
  variables: {
    app: oneOf("shop", "portal", "tickets"),
    holder: oneOf("wiki", "ledger", "archive"),
    team: oneOf("finance", "people", "legal"),
    port: wholeNumber(30_100, 32_700),
  },
  start: { files: ["service.yaml"], apply: ["app.yaml", "holder.yaml"], setup: "setup.sh" },
  tasks: ({ app = "", holder = "", team = "", port = "" }) => [
    {
      id: "open",
      title: `Port ${port} of every node leads to \`${app}\`, and both its Pods take their share`,
      weight: 3,
      checks: [
        ...["172.18.0.2", "172.18.0.4"].map((node, i) =>
          reaches({
            id: `node-${i + 1}-answers`,
            from: "host",
            to: `http://${node}:${port}/`,
            expect: { status: 200, body: "Hello from fastapi-k8s!" },
            lookAt: `which Service has node port ${port}, in any namespace`,
          }),
        ),
        balancesOver({
          id: "both-answer",
          from: "host",
          to: `http://172.18.0.3:${port}/`,
          pods: `app=${app}`,
          count: 2,
        }),
      ],
    },
    {
      id: "nothing-lost",
      title: `Inside the cluster \`http://${app}/\` answers, and \`http://${holder}.${team}/\` goes on doing so`,
      weight: 2,
      checks: [
        reaches({
          id: "app-inside",
          from: "probe",
          to: `http://${app}/`,
          expect: { status: 200, body: "Hello from fastapi-k8s!" },
        }),
        reaches({
          id: "holder-inside",
          from: "probe",
          to: `http://${holder}.${team}/`,
          expect: { status: 200, body: "Hostname: " },
          lookAt: `Service ${holder} in namespace ${team}: its clients inside the cluster still need it`,
        }),
        unchanged({ id: "holder-runs", resource: "deployments", namespace: team, name: holder }),
        unchanged({ id: "app-runs", resource: "deployments", name: app }),
      ],
    },
  ],
});
