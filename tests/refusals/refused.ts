/**
 * Bad objects and what upstream's validation says of each.
 *
 * Models: pkg/apis/{core,apps,batch,networking,policy,rbac,storage,scheduling,autoscaling}/validation/validation.go
 */
import type { JsonObject } from "../../src/sim/kube/api/objects.ts";

export type Refused = readonly [kind: string, content: JsonObject, ...causes: string[]];

const RBAC = "rbac.authorization.k8s.io";
const DNS_SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

const rules = (...all: readonly JsonObject[]): JsonObject => ({ rules: all });
const ROLE_REF = { apiGroup: RBAC, kind: "ClusterRole", name: "view" };
const subject = (one: JsonObject): JsonObject => ({ roleRef: ROLE_REF, subjects: [one] });

const ACCESS: readonly Refused[] = [
  [
    "Role",
    rules({ apiGroups: [""], resources: ["pods"] }),
    "rules[0].verbs: Required value: verbs must contain at least one value",
  ],
  [
    "Role",
    rules({ verbs: ["get"], resources: ["pods"] }),
    "rules[0].apiGroups: Required value: resource rules must supply at least one api group",
  ],
  [
    "Role",
    rules({ verbs: ["get"], apiGroups: [""] }),
    "rules[0].resources: Required value: resource rules must supply at least one resource",
  ],
  [
    "Role",
    rules({ verbs: ["get"], nonResourceURLs: ["/healthz"] }),
    'rules[0].nonResourceURLs: Invalid value: ["/healthz"]: namespaced rules cannot apply to non-resource URLs',
  ],
  [
    "ClusterRole",
    rules({ verbs: ["get"], nonResourceURLs: ["/healthz"], apiGroups: [""], resources: ["pods"] }),
    'rules[0].nonResourceURLs: Invalid value: ["/healthz"]: rules cannot apply to both regular resources and non-resource URLs',
  ],
  [
    "ClusterRole",
    rules({}),
    "rules[0].verbs: Required value: verbs must contain at least one value",
    "rules[0].apiGroups: Required value: resource rules must supply at least one api group",
    "rules[0].resources: Required value: resource rules must supply at least one resource",
  ],
  ["ClusterRole", { metadata: { name: "a/b" } }, "metadata.name: Invalid value: \"a/b\": may not contain '/'"],
  ["Role", { metadata: { name: "50%" } }, "metadata.name: Invalid value: \"50%\": may not contain '%'"],
  ["Role", { metadata: { name: ".." } }, "metadata.name: Invalid value: \"..\": may not be '..'"],
  ["RoleBinding", { roleRef: { kind: "Role", name: "" } }, "roleRef.name: Required value"],
  [
    "RoleBinding",
    { roleRef: { kind: "role", name: "r" } },
    'roleRef.kind: Unsupported value: "role": supported values: "Role", "ClusterRole"',
  ],
  [
    "RoleBinding",
    { roleRef: { apiGroup: "rbac", kind: "Role", name: "r" } },
    `roleRef.apiGroup: Unsupported value: "rbac": supported values: "${RBAC}"`,
  ],
  [
    "ClusterRoleBinding",
    { roleRef: { kind: "Role", name: "r" } },
    'roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"',
  ],
  ["ClusterRoleBinding", subject({ kind: "ServiceAccount", name: "robot" }), "subjects[0].namespace: Required value"],
  ["RoleBinding", subject({ kind: "User", name: "" }), "subjects[0].name: Required value"],
  [
    "RoleBinding",
    subject({ kind: "serviceaccount", name: "robot" }),
    'subjects[0].kind: Unsupported value: "serviceaccount": supported values: "ServiceAccount", "User", "Group"',
  ],
  [
    "RoleBinding",
    subject({ kind: "ServiceAccount", name: "Robot" }),
    `subjects[0].name: Invalid value: "Robot": ${DNS_SUBDOMAIN}`,
  ],
  [
    "RoleBinding",
    subject({ kind: "ServiceAccount", name: "robot", apiGroup: RBAC }),
    `subjects[0].apiGroup: Unsupported value: "${RBAC}": supported values: ""`,
  ],
  [
    "RoleBinding",
    subject({ kind: "Group", name: "dev", apiGroup: "v1" }),
    `subjects[0].apiGroup: Unsupported value: "v1": supported values: "${RBAC}"`,
  ],
];

