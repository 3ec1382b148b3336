import { preservesSourceIP, reaches, survives } from "../../src/grade/checks/index.ts";
import { defineLab } from "../../src/grade/lab.ts";
import { oneOf, wholeNumber } from "../../src/grade/variant/variable.ts";

const WORKERS = ["172.18.0.3", "172.18.0.4"];

export const whoIsCalling = defineLab({
  slug: "who-is-calling",
  version: 2,
  title: "Who is calling?",
  summary:
    "Every line of the access log names a node instead of the caller. Keep the callers' addresses, and lose no caller.",
  objectives: [
    "Explain which address a Pod sees when it is called through a node port.",
    "Keep the caller's address without making a node fall silent.",
  ],
  cluster: "kind",
  seed: 62,
  minutes: 15,
  variables: {
    app: oneOf("audit", "billing", "gate", "intake"),
    fault: oneOf("single", "pinned"),
    port: wholeNumber(30_100, 32_700),
  },
  start: { files: ["app.yaml", "service.yaml"], apply: ["app.yaml", "service.yaml"], setup: "setup.sh" },
  tasks: ({ app = "", port = "" }) => {
    const answers = WORKERS.map((node, i) =>
      preservesSourceIP({
        id: `worker-${i + 1}-keeps-it`,
        from: "host",
        to: `http://${node}:${port}/`,
        lookAt: `externalTrafficPolicy of Service ${app}, and on which nodes its Pods are`,
      }),
    );
    return [
      {
        id: "both-workers",
        title: `Called at port ${port} of either worker, \`${app}\` answers and sees the caller's own address`,
        weight: 4,
        checks: answers,
      },
      {
        id: "stays-so",
        title: "It stays so when every Pod is replaced, and the Service still answers inside the cluster",
        weight: 2,
        checks: [
          reaches({
            id: "answers-inside",
            from: "probe",
            to: `http://${app}/`,
            expect: { status: 200, body: "Hello from fastapi-k8s!" },
          }),
          ...answers.map((still, i) => survives({ id: `worker-${i + 1}-survives`, deletePods: `app=${app}`, still })),
        ],
      },
    ];
  },
});
