/**
 * Rules as data: what a rule asks of a packet and what it then does. A closed list; whatever is not here cannot
 * be written. `run-chain.ts` interprets it, `print.ts` prints it.
 *
 * Models: iptables-extensions(8); the order of `matches` is the order in which the rule was written, and printed.
 */

import type { Cidr, Ip } from "../../core/ip.ts";
import type { ConntrackMatch } from "./conntrack-match.ts";

export type TableName = "raw" | "mangle" | "nat" | "filter";

export interface PortRange {
  readonly from: number;
  readonly to: number;
  readonly negate?: boolean;
}

export interface SourceMatch {
  readonly kind: "source" | "destination";
  readonly cidr: Cidr;
  readonly negate?: boolean;
}

/** A trailing `+` stands for any rest of the name. */
export interface InterfaceMatch {
  readonly kind: "in-interface" | "out-interface";
  readonly name: string;
  readonly negate?: boolean;
}

/** `-p`: a protocol number. */
export interface ProtocolMatch {
  readonly kind: "protocol";
  readonly protocol: number;
  readonly negate?: boolean;
}

export interface TcpFlagsMatch {
  readonly mask: number;
  readonly set: number;
  readonly negate?: boolean;
}

/** `-m tcp`, with or without anything to ask. Prints `-m tcp` even when it asks for nothing, as the kernel keeps it. */
export interface TcpMatch {
  readonly kind: "tcp";
  readonly sport?: PortRange;
  readonly dport?: PortRange;
  readonly flags?: TcpFlagsMatch;
}

export interface UdpMatch {
  readonly kind: "udp" | "sctp";
  readonly sport?: PortRange;
  readonly dport?: PortRange;
}

export interface IcmpMatch {
  readonly kind: "icmp";
  readonly type: number;
  readonly code?: number;
  readonly negate?: boolean;
}

export interface MultiportMatch {
  readonly kind: "multiport";
  readonly side: "sports" | "dports" | "ports";
  readonly ports: readonly PortRange[];
  readonly negate?: boolean;
}

/** The mark that CONNMARK has put on the connection. */
export interface ConnmarkMatch {
  readonly kind: "connmark";
  readonly value: number;
  readonly mask: number;
  readonly negate?: boolean;
}

export type RateUnit = "second" | "minute" | "hour" | "day";

/** So many on average, and that many at once. */
export interface LimitMatch {
  readonly kind: "limit";
  readonly count: number;
  readonly unit: RateUnit;
  readonly burst: number;
}

/** Of the whole IP packet. */
export interface LengthMatch {
  readonly kind: "length";
  readonly from: number;
  readonly to: number;
  readonly negate?: boolean;
}

/** The packet has been through IPVS, for a service of that address. */
export interface IpvsMatch {
  readonly kind: "ipvs";
  readonly protocol?: number;
  readonly address?: Cidr;
  readonly port?: number;
  readonly negate?: boolean;
}

export interface MarkMatch {
  readonly kind: "mark";
  readonly value: number;
  /** 0xffffffff when all bits count. */
  readonly mask: number;
  readonly negate?: boolean;
}

/** The kernel keeps the probability as a fraction of 2^31, and that is what is printed. */
export interface StatisticRandomMatch {
  readonly kind: "statistic-random";
  readonly probability: number;
  readonly negate?: boolean;
}

export interface StatisticNthMatch {
  readonly kind: "statistic-nth";
  readonly every: number;
  readonly packet: number;
  readonly negate?: boolean;
}

export type AddressType = "UNSPEC" | "UNICAST" | "LOCAL" | "BROADCAST" | "MULTICAST" | "BLACKHOLE" | "UNREACHABLE";

export interface AddrtypeMatch {
  readonly kind: "addrtype";
  readonly srcType?: AddressType;
  readonly dstType?: AddressType;
  readonly negateSrc?: boolean;
  readonly negateDst?: boolean;
  /** Only what the way in, the way out has counts as LOCAL. */
  readonly limitIfaceIn?: boolean;
  readonly limitIfaceOut?: boolean;
}

export interface CommentMatch {
  readonly kind: "comment";
  readonly text: string;
}

export interface RecentMatch {
  readonly kind: "recent";
  readonly mode: "set" | "rcheck" | "update" | "remove";
  readonly name: string;
  readonly side: "rsource" | "rdest";
  readonly seconds?: number;
  readonly hitcount?: number;
  readonly reap?: boolean;
  /** The time to live must be that of the address's last packet. */
  readonly ttl?: boolean;
  /** Addresses of one network of this size are one. */
  readonly maskBits?: number;
  readonly negate?: boolean;
}

/** `-m set --match-set NAME src,dst`. */
export interface SetMatch {
  readonly kind: "set";
  readonly name: string;
  readonly dimensions: readonly ("src" | "dst")[];
  readonly negate?: boolean;
}

export interface PhysdevMatch {
  readonly kind: "physdev";
  readonly isBridged?: boolean;
  readonly isIn?: boolean;
  readonly isOut?: boolean;
  readonly inName?: string;
  readonly outName?: string;
}

export interface PkttypeMatch {
  readonly kind: "pkttype";
  readonly type: "unicast" | "broadcast" | "multicast";
  readonly negate?: boolean;
}

export interface AddressRange {
  readonly from: Ip;
  readonly to: Ip;
  readonly negate?: boolean;
}

export interface IprangeMatch {
  readonly kind: "iprange";
  readonly src?: AddressRange;
  readonly dst?: AddressRange;
}

export interface TtlMatch {
  readonly kind: "ttl";
  readonly comparison: "eq" | "lt" | "gt";
  readonly value: number;
  readonly negate?: boolean;
}

/** Counts in a named accounting object; always matches. */
export interface NfacctMatch {
  readonly kind: "nfacct";
  readonly name: string;
}

