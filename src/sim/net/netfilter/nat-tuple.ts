/**
 * Which address and port a translated connection gets: as little change as possible, never one that another
 * connection's replies already have.
 *
 * Models: net/netfilter/nf_nat_core.c get_unique_tuple, nf_nat_l4proto_unique_tuple
 * SIMPLIFIED: two connections of one client may get different addresses of a range of several.
 */
import type { Ip } from "../../core/ip.ts";
import type { Flow, Tuple } from "../flow.ts";
import type { NetNamespace } from "../namespace.ts";
import { ICMP } from "../packet.ts";
import { invertTuple } from "../tuple.ts";
import type { NatDecision } from "./nat.ts";
import type { NatRange } from "./rule.ts";

/** NF_NAT_MAX_ATTEMPTS */
const MAX_ATTEMPTS = 128;
const FEWEST_ATTEMPTS = 16;

/** The connection's tuple as it is to look beyond this host; null when every port is taken. */
export function chooseTuple(namespace: NetNamespace, flow: Flow, decision: NatDecision): Tuple | null {
  const { range, manip, randomFully } = decision;
  const now = invertTuple(flow.reply) as Tuple;
  const isSource = manip === "src";
  const tuple: Tuple = { ...now };
  setIp(tuple, isSource, pickIp(range, now));
  // A destination without a choice of ports is what it is, taken or not.
  if (!isSource && range.fromPort === undefined) return tuple;
  if (randomFully !== true) {
    const port = isSource ? tuple.srcPort : tuple.dstPort;
    if (range.fromPort === undefined) {
      if (!isTaken(namespace, flow, tuple)) return tuple;
    } else if (range.fromPort === range.toPort || range.toPort === undefined) {
      setPort(tuple, isSource, range.fromPort);
      return tuple;
    } else if (port >= range.fromPort && port <= range.toPort && !isTaken(namespace, flow, tuple)) return tuple;
  }
  return searchPort(namespace, flow, { tuple, isSource, range });
}

function searchPort(
  namespace: NetNamespace,
  flow: Flow,
  { tuple, isSource, range }: { tuple: Tuple; isSource: boolean; range: NatRange },
): Tuple | null {
  const [from, to] = portsFor(tuple, isSource, range);
  const size = to - from + 1;
  let attempts = Math.min(size, MAX_ATTEMPTS);
  for (;;) {
    const offset = namespace.netfilter.draw();
    for (let i = 0; i < attempts; i++) {
      setPort(tuple, isSource, from + ((offset + i) % size));
      if (!isTaken(namespace, flow, tuple)) return tuple;
    }
    if (attempts >= size || attempts < FEWEST_ATTEMPTS) return null;
    attempts >>= 1;
  }
}

/** A privileged port stays privileged. */
function portsFor(tuple: Tuple, isSource: boolean, range: NatRange): readonly [number, number] {
  if (range.fromPort !== undefined) return [range.fromPort, range.toPort ?? range.fromPort];
  if (tuple.protocol === ICMP) return [0, 65_535];
  const port = isSource ? tuple.srcPort : tuple.dstPort;
  if (port < 512) return [1, 511];
  if (port < 1024) return [600, 1023];
  return [1024, 65_535];
}

function pickIp(range: NatRange, { src, dst }: Tuple): Ip | null {
  const { fromIp, toIp = fromIp } = range;
  if (fromIp === undefined || toIp === undefined) return null;
  if (typeof fromIp !== "number" || typeof toIp !== "number" || fromIp === toIp) return fromIp;
  return fromIp + ((Number(src) + Number(dst)) % (toIp - fromIp + 1));
}

function isTaken(namespace: NetNamespace, flow: Flow, tuple: Tuple): boolean {
  return namespace.conntrack.isTaken(invertTuple(tuple) as Tuple, flow);
}

function setIp(tuple: Tuple, isSource: boolean, ip: Ip | null): void {
  if (ip === null) return;
  if (isSource) tuple.src = ip;
  else tuple.dst = ip;
}

function setPort(tuple: Tuple, isSource: boolean, port: number): void {
  if (isSource || tuple.protocol === ICMP) tuple.srcPort = port;
  if (!isSource || tuple.protocol === ICMP) tuple.dstPort = port;
}