const MODES = 'supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"';
const volume = (spec: JsonObject): JsonObject => ({
  spec: { accessModes: ["ReadWriteOnce"], capacity: { storage: "1Gi" }, ...spec },
});
const host = (spec: JsonObject): JsonObject => volume({ hostPath: { path: "/data" }, ...spec });
const claim = (spec: JsonObject): JsonObject => ({
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } }, ...spec },
});

const STORAGE: readonly Refused[] = [
  ["PersistentVolume", host({ accessModes: [] }), "spec.accessModes: Required value"],
  ["PersistentVolume", host({ accessModes: ["RWO"] }), `spec.accessModes: Unsupported value: "RWO": ${MODES}`],
  [
    "PersistentVolume",
    host({ accessModes: ["ReadWriteOncePod", "ReadOnlyMany"] }),
    "spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes",
  ],
  ["PersistentVolume", host({ capacity: {} }), "spec.capacity: Required value"],
  [
    "PersistentVolume",
    host({ capacity: { storage: "1Gi", cpu: "1" } }),
    'spec.capacity: Unsupported value: {"storage":"1Gi","cpu":"1"}: supported values: "storage"',
  ],
  [
    "PersistentVolume",
    host({ capacity: { storage: "0" } }),
    'spec.capacity[storage]: Invalid value: "0": must be greater than zero',
  ],
  [
    "PersistentVolume",
    host({ persistentVolumeReclaimPolicy: "Keep" }),
    'spec.persistentVolumeReclaimPolicy: Unsupported value: "Keep": supported values: "Delete", "Recycle", "Retain"',
  ],
  ["PersistentVolume", volume({}), "spec: Required value: must specify a volume type"],
  [
    "PersistentVolume",
    host({ nfs: { server: "s", path: "/" } }),
    "spec.nfs: Forbidden: may not specify more than 1 volume type",
  ],
  [
    "PersistentVolume",
    volume({ hostPath: { path: "/data/../etc" } }),
    "spec.hostPath.path: Invalid value: \"/data/../etc\": must not contain '..'",
  ],
  ["PersistentVolume", volume({ hostPath: { path: "" } }), "spec.hostPath.path: Required value"],
  ["PersistentVolume", volume({ nfs: { server: "", path: "/x" } }), "spec.nfs.server: Required value"],
  [
    "PersistentVolume",
    volume({ nfs: { server: "s", path: "x" } }),
    'spec.nfs.path: Invalid value: "x": must be an absolute path',
  ],
  [
    "PersistentVolume",
    volume({ local: { path: "/mnt/disk" } }),
    "metadata.annotations: Required value: Local volume requires node affinity",
  ],
  ["PersistentVolume", volume({ csi: { driver: "d", volumeHandle: "" } }), "spec.csi.volumeHandle: Required value"],
  [
    "PersistentVolume",
    host({ volumeMode: "File" }),
    'spec.volumeMode: Unsupported value: "File": supported values: "Block", "Filesystem"',
  ],
  [
    "PersistentVolume",
    host({ storageClassName: "Gold" }),
    `spec.storageClassName: Invalid value: "Gold": ${DNS_SUBDOMAIN}`,
  ],
  [
    "PersistentVolume",
    volume({ hostPath: { path: "/" }, persistentVolumeReclaimPolicy: "Recycle" }),
    "spec.persistentVolumeReclaimPolicy: Forbidden: may not be 'recycle' for a hostPath mount of '/'",
  ],
  [
    "PersistentVolumeClaim",
    claim({ accessModes: [] }),
    "spec.accessModes: Required value: at least 1 access mode is required",
  ],
  ["PersistentVolumeClaim", claim({ accessModes: ["Once"] }), `spec.accessModes: Unsupported value: "Once": ${MODES}`],
  ["PersistentVolumeClaim", claim({ resources: {} }), "spec.resources[storage]: Required value"],
  [
    "PersistentVolumeClaim",
    claim({ resources: { requests: { storage: "-1Gi" } } }),
    'spec.resources[storage]: Invalid value: "-1Gi": must be greater than zero',
  ],
  [
    "PersistentVolumeClaim",
    claim({ storageClassName: "a_b" }),
    `spec.storageClassName: Invalid value: "a_b": ${DNS_SUBDOMAIN}`,
  ],
  [
    "PersistentVolumeClaim",
    claim({ volumeMode: "block" }),
    'spec.volumeMode: Unsupported value: "block": supported values: "Block", "Filesystem"',
  ],
  [
    "PersistentVolumeClaim",
    {},
    "spec.accessModes: Required value: at least 1 access mode is required",
    "spec.resources[storage]: Required value",
  ],
  ["StorageClass", {}, "provisioner: Required value"],
  [
    "StorageClass",
    { provisioner: "x.io/y", reclaimPolicy: "Recycle" },
    'reclaimPolicy: Unsupported value: "Recycle": supported values: "Delete", "Retain"',
  ],
  [
    "StorageClass",
    { provisioner: "x.io/y", volumeBindingMode: "Late" },
    'volumeBindingMode: Unsupported value: "Late": supported values: "Immediate", "WaitForFirstConsumer"',
  ],
  [
    "PriorityClass",
    { value: 1_000_000_001 },
    "value: Forbidden: maximum allowed value of a user defined priority is 1000000000",
  ],
  [
    "PriorityClass",
    { metadata: { name: "system-mine" }, value: 1 },
    "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: system-mine is not a known system priority class",
  ],
  [
    "PriorityClass",
    { value: 1, preemptionPolicy: "Always" },
    'preemptionPolicy: Unsupported value: "Always": supported values: "PreemptLowerPriority", "Never"',
  ],
];

