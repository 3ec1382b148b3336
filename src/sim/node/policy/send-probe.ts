/**
 * The same question put to the network itself: a connection is opened, or a datagram sent, from where the probe comes
 * from, and what became of it is told. With `serve` a socket is opened where it goes, for as long as it takes.
 *
 * SIMPLIFIED: only Pods that run, and nodes, can send; nothing here speaks SCTP.
 */
import { formatIp, type Ip, parseIp } from "../../core/ip.ts";
import type { Stamped } from "../../core/trace.ts";
import type { Run } from "../../core/wait.ts";
import type { Pod } from "../../kube/schema/types.ts";
import type { HeaderRecord } from "../../net/events.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import { NetError } from "../../net/net-error.ts";
import { connectTcp } from "../../net/socket/connect.ts";
import type { SimEvent } from "../sim-event.ts";
import type { World } from "../world.ts";
import type { ReachOutcome, ReachProbe, ReachSource } from "./foresee.ts";
import { podIPsOf } from "./policy-pod.ts";

export interface SentProbe {
  readonly outcome: ReachOutcome;
  /** Who took it, when that is not the one that it was sent to: `ip:port`. */
  readonly endpoint: string | null;
}

interface Destination {
  readonly ip: Ip;
  readonly port: number;
}

const TIMEOUT_US = 1_500_000;
const UDP_WAIT_US = 200_000;

/** Null when it cannot be sent. */
export function sendProbe(world: World, probe: ReachProbe): Run<SentProbe> | null {
  const from = networkOf(world, probe.from);
  const to = destinationOf(probe);
  if (from === null || to === null || probe.protocol === "SCTP") return null;
  return send(world, { from, to, probe });
}

function* send(
  world: World,
  { from, to, probe }: { from: NetNamespace; to: Destination; probe: ReachProbe },
): Run<SentProbe> {
  const close = probe.serve ? serve(world, probe, to.port) : null;
  const fromSeq = world.trace.nextSeq;
  try {
    const outcome = probe.protocol === "UDP" ? yield* datagram(world, from, to) : yield* connection(from, to);
    return { outcome, endpoint: outcome === "delivered" ? endpointOf(world.trace.between(fromSeq), to) : null };
  } finally {
    close?.();
  }
}

function networkOf(world: World, from: ReachSource): NetNamespace | null {
  if ("node" in from) return world.nodes.get(from.node)?.machine.network ?? null;
  return "pod" in from ? podNetwork(world, from.pod) : null;
}

function podNetwork(world: World, pod: Pod): NetNamespace | null {
  const node = world.nodes.get(pod.spec.nodeName ?? "");
  if (pod.spec.hostNetwork === true) return node?.machine.network ?? null;
  return node?.kubelet.workerOf(pod)?.sandbox?.namespace ?? null;
}

function destinationOf({ to, port, protocol }: ReachProbe): Destination | null {
  const at = (text: string | undefined, number: number | undefined): Destination | null => {
    const ip = parseIp(text ?? "");
    return ip === null || number === undefined ? null : { ip, port: number };
  };
  const isNamed = (one: { name?: string; protocol?: string }): boolean =>
    one.name === port && (one.protocol ?? "TCP") === protocol;
  const asked = typeof port === "number" ? port : undefined;
  if ("ip" in to) return asked === undefined ? null : { ip: to.ip, port: asked };
  if ("service" in to) return at(to.service.spec?.clusterIP, asked ?? to.service.spec?.ports?.find(isNamed)?.port);
  const named = to.pod.spec.containers.flatMap(({ ports = [] }) => ports).find(isNamed);
  return at(podIPsOf(to.pod)[0], asked ?? named?.containerPort);
}

/** Something already listens there: then nothing needs to be opened. */
function serve(world: World, { to, protocol }: ReachProbe, port: number): (() => void) | null {
  const sockets = "pod" in to ? podNetwork(world, to.pod)?.sockets : undefined;
  if (sockets === undefined) return null;
  try {
    const socket = protocol === "UDP" ? sockets.bindUdp({ port }) : sockets.listenTcp({ port });
    return () => socket.close();
  } catch (error) {
    if (error instanceof NetError) return null;
    throw error;
  }
}

function* connection(namespace: NetNamespace, { ip, port }: Destination): Run<ReachOutcome> {
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
function* datagram(world: World, namespace: NetNamespace, { ip, port }: Destination): Run<ReachOutcome> {
  const socket = namespace.sockets.bindUdp({});
  const fromSeq = world.trace.nextSeq;
  try {
    socket.connect(ip, port);
    socket.sendTo(ip, port, Uint8Array.of(0));
    yield { on: [socket.readable], untilUs: namespace.clock.nowUs + UDP_WAIT_US };
    const got = socket.tryReceive();
    if (got instanceof NetError) return outcomeOf(got);
    return hasArrived(world.trace.between(fromSeq), socket.local.port) ? "delivered" : "dropped";
  } catch (error) {
    if (error instanceof NetError) return outcomeOf(error);
    throw error;
  } finally {
    socket.close();
  }
}

function hasArrived(events: readonly Stamped<SimEvent>[], srcPort: number): boolean {
  return arrivalOf(events, ({ protocol, srcPort: port }) => protocol === "udp" && port === srcPort) !== null;
}

function endpointOf(events: readonly Stamped<SimEvent>[], { ip, port }: Destination): string | null {
  const address = formatIp(ip);
  const taken = arrivalOf(events, ({ dst, dstPort }) => dst === address && dstPort === port);
  return taken === null || taken.dst === address ? null : `${taken.dst}:${taken.dstPort}`;
}

/** The headers with which the first packet that was sent like this was delivered. */
function arrivalOf(
  events: readonly Stamped<SimEvent>[],
  isMeant: (headers: HeaderRecord) => boolean,
): HeaderRecord | null {
  const sent = events.find((event) => event.type === "sent" && isMeant(event.headers));
  if (sent?.type !== "sent") return null;
  const taken = events.find((event) => event.type === "delivered" && event.packetId === sent.packetId);
  return taken?.type === "delivered" ? taken.headers : null;
}

function outcomeOf({ code }: NetError): ReachOutcome {
  if (code === "ECONNREFUSED" || code === "ECONNRESET") return "refused";
  return code === "EHOSTUNREACH" || code === "ENETUNREACH" ? "unreachable" : "dropped";
}
