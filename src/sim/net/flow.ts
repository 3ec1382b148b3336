/**
 * One tracked connection: the tuple it was opened with, the tuple that its replies have, and what happened so far.
 *
 * Models: include/net/netfilter/nf_conntrack.h struct nf_conn, nf_conntrack_tuple.h
 */
import type { Ip } from "../core/ip.ts";

export type FlowDirection = "original" | "reply";

/** What `-m conntrack --ctstate` asks for; `untouched` before tracking has seen the packet. */
export type FlowState = "untouched" | "NEW" | "ESTABLISHED" | "RELATED" | "INVALID" | "UNTRACKED";

export type TcpFlowState =
  | "NONE"
  | "SYN_SENT"
  | "SYN_RECV"
  | "ESTABLISHED"
  | "FIN_WAIT"
  | "CLOSE_WAIT"
  | "LAST_ACK"
  | "TIME_WAIT"
  | "CLOSE"
  | "SYN_SENT2";

export interface Tuple {
  src: Ip;
  dst: Ip;
  protocol: number;
  /** Of ICMP: the identifier in both, as it is the only thing that tells two echoes apart. */
  srcPort: number;
  dstPort: number;
  /** -1 when it is not ICMP. */
  icmpType: number;
  icmpCode: number;
}

export const SEEN_REPLY = 1 << 1;
export const ASSURED = 1 << 2;
export const CONFIRMED = 1 << 3;
/** The source, the destination was rewritten. */
export const SRC_NAT = 1 << 4;
export const DST_NAT = 1 << 5;
/** NAT has been decided, whether or not it rewrites anything. */
export const SRC_NAT_DONE = 1 << 7;
export const DST_NAT_DONE = 1 << 8;
export const DYING = 1 << 9;
/** Lost a race for its original tuple: it is there for its replies only, for a second. */
export const NAT_CLASH = 1 << 15;

export interface FlowCounters {
  packets: number;
  bytes: number;
}

export interface Flow {
  readonly id: number;
  readonly original: Tuple;
  readonly reply: Tuple;
  status: number;
  tcpState: TcpFlowState;
  expiresAtUs: number;
  /** UDP: after this moment two-way traffic counts as a stream. */
  readonly streamAtUs: number;
  mark: number;
  readonly originalCounters: FlowCounters;
  readonly replyCounters: FlowCounters;
}

export interface FlowSpec {
  readonly id: number;
  readonly original: Tuple;
  readonly reply: Tuple;
  readonly nowUs: number;
  readonly status?: number;
  readonly tcpState?: TcpFlowState;
  readonly mark?: number;
}

/** UDP traffic both ways becomes a stream only after this. */
export const STREAM_AFTER_US = 2_000_000;

export function createFlow({ id, original, reply, nowUs, status = 0, tcpState = "NONE", mark = 0 }: FlowSpec): Flow {
  return {
    id,
    original,
    reply,
    status,
    tcpState,
    expiresAtUs: nowUs,
    streamAtUs: nowUs + STREAM_AFTER_US,
    mark,
    originalCounters: { packets: 0, bytes: 0 },
    replyCounters: { packets: 0, bytes: 0 },
  };
}
