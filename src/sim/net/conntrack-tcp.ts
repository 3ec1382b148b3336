/**
 * What connection tracking makes of the TCP segments that it sees pass.
 *
 * Models: net/netfilter/nf_conntrack_proto_tcp.c (the state table, tcp_timeouts)
 * SIMPLIFIED: sequence numbers and windows are not checked (as with nf_conntrack_tcp_be_liberal).
 */
import type { FlowDirection, TcpFlowState } from "./flow.ts";
import { ACK, FIN, RST, SYN } from "./packet.ts";
import type { Sysctls } from "./sysctls.ts";

/** IGNORE: the segment says nothing about the connection. INVALID: it cannot belong to it. */
export type TcpTransition = TcpFlowState | "IGNORE" | "INVALID";

type Seen = "syn" | "synack" | "fin" | "ack" | "rst" | "none";

/** From each state, in this order. */
const STATES: readonly TcpFlowState[] = [
  "NONE",
  "SYN_SENT",
  "SYN_RECV",
  "ESTABLISHED",
  "FIN_WAIT",
  "CLOSE_WAIT",
  "LAST_ACK",
  "TIME_WAIT",
  "CLOSE",
  "SYN_SENT2",
];

const SHORT: Readonly<Record<string, TcpTransition>> = {
  SS: "SYN_SENT",
  S2: "SYN_SENT2",
  SR: "SYN_RECV",
  ES: "ESTABLISHED",
  FW: "FIN_WAIT",
  CW: "CLOSE_WAIT",
  LA: "LAST_ACK",
  TW: "TIME_WAIT",
  CL: "CLOSE",
  IG: "IGNORE",
  IV: "INVALID",
};

/** One row for each kind of segment, one column for each state above. */
const TABLE: Readonly<Record<FlowDirection, Readonly<Record<Seen, readonly TcpTransition[]>>>> = {
  original: {
    syn: row("SS SS IG IG IG IG IG SS SS S2"),
    synack: row("IV IV SR IV IV IV IV IV IV SR"),
    fin: row("IV IV FW FW LA LA LA TW CL IV"),
    ack: row("ES IV ES ES CW CW TW TW CL IV"),
    rst: row("IV CL CL CL CL CL CL CL CL CL"),
    none: row("IV IV IV IV IV IV IV IV IV IV"),
  },
  reply: {
    syn: row("IV S2 IV IV IV IV IV SS IV S2"),
    synack: row("IV SR IG IG IG IG IG IG IG SR"),
    fin: row("IV IV FW FW LA LA LA TW CL IV"),
    ack: row("IV IG SR ES CW CW TW TW CL IG"),
    rst: row("IV CL CL CL CL CL CL CL CL CL"),
    none: row("IV IV IV IV IV IV IV IV IV IV"),
  },
};

const COLUMN: Readonly<Record<TcpFlowState, number>> = Object.fromEntries(
  STATES.map((state, column) => [state, column]),
) as Record<TcpFlowState, number>;

type TimeoutKey = Extract<keyof Sysctls, `nfConntrackTcpTimeout${string}`>;

/** Which setting says how long a connection is remembered in each state. */
export const TCP_TIMEOUT: Readonly<Record<TcpFlowState, TimeoutKey>> = {
  NONE: "nfConntrackTcpTimeoutSynSentSec",
  SYN_SENT: "nfConntrackTcpTimeoutSynSentSec",
  SYN_RECV: "nfConntrackTcpTimeoutSynRecvSec",
  ESTABLISHED: "nfConntrackTcpTimeoutEstablishedSec",
  FIN_WAIT: "nfConntrackTcpTimeoutFinWaitSec",
  CLOSE_WAIT: "nfConntrackTcpTimeoutCloseWaitSec",
  LAST_ACK: "nfConntrackTcpTimeoutLastAckSec",
  TIME_WAIT: "nfConntrackTcpTimeoutTimeWaitSec",
  CLOSE: "nfConntrackTcpTimeoutCloseSec",
  SYN_SENT2: "nfConntrackTcpTimeoutSynSentSec",
};

export function tcpTransition(state: TcpFlowState, direction: FlowDirection, flags: number): TcpTransition {
  return TABLE[direction][seen(flags)][COLUMN[state]] as TcpTransition;
}

function seen(flags: number): Seen {
  if ((flags & RST) !== 0) return "rst";
  if ((flags & SYN) !== 0) return (flags & ACK) !== 0 ? "synack" : "syn";
  if ((flags & FIN) !== 0) return "fin";
  return (flags & ACK) !== 0 ? "ack" : "none";
}

function row(text: string): readonly TcpTransition[] {
  return text.split(" ").map((short) => SHORT[short] as TcpTransition);
}
