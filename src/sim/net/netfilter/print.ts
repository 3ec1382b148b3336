/**
 * Rules and tables as iptables-save and `iptables -S` write them.
 *
 * Models: iptables/nft-shared.c, extensions/libxt_*.c *_save, libipt_*.c (1.8.9, nf_tables variant)
 */
import { unreachable } from "../../core/assert.ts";
import { formatCidr, formatIp, maskTo } from "../../core/ip.ts";
import type { ConntrackMatch, ConntrackStateName } from "./conntrack-match.ts";
import { threshold } from "./matches.ts";
import {
  printConnmark,
  printConntrackTests,
  printIprange,
  printIpvs,
  printLimit,
  printLogFlags,
  printSetTarget,
  printSpan,
} from "./print-rare.ts";
import {
  isHeaderMatch,
  type Match,
  type NatRange,
  type PhysdevMatch,
  type PortRange,
  type RecentMatch,
  type Rule,
  type Target,
  type TcpMatch,
  type UdpMatch,
} from "./rule.ts";
import type { Table } from "./table.ts";

/** `-A FORWARD -m comment --comment "forwarding rules" -j FORWARDING` */
export function printRule(chain: string, rule: Rule): string {
  const parts = [`-A ${chain}`];
  for (const kind of HEADER_ORDER)
    for (const match of rule.matches) if (match.kind === kind) parts.push(printMatch(match));
  for (const match of rule.matches) if (!isHeaderMatch(match)) parts.push(printMatch(match));
  const target = printTarget(rule.target);
  if (target !== "") parts.push(target);
  return parts.join(" ");
}

/** From `*nat` to `COMMIT`, without the comments that carry a date. */
export function printTable(
  table: Table,
  { counters = false }: { readonly counters?: boolean } = {},
): readonly string[] {
  const lines = [`*${table.name}`];
  const chains = table.chains();
  for (const chain of chains) lines.push(`:${chain.name} ${chain.policy ?? "-"} [0:0]`);
  for (const chain of chains)
    for (const rule of chain.rules)
      lines.push(`${counters ? `[${rule.packets}:${rule.bytes}] ` : ""}${printRule(chain.name, rule)}`);
  lines.push("COMMIT");
  return lines;
}

/** These are printed first and in this order, wherever they were written. */
const HEADER_ORDER: readonly Match["kind"][] = ["source", "destination", "in-interface", "out-interface", "protocol"];

function printMatch(match: Match): string {
  const not = "negate" in match && match.negate === true ? "! " : "";
  switch (match.kind) {
    case "source":
      return `${not}-s ${formatCidr(match.cidr)}`;
    case "destination":
      return `${not}-d ${formatCidr(match.cidr)}`;
    case "in-interface":
      return `${not}-i ${match.name}`;
    case "out-interface":
      return `${not}-o ${match.name}`;
    case "protocol":
      return `${not}-p ${PROTOCOLS.get(match.protocol) ?? match.protocol}`;
    case "tcp":
    case "udp":
    case "sctp":
      return printPorts(match);
    case "icmp":
      return `-m icmp ${not}--icmp-type ${printIcmpType(match.type, match.code)}`;
    case "multiport":
      return `-m multiport ${not}--${match.side} ${match.ports.map(printRange).join(",")}`;
    case "conntrack":
      return printConntrack(match, not);
    case "connmark":
      return `-m connmark ${not}--mark ${printMark(match.value, match.mask)}`;
    case "limit":
      return printLimit(match);
    case "length":
      return `-m length ${not}--length ${printSpan(match)}`;
    case "ipvs":
      return printIpvs(match);
    case "mark":
      return `-m mark ${not}--mark ${printMark(match.value, match.mask)}`;
    case "statistic-random":
      return `-m statistic --mode random ${not}--probability ${(threshold(match.probability) / 0x8000_0000).toFixed(11)}`;
    case "statistic-nth":
      return `-m statistic --mode nth ${not}--every ${match.every} --packet ${match.packet}`;
    case "addrtype":
      return [
        "-m addrtype",
        ...(match.srcType === undefined ? [] : [`${match.negateSrc === true ? "! " : ""}--src-type ${match.srcType}`]),
        ...(match.dstType === undefined ? [] : [`${match.negateDst === true ? "! " : ""}--dst-type ${match.dstType}`]),
        ...(match.limitIfaceIn === true ? ["--limit-iface-in"] : []),
        ...(match.limitIfaceOut === true ? ["--limit-iface-out"] : []),
      ].join(" ");
    case "comment":
      return `-m comment --comment ${quote(match.text)}`;
    case "recent":
      return printRecent(match, not);
    case "set":
      return `-m set ${not}--match-set ${match.name} ${match.dimensions.join(",")}`;
    case "physdev":
      return printPhysdev(match);
    case "pkttype":
      return `-m pkttype ${not}--pkt-type ${match.type}`;
    case "nfacct":
      return `-m nfacct --nfacct-name  ${match.name}`;
    case "iprange":
      return printIprange(match);
    case "ttl":
      return `-m ttl ${not}--ttl-${match.comparison} ${match.value}`;
    case "rpfilter":
      return `-m rpfilter${match.validmark === true ? " --validmark" : ""}${match.invert === true ? " --invert" : ""}`;
    default:
      return unreachable(match);
  }
}

