/**
 * The roles that every cluster has from the start, and who has them.
 *
 * Models: plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go, namespace_policy.go
 * SIMPLIFIED: admin, edit and view are written out, not aggregated.
 */
import type { JsonObject, KubeObject } from "./api/objects.ts";
import type { ApiServer } from "./api/server.ts";
import { COMPONENT_ROLES, LOCAL_ROLES } from "./bootstrap-component-roles.ts";
import type { PolicyRule } from "./schema/types.ts";

const GROUP = "rbac.authorization.k8s.io";
const BOOTSTRAPPED = { "kubernetes.io/bootstrapping": "rbac-defaults" };
const READ = ["get", "list", "watch"];
const WRITE = ["create", "delete", "deletecollection", "patch", "update"];

const rule = (verbs: readonly string[], group: string, resources: string): PolicyRule => ({
  verbs,
  apiGroups: [group],
  resources: resources.split(" "),
});
const paths = (...nonResourceURLs: readonly string[]): PolicyRule => ({ verbs: ["get"], nonResourceURLs });

const OF_APPS =
  "daemonsets deployments deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale";
const OF_BATCH = "cronjobs jobs";

const VIEW: readonly PolicyRule[] = [
  rule(
    READ,
    "",
    "configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers " +
      "replicationcontrollers/scale serviceaccounts services services/status",
  ),
  rule(
    READ,
    "",
    "bindings events limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas " +
      "resourcequotas/status",
  ),
  rule(READ, "", "namespaces"),
  rule(READ, "discovery.k8s.io", "endpointslices"),
  rule(
    READ,
    "apps",
    `controllerrevisions ${OF_APPS} daemonsets/status deployments/status replicasets/status statefulsets/status`,
  ),
  rule(READ, "autoscaling", "horizontalpodautoscalers horizontalpodautoscalers/status"),
  rule(READ, "batch", `${OF_BATCH} cronjobs/status jobs/status`),
  rule(READ, "policy", "poddisruptionbudgets poddisruptionbudgets/status"),
  rule(READ, "networking.k8s.io", "ingresses ingresses/status networkpolicies"),
];

const EDIT: readonly PolicyRule[] = [
  rule(READ, "", "pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy"),
  rule(["impersonate"], "", "serviceaccounts"),
  rule(WRITE, "", "pods pods/attach pods/exec pods/portforward pods/proxy"),
  rule(["create"], "", "pods/eviction"),
  rule(
    WRITE,
    "",
    "configmaps events persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets " +
      "serviceaccounts services services/proxy",
  ),
  rule(["create"], "", "serviceaccounts/token"),
  rule(WRITE, "apps", `${OF_APPS} deployments/rollback`),
  rule(WRITE, "autoscaling", "horizontalpodautoscalers"),
  rule(WRITE, "batch", OF_BATCH),
  rule(WRITE, "policy", "poddisruptionbudgets"),
  rule(WRITE, "networking.k8s.io", "ingresses networkpolicies"),
  ...VIEW,
];

const ROLES: Readonly<Record<string, readonly PolicyRule[]>> = {
  admin: [
    rule(["create"], "authorization.k8s.io", "localsubjectaccessreviews"),
    rule([...READ, ...WRITE], GROUP, "rolebindings roles"),
    ...EDIT,
  ],
  "cluster-admin": [rule(["*"], "*", "*"), { verbs: ["*"], nonResourceURLs: ["*"] }],
  edit: EDIT,
  "system:basic-user": [
    rule(["create"], "authorization.k8s.io", "selfsubjectaccessreviews selfsubjectrulesreviews"),
    rule(["create"], "authentication.k8s.io", "selfsubjectreviews"),
  ],
  "system:discovery": [
    paths(
      "/api",
      "/api/*",
      "/apis",
      "/apis/*",
      "/healthz",
      "/livez",
      "/openapi",
      "/openapi/*",
      "/readyz",
      "/version",
      "/version/",
    ),
  ],
  "system:node-proxier": [
    rule(["list", "watch"], "", "endpoints services"),
    rule(READ, "", "nodes"),
    rule(["create", "patch", "update"], "", "events"),
    rule(["create", "patch", "update"], "events.k8s.io", "events"),
    rule(["list", "watch"], "discovery.k8s.io", "endpointslices"),
    rule(["list", "watch"], "networking.k8s.io", "servicecidrs"),
  ],
  "system:public-info-viewer": [paths("/healthz", "/livez", "/readyz", "/version", "/version/")],
  view: VIEW,
};

const BINDINGS: readonly (readonly [string, string, string])[] = [
  ["cluster-admin", "Group", "system:masters"],
  ["system:basic-user", "Group", "system:authenticated"],
  ["system:discovery", "Group", "system:authenticated"],
  ["system:kube-controller-manager", "User", "system:kube-controller-manager"],
  ["system:kube-dns", "ServiceAccount", "kube-dns"],
  ["system:kube-scheduler", "User", "system:kube-scheduler"],
  ["system:monitoring", "Group", "system:monitoring"],
  ["system:node-proxier", "User", "system:kube-proxy"],
  ["system:public-info-viewer", "Group", "system:authenticated system:unauthenticated"],
];

/** Straight into the store: they are right, and a cluster is made often. */
export function bootstrapPolicy(server: ApiServer): void {
  const metadata = (name: string, namespace?: string): KubeObject["metadata"] => ({
    name,
    ...(namespace === undefined ? {} : { namespace }),
    labels: BOOTSTRAPPED,
    annotations: { "rbac.authorization.kubernetes.io/autoupdate": "true" },
  });
  const apiVersion = `${GROUP}/v1`;
  const roles = Object.entries({ ...ROLES, ...COMPONENT_ROLES }).map(([name, rules]) => ({
    apiVersion,
    kind: "ClusterRole",
    metadata: metadata(name),
    rules,
  }));
  const bindings = BINDINGS.map(([name, kind, subject]) => ({
    apiVersion,
    kind: "ClusterRoleBinding",
    metadata: metadata(name),
    roleRef: { apiGroup: GROUP, kind: "ClusterRole", name },
    subjects: subject.split(" ").map((name) => subjectOf(kind, name)),
  }));
  const local = LOCAL_ROLES.flatMap(({ namespace, name, rules, subjects, binding = name }) => [
    { apiVersion, kind: "Role", metadata: metadata(name, namespace), rules },
    {
      apiVersion,
      kind: "RoleBinding",
      metadata: metadata(binding, namespace),
      roleRef: { apiGroup: GROUP, kind: "Role", name },
      subjects: subjects.map(([kind, subject]) => subjectOf(kind, subject)),
    },
  ]);
  server.load([...roles, ...bindings, ...local] as unknown as readonly KubeObject[]);
}

function subjectOf(kind: string, name: string): JsonObject {
  return kind === "ServiceAccount" ? { kind, name, namespace: "kube-system" } : { apiGroup: GROUP, kind, name };
}

/** Asked about the control plane, the API server has said this since long before it stopped looking. */
export function bootstrapComponentStatuses(server: ApiServer): void {
  server.load(
    ["etcd-0", "scheduler", "controller-manager"].map((name) => ({
      apiVersion: "v1",
      kind: "ComponentStatus",
      metadata: { name },
      conditions: [{ type: "Healthy", status: "True", message: "ok" }],
    })) as unknown as readonly KubeObject[],
  );
}
