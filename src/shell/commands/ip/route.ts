/** `ip route`: show, get, add, replace, del. */
import { type Cidr, formatIp, hostCidr, type Ip, parseCidr, parseIp } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { NetError } from "../../../sim/net/net-error.ts";
import type { Route, RouteOptions, RouteScope, RouteType } from "../../../sim/net/route.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import { type IpStyle, isWord, printJson } from "./ip.ts";
import { routeJson, routeText } from "./route-text.ts";

export function* routeCommand(process: Process, words: readonly string[], style: IpStyle): Run<number> {
  const [verb, ...rest] = words;
  if (verb === undefined || isWord(verb, "show") || isWord(verb, "list")) return yield* show(process, rest, style);
  if (verb === "get" || verb === "g") return yield* get(process, rest, style);
  if (["add", "a", "del", "delete", "d", "replace", "change", "append"].includes(verb))
    return change(process, verb, rest);
  if (/^(default|[\d.]+(\/\d+)?)$/.test(verb) || verb === "table") return yield* show(process, words, style);
  throw new Failure(
    ["flush", "save", "restore"].includes(verb)
      ? `ip: route ${verb} is not simulated here\n`
      : `Command "${verb}" is unknown, try "ip route help".\n`,
    verb === "flush" ? 1 : 255,
  );
}

function* show(process: Process, words: readonly string[], style: IpStyle): Run<number> {
  const { routes } = process.machine.network;
  const rest = [...words];
  let shown: readonly Route[] = routes.main;
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "table") {
      const table = rest.shift();
      shown =
        table === "local"
          ? routes.local
          : table === "all"
            ? [...routes.main, ...routes.local]
            : table === "main"
              ? routes.main
              : [];
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
  if (style.json) yield* printJson(process, shown.map(routeJson), style);
  else yield* process.print(shown.map((route) => routeText(route, style.busybox)).join(""));
  return 0;
}

function prefixOf(text: string): Cidr {
  if (text === "default" || text === "all") return { base: 0, bits: 0 };
  const address = parseIp(text);
  const prefix = address === null ? parseCidr(text) : hostCidr(address);
  if (prefix === null) throw new Failure(`Error: any valid prefix is expected rather than "${text}".\n`, 1);
  return prefix;
}

function* get(process: Process, words: readonly string[], style: IpStyle): Run<number> {
  const { network } = process.machine;
  const text = words[0] === "to" ? words[1] : words[0];
  const address = parseIp((text ?? "").split("/")[0] as string);
  if (text === undefined) throw new Failure("need at least a destination address\n", 1);
  if (address === null) throw new Failure(`Error: any valid prefix is expected rather than "${text}".\n`, 1);
  const route = network.routes.lookup(address);
  if (route === null) throw new Failure("RTNETLINK answers: Network is unreachable\n", 2);
  if (route.type === "blackhole" || route.type === "unreachable" || route.type === "prohibit")
    throw new Failure(
      `RTNETLINK answers: ${{ blackhole: "Invalid argument", unreachable: "No route to host", prohibit: "Permission denied" }[route.type]}\n`,
      2,
    );
  const src = network.sockets.sourceFor(address);
  const isLocal = route.type === "local";
  const device = isLocal ? "lo" : (route.device?.name ?? "");
  if (style.json) {
    yield* printJson(
      process,
      [
        {
          ...(isLocal ? { type: "local" } : {}),
          dst: formatIp(address),
          ...(route.via === null ? {} : { gateway: formatIp(route.via) }),
          dev: device,
          ...(src === null ? {} : { prefsrc: formatIp(src) }),
          flags: [],
          uid: 0,
          cache: [],
        },
      ],
      style,
    );
    return 0;
  }
  const via = route.via === null ? "" : ` via ${formatIp(route.via)}`;
  const source = src === null ? "" : ` src ${formatIp(isLocal ? address : src)}`;
  if (style.busybox) yield* process.print(`${formatIp(address)}${via} dev ${device} ${source} \n`);
  else
    yield* process.print(
      `${isLocal ? "local " : ""}${formatIp(address)}${via} dev ${device}${source} uid 0 \n    cache ${isLocal ? "<local> " : ""}\n`,
    );
  return 0;
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