const PROTOCOLS: ReadonlyMap<number, string> = new Map([
  [1, "icmp"],
  [2, "igmp"],
  [4, "ipencap"],
  [6, "tcp"],
  [17, "udp"],
  [47, "gre"],
  [50, "esp"],
  [51, "ah"],
  [58, "ipv6-icmp"],
  [89, "ospf"],
  [132, "sctp"],
]);

const STATE_ORDER: readonly ConntrackStateName[] = [
  "INVALID",
  "NEW",
  "RELATED",
  "ESTABLISHED",
  "UNTRACKED",
  "SNAT",
  "DNAT",
];

const TCP_FLAGS: readonly (readonly [number, string])[] = [
  [1, "FIN"],
  [2, "SYN"],
  [4, "RST"],
  [8, "PSH"],
  [16, "ACK"],
  [32, "URG"],
];

function printPorts(match: TcpMatch | UdpMatch): string {
  const parts = [`-m ${match.kind}`];
  if (match.sport !== undefined)
    parts.push(`${match.sport.negate === true ? "! " : ""}--sport ${printRange(match.sport)}`);
  if (match.dport !== undefined)
    parts.push(`${match.dport.negate === true ? "! " : ""}--dport ${printRange(match.dport)}`);
  if (match.kind === "tcp" && match.flags !== undefined) {
    const { mask, set, negate } = match.flags;
    parts.push(`${negate === true ? "! " : ""}--tcp-flags ${printFlags(mask)} ${printFlags(set)}`);
  }
  return parts.join(" ");
}

function printFlags(flags: number): string {
  const names = TCP_FLAGS.filter(([bit]) => (flags & bit) !== 0).map(([, name]) => name);
  return names.length === 0 ? "NONE" : names.join(",");
}

function printConntrack({ states, tests, isState }: ConntrackMatch, not: string): string {
  if (isState === true)
    return `-m state ${not}--state ${STATE_ORDER.filter((state) => states.includes(state)).join(",")}`;
  const asked =
    states.length === 0 ? "" : ` ${not}--ctstate ${STATE_ORDER.filter((state) => states.includes(state)).join(",")}`;
  return `-m conntrack${asked}${printConntrackTests(tests)}`;
}

function printRange({ from, to }: PortRange): string {
  return from === to ? String(from) : `${from}:${to}`;
}

function printIcmpType(type: number, code: number | undefined): string {
  if (type === 255) return "any";
  return code === undefined ? String(type) : `${type}/${code}`;
}

function printMark(value: number, mask: number): string {
  return mask >>> 0 === 0xffff_ffff ? hex(value) : `${hex(value)}/${hex(mask)}`;
}

