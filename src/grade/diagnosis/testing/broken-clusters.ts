/** The table of broken clusters, and some that are not broken. */
import { app, policy } from "./broken-app.ts";
import { DNS, NAMES } from "./broken-names.ts";
import { type BrokenCluster, type BrokenRow, FROM_CLIENT, FROM_CLIENT_KIND } from "./broken-row.ts";
import { PODS, SERVICES, WAYS_IN } from "./broken-services.ts";
import { NODES, POLICIES } from "./broken-ways.ts";

const WEB = "podSelector: {matchLabels: {app: web}}";
const CLIENT = "podSelector: {matchLabels: {app: client}}";

export const FINE: readonly BrokenCluster[] = [
  { name: "everything is in order", given: app(), ...FROM_CLIENT },
  {
    name: "a named targetPort",
    given: app({ service: "selector: {app: web}, ports: [{port: 80, targetPort: http}]" }),
    ...FROM_CLIENT,
  },
  {
    name: "a port that no container declares",
    given: app({ container: "name: web, image: fastapi-k8s:latest, imagePullPolicy: Never" }),
    ...FROM_CLIENT,
  },
  {
    name: "a policy that admits the client, where policies count",
    given: app() + policy("web", `${WEB}, ingress: [{from: [{${CLIENT}}]}]`),
    ...FROM_CLIENT_KIND,
  },
  {
    name: "a policy that denies all, where nobody enforces it",
    given: app() + policy("deny", "podSelector: {}, policyTypes: [Ingress, Egress]"),
    ...FROM_CLIENT,
  },
  {
    name: "a node port from the learner's machine",
    given: app({
      service: "type: NodePort, selector: {app: web}, ports: [{port: 80, targetPort: 8000, nodePort: 30080}]",
    }),
    from: "host",
    to: "http://localhost:30080/",
  },
];

export const BROKEN: readonly BrokenRow[] = [...NAMES, ...DNS, ...SERVICES, ...PODS, ...WAYS_IN, ...POLICIES, ...NODES];
