import { onlyThese, reaches, unchanged } from "../../src/grade/checks/index.ts";
import { defineLab } from "../../src/grade/lab.ts";
import { oneOf, wholeNumber } from "../../src/grade/variant/variable.ts";

const METRICS = 9090;

export const onlyTheFrontEnd = defineLab({
  slug: "only-the-front-end",
  version: 1,
  title: "Only the front end",
  summary: "Everybody in the cluster can call the back end. Close it to all, and open it to one caller, on one port.",
  objectives: [
    "Isolate Pods with a NetworkPolicy and admit exactly one kind of caller.",
    "Name the port that arrives at the Pod, not the one that the caller uses.",
  ],
  cluster: { profile: "kind", nodes: 2 },
  seed: 71,
  minutes: 12,
  variables: {
    front: oneOf("frontend", "portal", "website"),
    back: oneOf("backend", "orders", "ledger"),
    guests: oneOf("guests", "staging", "partners"),
    port: wholeNumber(8000, 8089),
  },
  start: { files: ["backend.yaml"], apply: ["backend.yaml", "callers.yaml"], setup: "setup.sh" },
  tasks: ({ front = "", back = "", guests = "", port = "" }) => {
    const namespaces = ["default", guests];
    const silent = "part=caller";
    return [
      {
        id: "one-caller",
        title: `\`${front}\` reaches \`http://${back}/\`, and no other Pod of either namespace does`,
        weight: 4,
        checks: [
          reaches({
            id: "front-gets-through",
            from: `pods/app=${front}`,
            to: `http://${back}/`,
            expect: { status: 200, body: `this is ${back}` },
          }),
          onlyThese({
            id: "nobody-else",
            namespaces,
            port: Number(port),
            silent,
            mayReach: [{ from: `default/app=${front}`, to: `default/app=${back}` }],
          }),
          unchanged({ id: "apps-untouched", resource: "deployments" }),
          unchanged({ id: "guests-untouched", resource: "pods", namespace: guests, path: ["metadata", "labels"] }),
        ],
      },
      {
        id: "metrics-closed",
        title: `Nobody reaches port ${METRICS} of \`${back}\``,
        weight: 2,
        checks: [onlyThese({ id: "metrics-for-nobody", namespaces, port: METRICS, silent, mayReach: [] })],
      },
    ];
  },
});
