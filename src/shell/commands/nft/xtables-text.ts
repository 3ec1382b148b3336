/**
 * The tables that iptables has made, as nft shows them: they are nf_tables' too, with each match in nft's words where
 * it has some.
 *
 * Models: nftables 1.0.6 src/xt.c; iptables 1.8.9 extensions/*.c *_xlate
 * SIMPLIFIED: nft shows these tables and does not change them; built-in chains come first.
 */
import { formatCidr, formatIp, widthOf } from "../../../sim/core/ip.ts";
import { threshold } from "../../../sim/net/netfilter/matches.ts";
import { printRange } from "../../../sim/net/netfilter/print-rare.ts";
import type { AddressRange, Match, NatRange, PortRange, Rule, Target } from "../../../sim/net/netfilter/rule.ts";
import type { Chain, Table } from "../../../sim/net/netfilter/table.ts";
import { DATA_TYPES, valueText } from "../../../sim/net/nftables/data-type.ts";
import { baseText } from "../../../sim/net/nftables/ruleset-text.ts";

export function xtablesText(table: Table, options: { readonly stateless?: boolean } = {}): string {
  const chains = madeChains(table).map((chain) => xtablesChain(table, chain, options));
  return `table ip ${table.name} {\n${chains.join("\n")}}\n`;
}

export function madeChains(table: Table): readonly Chain[] {
  return table.chains().filter(({ policy, isMade }) => policy === null || isMade === true);
}

export function xtablesChain(table: Table, chain: Chain, options: { readonly stateless?: boolean }): string {
  const rules = chain.rules.map((rule) => `\t\t${ruleText(rule, options.stateless === true)}\n`);
  return `${chainHead(table, chain)}${rules.join("")}\t}\n`;
}

export function chainHead(table: Table, { name, policy }: Chain): string {
  if (policy === null) return `\tchain ${name} {\n`;
  const type = table.name === "nat" ? "nat" : table.name === "mangle" && name === "OUTPUT" ? "route" : "filter";
  const hook = name as "INPUT";
  const priority = { raw: -300, mangle: -150, filter: 0, nat: name === "POSTROUTING" || name === "INPUT" ? 100 : -100 };
  const base = { type, hook, priority: priority[table.name], policy: policy === "DROP" ? "drop" : "accept" } as const;
  return `\tchain ${name} {\n\t\t${baseText(base, {})}\n`;
}

/**
 * Whether iptables has kept some of the rule as an extension of its own, which is what nft warns of: it writes only its
 * plainest matches and targets in nf_tables' own expressions.
 */
export function isForeign({ matches, target }: Rule): boolean {
  return !NATIVE_TARGETS.includes(target.kind) || !matches.every(isNative);
}

const NATIVE_TARGETS: readonly Target["kind"][] = ["none", "ACCEPT", "DROP", "RETURN", "jump", "goto"];

function isNative(match: Match): boolean {
  if (match.kind === "tcp" || match.kind === "udp") return portsText(match) !== "";
  return HEADERS.includes(match.kind) || match.kind === "mark" || match.kind === "limit";
}

const HEADERS: readonly Match["kind"][] = ["in-interface", "out-interface", "protocol", "source", "destination"];

function ruleText(rule: Rule, isStateless: boolean): string {
  const others = rule.matches.filter(({ kind }) => !HEADERS.includes(kind));
  const first = others[0];
  const impliesProtocol = (first?.kind === "tcp" || first?.kind === "udp") && portsText(first) !== "";
  const headers = HEADERS.flatMap((kind) => rule.matches.filter((match) => match.kind === kind));
  const parts = [
    ...headers.filter(({ kind }) => kind !== "protocol" || !impliesProtocol).map(matchText),
    ...others.map(matchText),
    isStateless ? "counter" : `counter packets ${rule.packets} bytes ${rule.bytes}`,
    ...targetText(rule.target),
  ];
  return parts.join(" ");
}

function number(value: number): string {
  return `0x${(value >>> 0).toString(16)}`;
}