const hard = (amounts: JsonObject, more: JsonObject = {}): JsonObject => ({ spec: { hard: amounts, ...more } });
const only = (scopeName: string, operator: string, values?: readonly string[]): JsonObject => ({
  scopeSelector: { matchExpressions: [{ scopeName, operator, ...(values === undefined ? {} : { values }) }] },
});
const limit = (one: JsonObject): JsonObject => ({ spec: { limits: [one] } });
const MATCH = "spec.scopeSelector.matchExpressions";

const LIMITS: readonly Refused[] = [
  [
    "ResourceQuota",
    hard({ foo: "1" }),
    'spec.hard[foo]: Invalid value: "foo": must be a standard resource type or fully qualified',
    'spec.hard[foo]: Invalid value: "foo": must be a standard resource for quota',
  ],
  [
    "ResourceQuota",
    hard({ storage: "1" }),
    'spec.hard[storage]: Invalid value: "storage": must be a standard resource for quota',
  ],
  ["ResourceQuota", hard({ pods: "1.5" }), 'spec.hard[pods]: Invalid value: "1500m": must be an integer'],
  ["ResourceQuota", hard({ pods: "-1" }), 'spec.hard[pods]: Invalid value: "-1": must be greater than or equal to 0'],
  [
    "ResourceQuota",
    hard({ "example.com/gpu": "500m" }),
    'spec.hard[example.com/gpu]: Invalid value: "500m": must be an integer',
  ],
  [
    "ResourceQuota",
    hard({ pods: "1" }, { scopes: ["Best"] }),
    'spec.scopes: Invalid value: ["Best"]: unsupported scope',
  ],
  [
    "ResourceQuota",
    hard({ services: "1" }, { scopes: ["Terminating"] }),
    'spec.scopes: Invalid value: ["Terminating"]: unsupported scope applied to resource',
  ],
  [
    "ResourceQuota",
    hard({ "requests.cpu": "1" }, { scopes: ["BestEffort"] }),
    'spec.scopes: Invalid value: ["BestEffort"]: unsupported scope applied to resource',
  ],
  [
    "ResourceQuota",
    hard({ pods: "1" }, { scopes: ["BestEffort", "NotBestEffort"] }),
    'spec.scopes: Invalid value: ["BestEffort","NotBestEffort"]: conflicting scopes',
  ],
  [
    "ResourceQuota",
    hard({ pods: "1" }, only("PriorityClass", "In")),
    `${MATCH}.values: Required value: must be at least one value when \`operator\` is 'In' or 'NotIn' for scope selector`,
  ],
  [
    "ResourceQuota",
    hard({ pods: "1" }, only("PriorityClass", "Exists", ["high"])),
    `${MATCH}.values: Invalid value: ["high"]: must be no value when \`operator\` is 'Exist' or 'DoesNotExist' for scope selector`,
  ],
  [
    "ResourceQuota",
    hard({ pods: "1" }, only("PriorityClass", "Gt")),
    `${MATCH}.operator: Invalid value: "Gt": not a valid selector operator`,
  ],
  [
    "LimitRange",
    limit({ type: "Node" }),
    'spec.limits[0].type: Invalid value: "Node": must be a standard limit type or fully qualified',
  ],
  [
    "LimitRange",
    { spec: { limits: [{ type: "Pod" }, { type: "Pod" }] } },
    'spec.limits[1].type: Duplicate value: "Pod"',
  ],
  [
    "LimitRange",
    limit({ type: "Pod", default: { cpu: "1" } }),
    "spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'",
  ],
  [
    "LimitRange",
    limit({ type: "Container", max: { storage: "1Gi" } }),
    'spec.limits[0].max[storage]: Invalid value: "storage": must be a standard resource for containers',
    'spec.limits[0].default[storage]: Invalid value: "storage": must be a standard resource for containers',
    'spec.limits[0].defaultRequest[storage]: Invalid value: "storage": must be a standard resource for containers',
  ],
  [
    "LimitRange",
    limit({ type: "Pod", min: { cpu: "2" }, max: { cpu: "1" } }),
    'spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1',
  ],
  [
    "LimitRange",
    limit({ type: "Container", default: { cpu: "1" }, defaultRequest: { cpu: "2" } }),
    'spec.limits[0].defaultRequest[cpu]: Invalid value: "2": default request value 2 is greater than default limit value 1',
  ],
  [
    "LimitRange",
    limit({ type: "Pod", maxLimitRequestRatio: { cpu: "500m" } }),
    'spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: "500m": ratio 500m is less than 1',
  ],
  [
    "LimitRange",
    limit({ type: "Pod", min: { cpu: "1" }, max: { cpu: "2" }, maxLimitRequestRatio: { cpu: "3" } }),
    'spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: "3": ratio 3 is greater than max/min = 2.000000',
  ],
  [
    "LimitRange",
    limit({ type: "PersistentVolumeClaim" }),
    "spec.limits[0].limits: Required value: either minimum or maximum storage value is required, but neither was provided",
  ],
];

