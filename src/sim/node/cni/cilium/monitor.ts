/**
 * What the datapath tells of itself: the last flows that it passed or dropped, as `cilium monitor` and `hubble observe`
 * show them.
 *
 * Models: cilium pkg/monitor/datapath_drop.go, pkg/hubble/container/ring.go (the node's ring of 4095 flows)
 */

import type { Ip } from "../../../core/ip.ts";
import { WaitQueue } from "../../../core/wait.ts";
import { ACK, FIN, type Packet, PSH, RST, SYN } from "../../../net/packet.ts";

export type ObservationPoint = "to-endpoint" | "to-stack" | "to-overlay" | "from-overlay" | "to-network";

export interface FlowEnd {
  readonly ip: Ip;
  readonly port: number;
  readonly identity: number;
  /** `namespace/name` of a Pod. */
  readonly pod: string | null;
}

export interface FlowRecord {
  readonly atMs: number;
  readonly from: FlowEnd;
  readonly to: FlowEnd;
  readonly protocol: string;
  /** `SYN`, `ACK, PSH`; an ICMP message's name. */
  readonly flags: string;
  readonly verdict: "FORWARDED" | "DROPPED" | "DENIED" | "ALLOWED";
  readonly isReply: boolean;
  readonly point: ObservationPoint | null;
  readonly direction: "INGRESS" | "EGRESS" | null;
  /** `Policy denied` */
  readonly reason: string | null;
  /** `none`, `L3-L4`… of a policy's verdict. */
  readonly match: string | null;
  /** The endpoint that it was for, or from. */
  readonly endpointId: number;
}

const KEPT = 4095;

export class Monitor {
  readonly #ring: FlowRecord[] = [];
  #start = 0;
  /** How many there have been. */
  seen = 0;
  readonly changed = new WaitQueue();

  record(flow: FlowRecord): void {
    if (this.#ring.length < KEPT) this.#ring.push(flow);
    else {
      this.#ring[this.#start] = flow;
      this.#start = (this.#start + 1) % KEPT;
    }
    this.seen++;
    this.changed.wake();
  }

  /** Oldest first. */
  flows(): readonly FlowRecord[] {
    return [...this.#ring.slice(this.#start), ...this.#ring.slice(0, this.#start)];
  }
}

const FLAGS: readonly (readonly [number, string])[] = [
  [SYN, "SYN"],
  [ACK, "ACK"],
  [PSH, "PSH"],
  [FIN, "FIN"],
  [RST, "RST"],
];

/** As Hubble writes them: `TCP Flags: SYN, ACK`, `UDP`, `ICMPv4 EchoRequest`. */
export function summaryOf({ transport }: Packet): string {
  switch (transport.kind) {
    case "tcp":
      return `TCP Flags: ${FLAGS.filter(([flag]) => (transport.flags & flag) !== 0)
        .map(([, name]) => name)
        .join(", ")}`;
    case "udp":
      return "UDP";
    case "icmp":
      return `ICMPv4 ${transport.type === 8 ? "EchoRequest" : transport.type === 0 ? "EchoReply" : transport.type === 3 ? "DestinationUnreachable" : "TimeExceeded"}`;
    default:
      return "SCTP";
  }
}
