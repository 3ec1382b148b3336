/** `kubectl describe node`. Models: k8s.io/kubectl/pkg/describe/describe.go describeNode, describeNodeResource */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import {
  canonicalQuantity,
  formatQuantity,
  milliValue,
  parseQuantity,
  type Quantity,
  wholeValue,
} from "../../../../sim/kube/api/quantity.ts";
import { expected } from "../errors.ts";
import type { Invocation } from "../invocation.ts";
import { ageOf, Description, longTime } from "./description.ts";
import { describeEvents, eventsOf } from "./events.ts";
import { taintTexts } from "./scheduling.ts";

const ROLE = "node-role.kubernetes.io/";

export function* describeNode(call: Invocation, node: Mutable, withEvents: boolean): Run<string> {
  const { metadata, spec = {} } = node;
  const pods = yield* podsOn(call, metadata.name);
  const events = yield* nodeEvents(call, node, withEvents);
  const lease = yield* leaseOf(call, metadata.name);
  const description = new Description();
  description.field("Name", metadata.name);
  description.field("Roles", rolesOf(metadata.labels ?? {}).join(",") || "<none>");
  description.labels("Labels", metadata.labels);
  description.annotations("Annotations", metadata.annotations);
  description.field("CreationTimestamp", longTime(metadata.creationTimestamp));
  description.list("Taints", taintTexts(spec.taints ?? []));
  description.field("Unschedulable", spec.unschedulable === true);
  describeLease(description, lease);
  describeStatus(description, node);
  if (spec.podCIDR) description.field("PodCIDR", spec.podCIDR);
  if ((spec.podCIDRs ?? []).length > 0) description.field("PodCIDRs", spec.podCIDRs.join(","));
  if (spec.providerID) description.field("ProviderID", spec.providerID);
  describePods(description, { node, pods, nowMs: call.nowMs });
  describeEvents(description, events, call.nowMs);
  return description.toString();
}

function rolesOf(labels: Mutable): string[] {
  const roles = Object.keys(labels).flatMap((key) => {
    if (key.startsWith(ROLE)) return key.length > ROLE.length ? [key.slice(ROLE.length)] : [];
    return key === "kubernetes.io/role" && labels[key] !== "" ? [labels[key]] : [];
  });
  return [...new Set(roles)].sort();
}

function* podsOn(call: Invocation, node: string): Run<Mutable[]> {
  const list = yield* call.client.get("/api/v1/pods", {
    query: [["fieldSelector", `spec.nodeName=${node},status.phase!=Succeeded,status.phase!=Failed`]],
  });
  return list.items;
}

/** The kubelet reports events of its node by name, not by the uid of the object. */
function* nodeEvents(call: Invocation, node: Mutable, withEvents: boolean): Run<Mutable[] | null> {
  const { name, uid } = node.metadata;
  const own = yield* eventsOf(call, node, withEvents);
  if (own === null) return null;
  const byName = yield* eventsOf(call, { metadata: { name, uid: name } }, uid !== name);
  return [...own, ...(byName ?? [])];
}

function* leaseOf(call: Invocation, node: string): Run<Mutable> {
  try {
    return yield* call.client.get(`/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${node}`);
  } catch (error) {
    return expected(error);
  }
}

function describeLease(description: Description, lease: Mutable): void {
  if (lease instanceof Error) {
    description.write(0, `Lease:\tFailed to get lease: ${lease.message}\n`);
    return;
  }
  description.write(0, "Lease:\n");
  const { holderIdentity = "<unset>", acquireTime, renewTime } = lease.spec ?? {};
  description.write(1, `HolderIdentity:\t${holderIdentity}\n`);
  description.write(1, `AcquireTime:\t${acquireTime === undefined ? "<unset>" : longTime(acquireTime)}\n`);
  description.write(1, `RenewTime:\t${renewTime === undefined ? "<unset>" : longTime(renewTime)}\n`);
}

