/**
 * Notices nodes that have fallen silent: when the lease of a kubelet is not renewed for the grace period, nothing is
 * known of the node any more, and its Pods are not counted on.
 *
 * Models: pkg/controller/nodelifecycle/node_lifecycle_controller.go monitorNodeHealth, tryUpdateNodeHealth; node monitor grace period 50s
 * SIMPLIFIED: a lease is looked at when it would run out, not every 5 s; nodes that never had one are left alone.
 */
import { formatRfc3339, parseRfc3339 } from "../../../core/time.ts";
import type { KubeObject } from "../../api/objects.ts";
import { hasReason } from "../../api/status.ts";
import type { Node, Pod } from "../../schema/types.ts";
import type { ControllerContext } from "../controller.ts";

const NAMESPACE = "kube-node-lease";
const GRACE_MS = 50_000;
const SILENT = { reason: "NodeStatusUnknown", message: "Kubelet stopped posting node status." } as const;

type Lease = KubeObject & { readonly spec?: { readonly renewTime?: string } };

export function monitorLeases(context: ControllerContext): void {
  const { client, clock } = context;
  const leases = client.informer<Lease>("leases");
  const queue = context.queue((name) => {
    const lease = leases.get(NAMESPACE, name);
    const node = client.get<Node>("nodes", undefined, name);
    if (lease === undefined || node === undefined) return;
    const renewedMs = parseRfc3339(lease.spec?.renewTime ?? "") ?? 0;
    const leftMs = renewedMs + GRACE_MS - clock.nowMs;
    if (leftMs <= 0) fallSilent(context, node);
    queue.addAfter(name, Math.max(leftMs, GRACE_MS / 10) * 1000, { background: true });
  });
  leases.onChange(({ type, object }) => {
    if (type === "ADDED" && object.metadata.namespace === NAMESPACE)
      queue.addAfter(object.metadata.name, GRACE_MS * 1000, { background: true });
  });
}

function fallSilent({ client, clock }: ControllerContext, node: Node): void {
  const known = node.status?.conditions ?? [];
  if (known.some(({ type, status }) => type === "Ready" && status === "Unknown")) return;
  const now = formatRfc3339(clock.nowMs);
  const conditions = known.map((condition) =>
    condition.type === "NetworkUnavailable"
      ? condition
      : { ...condition, ...SILENT, status: "Unknown", lastTransitionTime: now },
  );
  try {
    client.updateStatus("nodes", { ...node, status: { ...node.status, conditions } } as unknown as Node);
  } catch (error) {
    if (hasReason(error, "Conflict") || hasReason(error, "NotFound")) return;
    throw error;
  }
  const { name } = node.metadata;
  client.event(node, {
    type: "Normal",
    reason: "NodeNotReady",
    message: `Node ${name} status is now: NodeNotReady`,
  });
  for (const pod of client.informer<Pod>("pods").byIndex("node", name)) discount(client, pod, now);
}

/** Its Services send nothing there any more. */
function discount(client: ControllerContext["client"], pod: Pod, now: string): void {
  const conditions = pod.status?.conditions ?? [];
  if (!conditions.some(({ type, status }) => type === "Ready" && status === "True")) return;
  const changed = conditions.map((condition) =>
    condition.type === "Ready" ? { ...condition, status: "False", lastTransitionTime: now } : condition,
  );
  try {
    client.updateStatus("pods", { ...pod, status: { ...pod.status, conditions: changed } } as Pod);
    client.event(pod, { type: "Warning", reason: "NodeNotReady", message: "Node is not ready" });
  } catch (error) {
    if (!hasReason(error, "Conflict") && !hasReason(error, "NotFound")) throw error;
  }
}
