/** One probe of `reach`: what is asked, and the answer. */
import type { Cluster } from "../../sim/cluster.ts";
import { type Ip, parseIp } from "../../sim/core/ip.ts";
import { Task } from "../../sim/core/task.ts";
import type { Run } from "../../sim/core/wait.ts";
import type { Pod, Service } from "../../sim/kube/schema/types.ts";
import type { PolicyReason } from "../../sim/node/policy/decide.ts";
import type { Foresight, ReachProbe, ReachSource } from "../../sim/node/policy/foresee.ts";
import { POLICY_PROTOCOLS } from "../../sim/node/policy/policy-pod.ts";
import type { ReachTarget } from "../../sim/node/policy/reach-target.ts";
import { sendProbe } from "../../sim/node/policy/send-probe.ts";
import { optionalRecord, type Request } from "./fields.ts";
import { Refusal } from "./refusal.ts";

/**
 * With `serve` the answer is worked out: only the proxy's and the policies' choices count. Without, it is really sent,
 * where the sender is there to send.
 */
export function probe(cluster: Cluster, foresight: Foresight, request: Request): Record<string, unknown> {
  const asked = readProbe(cluster, request);
  const foreseen = foresight.foresee(asked);
  const sending = asked.serve ? null : sendProbe(cluster.world, asked);
  const { outcome, endpoint } = sending === null ? foreseen : run(cluster, sending);
  return {
    allowed: outcome === "delivered",
    outcome,
    by: { egress: namesOf(foreseen.egress), ingress: namesOf(foreseen.ingress) },
    ...(endpoint === null ? {} : { endpoint }),
  };
}

function readProbe(cluster: Cluster, request: Request): ReachProbe {
  const wanted = String(request.protocol ?? "TCP").toUpperCase();
  const protocol = POLICY_PROTOCOLS.find((known) => known === wanted);
  if (protocol === undefined) throw new Refusal(`reach: protocol: wanted TCP, UDP or SCTP, got ${request.protocol}`);
  const { port } = request;
  if (typeof port !== "number" && typeof port !== "string")
    throw new Refusal(`reach: port: wanted a number or a name, got ${JSON.stringify(port) ?? "nothing"}`);
  return {
    from: sourceOf(cluster, optionalRecord(request, "from") ?? {}),
    to: targetOf(cluster, optionalRecord(request, "to") ?? {}),
    protocol,
    port: typeof port === "string" && /^\d+$/.test(port) ? Number(port) : port,
    serve: request.serve === true,
  };
}

function sourceOf(cluster: Cluster, from: Request): ReachSource {
  if (typeof from.pod === "string") return { pod: podNamed(cluster, from.pod) };
  if (typeof from.ip === "string") return { ip: addressOf(from.ip) };
  if (typeof from.node !== "string") throw new Refusal("reach: from: wanted {pod}, {ip} or {node}");
  if (cluster.node(from.node) === undefined) throw new Refusal(`reach: no node ${from.node}`);
  return { node: from.node };
}

function targetOf(cluster: Cluster, to: Request): ReachTarget {
  if (typeof to.pod === "string") return { pod: podNamed(cluster, to.pod) };
  if (typeof to.ip === "string") return { ip: addressOf(to.ip) };
  if (typeof to.service !== "string") throw new Refusal("reach: to: wanted {pod}, {ip} or {service}");
  const [namespace, name = ""] = to.service.split("/");
  const service = cluster.api.client("rpc").get<Service>("services", namespace, name);
  if (service === undefined) throw new Refusal(`reach: no Service ${to.service}`);
  return { service };
}

function podNamed(cluster: Cluster, text: string): Pod {
  const [namespace, name = ""] = text.split("/");
  const pod = cluster.api.client("rpc").get<Pod>("pods", namespace, name);
  if (pod === undefined) throw new Refusal(`reach: no Pod ${text}`);
  return pod;
}

function addressOf(text: string): Ip {
  const ip = parseIp(text);
  if (ip === null) throw new Refusal(`reach: not an address: ${JSON.stringify(text)}`);
  return ip;
}

function namesOf(reasons: readonly PolicyReason[]): string[] {
  return reasons.map(({ policy }) => policy.key);
}

function run<T>(cluster: Cluster, sending: Run<T>): T {
  const end: { value?: T } = {};
  new Task(cluster.clock, sending, (how) => {
    if (how !== "killed" && "error" in how) throw how.error;
    if (how !== "killed") end.value = how.value;
  });
  while (end.value === undefined && cluster.clock.runNext());
  if (end.value === undefined) throw new Refusal("reach: the probe never came to an end");
  return end.value;
}
