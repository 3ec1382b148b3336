/** Rules as `iptables -L` shows them. Models: iptables/nft-shared.c print_*, extensions/libxt_*.c *_print (1.8.9) */
import { formatCidr, formatIp, type Ip, widthOf } from "../../../sim/core/ip.ts";
import { threshold } from "../../../sim/net/netfilter/matches.ts";
import { printPhysdev, recentMask } from "../../../sim/net/netfilter/print.ts";
import { printConntrackTests, printIpvs, printRange } from "../../../sim/net/netfilter/print-rare.ts";
import type { AddressRange, Match, NatRange, PortRange, Rule, Target } from "../../../sim/net/netfilter/rule.ts";
import { serviceName } from "../nc/services.ts";
import { icmpTypeName } from "./icmp-types.ts";

export interface ListStyle {
  readonly numeric: boolean;
  readonly verbose: boolean;
  readonly exact: boolean;
  readonly numbers: boolean;
  /** Names of addresses that were looked up beforehand. */
  readonly names: ReadonlyMap<Ip, string>;
}

const PROTOCOL_NAMES: Readonly<Record<number, string>> = {
  0: "all",
  1: "icmp",
  4: "ipencap",
  6: "tcp",
  17: "udp",
  47: "gre",
  132: "sctp",
};

const COMPARISONS = { eq: "==", ne: "!=", lt: "<", gt: ">" } as const;

function rangeText(side: string, range: AddressRange | undefined): string {
  return range === undefined ? "" : ` ${side} IP range ${range.negate === true ? "! " : ""}${printRange(range)}`;
}

export function columnHeads({ verbose, numbers, exact }: ListStyle): string {
  const counters = !verbose ? "" : exact ? "    pkts      bytes " : " pkts bytes ";
  const devices = verbose ? "in     out     " : "";
  return `${numbers ? "num  " : ""}${counters}target     prot opt ${devices}source               destination         \n`;
}

export function ruleRow(rule: Rule, number: number, style: ListStyle): string {
  const header = (kind: Match["kind"]): Match | undefined => rule.matches.find((match) => match.kind === kind);
  const protocol = header("protocol");
  const protocolNumber = protocol?.kind === "protocol" ? protocol.protocol : 0;
  const shown = style.numeric ? String(protocolNumber) : (PROTOCOL_NAMES[protocolNumber] ?? String(protocolNumber));
  const counters = style.verbose
    ? `${amount(rule.packets, style.exact, 8)} ${amount(rule.bytes, style.exact, 8)} `
    : "";
  const target = targetName(rule.target);
  const devices = style.verbose
    ? ` ${deviceName(header("in-interface")).padEnd(6)} ${deviceName(header("out-interface")).padEnd(6)} `
    : "";
  const protocolMark = protocol?.kind === "protocol" && protocol.negate === true ? "!" : " ";
  const ends = addressColumn(header("source"), style) + addressColumn(header("destination"), style);
  const matches = rule.matches.map((match) => matchText(match, style, protocolNumber)).filter((text) => text !== "");
  const rest = [...matches, targetText(rule.target)].filter((text) => text !== "");
  const leads = rule.target.kind === "goto" ? "[goto] " : "";
  return `${style.numbers ? `${String(number).padEnd(4)} ` : ""}${counters}${target.padEnd(9)} ${protocolMark}${shown.padEnd(5)}-- ${devices}${ends}${leads}${rest.map((text) => ` ${text}`).join("")}\n`;
}

function amount(value: number, exact: boolean, width: number): string {
  if (exact) return String(value).padStart(width);
  if (value <= 99_999) return String(value).padStart(5);
  let scaled = value;
  for (const unit of ["K", "M", "G", "T"]) {
    scaled = Math.floor((scaled + 500) / 1000);
    if (scaled <= 9999 || unit === "T") return `${String(scaled).padStart(4)}${unit}`;
  }
  return String(value);
}

function deviceName(match: Match | undefined): string {
  if (match?.kind !== "in-interface" && match?.kind !== "out-interface") return "*";
  return `${match.negate === true ? "!" : ""}${match.name}`;
}

function addressColumn(match: Match | undefined, { numeric, names }: ListStyle): string {
  if (match?.kind !== "source" && match?.kind !== "destination")
    return ` ${(numeric ? "0.0.0.0/0" : "anywhere").padEnd(19)} `;
  const { cidr } = match;
  const isHost = cidr.bits === widthOf(cidr.base);
  const text = isHost ? (names.get(cidr.base) ?? formatIp(cidr.base)) : formatCidr(cidr);
  return `${match.negate === true ? "!" : " "}${text.padEnd(19)} `;
}

