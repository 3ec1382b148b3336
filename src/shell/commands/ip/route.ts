/** `ip route`: show, get, add, replace, del. */
import { type Cidr, familyOf, hostCidr, type Ip, parseCidr, parseIp } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { NetError } from "../../../sim/net/net-error.ts";
import type { Route, RouteOptions, RouteScope, RouteType } from "../../../sim/net/route.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import { type IpStyle, isWord, printJson } from "./ip.ts";
import { routeGet } from "./route-get.ts";
import { routeJson, routeText } from "./route-text.ts";
import { tableNumber } from "./table-name.ts";

export function* routeCommand(process: Process, words: readonly string[], style: IpStyle): Run<number> {
  const [verb, ...rest] = words;
  if (verb === undefined || isWord(verb, "show") || isWord(verb, "list")) return yield* show(process, rest, style);
  if (verb === "get" || verb === "g") return yield* routeGet(process, rest, style);
  if (["add", "a", "del", "delete", "d", "replace", "change", "append"].includes(verb))
    return change(process, verb, rest);
  if (/^(default|[\d.]+(\/\d+)?)$/.test(verb) || verb === "table") return yield* show(process, words, style);
  if (verb === "flush") return flush(process, rest);
  throw new Failure(
    ["save", "restore"].includes(verb)
      ? `ip: route ${verb} is not simulated here\n`
      : `Command "${verb}" is unknown, try "ip route help".\n`,
    255,
  );
}

function flush(process: Process, words: readonly string[]): number {
  const { routes } = process.machine.network;
  const at = words.indexOf("table");
  if (words.length === 0) throw new Failure('"ip route flush" requires arguments.\n', 255);
  if (at >= 0) routes.flush(tableNumber(words[at + 1] ?? ""));
  else if (words[0] === "cache") routes.forgetLookups();
  else throw new Failure(`ip: route flush ${words.join(" ")} is not simulated here\n`, 1);
  return 0;
}

function* show(process: Process, words: readonly string[], style: IpStyle): Run<number> {
  const { routes } = process.machine.network;
  const rest = [...words];
  let shown: readonly Route[] = routes.main;
  let isAll = false;
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "table") {
      const name = rest.shift() ?? "main";
      isAll = name === "all";
      const table = isAll ? routes.all() : routes.table(tableNumber(name));
      if (table === null || (table.length === 0 && name === "default")) throw new Failure(NO_TABLE, 2);
      shown = table;
    } else if (word === "dev") {
      const name = rest.shift();
      if (!process.machine.network.devices.has(name ?? ""))
        throw new Failure(`Cannot find device "${name ?? ""}"\n`, 1);
      shown = shown.filter(({ device }) => device?.name === name);
    } else if (word === "proto") {
      const protocol = rest.shift();
      shown = shown.filter((route) => route.protocol === protocol);
    } else if (word === "via") {
      const via = parseIp(rest.shift() ?? "");
      shown = shown.filter((route) => route.via === via);
    } else {
      const exact =
        word === "exact" || word === "to" || word === "root" || word === "match" ? (rest.shift() ?? "") : word;
      const prefix = prefixOf(exact);
      shown = shown.filter(({ dst }) => dst.base === prefix.base && dst.bits === prefix.bits);
    }
  }
  const family = style.family ?? 4;
  shown = shown.filter(({ dst }) => familyOf(dst.base) === family);
  if (style.json)
    yield* printJson(
      process,
      shown.map((route) => routeJson(route, isAll)),
      style,
    );
  else yield* process.print(shown.map((route) => routeText(route, style.busybox, isAll)).join(""));
  return 0;
}

const NO_TABLE = "Error: ipv4: FIB table does not exist.\nDump terminated\n";

function prefixOf(text: string): Cidr {
  if (text === "default" || text === "all") return { base: 0, bits: 0 };
  const address = parseIp(text);
  const prefix = address === null ? parseCidr(text) : hostCidr(address);
  if (prefix === null) throw new Failure(`Error: any valid prefix is expected rather than "${text}".\n`, 1);
  return prefix;
}

const TYPES: readonly string[] = ["blackhole", "unreachable", "prohibit", "unicast", "local"];

function change(process: Process, verb: string, words: readonly string[]): number {
  const rest = [...words];
  let type: RouteType = "unicast";
  if (TYPES.includes(rest[0] ?? "")) type = rest.shift() as RouteType;
  const dst = prefixOf(rest.shift() ?? "");
  const options: { -readonly [Key in keyof RouteOptions]: RouteOptions[Key] } = { dst, type };
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const value = word === "onlink" ? "" : (rest.shift() ?? "");
    if (word === "via") options.via = addressOf(value);
    else if (word === "dev") {
      const device = process.machine.network.devices.get(value);
      if (device === undefined) throw new Failure(`Cannot find device "${value}"\n`, 1);
      options.device = device;
    } else if (word === "src") options.src = addressOf(value);
    else if (word === "metric" || word === "priority") options.metric = Number(value);
    else if (word === "proto" || word === "protocol") options.protocol = value;
    else if (word === "scope") options.scope = value as RouteScope;
    else if (word === "table") options.table = tableNumber(value);
    else if (word === "mtu") options.mtu = Number(value);
    else if (word === "onlink") options.onlink = true;
    else throw new Failure(`ip: route option '${word}' is not simulated here\n`, 1);
  }
  const { routes } = process.machine.network;
  try {
    if (verb.startsWith("d")) routes.remove(options);
    else if (verb === "replace" || verb === "change") routes.replace(options);
    else routes.add(options);
    return 0;
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    throw new Failure(
      error.code === "ENETUNREACH" ? "Error: Nexthop has invalid gateway.\n" : `RTNETLINK answers: ${error.message}\n`,
      2,
    );
  }
}

function addressOf(text: string): Ip {
  const address = parseIp(text);
  if (address === null) throw new Failure(`Error: inet address is expected rather than "${text}".\n`, 1);
  return address;
}
