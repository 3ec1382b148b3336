/**
 * Kinds that are stored, decoded, patched and listed by their type alone.
 *
 * Models: pkg/registry/<group>/rest
 * SIMPLIFIED: these kinds are checked for the types of their fields only, and nothing acts on them yet.
 */
import type { KubeObject, Mutable } from "../api/objects.ts";
import { AGE, ageOf, NAME, NAME_AND_CREATED } from "./columns.ts";
import type { Column, Columns, Kind } from "./kind.ts";
import { REVIEW_KINDS } from "./review-kinds.ts";
import {
  componentStatusColumns,
  controllerRevisionColumns,
  podTemplateColumns,
  resourceQuotaColumns,
} from "./simple-columns.ts";
import {
  csiDriverColumns,
  storageCapacityColumns,
  storageClassColumns,
  volumeAttachmentColumns,
  volumeAttributesClassColumns,
  volumeClaimColumns,
  volumeColumns,
} from "./storage-columns.ts";
import { storedKind } from "./stored-kind.ts";

type Cell = (object: Mutable, nowMs: number) => string | number | boolean;

function columnsOf(...parts: readonly (readonly [Column, Cell])[]): Columns {
  return {
    definitions: parts.map(([column]) => column),
    cells: (object, nowMs) => parts.map(([, cell]) => cell(object, nowMs)),
  };
}

const name: readonly [Column, Cell] = [NAME, ({ metadata }) => metadata.name];
const age: readonly [Column, Cell] = [AGE, (object, nowMs) => ageOf(object as KubeObject, nowMs)];
const text = (title: string, cell: Cell, priority: 0 | 1 = 0): readonly [Column, Cell] => [
  { name: title, priority },
  cell,
];

const core: readonly Kind[] = [
  storedKind({ kind: "Binding", resource: "bindings", schema: "Binding", verbs: ["create"] }),
  storedKind({
    kind: "ComponentStatus",
    resource: "componentstatuses",
    shortNames: ["cs"],
    namespaced: false,
    schema: "ComponentStatus",
    deprecation: "v1 ComponentStatus is deprecated in v1.19+",
    columns: componentStatusColumns,
    verbs: ["get", "list"],
  }),
  storedKind({
    kind: "LimitRange",
    late: "acts",
    resource: "limitranges",
    shortNames: ["limits"],
    schema: "LimitRange",
    columns: columnsOf(
      name,
      text("Created At", ({ metadata }) => metadata.creationTimestamp),
    ),
  }),
  storedKind({
    kind: "PersistentVolumeClaim",
    late: "checks",
    resource: "persistentvolumeclaims",
    shortNames: ["pvc"],
    schema: "PersistentVolumeClaim",
    columns: volumeClaimColumns,
    subresources: ["status"],
    hasGeneration: false,
  }),
  storedKind({
    kind: "PersistentVolume",
    late: "checks",
    resource: "persistentvolumes",
    shortNames: ["pv"],
    namespaced: false,
    schema: "PersistentVolume",
    columns: volumeColumns,
    subresources: ["status"],
    hasGeneration: false,
  }),
  storedKind({ kind: "PodTemplate", resource: "podtemplates", schema: "PodTemplate", columns: podTemplateColumns }),
  storedKind({
    kind: "ResourceQuota",
    late: "acts",
    resource: "resourcequotas",
    shortNames: ["quota"],
    schema: "ResourceQuota",
    columns: resourceQuotaColumns,
    subresources: ["status"],
    hasGeneration: false,
  }),
];

const networking: readonly Kind[] = [
  storedKind({
    group: "networking.k8s.io",
    kind: "IPAddress",
    resource: "ipaddresses",
    shortNames: ["ip"],
    namespaced: false,
    schema: "IPAddress",
    columns: columnsOf(
      name,
      text(
        "ParentRef",
        ({ spec }) =>
          `${spec?.parentRef?.resource ?? ""}/${spec?.parentRef?.namespace ?? ""}/${spec?.parentRef?.name ?? ""}`,
      ),
    ),
  }),
  storedKind({
    group: "networking.k8s.io",
    kind: "ServiceCIDR",
    resource: "servicecidrs",
    namespaced: false,
    schema: "ServiceCIDR",
    subresources: ["status"],
    columns: columnsOf(
      name,
      text("CIDRs", ({ spec }) => (spec?.cidrs ?? []).join(",")),
      age,
    ),
  }),
];

const role = (kind: string, resource: string, namespaced: boolean): Kind =>
  storedKind({
    group: "rbac.authorization.k8s.io",
    kind,
    resource,
    namespaced,
    schema: kind,
    columns: NAME_AND_CREATED,
    late: "checks",
    validateName: () => [],
  });

const subjects =
  (wanted: string) =>
  (object: Mutable): string =>
    (object.subjects ?? [])
      .filter(({ kind }: Mutable) => kind === wanted)
      .map((one: Mutable) => (wanted === "ServiceAccount" ? `${one.namespace}/${one.name}` : one.name))
      .join(", ");

const roleBinding = (kind: string, resource: string, namespaced: boolean): Kind =>
  storedKind({
    group: "rbac.authorization.k8s.io",
    kind,
    resource,
    namespaced,
    schema: kind,
    late: "checks",
    validateName: () => [],
    columns: columnsOf(
      name,
      text("Role", ({ roleRef }) => `${roleRef?.kind}/${roleRef?.name}`),
      age,
      text("Users", subjects("User"), 1),
      text("Groups", subjects("Group"), 1),
      text("ServiceAccounts", subjects("ServiceAccount"), 1),
    ),
  });