export interface RpfilterMatch {
  readonly kind: "rpfilter";
  readonly validmark?: boolean;
  readonly invert?: boolean;
}

export type Match =
  | SourceMatch
  | InterfaceMatch
  | ProtocolMatch
  | TcpMatch
  | UdpMatch
  | IcmpMatch
  | MultiportMatch
  | ConntrackMatch
  | MarkMatch
  | StatisticRandomMatch
  | StatisticNthMatch
  | AddrtypeMatch
  | CommentMatch
  | RecentMatch
  | SetMatch
  | PhysdevMatch
  | PkttypeMatch
  | NfacctMatch
  | RpfilterMatch
  | ConnmarkMatch
  | LimitMatch
  | LengthMatch
  | IpvsMatch
  | IprangeMatch
  | TtlMatch;

export type RejectWith =
  | "icmp-net-unreachable"
  | "icmp-host-unreachable"
  | "icmp-port-unreachable"
  | "icmp-proto-unreachable"
  | "icmp-net-prohibited"
  | "icmp-host-prohibited"
  | "icmp-admin-prohibited"
  | "tcp-reset";

/** Addresses and ports to choose from; a missing part stays as it is. */
export interface NatRange {
  readonly fromIp?: Ip;
  readonly toIp?: Ip;
  readonly fromPort?: number;
  readonly toPort?: number;
}

export type Target =
  | { readonly kind: "ACCEPT" | "DROP" | "RETURN" }
  /** `-j CT --notrack`; by its older name when it is an alias. */
  | { readonly kind: "NOTRACK"; readonly isAlias?: boolean }
  /** A rule without -j: it counts and goes on. */
  | { readonly kind: "none" }
  | { readonly kind: "jump"; readonly chain: string }
  | { readonly kind: "goto"; readonly chain: string }
  | { readonly kind: "REJECT"; readonly with: RejectWith }
  | { readonly kind: "DNAT"; readonly to: NatRange; readonly random?: boolean; readonly persistent?: boolean }
  | {
      readonly kind: "SNAT";
      readonly to: NatRange;
      readonly random?: boolean;
      readonly randomFully?: boolean;
      readonly persistent?: boolean;
    }
  | {
      readonly kind: "MASQUERADE";
      readonly fromPort?: number;
      readonly toPort?: number;
      readonly random?: boolean;
      readonly randomFully?: boolean;
    }
  | { readonly kind: "REDIRECT"; readonly fromPort?: number; readonly toPort?: number; readonly random?: boolean }
  /** The kernel's only form: clear the bits of `mask`, then xor `value`. See setMark, orMark, xorMark, andMark. */
  | { readonly kind: "MARK"; readonly value: number; readonly mask: number }
  | { readonly kind: "TCPMSS"; readonly clampToPmtu?: boolean; readonly mss?: number }
  | {
      readonly kind: "LOG";
      readonly prefix?: string;
      readonly level?: number;
      readonly tcpSequence?: boolean;
      readonly tcpOptions?: boolean;
      readonly ipOptions?: boolean;
      readonly uid?: boolean;
    }
  /** `set`: clear `mask`, xor `value`. `save` and `restore` copy what `mask` lets through, from packet or connection. */
  | {
      readonly kind: "CONNMARK";
      readonly mode: "set" | "save" | "restore";
      readonly value: number;
      readonly mask: number;
    }
  /** Puts the packet's addresses into a set, or takes them out. */
  | {
      readonly kind: "SET";
      readonly action: "add" | "del";
      readonly name: string;
      readonly dimensions: readonly ("src" | "dst")[];
      readonly exist?: boolean;
      readonly timeoutSec?: number;
    };

export interface Rule {
  /** Given by the table when the rule is put into it; stays when the same object is put in again. */
  id: number;
  readonly matches: readonly Match[];
  readonly target: Target;
  packets: number;
  bytes: number;
  /** As it is printed, once it has been; forgotten when the rule is put into a chain. */
  text: string | null;
  /** Where it comes from, in its writer's words; goes into the trace and is not printed. */
  readonly origin?: string;
}

/** Header matches (addresses, interfaces, protocol) are asked, and printed, before the others. */
export function createRule(rule: { matches?: readonly Match[]; target: Target; origin?: string | undefined }): Rule {
  const matches = headersFirst(rule.matches ?? []);
  const made = { id: 0, matches, target: rule.target, packets: 0, bytes: 0, text: null };
  return rule.origin === undefined ? made : { ...made, origin: rule.origin };
}

/** Copies are exact: a cluster has tens of thousands of rules, and most are in order already. */
function headersFirst(given: readonly Match[]): readonly Match[] {
  for (let i = 1; i < given.length; i++)
    if (isHeaderMatch(given[i] as Match) && !isHeaderMatch(given[i - 1] as Match))
      return [...given].sort((a, b) => Number(isHeaderMatch(b)) - Number(isHeaderMatch(a)));
  return given.slice();
}

export function isHeaderMatch({ kind }: Match): boolean {
  return (
    kind === "source" ||
    kind === "destination" ||
    kind === "in-interface" ||
    kind === "out-interface" ||
    kind === "protocol"
  );
}

/** `--set-xmark value/mask`. */
export function setXmark(value: number, mask: number): Target {
  return { kind: "MARK", value: value >>> 0, mask: mask >>> 0 };
}

/** `--or-mark value`. */
export function orMark(value: number): Target {
  return setXmark(value, value);
}

/** `--xor-mark value`. */
export function xorMark(value: number): Target {
  return setXmark(value, 0);
}

/** `--and-mark value`. */
export function andMark(value: number): Target {
  return setXmark(0, ~value);
}

export function portRange(from: number, to: number = from): PortRange {
  return { from, to };
}
