/**
 * What IPVS makes of the segments that it forwards, and how long it remembers a connection in each state. It sees no
 * sequence numbers: four kinds of segment, in two directions, are all.
 *
 * Models: net/netfilter/ipvs/ip_vs_proto_tcp.c (tcp_states, tcp_timeouts), ip_vs_proto_udp.c, ip_vs_proto_sctp.c
 * SIMPLIFIED: an SCTP association is established from its first packet on, as its chunks are not read.
 */
import { ACK, FIN, RST, SYN } from "../packet.ts";

export type IpvsState =
  | "NONE"
  | "ESTABLISHED"
  | "SYN_SENT"
  | "SYN_RECV"
  | "FIN_WAIT"
  | "TIME_WAIT"
  | "CLOSE"
  | "CLOSE_WAIT"
  | "LAST_ACK"
  | "LISTEN"
  | "SYNACK"
  | "UDP"
  /** Of a template: one of its connections has been answered. */
  | "ASSURED";

const TCP_STATES = [
  "NONE",
  "ESTABLISHED",
  "SYN_SENT",
  "SYN_RECV",
  "FIN_WAIT",
  "TIME_WAIT",
  "CLOSE",
  "CLOSE_WAIT",
  "LAST_ACK",
  "LISTEN",
  "SYNACK",
] as const satisfies readonly IpvsState[];

const SHORT: Readonly<Record<string, IpvsState>> = {
  NO: "NONE",
  ES: "ESTABLISHED",
  SS: "SYN_SENT",
  SR: "SYN_RECV",
  FW: "FIN_WAIT",
  TW: "TIME_WAIT",
  CL: "CLOSE",
  CW: "CLOSE_WAIT",
  LA: "LAST_ACK",
  LI: "LISTEN",
  SA: "SYNACK",
};

type Seen = "syn" | "fin" | "ack" | "rst";

function row(text: string): readonly IpvsState[] {
  return text.split(" ").map((short) => SHORT[short] as IpvsState);
}

/** From the client, and from the server. */
const TABLE: Readonly<Record<"in" | "out", Readonly<Record<Seen, readonly IpvsState[]>>>> = {
  in: {
    syn: row("SR ES ES SR SR SR SR SR SR SR SR"),
    fin: row("CL CW SS TW TW TW CL CW LA LI TW"),
    ack: row("ES ES SS ES FW TW CL CW CL LI ES"),
    rst: row("CL CL CL SR CL CL CL CL LA LI SR"),
  },
  out: {
    syn: row("SS ES SS SR SS SS SS SS SS LI SR"),
    fin: row("TW FW SS TW FW TW CL TW LA LI TW"),
    ack: row("ES ES SS ES FW TW CL CW LA ES ES"),
    rst: row("CL CL SS CL CL TW CL CL CL CL CL"),
  },
};

export function nextTcpState(state: IpvsState, direction: "in" | "out", flags: number): IpvsState {
  const kind = seen(flags);
  const column = TCP_STATES.indexOf(state as (typeof TCP_STATES)[number]);
  return kind === null || column < 0 ? "CLOSE" : (TABLE[direction][kind][column] as IpvsState);
}

function seen(flags: number): Seen | null {
  if ((flags & RST) !== 0) return "rst";
  if ((flags & SYN) !== 0) return "syn";
  if ((flags & FIN) !== 0) return "fin";
  return (flags & ACK) !== 0 ? "ack" : null;
}

/** Does a connection in that state count as active? */
export function isActive(state: IpvsState): boolean {
  return state === "ESTABLISHED" || state === "SYN_SENT" || state === "SYN_RECV" || state === "SYNACK";
}

/** Seconds; `ipvsadm --set` changes three of them. */
export type IpvsTimeouts = Record<IpvsState, number>;

export function defaultTimeouts(): IpvsTimeouts {
  return {
    NONE: 2,
    ESTABLISHED: 900,
    SYN_SENT: 120,
    SYN_RECV: 60,
    FIN_WAIT: 120,
    TIME_WAIT: 120,
    CLOSE: 10,
    CLOSE_WAIT: 60,
    LAST_ACK: 30,
    LISTEN: 120,
    SYNACK: 120,
    UDP: 300,
    ASSURED: 60,
  };
}
