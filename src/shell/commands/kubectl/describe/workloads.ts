/**
 * Deployments, ReplicaSets, DaemonSets, StatefulSets. Models: k8s.io/kubectl/pkg/describe/describe.go
 */
import type { Run } from "../../../../sim/core/wait.ts";
import { type Mutable, sameJson } from "../../../../sim/kube/api/objects.ts";
import { selectorOf } from "../../../../sim/kube/api/selectors.ts";
import type { Invocation } from "../invocation.ts";
import { controllerOf, Description, flatLabels, longTime } from "./description.ts";
import { describeEvents, eventsOf } from "./events.ts";
import { describePodTemplate } from "./pod-template.ts";
import { relatedItems } from "./related.ts";
import { formatSelector } from "./scheduling.ts";

export function* describeDeployment(call: Invocation, deployment: Mutable, withEvents: boolean): Run<string> {
  const { metadata, spec, status = {} } = deployment;
  const events = yield* eventsOf(call, deployment, withEvents);
  const { older, newest } = yield* replicaSetsOf(call, deployment);
  const description = new Description();
  description.field("Name", metadata.name);
  description.field("Namespace", metadata.namespace);
  description.field("CreationTimestamp", longTime(metadata.creationTimestamp));
  description.labels("Labels", metadata.labels);
  description.annotations("Annotations", metadata.annotations);
  description.field("Selector", selectorOf(spec.selector).toString());
  const counts = `${spec.replicas ?? 1} desired | ${status.updatedReplicas ?? 0} updated | ${status.replicas ?? 0} total | ${status.availableReplicas ?? 0} available | ${status.unavailableReplicas ?? 0} unavailable`;
  description.field("Replicas", counts);
  description.field("StrategyType", spec.strategy?.type ?? "");
  description.field("MinReadySeconds", spec.minReadySeconds ?? 0);
  const rolling = spec.strategy?.rollingUpdate;
  if (rolling !== undefined)
    description.field(
      "RollingUpdateStrategy",
      `${rolling.maxUnavailable} max unavailable, ${rolling.maxSurge} max surge`,
    );
  describePodTemplate(description, spec.template);
  describeConditions(description, status.conditions ?? []);
  if (older.length > 0 || newest.length > 0) {
    description.field("OldReplicaSets", replicaSetsText(older));
    description.field("NewReplicaSet", replicaSetsText(newest));
  }
  describeEvents(description, events, call.nowMs);
  return description.toString();
}

function describeConditions(description: Description, conditions: readonly Mutable[]): void {
  if (conditions.length === 0) return;
  description.write(0, "Conditions:\n  Type\tStatus\tReason\n");
  description.write(1, "----\t------\t------\n");
  for (const { type, status, reason } of conditions) description.write(1, `${type} \t${status}\t${reason}\n`);
}

function* replicaSetsOf(call: Invocation, { metadata, spec }: Mutable): Run<{ older: Mutable[]; newest: Mutable[] }> {
  const sets = yield* relatedItems(call, `/apis/apps/v1/namespaces/${metadata.namespace}/replicasets`, [
    ["labelSelector", selectorOf(spec.selector).toString()],
  ]);
  const owned = sets
    .filter((item) => (item.metadata.ownerReferences ?? []).some(({ uid }: Mutable) => uid === metadata.uid))
    .sort((a, b) => (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1));
  const newest = owned.find((item) => sameTemplate(item.spec.template, spec.template));
  const older = owned.filter((item) => item !== newest);
  return { older, newest: newest === undefined ? [] : [newest] };
}

function sameTemplate(one: Mutable, other: Mutable): boolean {
  const { "pod-template-hash": _, ...labels } = one.metadata?.labels ?? {};
  return sameJson({ ...one, metadata: { ...one.metadata, labels } }, other);
}

function replicaSetsText(sets: readonly Mutable[]): string {
  const texts = sets.map(
    ({ metadata, spec, status = {} }) =>
      `${metadata.name} (${status.replicas ?? 0}/${spec.replicas ?? 0} replicas created)`,
  );
  return texts.length === 0 ? "<none>" : texts.join(", ");
}

/** `2 Running / 0 Waiting / 0 Succeeded / 0 Failed` */
export function* podsStatus(call: Invocation, { metadata, spec }: Mutable): Run<string> {
  const pods = yield* relatedItems(call, `/api/v1/namespaces/${metadata.namespace}/pods`, [
    ["labelSelector", selectorText(spec.selector)],
  ]);
  const owned = pods.filter((pod) =>
    (pod.metadata.ownerReferences ?? []).some(
      ({ uid, controller }: Mutable) => controller === true && uid === metadata.uid,
    ),
  );
  const count = (phase: string): number => owned.filter(({ status }) => status?.phase === phase).length;
  return `${count("Running")} Running / ${count("Pending")} Waiting / ${count("Succeeded")} Succeeded / ${count("Failed")} Failed`;
}

/** A ReplicationController's selector is a plain map. */
function selectorText(selector: Mutable): string {
  const isPlain = selector?.matchLabels === undefined && selector?.matchExpressions === undefined;
  return isPlain ? flatLabels(selector) : selectorOf(selector).toString();
}

