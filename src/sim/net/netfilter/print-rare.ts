/**
 * The matches and targets that few rules have, as iptables-save writes them.
 *
 * Models: iptables extensions/libxt_conntrack.c, libxt_limit.c, libxt_length.c, libxt_ipvs.c, libxt_CONNMARK.c,
 * libxt_SET.c, libxt_LOG.c
 */

import { type Cidr, formatCidr, formatIp, widthOf } from "../../core/ip.ts";
import type { ConntrackStatusName, ConntrackTest } from "./conntrack-match.ts";
import type { AddressRange, IprangeMatch, IpvsMatch, LimitMatch, RateUnit, Target } from "./rule.ts";

const RATE_NAMES: Readonly<Record<RateUnit, string>> = { second: "sec", minute: "min", hour: "hour", day: "day" };
const DEFAULT_BURST = 5;

export function printLimit({ count, unit, burst }: LimitMatch): string {
  const more = burst === DEFAULT_BURST ? "" : ` --limit-burst ${burst}`;
  return `-m limit --limit ${count}/${RATE_NAMES[unit]}${more}`;
}

export function printSpan({ from, to }: { readonly from: number; readonly to: number }): string {
  return from === to ? String(from) : `${from}:${to}`;
}

export function printIpvs({ protocol, address, port }: IpvsMatch): string {
  const parts = ["-m ipvs"];
  if (protocol !== undefined) parts.push(`--vproto ${protocol}`);
  if (address !== undefined) parts.push(`--vaddr ${printHostOrNet(address)}`);
  if (port !== undefined) parts.push(`--vport ${port}`);
  if (parts.length === 1) parts.push("--ipvs");
  return parts.join(" ");
}

/** ` --ctproto 6 ! --ctorigsrc 10.0.0.0/8` */
export function printConntrackTests(tests: readonly ConntrackTest[] = []): string {
  const ordered = [...tests].sort((a, b) => TEST_ORDER.indexOf(a.field) - TEST_ORDER.indexOf(b.field));
  return ordered.map((test) => ` ${test.negate === true ? "! " : ""}--${test.field} ${textOfTest(test)}`).join("");
}

const TEST_ORDER: readonly ConntrackTest["field"][] = [
  "ctproto",
  "ctorigsrc",
  "ctorigdst",
  "ctreplsrc",
  "ctrepldst",
  "ctorigsrcport",
  "ctorigdstport",
  "ctreplsrcport",
  "ctrepldstport",
  "ctstatus",
  "ctexpire",
  "ctdir",
];

export function printRange({ from, to }: AddressRange): string {
  return `${formatIp(from)}-${formatIp(to)}`;
}

export function printIprange({ src, dst }: IprangeMatch): string {
  const one = (side: string, range: AddressRange | undefined): string =>
    range === undefined ? "" : `${range.negate === true ? " !" : ""} --${side}-range ${printRange(range)}`;
  return `-m iprange${one("src", src)}${one("dst", dst)}`;
}

const STATUS_ORDER: readonly ConntrackStatusName[] = ["NONE", "EXPECTED", "SEEN_REPLY", "ASSURED", "CONFIRMED"];

function textOfTest(test: ConntrackTest): string {
  switch (test.field) {
    case "ctproto":
      return String(test.protocol);
    case "ctorigsrc":
    case "ctorigdst":
    case "ctreplsrc":
    case "ctrepldst":
      return printHostOrNet(test.cidr);
    case "ctstatus":
      return STATUS_ORDER.filter((status) => test.statuses.includes(status)).join(",");
    case "ctdir":
      return test.direction;
    default:
      return printSpan(test);
  }
}

function printHostOrNet(network: Cidr): string {
  return network.bits === widthOf(network.base) ? formatIp(network.base) : formatCidr(network);
}

export function printConnmark({ mode, value, mask }: Extract<Target, { kind: "CONNMARK" }>): string {
  const hex = (number: number): string => `0x${(number >>> 0).toString(16)}`;
  if (mode === "set") return `-j CONNMARK --set-xmark ${hex(value)}/${hex(mask)}`;
  return `-j CONNMARK --${mode}-mark --nfmask ${hex(mask)} --ctmask ${hex(mask)}`;
}

export function printSetTarget(target: Extract<Target, { kind: "SET" }>): string {
  const timeout = target.timeoutSec === undefined ? "" : ` --timeout ${target.timeoutSec}`;
  const options = target.action === "add" ? `${target.exist === true ? " --exist" : ""}${timeout}` : "";
  return `-j SET --${target.action}-set ${target.name} ${target.dimensions.join(",")}${options}`;
}

/** What stands behind the prefix and the level. */
export function printLogFlags(target: Extract<Target, { kind: "LOG" }>): string {
  return [
    target.tcpSequence === true ? " --log-tcp-sequence" : "",
    target.tcpOptions === true ? " --log-tcp-options" : "",
    target.ipOptions === true ? " --log-ip-options" : "",
    target.uid === true ? " --log-uid" : "",
  ].join("");
}
