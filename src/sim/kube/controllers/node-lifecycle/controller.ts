/**
 * What follows when a node is not well: a taint, and Pods that do not tolerate it are evicted.
 *
 * Models: pkg/controller/nodelifecycle, pkg/controller/tainteviction
 */
import { parseRfc3339 } from "../../../core/time.ts";
import { sameJson } from "../../api/objects.ts";
import type { Node, Pod, Taint } from "../../schema/types.ts";
import type { Controller, ControllerContext } from "../controller.ts";
import { monitorLeases } from "./lease-monitor.ts";

const NOT_READY = "node.kubernetes.io/not-ready";
const UNREACHABLE = "node.kubernetes.io/unreachable";
const UNSCHEDULABLE = "node.kubernetes.io/unschedulable";
const NETWORK_UNAVAILABLE = "node.kubernetes.io/network-unavailable";
const MANAGED = new Set([NOT_READY, UNREACHABLE, UNSCHEDULABLE, NETWORK_UNAVAILABLE]);

export const nodeLifecycleController: Controller = {
  name: "node-lifecycle-controller",
  start(context) {
    const nodes = context.client.informer<Node>("nodes");
    context.client
      .informer<Pod>("pods")
      .addIndex("node", ({ spec }) => (spec.nodeName === undefined ? [] : [spec.nodeName]));
    const queue = context.queue((name) => {
      const node = nodes.get(undefined, name);
      if (node === undefined) return orphans(context, name);
      taint(context, node);
      const again = evictFrom(context, nodes.get(undefined, name) ?? node);
      if (again !== undefined) queue.addAfter(name, again, { background: true });
    });
    nodes.onChange(({ object }) => queue.add(object.metadata.name));
    monitorLeases(context);
  },
};

function wantedTaints({ spec, status }: Node, now: string): Taint[] {
  const ready = status?.conditions?.find(({ type }) => type === "Ready")?.status;
  const key = ready === "False" ? NOT_READY : ready === "Unknown" ? UNREACHABLE : undefined;
  const taints: Taint[] = [];
  if (key !== undefined) taints.push({ key, effect: "NoSchedule" }, { key, effect: "NoExecute", timeAdded: now });
  if (status?.conditions?.some((one) => one.type === "NetworkUnavailable" && one.status === "True") === true)
    taints.push({ key: NETWORK_UNAVAILABLE, effect: "NoSchedule", timeAdded: now });
  if (spec?.unschedulable === true) taints.push({ key: UNSCHEDULABLE, effect: "NoSchedule", timeAdded: now });
  return taints;
}

function taint({ client, server }: ControllerContext, node: Node): void {
  const before = node.spec?.taints ?? [];
  const wanted = wantedTaints(node, server.writer.now()).map(
    (one) => before.find(({ key, effect }) => key === one.key && effect === one.effect) ?? one,
  );
  const taints = [...before.filter(({ key }) => !MANAGED.has(key)), ...wanted];
  if (sameJson(taints, before)) return;
  const { taints: _before, ...spec } = node.spec ?? {};
  client.update("nodes", { ...node, spec: taints.length === 0 ? spec : { ...spec, taints } } as unknown as Node);
}

/** Evicts what no longer may be there; the answer is in how many microseconds to look again. */
function evictFrom(context: ControllerContext, node: Node): number | undefined {
  const harmful = (node.spec?.taints ?? []).filter(({ effect }) => effect === "NoExecute");
  if (harmful.length === 0) return undefined;
  const { client, clock } = context;
  let soonestMs: number | undefined;
  for (const pod of client.informer<Pod>("pods").byIndex("node", node.metadata.name)) {
    if (pod.metadata.deletionTimestamp !== undefined) continue;
    const deadlineMs = deadlineOf(pod, harmful);
    if (deadlineMs === undefined) continue;
    if (deadlineMs > clock.nowMs) soonestMs = Math.min(soonestMs ?? deadlineMs, deadlineMs);
    else {
      const { namespace, name } = pod.metadata;
      client.event(pod, {
        type: "Normal",
        reason: "TaintManagerEviction",
        message: `Marking for deletion Pod ${namespace}/${name}`,
      });
      client.delete("pods", pod.metadata);
    }
  }
  return soonestMs === undefined ? undefined : (soonestMs - clock.nowMs) * 1000;
}

/** Undefined: it tolerates everything for ever. */
function deadlineOf({ spec }: Pod, taints: readonly Taint[]): number | undefined {
  let deadlineMs: number | undefined;
  for (const { key, value = "", timeAdded } of taints) {
    const matching = (spec.tolerations ?? []).filter(
      (one) =>
        (one.effect === undefined || one.effect === "NoExecute") &&
        (one.key === undefined || one.key === key) &&
        (one.operator === "Exists" || (one.value ?? "") === value),
    );
    if (matching.length === 0) return 0;
    const limits = matching.flatMap(({ tolerationSeconds }) =>
      tolerationSeconds === undefined ? [] : [tolerationSeconds],
    );
    if (limits.length === 0) continue;
    const sinceMs = parseRfc3339(timeAdded ?? "") ?? 0;
    const untilMs = sinceMs + Math.min(...limits) * 1000;
    deadlineMs = Math.min(deadlineMs ?? untilMs, untilMs);
  }
  return deadlineMs;
}

/** Pods of a node that is gone go without ceremony. */
function orphans({ client }: ControllerContext, name: string): void {
  for (const { metadata } of client.informer<Pod>("pods").byIndex("node", name))
    client.delete("pods", metadata, { gracePeriodSeconds: 0 });
}
