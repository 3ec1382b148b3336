/**
 * The types that values in rules and sets have: how they are written, in which order they are listed, and how many
 * of them fit on a line.
 *
 * Models: nftables 1.0.6 src/datatype.c, src/ct.c, src/fib.c, src/proto.c; src/expression.c calculate_delim
 */
import { formatIp } from "../../core/ip.ts";
import type { Value } from "./expression.ts";

export type DataTypeName =
  | "ipv4_addr"
  | "ipv6_addr"
  | "inet_proto"
  | "inet_service"
  | "mark"
  | "ifname"
  | "iface_index"
  | "ct_state"
  | "ct_status"
  | "ct_dir"
  | "fib_addrtype"
  | "icmp_type"
  | "icmp_code"
  | "icmpv6_type"
  | "icmpv6_code"
  | "nf_proto"
  | "pkt_type"
  | "tcp_flag"
  | "integer"
  | "verdict";

export interface DataType {
  /** In memory: as it stands in a packet, or as the machine keeps a number. */
  readonly order: "packet" | "host";
  readonly bytes: number;
  readonly symbols?: ReadonlyMap<string, number>;
  readonly isBits?: boolean;
  readonly perLine: 1 | 2 | 5;
  /** What the parser says of a word that is none. */
  readonly unknown?: string;
}

function named(pairs: string): ReadonlyMap<string, number> {
  return new Map(
    pairs.split(" ").map((pair) => {
      const at = pair.lastIndexOf("=");
      return [pair.slice(0, at), Number(pair.slice(at + 1))];
    }),
  );
}

const CT_STATE = named("invalid=1 established=2 related=4 new=8 untracked=64");
const CT_STATUS = named(
  "expected=1 seen-reply=2 assured=4 confirmed=8 snat=16 dnat=32 seq-adjust=64 snat-done=128 dnat-done=256 dying=512",
);
const ICMP_TYPE = named(
  "echo-reply=0 destination-unreachable=3 source-quench=4 redirect=5 echo-request=8 router-advertisement=9 router-solicitation=10 time-exceeded=11 parameter-problem=12 timestamp-request=13 timestamp-reply=14 info-request=15 info-reply=16 address-mask-request=17 address-mask-reply=18",
);
const ICMP_CODE = named(
  "net-unreachable=0 host-unreachable=1 prot-unreachable=2 port-unreachable=3 frag-needed=4 net-prohibited=9 host-prohibited=10 admin-prohibited=13",
);
const ICMPV6_TYPE = named(
  "destination-unreachable=1 packet-too-big=2 time-exceeded=3 parameter-problem=4 echo-request=128 echo-reply=129 mld-listener-query=130 mld-listener-report=131 mld-listener-done=132 nd-router-solicit=133 nd-router-advert=134 nd-neighbor-solicit=135 nd-neighbor-advert=136 nd-redirect=137 router-renumbering=138 ind-neighbor-solicit=141 ind-neighbor-advert=142 mld2-listener-report=143",
);
const ICMPV6_CODE = named(
  "no-route=0 admin-prohibited=1 addr-unreachable=3 port-unreachable=4 policy-fail=5 reject-route=6",
);
const PROTOCOLS = named(
  "icmp=1 igmp=2 ipencap=4 tcp=6 udp=17 gre=47 esp=50 ah=51 ipv6-icmp=58 ospf=89 sctp=132 udplite=136",
);