export function* describeReplicationController(call: Invocation, set: Mutable, withEvents: boolean): Run<string> {
  const { metadata, spec, status = {} } = set;
  const pods = yield* podsStatus(call, set);
  const events = yield* eventsOf(call, set, withEvents);
  const description = new Description();
  description.field("Name", metadata.name);
  description.field("Namespace", metadata.namespace);
  description.field("Selector", flatLabels(spec.selector));
  description.labels("Labels", metadata.labels);
  description.annotations("Annotations", metadata.annotations);
  description.field("Replicas", `${status.replicas ?? 0} current / ${spec.replicas ?? 0} desired`);
  description.field("Pods Status", pods);
  describePodTemplate(description, spec.template);
  describeConditions(description, status.conditions ?? []);
  describeEvents(description, events, call.nowMs);
  return description.toString();
}

export function* describeReplicaSet(call: Invocation, set: Mutable, withEvents: boolean): Run<string> {
  const { metadata, spec, status = {} } = set;
  const events = yield* eventsOf(call, set, withEvents);
  const pods = yield* podsStatus(call, set);
  const description = new Description();
  description.field("Name", metadata.name);
  description.field("Namespace", metadata.namespace);
  description.field("Selector", formatSelector(spec.selector));
  description.labels("Labels", metadata.labels);
  description.annotations("Annotations", metadata.annotations);
  const controller = controllerOf(set);
  if (controller !== "") description.field("Controlled By", controller);
  description.field("Replicas", `${status.replicas ?? 0} current / ${spec.replicas ?? 0} desired`);
  description.field("Pods Status", pods);
  describePodTemplate(description, spec.template);
  if ((status.conditions ?? []).length > 0) describeConditions(description, status.conditions);
  describeEvents(description, events, call.nowMs);
  return description.toString();
}

export function* describeDaemonSet(call: Invocation, set: Mutable, withEvents: boolean): Run<string> {
  const { metadata, spec, status = {} } = set;
  const events = yield* eventsOf(call, set, withEvents);
  const pods = yield* podsStatus(call, set);
  const description = new Description();
  description.field("Name", metadata.name);
  description.field("Namespace", metadata.namespace);
  description.field("Selector", selectorOf(spec.selector).toString());
  const nodes = spec.template?.spec?.nodeSelector ?? {};
  const names = Object.keys(nodes).sort();
  description.field("Node-Selector", names.map((name) => `${name}=${nodes[name]}`).join(",") || "<none>");
  description.labels("Labels", metadata.labels);
  description.annotations("Annotations", metadata.annotations);
  for (const [title, field] of [
    ["Desired Number of Nodes Scheduled", "desiredNumberScheduled"],
    ["Current Number of Nodes Scheduled", "currentNumberScheduled"],
    ["Number of Nodes Scheduled with Up-to-date Pods", "updatedNumberScheduled"],
    ["Number of Nodes Scheduled with Available Pods", "numberAvailable"],
    ["Number of Nodes Misscheduled", "numberMisscheduled"],
  ] as const)
    description.write(0, `${title}: ${status[field] ?? 0}\n`);
  description.field("Pods Status", pods);
  describePodTemplate(description, spec.template);
  describeEvents(description, events, call.nowMs);
  return description.toString();
}

export function* describeStatefulSet(call: Invocation, set: Mutable, withEvents: boolean): Run<string> {
  const { metadata, spec, status = {} } = set;
  const events = yield* eventsOf(call, set, withEvents);
  const pods = yield* podsStatus(call, set);
  const description = new Description();
  description.field("Name", metadata.name);
  description.field("Namespace", metadata.namespace);
  description.field("CreationTimestamp", longTime(metadata.creationTimestamp));
  description.field("Selector", selectorOf(spec.selector).toString());
  description.labels("Labels", metadata.labels);
  description.annotations("Annotations", metadata.annotations);
  description.field("Replicas", `${spec.replicas ?? 1} desired | ${status.replicas ?? 0} total`);
  description.field("Update Strategy", spec.updateStrategy?.type ?? "");
  const partition = spec.updateStrategy?.rollingUpdate?.partition;
  if (partition !== undefined) description.write(1, `Partition:\t${partition}\n`);
  description.field("Pods Status", pods);
  describePodTemplate(description, spec.template);
  describeClaims(description, spec.volumeClaimTemplates ?? []);
  describeEvents(description, events, call.nowMs);
  return description.toString();
}

function describeClaims(description: Description, templates: readonly Mutable[]): void {
  if (templates.length === 0) {
    description.write(0, "Volume Claims:\t<none>\n");
    return;
  }
  description.write(0, "Volume Claims:\n");
  for (const { metadata, spec } of templates) {
    description.write(1, `Name:\t${metadata.name}\n`);
    description.write(1, `StorageClass:\t${spec.storageClassName ?? ""}\n`);
    description.labels("  Labels", metadata.labels);
    description.annotations("  Annotations", metadata.annotations);
    description.write(1, `Capacity:\t${spec.resources?.requests?.storage ?? "<default>"}\n`);
    description.write(1, `Access Modes:\t[${(spec.accessModes ?? []).join(" ")}]\n`);
  }
}
