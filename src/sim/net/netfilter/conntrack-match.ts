/**
 * What `-m conntrack` asks: the packet's state, and what is known of the connection that it belongs to.
 *
 * Models: net/netfilter/xt_conntrack.c conntrack_mt
 */
import { type Cidr, contains } from "../../core/ip.ts";
import { ASSURED, CONFIRMED, DST_NAT, type Flow, SEEN_REPLY, SRC_NAT } from "../flow.ts";
import type { NetNamespace } from "../namespace.ts";
import type { Packet } from "../packet.ts";

export type ConntrackStateName = "INVALID" | "NEW" | "RELATED" | "ESTABLISHED" | "UNTRACKED" | "SNAT" | "DNAT";

export type ConntrackStatusName = "NONE" | "EXPECTED" | "SEEN_REPLY" | "ASSURED" | "CONFIRMED";

/** What `-m conntrack` may ask about a connection beside its state; each may be negated on its own. */
export type ConntrackTest = { readonly negate?: boolean } & (
  | { readonly field: "ctproto"; readonly protocol: number }
  | { readonly field: "ctorigsrc" | "ctorigdst" | "ctreplsrc" | "ctrepldst"; readonly cidr: Cidr }
  | {
      readonly field: "ctorigsrcport" | "ctorigdstport" | "ctreplsrcport" | "ctrepldstport";
      readonly from: number;
      readonly to: number;
    }
  | { readonly field: "ctstatus"; readonly statuses: readonly ConntrackStatusName[] }
  | { readonly field: "ctexpire"; readonly from: number; readonly to: number }
  | { readonly field: "ctdir"; readonly direction: "ORIGINAL" | "REPLY" }
);

export interface ConntrackMatch {
  readonly kind: "conntrack";
  /** Empty when the state does not matter. */
  readonly states: readonly ConntrackStateName[];
  /** Written as the older `-m state --state`. */
  readonly isState?: boolean;
  readonly negate?: boolean;
  readonly tests?: readonly ConntrackTest[];
}

const STATUS: Readonly<Record<ConntrackStatusName, number>> = {
  NONE: 0,
  EXPECTED: 1,
  SEEN_REPLY,
  ASSURED,
  CONFIRMED,
};

export function matchesConntrack(namespace: NetNamespace, packet: Packet, match: ConntrackMatch): boolean {
  if (match.states.length > 0 && matchesState(packet, match) === (match.negate === true)) return false;
  if (match.tests === undefined) return true;
  const { flow } = packet;
  if (flow === null) return false;
  for (const test of match.tests)
    if (passes(namespace, { packet, flow, test }) === (test.negate === true)) return false;
  return true;
}

function matchesState(packet: Packet, { states }: ConntrackMatch): boolean {
  const { flow, flowState } = packet;
  for (const state of states) {
    if (state === "DNAT") {
      if (flow !== null && (flow.status & DST_NAT) !== 0) return true;
    } else if (state === "SNAT") {
      if (flow !== null && (flow.status & SRC_NAT) !== 0) return true;
    } else if (state === flowState) return true;
  }
  return false;
}

interface Asked {
  readonly packet: Packet;
  readonly flow: Flow;
  readonly test: ConntrackTest;
}

function passes(namespace: NetNamespace, { packet, flow, test }: Asked): boolean {
  const { original, reply } = flow;
  switch (test.field) {
    case "ctproto":
      return original.protocol === test.protocol;
    case "ctorigsrc":
      return contains(test.cidr, original.src);
    case "ctorigdst":
      return contains(test.cidr, original.dst);
    case "ctreplsrc":
      return contains(test.cidr, reply.src);
    case "ctrepldst":
      return contains(test.cidr, reply.dst);
    case "ctorigsrcport":
      return isBetween(original.srcPort, test);
    case "ctorigdstport":
      return isBetween(original.dstPort, test);
    case "ctreplsrcport":
      return isBetween(reply.srcPort, test);
    case "ctrepldstport":
      return isBetween(reply.dstPort, test);
    case "ctstatus":
      return test.statuses.some((name) =>
        name === "NONE" ? (flow.status & (SEEN_REPLY | ASSURED | CONFIRMED)) === 0 : (flow.status & STATUS[name]) !== 0,
      );
    case "ctexpire":
      return isBetween(Math.floor((flow.expiresAtUs - namespace.clock.nowUs) / 1_000_000), test);
    case "ctdir":
      return (packet.flowDirection === "original") === (test.direction === "ORIGINAL");
  }
}

function isBetween(value: number, { from, to }: { readonly from: number; readonly to: number }): boolean {
  return value >= from && value <= to;
}