function printRecent(match: RecentMatch, not: string): string {
  const parts = [`-m recent ${not}--${match.mode}`];
  if (match.seconds !== undefined) parts.push(`--seconds ${match.seconds}`);
  if (match.reap === true) parts.push("--reap");
  if (match.hitcount !== undefined) parts.push(`--hitcount ${match.hitcount}`);
  if (match.ttl === true) parts.push("--rttl");
  parts.push(`--name ${match.name} --mask ${recentMask(match)} --${match.side}`);
  return parts.join(" ");
}

export function recentMask({ maskBits = 32 }: RecentMatch): string {
  return formatIp(maskTo(0xffff_ffff, maskBits));
}

export function printPhysdev(match: PhysdevMatch): string {
  const flag = (value: boolean | undefined, name: string): string[] =>
    value === undefined ? [] : [`${value ? "" : "! "}--physdev-${name}`];
  return [
    "-m physdev",
    ...(match.inName === undefined ? [] : [`--physdev-in ${match.inName}`]),
    ...flag(match.isIn, "is-in"),
    ...(match.outName === undefined ? [] : [`--physdev-out ${match.outName}`]),
    ...flag(match.isOut, "is-out"),
    ...flag(match.isBridged, "is-bridged"),
  ].join(" ");
}

function printTarget(target: Target): string {
  switch (target.kind) {
    case "none":
      return "";
    case "ACCEPT":
    case "DROP":
    case "RETURN":
      return `-j ${target.kind}`;
    case "NOTRACK":
      return target.isAlias === true ? "-j NOTRACK" : "-j CT --notrack";
    case "jump":
      return `-j ${target.chain}`;
    case "goto":
      return `-g ${target.chain}`;
    case "REJECT":
      return `-j REJECT --reject-with ${target.with}`;
    case "DNAT":
      return `-j DNAT --to-destination ${printNatRange(target.to)}${printNatFlags(target)}`;
    case "SNAT":
      return `-j SNAT --to-source ${printNatRange(target.to)}${printNatFlags(target)}`;
    case "MASQUERADE":
      return `-j MASQUERADE${printToPorts(target.fromPort, target.toPort)}${printNatFlags(target)}`;
    case "REDIRECT":
      return `-j REDIRECT${printToPorts(target.fromPort, target.toPort)}${printNatFlags(target)}`;
    case "MARK":
      return `-j MARK --set-xmark ${hex(target.value)}/${hex(target.mask)}`;
    case "TCPMSS":
      return target.mss === undefined ? "-j TCPMSS --clamp-mss-to-pmtu" : `-j TCPMSS --set-mss ${target.mss}`;
    case "LOG":
      return `-j LOG${target.prefix === undefined ? "" : ` --log-prefix ${quote(target.prefix)}`}${target.level === undefined ? "" : ` --log-level ${target.level}`}${printLogFlags(target)}`;
    case "CONNMARK":
      return printConnmark(target);
    case "SET":
      return printSetTarget(target);
    default:
      return unreachable(target);
  }
}

function printNatFlags(flags: { random?: boolean; randomFully?: boolean; persistent?: boolean }): string {
  const { random, randomFully, persistent } = flags;
  return `${random === true ? " --random" : ""}${randomFully === true ? " --random-fully" : ""}${persistent === true ? " --persistent" : ""}`;
}

function printNatRange({ fromIp, toIp = fromIp, fromPort, toPort = fromPort }: NatRange): string {
  const first = fromIp === undefined ? "" : formatIp(fromIp);
  const addresses = toIp === undefined || toIp === fromIp ? first : `${first}-${formatIp(toIp)}`;
  if (fromPort === undefined) return addresses;
  return `${addresses}:${fromPort}${toPort === fromPort ? "" : `-${toPort}`}`;
}

function printToPorts(from: number | undefined, to: number | undefined): string {
  if (from === undefined) return "";
  return ` --to-ports ${to === undefined || to === from ? from : `${from}-${to}`}`;
}

function hex(value: number): string {
  return `0x${(value >>> 0).toString(16)}`;
}

/** As xtables_save_string: quoted unless it is one plain word. */
function quote(text: string): string {
  return /^[-_0-9a-zA-Z]+$/.test(text) ? text : `"${text.replace(/["\\']/g, "\\$&")}"`;
}