function targetName(target: Target): string {
  if (target.kind === "jump" || target.kind === "goto") return target.chain;
  if (target.kind === "NOTRACK") return "CT";
  return target.kind === "none" ? "" : target.kind;
}

function ports(label: string, range: PortRange | undefined, port: (value: number) => string): string {
  if (range === undefined) return "";
  const not = range.negate === true ? "!" : "";
  return range.from === range.to ? ` ${label}:${not}${port(range.from)}` : ` ${label}s:${not}${range.from}:${range.to}`;
}

function matchText(match: Match, style: ListStyle, protocol: number): string {
  const not = "negate" in match && match.negate === true ? "! " : "";
  const port = (value: number): string =>
    style.numeric ? String(value) : (serviceName(value, protocol === 17 ? "udp" : "tcp") ?? String(value));
  switch (match.kind) {
    case "tcp":
    case "udp":
    case "sctp": {
      const flags =
        match.kind === "tcp" && match.flags !== undefined
          ? ` flags:${match.flags.negate === true ? "!" : ""}${flagNames(match.flags.mask)}/${flagNames(match.flags.set)}`
          : "";
      return `${match.kind}${ports("spt", match.sport, port)}${ports("dpt", match.dport, port)}${flags}`;
    }
    case "icmp":
      if (!style.numeric) return icmpName(match, not);
      return match.type === 255 && not === ""
        ? ""
        : `icmp${not === "" ? "" : " !"}type ${match.type}${match.code === undefined ? "" : ` code ${match.code}`}`;
    case "multiport":
      return `multiport ${match.side} ${not === "" ? "" : " !"}${match.ports.map(({ from, to }) => (from === to ? port(from) : `${from}:${to}`)).join(",")}`;
    case "conntrack":
      return conntrackText(match, not);
    case "connmark":
      return `connmark match ${not.trim() === "" ? "" : "!"} ${hex(match.value)}${match.mask >>> 0 === 0xffff_ffff ? "" : `/${hex(match.mask)}`}`;
    case "limit":
      return `limit: avg ${match.count}/${{ second: "sec", minute: "min", hour: "hour", day: "day" }[match.unit]} burst ${match.burst}`;
    case "length":
      return `length ${not.trim()}${match.from === match.to ? match.from : `${match.from}:${match.to}`}`;
    case "ipvs":
      return printIpvs(match).replace("-m ipvs", "").replaceAll("--", "").trim();
    case "mark":
      return `mark match ${not}${hex(match.value)}${match.mask >>> 0 === 0xffff_ffff ? "" : `/${hex(match.mask)}`}`;
    case "statistic-random":
      return `statistic mode random ${not}probability ${(threshold(match.probability) / 0x8000_0000).toFixed(11)}`;
    case "statistic-nth":
      return `statistic mode nth ${not}every ${match.every}${match.packet === 0 ? "" : ` packet ${match.packet}`}`;
    case "addrtype":
      return `ADDRTYPE match${match.srcType === undefined ? "" : ` src-type ${match.negateSrc === true ? "!" : ""}${match.srcType}`}${match.dstType === undefined ? "" : ` dst-type ${match.negateDst === true ? "!" : ""}${match.dstType}`}${match.limitIfaceIn === true ? " limit-in" : ""}${match.limitIfaceOut === true ? " limit-out" : ""}`;
    case "comment":
      return `/* ${match.text} */`;
    case "recent":
      return recentText(match, not);
    case "set":
      return `${not}match-set ${match.name} ${match.dimensions.join(",")}`;
    case "physdev":
      return `PHYSDEV match${printPhysdev(match).replace("-m physdev", "")}`;
    case "pkttype":
      return `PKTTYPE ${match.negate === true ? "!=" : "="} ${match.type}`;
    case "nfacct":
      return `nfacct-name  ${match.name}`;
    case "iprange":
      return [rangeText("source", match.src), rangeText("destination", match.dst)].join("").trim();
    case "ttl":
      return `TTL match TTL ${COMPARISONS[match.negate === true ? "ne" : match.comparison]} ${match.value}`;
    case "rpfilter":
      return `rpfilter${match.validmark === true ? " validmark" : ""}${match.invert === true ? " invert" : ""}`;
    default:
      return "";
  }
}

/** By name, where it has one. */
function icmpName(match: Match & { kind: "icmp" }, not: string): string {
  if (match.type === 255) return "";
  const name = icmpTypeName(match.type, match.code);
  const numbers = `type ${match.type}${match.code === undefined ? "" : ` code ${match.code}`}`;
  return `icmp ${not.trim()}${name ?? numbers}`;
}

function flagNames(bits: number): string {
  return `0x${bits.toString(16).padStart(2, "0").toUpperCase()}`;
}

