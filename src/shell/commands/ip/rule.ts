/**
 * `ip rule`: which table is asked for which packet.
 *
 * Models: iproute2 6.1 ip/iprule.c print_rule(), iprule_modify()
 * SIMPLIFIED: rules about ports, protocols, users, TOS and tunnels are refused, and so is goto.
 */
import { type Cidr, formatIp, hostCidr, parseCidr, parseIp, widthOf } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { NetError } from "../../../sim/net/net-error.ts";
import type { RouteRule, RuleOptions } from "../../../sim/net/route-rules.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import { type IpStyle, isWord, printJson } from "./ip.ts";
import { tableName, tableNumber } from "./table-name.ts";

export function* ruleCommand(process: Process, words: readonly string[], style: IpStyle): Run<number> {
  const [verb, ...rest] = words;
  if (verb === undefined || isWord(verb, "show") || isWord(verb, "list") || verb === "lst")
    return yield* show(process, rest, style);
  if (isWord(verb, "add")) return change(process, "add", rest);
  if (isWord(verb, "delete")) return change(process, "del", rest);
  if (isWord(verb, "flush")) {
    process.machine.network.routes.rules.flush();
    return 0;
  }
  if (verb === "save" || verb === "restore") throw new Failure(`ip: rule ${verb} is not simulated here\n`, 1);
  throw new Failure(`Command "${verb}" is unknown, try "ip rule help".\n`, 255);
}

function* show(process: Process, words: readonly string[], style: IpStyle): Run<number> {
  const { rules } = process.machine.network.routes;
  const wanted = words.length === 0 ? {} : parsed(words);
  const keys = Object.keys(wanted) as (keyof RouteRule)[];
  const shown = rules.list().filter((rule) => keys.every((key) => isSame(rule[key], wanted[key])));
  const { devices } = process.machine.network;
  if (style.json)
    yield* printJson(
      process,
      shown.map((rule) => json(rule, (name) => devices.has(name))),
      style,
    );
  else yield* process.print(shown.map((rule) => text(rule, (name) => devices.has(name))).join(""));
  return 0;
}

type IsThere = (device: string) => boolean;

function text(rule: RouteRule, isThere: IsThere): string {
  const { priority, isNegated, from, to, mark, inDevice, outDevice, action, suppressPrefixLength } = rule;
  const parts = [`${isNegated ? "not " : ""}from ${from === null ? "all" : prefix(from)}`];
  if (to !== null) parts.push(`to ${prefix(to)}`);
  if (mark !== null) parts.push(`fwmark ${hex(mark.value)}${mark.mask === FULL ? "" : `/${hex(mark.mask)}`}`);
  for (const [word, name] of [
    ["iif", inDevice],
    ["oif", outDevice],
  ] as const)
    if (name !== null) parts.push(`${word} ${name}${isThere(name) ? "" : " [detached]"}`);
  parts.push(typeof action === "number" ? `lookup ${tableName(action)}` : action);
  if (suppressPrefixLength !== null) parts.push(`suppress_prefixlength ${suppressPrefixLength}`);
  return `${priority}:\t${parts.join(" ")}\n`;
}

function json(rule: RouteRule, isThere: IsThere): Record<string, unknown> {
  const { priority, isNegated, from, to, mark, inDevice, outDevice, action, suppressPrefixLength } = rule;
  const end = (name: string, cidr: Cidr): object => ({
    [name]: formatIp(cidr.base),
    ...(cidr.bits === widthOf(cidr.base) ? {} : { [`${name}len`]: cidr.bits }),
  });
  const device = (word: string, name: string | null): object =>
    name === null ? {} : { [word]: name, ...(isThere(name) ? {} : { [`${word}_detached`]: null }) };
  return {
    priority,
    ...(isNegated ? { not: null } : {}),
    ...(from === null ? { src: "all" } : end("src", from)),
    ...(to === null ? {} : end("dst", to)),
    ...(mark === null ? {} : { fwmark: hex(mark.value), ...(mark.mask === FULL ? {} : { fwmask: hex(mark.mask) }) }),
    ...device("iif", inDevice),
    ...device("oif", outDevice),
    ...(typeof action === "number" ? { table: tableName(action) } : { action }),
    ...(suppressPrefixLength === null ? {} : { suppress_prefixlen: suppressPrefixLength }),
  };
}

