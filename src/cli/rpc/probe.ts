/** One probe of `reach`: a connection or a datagram, sent from one place to another, and what became of it. */

import type { Cluster } from "../../sim/cluster.ts";
import { formatIp, type Ip, parseIp } from "../../sim/core/ip.ts";
import { Task } from "../../sim/core/task.ts";
import type { Run } from "../../sim/core/wait.ts";
import type { Pod, Service } from "../../sim/kube/schema/types.ts";
import type { NetNamespace } from "../../sim/net/namespace.ts";
import { NetError } from "../../sim/net/net-error.ts";
import { connectTcp } from "../../sim/net/socket/connect.ts";
import { optionalRecord, type Request } from "./fields.ts";
import { Refusal } from "./refusal.ts";

export type Outcome = "delivered" | "refused" | "dropped" | "unreachable";

const TIMEOUT_US = 1_500_000;
const UDP_WAIT_US = 200_000;

export function probe(cluster: Cluster, request: Request): Record<string, unknown> {
  const protocol = String(request.protocol ?? "TCP").toUpperCase();
  const from = namespaceOf(cluster, optionalRecord(request, "from") ?? {});
  const target = targetOf(cluster, optionalRecord(request, "to") ?? {}, request.port);
  if (protocol === "SCTP") throw new Refusal("reach: SCTP is not simulated yet");
  const listener = request.serve === true ? serve(cluster, target, protocol) : null;
  const trace = cluster.trace.nextSeq;
  const outcome = run(cluster, protocol === "UDP" ? datagram(cluster, from, target) : connection(from, target));
  const delivered = cluster.trace
    .between(trace)
    .find((event) => event.type === "delivered" && event.headers.dstPort !== target.port);
  listener?.();
  const endpoint =
    outcome === "delivered" && target.isService && delivered?.type === "delivered"
      ? { endpoint: `${delivered.headers.dst}:${delivered.headers.dstPort}` }
      : {};
  return { allowed: outcome === "delivered", outcome, by: { egress: [], ingress: [] }, ...endpoint };
}

interface Target {
  readonly ip: Ip;
  readonly port: number;
  readonly isService: boolean;
}

function targetOf(cluster: Cluster, to: Request, port: unknown): Target {
  const client = cluster.api.client("rpc");
  if (typeof to.ip === "string") return { ip: addressOf(to.ip), port: Number(port), isService: false };
  if (typeof to.pod === "string") {
    const pod = podNamed(cluster, to.pod);
    const named = pod.spec.containers.flatMap(({ ports = [] }) => ports).find(({ name }) => name === port);
    return { ip: addressOf(pod.status?.podIP ?? ""), port: named?.containerPort ?? Number(port), isService: false };
  }
  const [namespace, name = ""] = String(to.service ?? "").split("/");
  const service = client.get<Service>("services", namespace, name);
  if (service === undefined) throw new Refusal(`reach: no Service ${to.service}`);
  const named = service.spec?.ports?.find((one) => one.name === port);
  return { ip: addressOf(service.spec?.clusterIP ?? ""), port: named?.port ?? Number(port), isService: true };
}

function namespaceOf(cluster: Cluster, from: Request): NetNamespace {
  if (typeof from.node === "string") {
    const node = cluster.node(from.node);
    if (node === undefined) throw new Refusal(`reach: no node ${from.node}`);
    return node.network;
  }
  if (typeof from.pod !== "string") throw new Refusal("reach: from: wanted {pod} or {node}; {ip} is not simulated yet");
  return podNetwork(cluster, podNamed(cluster, from.pod));
}

function podNetwork(cluster: Cluster, pod: Pod): NetNamespace {
  const sandbox = cluster.world.nodes.get(pod.spec.nodeName ?? "")?.kubelet.workerOf(pod)?.sandbox;
  if (sandbox == null) throw new Refusal(`reach: Pod ${pod.metadata.name} is not on the network`);
  return sandbox.namespace;
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

/** Pretends that something listens where the probe goes; the answer ends it. */
function serve(cluster: Cluster, { ip, port }: Target, protocol: string): (() => void) | null {
  const pod = cluster.api
    .client("rpc")
    .list<Pod>("pods")
    .find(({ status }) => status?.podIP === formatIp(ip));
  if (pod === undefined) return null;
  const { sockets } = podNetwork(cluster, pod);
  try {
    const socket = protocol === "UDP" ? sockets.bindUdp({ port }) : sockets.listenTcp({ port });
    return () => socket.close();
  } catch (error) {
    if (error instanceof NetError) return null;
    throw error;
  }
}

function run(cluster: Cluster, probe: Run<Outcome>): Outcome {
  let outcome: Outcome | null = null;
  new Task(cluster.clock, probe, (end) => {
    if (end !== "killed" && "error" in end) throw end.error;
    outcome = end === "killed" ? "dropped" : end.value;
  });
  while (outcome === null && cluster.clock.runNext());
  return outcome ?? "dropped";
}

function* connection(namespace: NetNamespace, { ip, port }: Target): Run<Outcome> {
  try {
    const socket = yield* connectTcp(namespace, { to: ip, port, timeoutUs: TIMEOUT_US });
    socket.abort();
    return "delivered";
  } catch (error) {
    if (error instanceof NetError) return outcomeOf(error);
    throw error;
  }
}

/** A datagram that was refused is answered by ICMP; whether a silent one arrived is in the trace. */
function* datagram(cluster: Cluster, namespace: NetNamespace, { ip, port }: Target): Run<Outcome> {
  const socket = namespace.sockets.bindUdp({});
  const fromSeq = cluster.trace.nextSeq;
  try {
    socket.connect(ip, port);
    socket.sendTo(ip, port, Uint8Array.of(0));
    yield { on: [socket.readable], untilUs: namespace.clock.nowUs + UDP_WAIT_US };
    const got = socket.tryReceive();
    return got instanceof NetError
      ? outcomeOf(got)
      : hasArrived(cluster, fromSeq, socket.local.port)
        ? "delivered"
        : "dropped";
  } catch (error) {
    if (error instanceof NetError) return outcomeOf(error);
    throw error;
  } finally {
    socket.close();
  }
}

function hasArrived(cluster: Cluster, fromSeq: number, srcPort: number): boolean {
  const events = cluster.trace.between(fromSeq);
  const sent = events.find(
    (event) => event.type === "sent" && event.headers.protocol === "udp" && event.headers.srcPort === srcPort,
  );
  return (
    sent?.type === "sent" && events.some((event) => event.type === "delivered" && event.packetId === sent.packetId)
  );
}

function outcomeOf({ code }: NetError): Outcome {
  if (code === "ECONNREFUSED" || code === "ECONNRESET") return "refused";
  return code === "EHOSTUNREACH" || code === "ENETUNREACH" ? "unreachable" : "dropped";
}