const POD_SPEC = { restartPolicy: "Never", containers: [{ name: "c", image: "busybox" }] };
const job = (spec: JsonObject, pod: JsonObject = {}): JsonObject => ({
  spec: { template: { spec: { ...POD_SPEC, ...pod } }, ...spec },
});
const cron = (spec: JsonObject): JsonObject => ({ spec: { schedule: "* * * * *", jobTemplate: job({}), ...spec } });
const NOT_NEGATIVE = "must be greater than or equal to 0";
const workload = (spec: JsonObject): JsonObject => ({
  spec: {
    selector: { matchLabels: { app: "a" } },
    template: { metadata: { labels: { app: "a" } }, spec: { containers: POD_SPEC.containers } },
    ...spec,
  },
});
const scaler = (spec: JsonObject): JsonObject => ({
  spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" }, ...spec },
});

const WORKLOADS: readonly Refused[] = [
  ["Job", job({ parallelism: -1 }), `spec.parallelism: Invalid value: -1: ${NOT_NEGATIVE}`],
  ["Job", job({ completions: -1 }), `spec.completions: Invalid value: -1: ${NOT_NEGATIVE}`],
  ["Job", job({ backoffLimit: -1 }), `spec.backoffLimit: Invalid value: -1: ${NOT_NEGATIVE}`],
  ["Job", job({ activeDeadlineSeconds: -1 }), `spec.activeDeadlineSeconds: Invalid value: -1: ${NOT_NEGATIVE}`],
  ["Job", job({ ttlSecondsAfterFinished: -1 }), `spec.ttlSecondsAfterFinished: Invalid value: -1: ${NOT_NEGATIVE}`],
  [
    "Job",
    job({}, { restartPolicy: "Always" }),
    'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
  ],
  [
    "Job",
    job({ completionMode: "Indexed", parallelism: 2 }),
    "spec.completions: Required value: when completion mode is Indexed",
  ],
  ["CronJob", cron({ schedule: "" }), "spec.schedule: Required value"],
  [
    "CronJob",
    cron({ concurrencyPolicy: "Skip" }),
    'spec.concurrencyPolicy: Unsupported value: "Skip": supported values: "Allow", "Forbid", "Replace"',
  ],
  [
    "CronJob",
    cron({ startingDeadlineSeconds: -1 }),
    `spec.startingDeadlineSeconds: Invalid value: -1: ${NOT_NEGATIVE}`,
  ],
  [
    "CronJob",
    cron({ successfulJobsHistoryLimit: -1 }),
    `spec.successfulJobsHistoryLimit: Invalid value: -1: ${NOT_NEGATIVE}`,
  ],
  ["CronJob", cron({ failedJobsHistoryLimit: -2 }), `spec.failedJobsHistoryLimit: Invalid value: -2: ${NOT_NEGATIVE}`],
  ["Deployment", workload({ minReadySeconds: -1 }), `spec.minReadySeconds: Invalid value: -1: ${NOT_NEGATIVE}`],
  [
    "Deployment",
    workload({ revisionHistoryLimit: -1 }),
    `spec.revisionHistoryLimit: Invalid value: -1: ${NOT_NEGATIVE}`,
  ],
  ["StatefulSet", workload({ replicas: -1 }), `spec.replicas: Invalid value: -1: ${NOT_NEGATIVE}`],
  [
    "StatefulSet",
    workload({ podManagementPolicy: "Random" }),
    "spec.podManagementPolicy: Invalid value: \"Random\": must be 'OrderedReady' or 'Parallel'",
  ],
  ["DaemonSet", workload({ minReadySeconds: -1 }), `spec.minReadySeconds: Invalid value: -1: ${NOT_NEGATIVE}`],
  [
    "HorizontalPodAutoscaler",
    scaler({ maxReplicas: 0 }),
    "spec.maxReplicas: Invalid value: 0: must be greater than 0",
    "spec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`",
  ],
  [
    "HorizontalPodAutoscaler",
    scaler({ minReplicas: 5 }),
    "spec.maxReplicas: Invalid value: 3: must be greater than or equal to `minReplicas`",
  ],
  [
    "HorizontalPodAutoscaler",
    scaler({ scaleTargetRef: { kind: "Deployment", name: "" } }),
    "spec.scaleTargetRef.name: Required value",
  ],
  ["PodDisruptionBudget", { spec: { minAvailable: -1 } }, `spec.minAvailable: Invalid value: -1: ${NOT_NEGATIVE}`],
  [
    "PodDisruptionBudget",
    { spec: { maxUnavailable: "150%" } },
    'spec.maxUnavailable: Invalid value: "150%": must not be greater than 100%',
  ],
  [
    "PodDisruptionBudget",
    { spec: { unhealthyPodEvictionPolicy: "Never" } },
    'spec.unhealthyPodEvictionPolicy: Unsupported value: "Never": supported values: "AlwaysAllow", "IfHealthyBudget"',
  ],
];

