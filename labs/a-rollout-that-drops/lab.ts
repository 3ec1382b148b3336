import { balancesOver, survivesRollout, unchanged } from "../../src/grade/checks/index.ts";
import { defineLab } from "../../src/grade/lab.ts";
import { oneOf } from "../../src/grade/variant/variable.ts";

export const aRolloutThatDrops = defineLab({
  slug: "a-rollout-that-drops",
  version: 2,
  title: "A rollout that drops requests",
  summary: "Every time a new version goes out, a few customers get an error. The program is not to blame.",
  objectives: [
    "Say at which moments of a rollout a request can be lost, and who could have prevented it.",
    "Have Pods join when they can answer, leave before they stop, and never all at once.",
  ],
  cluster: "docker-desktop",
  seed: 76,
  minutes: 20,
  variables: {
    fault: oneOf("probe", "goodbye", "strategy"),
    app: oneOf(
      "tickets",
      "bookings",
      "seats",
      "tables",
      "ferries",
      "parcels",
      "rooms",
      "courts",
      "slots",
      "berths",
      "lessons",
      "lockers",
    ),
  },
  start: { files: ["app.yaml"], apply: ["app.yaml", "service.yaml", "caller.yaml"], setup: "setup.sh" },
  tasks: ({ app = "" }) => [
    {
      id: "nothing-lost",
      title: `\`http://${app}/\` answers every request while \`${app}\` is rolled out`,
      weight: 5,
      checks: [
        survivesRollout({
          id: "no-request-lost",
          from: "probe",
          to: `http://${app}/`,
          deployment: app,
          lookAt: "when a Pod begins to be an endpoint and when it ceases to be one: probe, preStop hook, strategy",
        }),
        balancesOver({ id: "both-answer", from: "probe", to: `http://${app}/`, pods: `app=${app}`, count: 2 }),
        unchanged({ id: "service-untouched", resource: "services", name: app }),
      ],
    },
  ],
});