const FULL = 0xffff_ffff;

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

function prefix({ base, bits }: Cidr): string {
  return bits === widthOf(base) ? formatIp(base) : `${formatIp(base)}/${bits}`;
}

function change(process: Process, verb: "add" | "del", words: readonly string[]): number {
  if (verb === "del" && words.length === 0) throw new Failure('"ip rule del" requires arguments.\n', 1);
  const { rules } = process.machine.network.routes;
  const options = parsed(words);
  try {
    if (verb === "add") rules.add(options);
    else rules.remove(options);
    return 0;
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    throw new Failure(`RTNETLINK answers: ${error.message}\n`, 2);
  }
}

const ACTIONS = ["blackhole", "unreachable", "prohibit"] as const;
const REFUSED = [
  "tos",
  "dsfield",
  "ipproto",
  "sport",
  "dport",
  "uidrange",
  "realms",
  "goto",
  "nop",
  "tun_id",
  "l3mdev",
  "nat",
];

function parsed(words: readonly string[]): RuleOptions {
  const rest = [...words];
  const options: { -readonly [Key in keyof RouteRule]?: RouteRule[Key] } = {};
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const action = ACTIONS.find((one) => one === word);
    if (action !== undefined) options.action = action;
    else if (word === "not") options.isNegated = true;
    else if (REFUSED.includes(word)) throw new Failure(`ip: rule option '${word}' is not simulated here\n`, 1);
    else setValue(options, word, () => rest.shift() ?? incomplete());
  }
  return options;
}

function setValue(
  options: { -readonly [Key in keyof RouteRule]?: RouteRule[Key] },
  word: string,
  value: () => string,
): void {
  switch (word) {
    case "from":
      options.from = end(value());
      return;
    case "to":
      options.to = end(value());
      return;
    case "pref":
    case "preference":
    case "priority":
    case "prio":
    case "order":
      options.priority = number(value(), "preference value is invalid\n");
      return;
    case "fwmark":
      options.mark = markOf(value());
      return;
    case "iif":
    case "dev":
      options.inDevice = value();
      return;
    case "oif":
      options.outDevice = value();
      return;
    case "table":
    case "lookup":
      options.action = tableNumber(value());
      return;
    case "suppress_prefixlength":
      options.suppressPrefixLength = number(value(), "suppress_prefixlength value is invalid\n");
      return;
    case "protocol":
      options.protocol = value();
      return;
    case "type":
      setValue(options, value(), value);
      return;
    default:
      throw new Failure(`Error: argument "${word}" is wrong: Failed to parse rule type\n`, 255);
  }
}

function incomplete(): never {
  throw new Failure('Command line is not complete. Try option "help"\n', 255);
}

function end(text: string): Cidr | null {
  if (text === "all" || text === "any" || text === "default") return null;
  const address = parseIp(text);
  const cidr = address === null ? parseCidr(text) : hostCidr(address);
  if (cidr === null) throw new Failure(`Error: any valid prefix is expected rather than "${text}".\n`, 1);
  return cidr;
}

function number(text: string, error: string): number {
  const value = /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : Number.NaN;
  if (!Number.isInteger(value)) throw new Failure(`Error: argument "${text}" is wrong: ${error}\n`, 255);
  return value;
}

function markOf(text: string): RouteRule["mark"] {
  const [value = "", mask] = text.split("/");
  const wrong = "fwmark value is invalid\n";
  return { value: number(value, wrong), mask: mask === undefined ? FULL : number(mask, "fwmask value is invalid\n") };
}

function isSame(a: RouteRule[keyof RouteRule], b: RouteRule[keyof RouteRule] | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