function describeStatus(description: Description, { status = {} }: Mutable): void {
  if ((status.conditions ?? []).length > 0) {
    description.write(0, "Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage\n");
    description.write(1, "----\t------\t-----------------\t------------------\t------\t-------\n");
    for (const condition of status.conditions) {
      const { type, status: state, lastHeartbeatTime, lastTransitionTime, reason = "", message = "" } = condition;
      description.write(
        1,
        `${type} \t${state} \t${longTime(lastHeartbeatTime)} \t${longTime(lastTransitionTime)} \t${reason} \t${message}\n`,
      );
    }
  }
  description.write(0, "Addresses:\n");
  for (const { type, address } of status.addresses ?? []) description.write(1, `${type}:\t${address}\n`);
  for (const [title, amounts] of [
    ["Capacity", status.capacity ?? {}],
    ["Allocatable", status.allocatable ?? {}],
  ] as const) {
    const names = Object.keys(amounts).sort();
    if (names.length > 0) description.write(0, `${title}:\n`);
    for (const name of names) description.write(1, `${name}:\t${canonicalQuantity(String(amounts[name]))}\n`);
  }
  description.write(0, "System Info:\n");
  for (const [title, field] of SYSTEM_INFO) description.write(1, `${title}:\t${status.nodeInfo?.[field] ?? ""}\n`);
}

const SYSTEM_INFO = [
  ["Machine ID", "machineID"],
  ["System UUID", "systemUUID"],
  ["Boot ID", "bootID"],
  ["Kernel Version", "kernelVersion"],
  ["OS Image", "osImage"],
  ["Operating System", "operatingSystem"],
  ["Architecture", "architecture"],
  ["Container Runtime Version", "containerRuntimeVersion"],
  ["Kubelet Version", "kubeletVersion"],
] as const;

const ZERO: Quantity = { nano: 0n, format: "DecimalSI" };

function sum(amounts: readonly (string | undefined)[]): Quantity {
  let total = ZERO;
  for (const amount of amounts) {
    if (amount === undefined) continue;
    const { nano, format } = parseQuantity(String(amount));
    total = { nano: total.nano + nano, format: total.nano === 0n ? format : total.format };
  }
  return total;
}

/** What a Pod asks for: its containers together, or an init container that asks for more. */
export function podAmount({ spec = {} }: Mutable, kind: "requests" | "limits", resource: string): Quantity {
  const own = sum((spec.containers ?? []).map((container: Mutable) => container.resources?.[kind]?.[resource]));
  const total = spec.overhead?.[resource] === undefined ? own : sum([formatQuantity(own), spec.overhead[resource]]);
  let most = total;
  for (const container of spec.initContainers ?? []) {
    const amount = container.resources?.[kind]?.[resource];
    if (amount === undefined) continue;
    const parsed = parseQuantity(String(amount));
    if (parsed.nano > most.nano) most = parsed;
  }
  return most;
}

function describePods(
  description: Description,
  { node, pods, nowMs }: { readonly node: Mutable; readonly pods: readonly Mutable[]; readonly nowMs: number },
): void {
  const allocatable = node.status?.allocatable ?? node.status?.capacity ?? {};
  description.write(0, `Non-terminated Pods:\t(${pods.length} in total)\n`);
  description.write(1, "Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge\n");
  description.write(1, "---------\t----\t\t------------\t----------\t---------------\t-------------\t---\n");
  const shown = (amount: Quantity, resource: string): string =>
    `${formatQuantity(amount)} (${percent(amount, allocatable[resource], resource)}%)`;
  for (const pod of pods) {
    const cells = [
      ["cpu", "requests"],
      ["cpu", "limits"],
      ["memory", "requests"],
      ["memory", "limits"],
    ] as const;
    const { namespace, name, creationTimestamp } = pod.metadata;
    const amounts = cells.map(([resource, kind]) => shown(podAmount(pod, kind, resource), resource));
    description.write(1, `${namespace}\t${name}\t\t${amounts.join("\t")}\t${ageOf(creationTimestamp, nowMs)}\n`);
  }
  description.write(0, "Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)\n");
  description.write(1, "Resource\tRequests\tLimits\n");
  description.write(1, "--------\t--------\t------\n");
  const hugePages = Object.keys(allocatable).filter((name) => name.startsWith("hugepages-"));
  for (const resource of ["cpu", "memory", "ephemeral-storage", ...hugePages.sort()]) {
    const amounts = (["requests", "limits"] as const).map((kind) =>
      shown(sum(pods.map((pod) => formatQuantity(podAmount(pod, kind, resource)))), resource),
    );
    description.write(1, `${resource}\t${amounts.join("\t")}\n`);
  }
}

function percent(amount: Quantity, of: string | undefined, resource: string): number {
  if (of === undefined) return 0;
  const whole = parseQuantity(String(of));
  const [part, all] =
    resource === "cpu" ? [milliValue(amount), milliValue(whole)] : [wholeValue(amount), wholeValue(whole)];
  return all === 0n ? 0 : Math.trunc((Number(part) / Number(all)) * 100);
}