function matchText(match: Match): string {
  const not = "negate" in match && match.negate === true ? "!= " : "";
  switch (match.kind) {
    case "source":
    case "destination":
      return `ip ${match.kind === "source" ? "saddr" : "daddr"} ${not}${cidrText(match.cidr)}`;
    case "in-interface":
    case "out-interface":
      return `${match.kind === "in-interface" ? "iifname" : "oifname"} ${not}"${match.name.replace(/\+$/, "*")}"`;
    case "protocol":
      return `meta l4proto ${not}${valueText("inet_proto", match.protocol)}`;
    case "tcp":
    case "udp":
    case "sctp":
      return portsText(match);
    case "icmp":
      return match.type === 255 ? "" : icmpText(match.type, match.code, not);
    case "multiport": {
      const field = match.side === "sports" ? "sport" : "dport";
      return `tcp ${field} ${not}{ ${match.ports.map(rangeText).join(", ")} }`;
    }
    case "mark":
      return match.mask >>> 0 === 0xffff_ffff
        ? `meta mark ${not}${valueText("mark", match.value)}`
        : `meta mark & ${valueText("mark", match.mask)} ${not === "" ? "== " : not}${valueText("mark", match.value)}`;
    case "comment":
      return "";
    default:
      return rareText(match, not);
  }
}

function rareText(match: Match, not: string): string {
  switch (match.kind) {
    case "conntrack":
      return stateText(match.states, not !== "");
    case "connmark":
      return `ct mark and ${number(match.mask)} ${not === "" ? "== " : not}${number(match.value)}`;
    case "statistic-random":
      return `meta random & 2147483647 < ${threshold(match.probability)}`;
    case "statistic-nth":
      return `numgen inc mod ${match.every} ${match.packet}`;
    case "addrtype":
      return [
        ...(match.srcType === undefined
          ? []
          : [`fib saddr type ${match.negateSrc === true ? "!= " : ""}${match.srcType.toLowerCase()}`]),
        ...(match.dstType === undefined || match.srcType !== undefined
          ? []
          : [`fib daddr type ${match.negateDst === true ? "!= " : ""}${match.dstType.toLowerCase()}`]),
      ].join(" ");
    case "limit":
      return `limit rate ${match.count}/${match.unit}${match.burst === 5 ? "" : ` burst ${match.burst} packets`}`;
    case "length":
      return `meta length ${not}${rangeText(match)}`;
    case "iprange":
      return [rangePart("saddr", match.src), rangePart("daddr", match.dst)].filter((part) => part !== "").join(" ");
    case "ttl":
      return `ip ttl ${match.comparison === "eq" ? not : `${match.comparison} `}${match.value}`;
    case "pkttype":
      return `pkttype ${not}${match.type}`;
    default:
      return `xt match ${match.kind}`;
  }
}

function rangePart(field: string, range: AddressRange | undefined): string {
  return range === undefined ? "" : `ip ${field} ${range.negate === true ? "!= " : ""}${printRange(range)}`;
}

/** What has been translated is told as a status, and then the rest of the question is lost, as in the real one. */
function stateText(states: readonly string[], isNegated: boolean): string {
  const statuses = states.filter((state) => state === "SNAT" || state === "DNAT");
  if (statuses.length > 0) return `ct status ${statuses.map((state) => state.toLowerCase()).join(",")}`;
  const order = ["INVALID", "NEW", "RELATED", "ESTABLISHED", "UNTRACKED"];
  const names = order.filter((state) => states.includes(state)).map((state) => state.toLowerCase());
  return `ct state ${isNegated ? "! " : ""}${names.join(",")}`;
}

function cidrText(cidr: { base: number | bigint; bits: number }): string {
  return cidr.bits === widthOf(cidr.base) ? formatIp(cidr.base) : formatCidr(cidr);
}

function rangeText({ from, to }: { readonly from: number; readonly to: number }): string {
  return from === to ? String(from) : `${from}-${to}`;
}

