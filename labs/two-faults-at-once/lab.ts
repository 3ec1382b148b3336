import { balancesOver, reaches, timesOut, unchanged } from "../../src/grade/checks/index.ts";
import { defineLab } from "../../src/grade/lab.ts";
import { oneOf, wholeNumber } from "../../src/grade/variant/variable.ts";

export const twoFaultsAtOnce = defineLab({
  slug: "two-faults-at-once",
  version: 3,
  title: "Two faults at once",
  summary: "Nothing answers. You find the mistake, you mend it, and still nothing answers.",
  objectives: [
    "Find a fault behind a fault: one hop at a time, from the name to the Pod.",
    "Keep what was right, a wall included.",
  ],
  cluster: { profile: "kubeadm-calico", nodes: 2 },
  seed: 77,
  minutes: 20,
  variables: {
    pair: oneOf("selector-policy", "dns-target"),
    app: oneOf("prices", "stock", "orders", "tariffs", "offers", "menus", "routes"),
    stray: wholeNumber(8001, 8099),
    front: oneOf("shop", "portal", "kiosk", "counter", "website", "board"),
  },
  start: {
    files: ["app.yaml", "service.yaml", "policy.yaml"],
    apply: ["app.yaml", "service.yaml", "policy.yaml"],
    setup: "setup.sh",
  },
  tasks: ({ app = "", front = "" }) => [
    {
      id: "works",
      title: `\`${front}\` gets answers from \`http://${app}/\`, by both Pods, and nobody else does`,
      weight: 5,
      checks: [
        reaches({
          id: "front-is-answered",
          from: `pods/app=${front}`,
          to: `http://${app}/`,
          expect: { status: 200, body: "Hello from fastapi-k8s!" },
        }),
        balancesOver({
          id: "both-answer",
          from: `pods/app=${front}`,
          to: `http://${app}/`,
          pods: `app=${app}`,
          count: 2,
        }),
        timesOut({
          id: "wall-stands",
          from: "pods/app=stranger",
          to: `http://${app}/`,
          timeoutSec: 3,
          lookAt: `the NetworkPolicies that choose the Pods of ${app}, and whom they admit`,
        }),
        unchanged({ id: "programs-untouched", resource: "deployments" }),
      ],
    },
  ],
});