function recentText(match: Match & { kind: "recent" }, not: string): string {
  const modes = { set: "SET", rcheck: "CHECK", update: "UPDATE", remove: "REMOVE" };
  const parts = [`${not}recent: ${modes[match.mode]}`];
  if (match.seconds !== undefined) parts.push(`seconds: ${match.seconds}`);
  if (match.reap === true) parts.push("reap");
  if (match.hitcount !== undefined) parts.push(`hit_count: ${match.hitcount}`);
  if (match.ttl === true) parts.push("TTL-Match");
  const side = match.side === "rsource" ? "source" : "dest";
  parts.push(`name: ${match.name}`, `side: ${side}`, `mask: ${recentMask(match)}`);
  return parts.join(" ");
}

function targetText(target: Target): string {
  switch (target.kind) {
    case "REJECT":
      return `reject-with ${target.with}`;
    case "DNAT":
      return `to:${natText(target.to)}${flagsText(target)}`;
    case "SNAT":
      return `to:${natText(target.to)}${flagsText(target)}`;
    case "MASQUERADE":
      return `${portsText("masq ports:", target)}${flagsText(target)}`.trim();
    case "REDIRECT":
      return `${portsText("redir ports", target)}${flagsText(target)}`.trim();
    case "MARK":
      return markText(target);
    case "NOTRACK":
      return target.isAlias === true ? "NOTRACK" : "CT notrack";
    case "TCPMSS":
      return target.mss === undefined ? "TCPMSS clamp to PMTU" : `TCPMSS set ${target.mss}`;
    case "CONNMARK":
      return connmarkText(target);
    case "SET":
      return `${target.action}-set ${target.name} ${target.dimensions.join(",")}${target.exist === true ? " exist" : ""}${target.timeoutSec === undefined ? "" : ` timeout ${target.timeoutSec}`}`;
    case "LOG":
      return `LOG flags ${logFlags(target)} level ${target.level ?? 4}${target.prefix === undefined ? "" : ` prefix "${target.prefix}"`}`;
    default:
      return "";
  }
}

function markText({ value, mask }: { value: number; mask: number }): string {
  if (value === 0) return `MARK and ${hex(~mask)}`;
  if (value === mask) return `MARK or ${hex(value)}`;
  if (mask === 0) return `MARK xor ${hex(value)}`;
  return mask >>> 0 === 0xffff_ffff ? `MARK set ${hex(value)}` : `MARK xset ${hex(value)}/${hex(mask)}`;
}

function conntrackText(match: Match & { kind: "conntrack" }, not: string): string {
  const order = ["INVALID", "NEW", "RELATED", "ESTABLISHED", "UNTRACKED", "SNAT", "DNAT"];
  const states = order.filter((state) => (match.states as readonly string[]).includes(state)).join(",");
  const tests = printConntrackTests(match.tests).replaceAll("--", "").trim();
  return [
    ...(states === "" ? [] : [`${not}${match.isState === true ? "state" : "ctstate"} ${states}`]),
    ...(tests === "" ? [] : [tests]),
  ].join(" ");
}

function logFlags(target: Target & { kind: "LOG" }): number {
  const { tcpSequence, tcpOptions, ipOptions, uid } = target;
  return [tcpSequence, tcpOptions, ipOptions, uid].reduce((sum, flag, i) => sum + (flag === true ? 1 << i : 0), 0);
}

function connmarkText({ mode, value, mask }: Target & { kind: "CONNMARK" }): string {
  const masked = mask >>> 0 === 0xffff_ffff ? "" : ` mask ${hex(mask)}`;
  if (mode !== "set") return `CONNMARK ${mode}${masked}`;
  return markText({ value, mask }).replace("MARK", "CONNMARK");
}

function flagsText(flags: { random?: boolean; randomFully?: boolean; persistent?: boolean }): string {
  const { random, randomFully, persistent } = flags;
  return `${random === true ? " random" : ""}${randomFully === true ? " random-fully" : ""}${persistent === true ? " persistent" : ""}`;
}

function portsText(label: string, { fromPort, toPort }: { fromPort?: number; toPort?: number }): string {
  if (fromPort === undefined) return "";
  return ` ${label} ${fromPort}${toPort === undefined ? "" : `-${toPort}`}`;
}

function natText({ fromIp, toIp, fromPort, toPort }: NatRange): string {
  const address = `${fromIp === undefined ? "" : formatIp(fromIp)}${toIp === undefined || toIp === fromIp ? "" : `-${formatIp(toIp)}`}`;
  return fromPort === undefined
    ? address
    : `${address}:${fromPort}${toPort === undefined || toPort === fromPort ? "" : `-${toPort}`}`;
}

function hex(value: number): string {
  return `0x${(value >>> 0).toString(16)}`;
}
