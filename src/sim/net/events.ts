/**
 * What the network tells about itself. Headers are small plain records with addresses as text, so that whoever
 * shows, checks or grades a packet's way needs nothing else from this layer.
 */
import type { DropReason } from "./drop-reasons.ts";
import type { PacketAttachPoint } from "./ebpf/packet-program.ts";
import type { SocketAttachPoint } from "./ebpf/socket-programs.ts";
import type { FlowState } from "./flow.ts";
import type { HookName } from "./netfilter/hooks.ts";
import type { TableName } from "./netfilter/rule.ts";
import type { NftFamily } from "./nftables/expression.ts";

export interface HeaderRecord {
  readonly src: string;
  readonly dst: string;
  readonly protocol: "tcp" | "udp" | "icmp" | "icmpv6" | "ipip" | "sctp" | "other";
  readonly srcPort?: number;
  readonly dstPort?: number;
  /** `SYN`, `SYN,ACK`, `PSH,ACK`… */
  readonly flags?: string;
  readonly seq?: number;
  readonly ack?: number;
  readonly window?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
  readonly icmpId?: number;
  readonly icmpSeq?: number;
  readonly ttl: number;
  /** Of the IP packet, in bytes. */
  readonly length: number;
  /** Bytes of application data. */
  readonly dataLength: number;
  readonly srcMac?: string;
  readonly dstMac?: string;
  readonly mark?: number;
}

interface AtPacket {
  /** `namespace`, or `namespace/device`. */
  readonly where: string;
  readonly packetId: number;
}

export interface SentEvent extends AtPacket {
  readonly type: "sent";
  readonly headers: HeaderRecord;
}

export interface ReceivedEvent extends AtPacket {
  readonly type: "received";
  readonly headers: HeaderRecord;
}

export interface HookEvent extends AtPacket {
  readonly type: "hook";
  readonly hook: HookName;
  readonly inDevice?: string;
  readonly outDevice?: string;
}

export interface RuleMatchedEvent extends AtPacket {
  readonly type: "rule-matched";
  /** Of iptables, or, with its family, of nftables: `ip filter`. */
  readonly table: TableName | `${NftFamily} ${string}`;
  readonly chain: string;
  /** As iptables-save or nft prints it, or the chain's policy. */
  readonly rule: string;
  readonly ruleId?: number;
  /** What the rule's writer said it comes from. */
  readonly origin?: string;
}

export interface RewrittenEvent extends AtPacket {
  readonly type: "rewritten";
  readonly before: HeaderRecord;
  readonly after: HeaderRecord;
  /** `DNAT`, `SNAT`, `MASQUERADE`, `un-DNAT`, `un-SNAT`, `MARK`… */
  readonly by: string;
}

/** IPVS chose a real server for a new connection. */
export interface BalancedEvent extends AtPacket {
  readonly type: "balanced";
  /** Protocol, address and scheduler: `TCP 10.96.0.10:80 rr`. */
  readonly service: string;
  readonly server: string;
  /** The client's earlier connections decided. */
  readonly isPersistent?: boolean;
}

export interface ConntrackEvent extends AtPacket {
  readonly type: "conntrack";
  readonly state: FlowState;
  /** The tuples as `conntrack -L` writes them, when the connection is new. */
  readonly flow?: string;
}

export interface RoutedEvent extends AtPacket {
  readonly type: "routed";
  readonly to: string;
  /** The matching route's prefix: `default`, `10.1.0.0/16`, `local 10.1.0.1`. */
  readonly route: string;
  readonly via?: string;
  readonly device: string;
}

export interface ArpEvent extends AtPacket {
  readonly type: "arp";
  readonly operation: "request" | "reply" | "resolved" | "failed";
  readonly ip: string;
  readonly mac?: string;
  readonly senderIp?: string;
}

export interface BridgedEvent extends AtPacket {
  readonly type: "bridged";
  readonly bridge: string;
  readonly fromPort: string;
  /** One port, or all of them when the bridge does not know the address yet. */
  readonly toPorts: readonly string[];
}

export interface EncapsulatedEvent extends AtPacket {
  readonly type: "encapsulated" | "decapsulated";
  readonly by: string;
  readonly inner: HeaderRecord;
  readonly outer: HeaderRecord;
}

export interface ForwardedEvent extends AtPacket {
  readonly type: "forwarded";
  readonly inDevice: string;
  readonly outDevice: string;
}

export interface DeliveredEvent extends AtPacket {
  readonly type: "delivered";
  /** `tcp 10.1.0.2:8000`, `icmp echo`… */
  readonly to: string;
  readonly headers: HeaderRecord;
}

export interface DroppedEvent extends AtPacket {
  readonly type: "dropped";
  readonly reason: DropReason;
  readonly headers?: HeaderRecord;
  /** The rule that did it, as iptables-save prints it. */
  readonly rule?: string;
  readonly ruleId?: number;
  readonly origin?: string;
  /** What was looked up and not found or found wanting: a route, a port, an address. */
  readonly lookup?: string;
}

/** A program of eBPF has decided about a packet. */
export interface EbpfEvent extends AtPacket {
  readonly type: "ebpf";
  readonly program: string;
  readonly attach: PacketAttachPoint;
  readonly verdict: "ok" | "drop" | "redirect";
  /** The device that it goes out by. */
  readonly to?: string;
}

/** A program of eBPF has put another end in place of the one that a process named to a socket, or has refused it. */
export interface SocketProgramEvent {
  readonly type: "socket-program";
  readonly where: string;
  readonly program: string;
  readonly attach: SocketAttachPoint;
  readonly protocol: "tcp" | "udp";
  readonly named: string;
  /** An address and port, or an error. */
  readonly used: string;
}

/** A socket opened, reached a state, or ended; `packetId` is that of the packet that did it, when one did. */
export interface SocketEvent {
  readonly type: "socket";
  readonly where: string;
  readonly packetId?: number;
  readonly protocol: "tcp" | "udp";
  readonly local: string;
  readonly remote?: string;
  readonly state: string;
}

export interface FlowEndedEvent {
  readonly type: "flow-ended";
  readonly where: string;
  readonly flow: string;
}

export type NetEvent =
  | SentEvent
  | ReceivedEvent
  | HookEvent
  | RuleMatchedEvent
  | RewrittenEvent
  | BalancedEvent
  | ConntrackEvent
  | RoutedEvent
  | ArpEvent
  | BridgedEvent
  | EncapsulatedEvent
  | ForwardedEvent
  | DeliveredEvent
  | DroppedEvent
  | EbpfEvent
  | SocketEvent
  | SocketProgramEvent
  | FlowEndedEvent;