const policy = (spec: JsonObject): JsonObject => ({ spec: { podSelector: {}, ...spec } });
const peer = (one: JsonObject): JsonObject => policy({ ingress: [{ from: [one] }] });
const port = (one: JsonObject): JsonObject => policy({ ingress: [{ ports: [one] }] });
const PORT = "spec.ingress[0].ports[0]";

const NETWORK: readonly Refused[] = [
  [
    "NetworkPolicy",
    policy({ policyTypes: ["Both"] }),
    'spec.policyTypes[0]: Unsupported value: "Both": supported values: "Ingress", "Egress"',
  ],
  ["NetworkPolicy", peer({}), "spec.ingress[0].from[0]: Required value: must specify a peer"],
  [
    "NetworkPolicy",
    peer({ podSelector: {}, ipBlock: { cidr: "10.0.0.0/8" } }),
    "spec.ingress[0].from[0]: Forbidden: may not specify both ipBlock and another peer",
  ],
  [
    "NetworkPolicy",
    port({ protocol: "ICMP" }),
    `${PORT}.protocol: Unsupported value: "ICMP": supported values: "TCP", "UDP", "SCTP"`,
  ],
  [
    "NetworkPolicy",
    port({ port: 70000 }),
    `${PORT}.port: Invalid value: 70000: must be between 1 and 65535, inclusive`,
  ],
  [
    "NetworkPolicy",
    port({ port: 90, endPort: 80 }),
    `${PORT}.endPort: Invalid value: 80: must be greater than or equal to \`port\``,
  ],
  [
    "NetworkPolicy",
    port({ endPort: 80 }),
    `${PORT}.endPort: Invalid value: 80: may not be specified when \`port\` is not specified`,
  ],
  [
    "NetworkPolicy",
    port({ port: "http", endPort: 80 }),
    `${PORT}.endPort: Invalid value: 80: may not be specified when \`port\` is non-numeric`,
  ],
  ["IngressClass", { spec: { controller: "" } }, "spec.controller: Required value"],
  [
    "IngressClass",
    { spec: { controller: "nginx" } },
    'spec.controller: Invalid value: "nginx": must be a domain-prefixed path (such as "acme.io/foo")',
  ],
  ["Ingress", { spec: {} }, "spec: Invalid value: null: either `defaultBackend` or `rules` must be specified"],
];

export const REFUSED: readonly Refused[] = [...ACCESS, ...STORAGE, ...LIMITS, ...WORKLOADS, ...NETWORK];
