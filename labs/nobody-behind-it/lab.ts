import { balancesOver, hasEndpoints, reaches, unchanged } from "../../src/grade/checks/index.ts";
import { defineLab } from "../../src/grade/lab.ts";
import { oneOf, wholeNumber } from "../../src/grade/variant/variable.ts";

export const nobodyBehindIt = defineLab({
  slug: "nobody-behind-it",
  version: 3,
  title: "A Service with nobody behind it",
  summary: "The Pods are well, the Service exists, and nobody answers. One field is wrong: find out which.",
  objectives: [
    "Tell from the error alone whether a Service has no endpoints or sends to a port where nobody listens.",
    "Compare a Service's selector and ports with what its Pods really have.",
  ],
  cluster: "docker-desktop",
  seed: 51,
  minutes: 12,
  variables: {
    app: oneOf(
      "catalog",
      "basket",
      "checkout",
      "search",
      "reviews",
      "wishlist",
      "returns",
      "gifts",
      "loans",
      "archive",
      "gallery",
      "forum",
    ),
    fault: oneOf("selector", "target", "readiness"),
    cell: wholeNumber(10, 79),
  },
  start: { files: ["app.yaml", "service.yaml"], apply: ["app.yaml", "service.yaml"], setup: "setup.sh" },
  tasks: ({ app = "", fault = "", cell = "" }) => [
    {
      id: "answers",
      title: `\`http://${app}/\` answers from any Pod, and both Pods take their share`,
      weight: 4,
      checks: [
        reaches({
          id: "name-answers",
          from: "probe",
          to: `http://${app}/`,
          expect: { status: 200, body: "Hello from fastapi-k8s!" },
        }),
        hasEndpoints({ id: "finds-pods", service: app, pods: `app=${app},tier=web-${cell}` }),
        balancesOver({ id: "both-answer", from: "probe", to: `http://${app}/`, pods: `app=${app}`, count: 2 }),
      ],
    },
    {
      id: "nothing-else",
      title: "What was right is as it was",
      weight: 1,
      checks: [
        // Passing before anything is done would be points for nothing, so it counts only together with an answer.
        reaches({ id: "still-answers", from: "host", to: `http://localhost/` }),
        ...(fault === "readiness"
          ? [unchanged({ id: "service-untouched", resource: "services", name: app })]
          : [unchanged({ id: "app-untouched", resource: "deployments", name: app })]),
      ],
    },
  ],
});