export const DATA_TYPES: Readonly<Record<DataTypeName, DataType>> = {
  ipv4_addr: { order: "packet", bytes: 4, perLine: 2 },
  ipv6_addr: { order: "packet", bytes: 16, perLine: 1 },
  inet_proto: { order: "packet", bytes: 1, symbols: PROTOCOLS, perLine: 5 },
  inet_service: { order: "packet", bytes: 2, perLine: 5 },
  mark: { order: "host", bytes: 4, perLine: 5 },
  ifname: { order: "host", bytes: 16, perLine: 1 },
  iface_index: { order: "host", bytes: 4, perLine: 5 },
  ct_state: {
    order: "host",
    bytes: 4,
    symbols: CT_STATE,
    isBits: true,
    perLine: 2,
    unknown: "Could not parse conntrack state",
  },
  ct_status: {
    order: "host",
    bytes: 4,
    symbols: CT_STATUS,
    isBits: true,
    perLine: 2,
    unknown: "Could not parse conntrack status",
  },
  ct_dir: {
    order: "host",
    bytes: 1,
    symbols: named("original=0 reply=1"),
    perLine: 5,
    unknown: "Could not parse conntrack direction",
  },
  fib_addrtype: {
    order: "host",
    bytes: 4,
    symbols: named("unspec=0 unicast=1 local=2 broadcast=3 anycast=4 multicast=5 blackhole=6 unreachable=7 prohibit=8"),
    perLine: 1,
    unknown: "Could not parse address type",
  },
  icmp_type: { order: "packet", bytes: 1, symbols: ICMP_TYPE, perLine: 1, unknown: "Could not parse ICMP type" },
  icmp_code: { order: "packet", bytes: 1, symbols: ICMP_CODE, perLine: 5, unknown: "Could not parse icmp code" },
  icmpv6_type: { order: "packet", bytes: 1, symbols: ICMPV6_TYPE, perLine: 1, unknown: "Could not parse ICMPv6 type" },
  icmpv6_code: { order: "packet", bytes: 1, symbols: ICMPV6_CODE, perLine: 5, unknown: "Could not parse icmpv6 code" },
  nf_proto: {
    order: "host",
    bytes: 1,
    symbols: named("ipv4=2 ipv6=10"),
    perLine: 5,
    unknown: "Could not parse netfilter protocol",
  },
  pkt_type: {
    order: "packet",
    bytes: 1,
    symbols: named("host=0 unicast=0 broadcast=1 multicast=2 other=3"),
    perLine: 2,
    unknown: "Could not parse packet type",
  },
  tcp_flag: {
    order: "packet",
    bytes: 1,
    symbols: named("fin=1 syn=2 rst=4 psh=8 ack=16 urg=32 ecn=64 cwr=128"),
    isBits: true,
    perLine: 5,
    unknown: "Could not parse TCP flag",
  },
  integer: { order: "host", bytes: 4, perLine: 5 },
  verdict: { order: "host", bytes: 4, perLine: 1 },
};

export interface TextOptions {
  /** `-n`: no names but those of interfaces. */
  readonly numeric?: boolean;
  /** `-p` */
  readonly numericProtocols?: boolean;
  /** `-s`: no counters, no time left. */
  readonly stateless?: boolean;
  /** `-a` */
  readonly handles?: boolean;
  /** `-t` */
  readonly terse?: boolean;
  /** `-y` */
  readonly numericPriority?: boolean;
  readonly nowUs?: number;
}

export function valueText(name: DataTypeName, value: Value, options: TextOptions = {}): string {
  if (typeof value === "string") return value === "0" || value === "missing" ? value : `"${value}"`;
  if (name === "ipv4_addr" || name === "ipv6_addr") return formatIp(value);
  const number = Number(value);
  if (name === "mark") return `0x${(number >>> 0).toString(16).padStart(8, "0")}`;
  const { symbols, isBits } = DATA_TYPES[name];
  if (symbols === undefined || (options.numericProtocols === true && name === "inet_proto")) return String(number);
  if (isBits === true) return bitsText(symbols, number, options.numeric === true);
  if (options.numeric === true) return String(number);
  for (const [symbol, is] of symbols) if (is === number) return symbol;
  return String(number);
}

function bitsText(symbols: ReadonlyMap<string, number>, bits: number, isNumeric: boolean): string {
  const names: string[] = [];
  let rest = bits;
  for (const [name, bit] of symbols)
    if ((rest & bit) !== 0) {
      names.push(isNumeric ? `0x${bit.toString(16)}` : name);
      rest &= ~bit;
    }
  if (rest !== 0 || names.length === 0) names.push(`0x${(rest >>> 0).toString(16)}`);
  return names.join(",");
}

const HOUR_MS = 3_600_000;

/** `1h`, `2d23h59m59s972ms`, `0s` */
export function timeText(ms: number): string {
  const parts = [
    [Math.floor(ms / (24 * HOUR_MS)), "d"],
    [Math.floor(ms / HOUR_MS) % 24, "h"],
    [Math.floor(ms / 60_000) % 60, "m"],
    [Math.floor(ms / 1_000) % 60, "s"],
    [Math.floor(ms) % 1_000, "ms"],
  ] as const;
  const text = parts.map(([count, unit]) => (count === 0 ? "" : `${count}${unit}`)).join("");
  return text === "" ? "0s" : text;
}