const clusterScoped = (group: string, kind: string, resource: string, more: Partial<Kind> = {}): Kind =>
  storedKind({ group, kind, resource, namespaced: false, schema: undefined, ...more });

const ADMISSION = "admissionregistration.k8s.io";
const STORAGE = "storage.k8s.io";
const RESOURCE = "resource.k8s.io";
const FLOW = "flowcontrol.apiserver.k8s.io";

export const SIMPLE_KINDS: readonly Kind[] = [
  ...core,
  clusterScoped(ADMISSION, "MutatingAdmissionPolicy", "mutatingadmissionpolicies"),
  clusterScoped(ADMISSION, "MutatingAdmissionPolicyBinding", "mutatingadmissionpolicybindings"),
  clusterScoped(ADMISSION, "MutatingWebhookConfiguration", "mutatingwebhookconfigurations", {
    schema: "MutatingWebhookConfiguration",
    columns: columnsOf(
      name,
      text("Webhooks", ({ webhooks }) => (webhooks ?? []).length),
      age,
    ),
  }),
  clusterScoped(ADMISSION, "ValidatingAdmissionPolicy", "validatingadmissionpolicies"),
  clusterScoped(ADMISSION, "ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings"),
  clusterScoped(ADMISSION, "ValidatingWebhookConfiguration", "validatingwebhookconfigurations", {
    schema: "ValidatingWebhookConfiguration",
    columns: columnsOf(
      name,
      text("Webhooks", ({ webhooks }) => (webhooks ?? []).length),
      age,
    ),
  }),
  storedKind({
    group: "apps",
    kind: "ControllerRevision",
    resource: "controllerrevisions",
    schema: "ControllerRevision",
    columns: controllerRevisionColumns,
  }),
  ...REVIEW_KINDS,
  storedKind({
    group: "coordination.k8s.io",
    kind: "Lease",
    resource: "leases",
    schema: "Lease",
    columns: columnsOf(
      name,
      text("Holder", ({ spec }) => spec?.holderIdentity ?? ""),
      age,
    ),
  }),
  clusterScoped(FLOW, "FlowSchema", "flowschemas", { subresources: ["status"] }),
  clusterScoped(FLOW, "PriorityLevelConfiguration", "prioritylevelconfigurations", { subresources: ["status"] }),
  ...networking,
  clusterScoped("node.k8s.io", "RuntimeClass", "runtimeclasses", {
    schema: "RuntimeClass",
    columns: columnsOf(
      name,
      text("Handler", ({ handler }) => handler ?? ""),
      age,
    ),
  }),
  storedKind({
    group: "policy",
    kind: "PodDisruptionBudget",
    resource: "poddisruptionbudgets",
    shortNames: ["pdb"],
    schema: "PodDisruptionBudget",
    late: "checks",
    subresources: ["status"],
    columns: columnsOf(
      name,
      text("Min Available", ({ spec }) => String(spec?.minAvailable ?? "N/A")),
      text("Max Unavailable", ({ spec }) => String(spec?.maxUnavailable ?? "N/A")),
      text("Allowed Disruptions", ({ status }) => status?.disruptionsAllowed ?? 0),
      age,
    ),
  }),
  roleBinding("ClusterRoleBinding", "clusterrolebindings", false),
  role("ClusterRole", "clusterroles", false),
  roleBinding("RoleBinding", "rolebindings", true),
  role("Role", "roles", true),
  clusterScoped(RESOURCE, "DeviceClass", "deviceclasses"),
  storedKind({ group: RESOURCE, kind: "ResourceClaim", resource: "resourceclaims", subresources: ["status"] }),
  storedKind({ group: RESOURCE, kind: "ResourceClaimTemplate", resource: "resourceclaimtemplates" }),
  clusterScoped(RESOURCE, "ResourceSlice", "resourceslices"),
  clusterScoped("scheduling.k8s.io", "PriorityClass", "priorityclasses", {
    shortNames: ["pc"],
    schema: "PriorityClass",
    late: "checks",
    defaults: (draft) => {
      draft.preemptionPolicy ??= "PreemptLowerPriority";
    },
    hasGeneration: true,
    columns: columnsOf(
      name,
      text("Value", ({ value }) => value ?? 0),
      text("Global-Default", ({ globalDefault }) => globalDefault === true),
      age,
      [{ name: "PreemptionPolicy", onlyWide: true }, ({ preemptionPolicy }) => preemptionPolicy ?? ""],
    ),
  }),
  clusterScoped(STORAGE, "CSIDriver", "csidrivers", { schema: "CSIDriver", columns: csiDriverColumns }),
  clusterScoped(STORAGE, "CSINode", "csinodes", {
    schema: "CSINode",
    columns: columnsOf(
      name,
      text("Drivers", ({ spec }) => (spec?.drivers ?? []).length),
      age,
    ),
  }),
  storedKind({
    group: STORAGE,
    kind: "CSIStorageCapacity",
    resource: "csistoragecapacities",
    schema: "CSIStorageCapacity",
    columns: storageCapacityColumns,
  }),
  clusterScoped(STORAGE, "StorageClass", "storageclasses", {
    shortNames: ["sc"],
    schema: "StorageClass",
    late: "checks",
    columns: storageClassColumns,
  }),
  clusterScoped(STORAGE, "VolumeAttachment", "volumeattachments", {
    schema: "VolumeAttachment",
    columns: volumeAttachmentColumns,
    subresources: ["status"],
    hasGeneration: false,
  }),
  clusterScoped(STORAGE, "VolumeAttributesClass", "volumeattributesclasses", {
    shortNames: ["vac"],
    schema: "VolumeAttributesClass",
    columns: volumeAttributesClassColumns,
  }),
];
