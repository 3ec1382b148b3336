/**
 * A machine that runs Pods.
 *
 * Models: pkg/registry/core/node/strategy.go, pkg/printers/internalversion/printers.go printNode
 */
import type { KubeObject } from "../../api/objects.ts";
import type { Node } from "../../schema/types.ts";
import { AGE, ageOf, NAME } from "../columns.ts";
import type { Columns, Kind } from "../kind.ts";

const ROLE_PREFIX = "node-role.kubernetes.io/";
const ROLE_LABEL = "kubernetes.io/role";

function statusOf({ spec, status }: Node): string {
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  const state = ready === undefined ? "Unknown" : ready.status === "True" ? "Ready" : "NotReady";
  return spec?.unschedulable === true ? `${state},SchedulingDisabled` : state;
}

function rolesOf({ metadata }: Node): string {
  const roles = Object.entries(metadata.labels ?? {}).flatMap(([key, value]) => {
    if (key.startsWith(ROLE_PREFIX)) return key.length > ROLE_PREFIX.length ? [key.slice(ROLE_PREFIX.length)] : [];
    return key === ROLE_LABEL && value !== "" ? [value] : [];
  });
  return roles.length === 0 ? "<none>" : [...new Set(roles)].sort().join(",");
}

function addressOf({ status }: Node, wanted: string): string {
  return status?.addresses?.find(({ type }) => type === wanted)?.address ?? "<none>";
}

function kernelOf({ status }: Node): string {
  const { kernelVersion = "", architecture = "" } = status?.nodeInfo ?? {};
  return `${kernelVersion || "<unknown>"}${architecture === "" ? "" : ` (${architecture})`}`;
}

const columns: Columns = {
  definitions: [
    NAME,
    { name: "Status" },
    { name: "Roles" },
    AGE,
    { name: "Version" },
    { name: "Internal-IP", priority: 1 },
    { name: "External-IP", priority: 1 },
    { name: "OS-Image", priority: 1 },
    { name: "Kernel-Version", priority: 1 },
    { name: "Container-Runtime", priority: 1 },
  ],
  cells: (object, nowMs) => {
    const node = object as Node;
    const info = node.status?.nodeInfo;
    return [
      node.metadata.name,
      statusOf(node),
      rolesOf(node),
      ageOf(object, nowMs),
      info?.kubeletVersion ?? "",
      addressOf(node, "InternalIP"),
      addressOf(node, "ExternalIP"),
      info?.osImage || "<unknown>",
      kernelOf(node),
      info?.containerRuntimeVersion || "<unknown>",
    ];
  },
};

export const node: Kind = {
  group: "",
  version: "v1",
  kind: "Node",
  resource: "nodes",
  singular: "node",
  shortNames: ["no"],
  categories: [],
  namespaced: false,
  schema: "Node",
  subresources: ["proxy", "status"],
  hasGeneration: false,
  columns,
  defaults: (draft) => {
    draft.spec ??= {};
    draft.status ??= {};
    const { status } = draft as { status: { allocatable?: unknown; capacity?: unknown } };
    if (status.capacity !== undefined) status.allocatable ??= status.capacity;
  },
  selectableFields: {
    "spec.unschedulable": (object: KubeObject) => String((object as Node).spec?.unschedulable === true),
  },
};