function portsText(match: Match & { kind: "tcp" | "udp" | "sctp" }): string {
  const one = (field: string, range: PortRange | undefined): string[] =>
    range === undefined ? [] : [`${match.kind} ${field} ${range.negate === true ? "!= " : ""}${rangeText(range)}`];
  const flags =
    match.kind === "tcp" && match.flags !== undefined
      ? [
          `tcp flags ${match.flags.negate === true ? "!= " : ""}${valueText("tcp_flag", match.flags.set)} / ${valueText("tcp_flag", match.flags.mask)}`,
        ]
      : [];
  return [...one("sport", match.sport), ...one("dport", match.dport), ...flags].join(" ");
}

function icmpText(type: number, code: number | undefined, not: string): string {
  const name = [...(DATA_TYPES.icmp_type.symbols ?? [])].find(([, value]) => value === type)?.[0] ?? String(type);
  return `icmp type ${not}${name}${code === undefined ? "" : ` icmp code ${code}`}`;
}

function targetText(target: Target): readonly string[] {
  switch (target.kind) {
    case "none":
      return [];
    case "ACCEPT":
    case "DROP":
    case "RETURN":
      return [target.kind.toLowerCase()];
    case "NOTRACK":
      return ["notrack"];
    case "jump":
    case "goto":
      return [`${target.kind} ${target.chain}`];
    case "REJECT":
      return [rejectText(target.with)];
    case "DNAT":
    case "SNAT":
      return [`${target.kind.toLowerCase()} to ${natText(target.to)}${flagsText(target)}`];
    case "MASQUERADE":
    case "REDIRECT": {
      const to =
        target.fromPort === undefined
          ? ""
          : ` to :${rangeText({ from: target.fromPort, to: target.toPort ?? target.fromPort })}`;
      return [`${target.kind.toLowerCase()}${to}${flagsText(target)}`];
    }
    case "MARK":
      return [`meta mark set ${markText(target)}`];
    case "LOG":
      return [
        `log${target.prefix === undefined ? "" : ` prefix "${target.prefix}"`}${target.level === undefined || target.level === 4 ? "" : ` level ${LEVELS[target.level] ?? ""}`}`,
      ];
    case "CONNMARK":
      return [
        target.mode === "save"
          ? "ct mark set mark"
          : target.mode === "restore"
            ? "meta mark set ct mark"
            : `ct mark set ${markText(target)}`,
      ];
    case "TCPMSS":
      return [`tcp option maxseg size set ${target.mss ?? "rt mtu"}`];
    default:
      return [`xt target ${target.kind}`];
  }
}

const LEVELS: readonly string[] = ["emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"];

function rejectText(how: string): string {
  if (how === "icmp-port-unreachable") return "reject";
  return how === "tcp-reset"
    ? "reject with tcp reset"
    : `reject with icmp type ${how.replace(/^icmp-/, "").replace(/^proto-/, "prot-")}`;
}

function natText({ fromIp, toIp = fromIp, fromPort, toPort = fromPort }: NatRange): string {
  const first = fromIp === undefined ? "" : formatIp(fromIp);
  const address = toIp === undefined || toIp === fromIp ? first : `${first}-${formatIp(toIp)}`;
  return fromPort === undefined ? address : `${address}:${rangeText({ from: fromPort, to: toPort ?? fromPort })}`;
}

function flagsText(flags: { random?: boolean; randomFully?: boolean; persistent?: boolean }): string {
  const { random, randomFully, persistent } = flags;
  const names = [
    random === true && "random",
    randomFully === true && "fully-random",
    persistent === true && "persistent",
  ];
  const text = names.filter((name) => name !== false).join(",");
  return text === "" ? "" : ` ${text}`;
}

function markText({ value, mask }: { value: number; mask: number }): string {
  if (mask >>> 0 === 0xffff_ffff) return number(value);
  if (value === 0) return `mark and ${number(~mask)}`;
  if (mask >>> 0 === value >>> 0) return `mark or ${number(value)}`;
  return mask === 0 ? `mark xor ${number(value)}` : `mark and ${number(~mask)} xor ${number(value)}`;
}
