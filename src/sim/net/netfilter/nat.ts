/**
 * Network address translation: the first packet of a connection asks the nat table's chains, every later one
 * only repeats what was decided. The decision is kept as the connection's reply tuple.
 *
 * Models: net/netfilter/nf_nat_core.c nf_nat_inet_fn, nf_nat_setup_info, get_unique_tuple;
 * net/netfilter/nf_nat_proto.c nf_nat_icmp_reply_translation
 */
import type { Ip } from "../../core/ip.ts";
import { DST_NAT, DST_NAT_DONE, type Flow, SRC_NAT, SRC_NAT_DONE, type Tuple } from "../flow.ts";
import { headersChanged, headersOf } from "../headers.ts";
import type { NetNamespace } from "../namespace.ts";
import { ICMP, type Packet } from "../packet.ts";
import { isIcmpError } from "../tuple.ts";
import type { HookContext, HookName, RegisteredHook, Verdict } from "./hooks.ts";
import { chooseTuple } from "./nat-tuple.ts";
import type { NatRange } from "./rule.ts";

/** Which end of the packet a hook may rewrite. */
export type Manip = "src" | "dst";

export function manipOf(hook: HookName): Manip {
  return hook === "POSTROUTING" || hook === "INPUT" ? "src" : "dst";
}

export interface NatRun {
  readonly namespace: NetNamespace;
  readonly packet: Packet;
  readonly context: HookContext;
}

/** A new connection's addresses are decided by the first who decides; when nobody does, they stay as they are. */
export function runNat({ namespace, packet, context }: NatRun, deciders: readonly RegisteredHook[]): Verdict {
  const { flow } = packet;
  if (flow === null) return "accept";
  const manip = manipOf(context.hook);
  if (packet.flowState === "RELATED" && isIcmpError(packet.transport)) {
    translateError(namespace, packet, manip);
    return "accept";
  }
  const done = manip === "src" ? SRC_NAT_DONE : DST_NAT_DONE;
  if (packet.flowState === "NEW" && (flow.status & done) === 0) {
    for (const { run } of deciders) {
      const verdict = run(packet, context);
      if (verdict !== "accept") return verdict;
      if ((flow.status & done) !== 0) break;
    }
    if ((flow.status & done) === 0) setUpNat(namespace, flow, { manip, range: {} });
  }
  translate(namespace, packet, manip);
  return "accept";
}

export interface NatDecision {
  readonly manip: Manip;
  readonly range: NatRange;
  readonly randomFully?: boolean;
}

/** Fixes one end of the connection's reply tuple; false when there is no free port. */
export function setUpNat(namespace: NetNamespace, flow: Flow, decision: NatDecision): boolean {
  const isSource = decision.manip === "src";
  const chosen = chooseTuple(namespace, flow, decision);
  if (chosen === null) return false;
  const { reply } = flow;
  const [ip, port] = isSource ? [chosen.src, chosen.srcPort] : [chosen.dst, chosen.dstPort];
  if (isSource ? reply.dst !== ip || reply.dstPort !== port : reply.src !== ip || reply.srcPort !== port) {
    rewriteReply(reply, { isSource, ip, port });
    flow.status |= isSource ? SRC_NAT : DST_NAT;
  }
  flow.status |= isSource ? SRC_NAT_DONE : DST_NAT_DONE;
  return true;
}

function rewriteReply(reply: Tuple, to: { isSource: boolean; ip: Ip; port: number }): void {
  if (to.isSource) {
    reply.dst = to.ip;
    reply.dstPort = to.port;
  } else {
    reply.src = to.ip;
    reply.srcPort = to.port;
  }
  if (reply.protocol === ICMP) {
    reply.srcPort = to.port;
    reply.dstPort = to.port;
  }
}

/** Does this hook rewrite packets of that direction at all? A reply is rewritten at the other end. */
function rewrites(flow: Flow, packet: Packet, manip: Manip): boolean {
  const isSource = manip === "src";
  const isReply = packet.flowDirection === "reply";
  return (flow.status & (isSource === isReply ? DST_NAT : SRC_NAT)) !== 0;
}

function translate(namespace: NetNamespace, packet: Packet, manip: Manip): void {
  const flow = packet.flow as Flow;
  if (!rewrites(flow, packet, manip)) return;
  const other = packet.flowDirection === "original" ? flow.reply : flow.original;
  const [ip, port] = manip === "src" ? [other.dst, other.dstPort] : [other.src, other.srcPort];
  rewrite(namespace, packet, { manip, ip, port });
}

interface NewEnd {
  readonly manip: Manip;
  readonly ip: Ip;
  readonly port: number;
}

function rewrite(namespace: NetNamespace, packet: Packet, { manip, ip, port }: NewEnd): void {
  const before = namespace.trace.on ? headersOf(packet) : null;
  setAddress(packet, manip, ip);
  setPort(packet, manip, port);
  if (before === null) return;
  const isReply = packet.flowDirection === "reply";
  const by = isReply ? (manip === "src" ? "un-DNAT" : "un-SNAT") : manip === "src" ? "SNAT" : "DNAT";
  namespace.trace.emit({
    type: "rewritten",
    where: namespace.name,
    packetId: packet.id,
    before,
    after: headersOf(packet),
    by,
  });
}

function setAddress(packet: Packet, manip: Manip, ip: Ip): void {
  headersChanged(packet);
  if (manip === "src") packet.src = ip;
  else packet.dst = ip;
}

function setPort({ transport }: Packet, manip: Manip, port: number): void {
  if (transport.kind === "icmp") transport.id = port;
  else if (transport.kind === "ipip") return;
  else if (manip === "src") transport.srcPort = port;
  else transport.dstPort = port;
}

/** An error about a translated packet must speak of the packet as its sender knew it. */
function translateError(namespace: NetNamespace, packet: Packet, manip: Manip): void {
  const flow = packet.flow as Flow;
  if (!rewrites(flow, packet, manip)) return;
  const before = namespace.trace.on ? headersOf(packet) : null;
  const other = packet.flowDirection === "original" ? flow.reply : flow.original;
  if (packet.transport.kind === "icmp" && packet.transport.about !== null) {
    const innerManip = manip === "src" ? "dst" : "src";
    const [ip, port] = innerManip === "src" ? [other.src, other.srcPort] : [other.dst, other.dstPort];
    setAddress(packet.transport.about, innerManip, ip);
    setPort(packet.transport.about, innerManip, port);
  }
  setAddress(packet, manip, manip === "src" ? other.dst : other.src);
  if (before !== null)
    namespace.trace.emit({
      type: "rewritten",
      where: namespace.name,
      packetId: packet.id,
      before,
      after: headersOf(packet),
      by: manip === "src" ? "un-DNAT" : "un-SNAT",
    });
}
