/** The namespace of ingress-nginx, its accounts, and what they may do. */
import { type Component, labelsOf, metadataOf, NAMESPACE, type Plain, type Release } from "./release.ts";

type Rule = readonly [group: string, resources: string, verbs: string, names?: string];

const RBAC = "rbac.authorization.k8s.io";
const NETWORKING = "networking.k8s.io";
const LEASES = "coordination.k8s.io";
const READ = "get list watch";

const SHARED: readonly Rule[] = [
  ["", "services", READ],
  [NETWORKING, "ingresses", READ],
  [NETWORKING, "ingresses/status", "update"],
  [NETWORKING, "ingressclasses", READ],
];
const [SERVICES, INGRESSES, STATUS, CLASSES] = SHARED as [Rule, Rule, Rule, Rule];
const EVENTS: Rule = ["", "events", "create patch"];
const SLICES: Rule = ["discovery.k8s.io", "endpointslices", "list watch get"];

const LOCAL: readonly Rule[] = [
  ["", "namespaces", "get"],
  ["", "configmaps pods secrets endpoints", READ],
  SERVICES,
  INGRESSES,
  STATUS,
  CLASSES,
  [LEASES, "leases", "get update", "ingress-nginx-leader"],
  [LEASES, "leases", "create"],
  EVENTS,
  SLICES,
];
const EVERYWHERE: readonly Rule[] = [
  ["", "configmaps endpoints nodes pods secrets namespaces", "list watch"],
  [LEASES, "leases", "list watch"],
  ["", "nodes", "get"],
  SERVICES,
  INGRESSES,
  EVENTS,
  STATUS,
  CLASSES,
  SLICES,
];

export function accessObjects(release: Release): Plain[] {
  const role = (kind: string, name: string, rules: readonly Rule[]): Plain => ({
    apiVersion: `${RBAC}/v1`,
    kind,
    metadata: metadataOf(release, { name, component: componentOf(kind, name), isNamespaced: kind === "Role" }),
    rules: rules.map(ruleOf),
  });
  const admission = `${NAMESPACE}-admission`;
  const { "app.kubernetes.io/instance": instance, "app.kubernetes.io/name": app } = labelsOf(release, null);
  const labels = { "app.kubernetes.io/instance": instance, "app.kubernetes.io/name": app };
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { labels, name: NAMESPACE } },
    account(release, NAMESPACE, true),
    account(release, admission, release.number >= 1100),
    role("Role", NAMESPACE, LOCAL),
    role("Role", admission, [["", "secrets", "get create"]]),
    role("ClusterRole", NAMESPACE, EVERYWHERE),
    role("ClusterRole", admission, [["admissionregistration.k8s.io", "validatingwebhookconfigurations", "get update"]]),
    ...["Role", "ClusterRole"].flatMap((kind) => [NAMESPACE, admission].map((name) => binding(release, kind, name))),
  ];
}

function componentOf(kind: string, name: string): Component | null {
  if (name !== NAMESPACE) return "admission-webhook";
  return kind.startsWith("Cluster") ? null : "controller";
}

function account(release: Release, name: string, isMounted: boolean): Plain {
  return {
    apiVersion: "v1",
    ...(isMounted ? { automountServiceAccountToken: true } : {}),
    kind: "ServiceAccount",
    metadata: metadataOf(release, { name, component: componentOf("ServiceAccount", name) }),
  };
}

function binding(release: Release, roleKind: string, name: string): Plain {
  const kind = `${roleKind}Binding`;
  return {
    apiVersion: `${RBAC}/v1`,
    kind,
    metadata: metadataOf(release, { name, component: componentOf(kind, name), isNamespaced: kind === "RoleBinding" }),
    roleRef: { apiGroup: RBAC, kind: roleKind, name },
    subjects: [{ kind: "ServiceAccount", name, namespace: NAMESPACE }],
  };
}

function ruleOf([group, resources, verbs, names]: Rule): Plain {
  const named = names === undefined ? {} : { resourceNames: [names] };
  return { apiGroups: [group], ...named, resources: resources.split(" "), verbs: verbs.split(" ") };
}
