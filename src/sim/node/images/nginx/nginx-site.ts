/**
 * What a configuration means: servers by port and name, their locations, and which of them a request belongs to.
 *
 * Models: nginx src/http/ngx_http_core_module.c (ngx_http_core_find_location), ngx_http.c, ngx_http_upstream.c
 */
import { NginxConfError, type NginxDirective } from "./nginx-conf.ts";
import { checkDirectives, patternOf } from "./nginx-directives.ts";

type Directives = ReadonlyMap<string, readonly NginxDirective[]>;

export interface NginxLocation {
  readonly modifier: "" | "=" | "^~" | "~" | "~*" | "@";
  readonly path: string;
  readonly pattern: RegExp | null;
  readonly directives: Directives;
  /** In the order of the file, for what is done in order. */
  readonly ordered: readonly NginxDirective[];
}

export interface NginxListen {
  readonly port: number;
  readonly isDefault: boolean;
  readonly isSsl: boolean;
  readonly from: NginxDirective;
}

export interface NginxServer {
  /** Where it listens, over IPv4 and over IPv6. */
  readonly ports: readonly NginxListen[];
  readonly ports6: readonly NginxListen[];
  readonly names: readonly string[];
  readonly locations: readonly NginxLocation[];
  /** Of the server, and what it takes over from http. */
  readonly directives: Directives;
  readonly ordered: readonly NginxDirective[];
}

export interface NginxUpstreamServer {
  readonly address: string;
  readonly weight: number;
  readonly isBackup: boolean;
  readonly isDown: boolean;
  readonly from: NginxDirective;
}

export interface NginxMap {
  readonly source: string;
  readonly entries: readonly (readonly [pattern: string | RegExp, value: string])[];
  readonly otherwise: string;
}

export interface NginxSite {
  readonly servers: readonly NginxServer[];
  readonly upstreams: ReadonlyMap<string, readonly NginxUpstreamServer[]>;
  readonly maps: ReadonlyMap<string, NginxMap>;
  readonly formats: ReadonlyMap<string, string>;
  readonly warnings: readonly string[];
}

export function siteOf(directives: readonly NginxDirective[]): NginxSite {
  checkDirectives(directives);
  const http = directives.find(({ name }) => name === "http")?.block ?? [];
  const inherited = grouped([
    ...directives.filter(({ name }) => name === "error_log"),
    ...http.filter(({ block }) => block === null),
  ]);
  const upstreams = new Map<string, readonly NginxUpstreamServer[]>();
  for (const upstream of http.filter(({ name }) => name === "upstream")) {
    const servers = (upstream.block ?? []).filter(({ name }) => name === "server").map(upstreamServerOf);
    if (servers.length === 0)
      throw new NginxConfError(`no servers are inside upstream in ${upstream.file}:${upstream.line}`);
    upstreams.set(upstream.args[0] ?? "", servers);
  }
  const servers = http.filter(({ name }) => name === "server").map(({ block }) => serverOf(block ?? [], inherited));
  const maps = new Map(
    http.filter(({ name }) => name === "map").map((map) => [(map.args[1] ?? "").slice(1), mapOf(map)]),
  );
  return { servers, upstreams, maps, formats: formatsOf(http), warnings: conflicts(servers) };
}

/** The server for a name, or the port's default: the one that says so, else the first. */
export function findServer(site: NginxSite, port: number, host: string): NginxServer | undefined {
  const here = site.servers.filter((server) => listensOf(server).some((listen) => listen.port === port));
  const name = host.replace(/:\d+$/, "").toLowerCase();
  const byLength = (a: [string, NginxServer], b: [string, NginxServer]): number => b[0].length - a[0].length;
  const wild = here.flatMap((server) => server.names.map((pattern): [string, NginxServer] => [pattern, server]));
  const before = wild
    .filter(([pattern]) => /^(\*\.|\.)/.test(pattern) && name.endsWith(pattern.replace(/^\*/, "")))
    .sort(byLength);
  const after = wild
    .filter(([pattern]) => pattern.endsWith(".*") && name.startsWith(pattern.slice(0, -1)))
    .sort(byLength);
  const fitting = wild.find(([pattern]) => pattern.startsWith("~") && new RegExp(pattern.slice(1), "i").test(name));
  return (
    here.find(({ names }) => names.includes(name) || names.includes(`.${name}`)) ??
    before[0]?.[1] ??
    after[0]?.[1] ??
    fitting?.[1] ??
    here.find((server) => listensOf(server).some((listen) => listen.port === port && listen.isDefault)) ??
    here[0]
  );
}

export function listensOf({ ports, ports6 }: NginxServer): readonly NginxListen[] {
  return ports6.length === 0 ? ports : [...ports, ...ports6];
}

/** Exact, then the longest prefix if it says ^~, then the first pattern, then the longest prefix. */
export function findLocation({ locations }: NginxServer, path: string): NginxLocation | null {
  const exact = locations.find((location) => location.modifier === "=" && location.path === path);
  if (exact !== undefined) return exact;
  let longest: NginxLocation | null = null;
  for (const location of locations)
    if ((location.modifier === "" || location.modifier === "^~") && path.startsWith(location.path))
      if (longest === null || location.path.length > longest.path.length) longest = location;
  if (longest?.modifier === "^~") return longest;
  return locations.find(({ pattern }) => pattern?.test(path) === true) ?? longest;
}

/** A location's own value, else the server's, else http's. */
export function setting(server: NginxServer, location: NginxLocation | null, name: string): readonly NginxDirective[] {
  return location?.directives.get(name) ?? server.directives.get(name) ?? [];
}

function serverOf(block: readonly NginxDirective[], inherited: Directives): NginxServer {
  const listens = block.filter(({ name }) => name === "listen");
  const is6 = ({ args }: NginxDirective): boolean => (args[0] ?? "").startsWith("[");
  const ports = listens.filter((listen) => !is6(listen)).map(listenOf);
  for (const [i, { port, from }] of ports.entries())
    if (ports.slice(0, i).some((other) => other.port === port))
      throw new NginxConfError(`a duplicate listen 0.0.0.0:${port} in ${from.file}:${from.line}`);
  const none: NginxDirective = { name: "listen", args: ["80"], block: null, file: "", line: 0 };
  return {
    ports: listens.length === 0 ? [{ port: 80, isDefault: false, isSsl: false, from: none }] : ports,
    ports6: listens.filter(is6).map(listenOf),
    names: block
      .filter(({ name }) => name === "server_name")
      .flatMap(({ args }) => args.map((name) => name.toLowerCase())),
    locations: locationsOf(block),
    directives: new Map([...inherited, ...grouped(block.filter(({ name }) => name !== "location"))]),
    ordered: block,
  };
}

function listenOf(from: NginxDirective): NginxListen {
  const { args, file, line } = from;
  const text = args[0] ?? "";
  const port = /^\d+$/.test(text)
    ? text
    : (/:(\d+)$/.exec(text)?.[1] ?? (/^([\d.*]+|\[.*\])$/.test(text) ? "80" : null));
  if (port === null)
    throw new NginxConfError(`host not found in "${text}" of the "listen" directive in ${file}:${line}`);
  if (Number(port) < 1 || Number(port) > 65_535)
    throw new NginxConfError(`invalid port in "${text}" of the "listen" directive in ${file}:${line}`);
  return { port: Number(port), isDefault: args.includes("default_server"), isSsl: args.includes("ssl"), from };
}

function locationsOf(block: readonly NginxDirective[]): NginxLocation[] {
  const locations: NginxLocation[] = [];
  for (const directive of block.filter(({ name }) => name === "location")) {
    const location = locationOf(directive);
    const { modifier, path } = location;
    const sort = (one: string): string => (one === "^~" ? "" : one);
    if (
      location.pattern === null &&
      locations.some((one) => sort(one.modifier) === sort(modifier) && one.path === path)
    )
      throw new NginxConfError(`duplicate location "${path}" in ${directive.file}:${directive.line}`);
    locations.push(location);
  }
  return locations;
}

function locationOf(directive: NginxDirective): NginxLocation {
  const { args, block, file, line } = directive;
  const written = args.length > 1 ? args[0] : /^(=|\^~|~\*|~)/.exec(args[0] ?? "")?.[0];
  const rest = args.length > 1 ? (args[1] ?? "") : (args[0] ?? "/").slice(written?.length ?? 0);
  const modifier = (written ?? (rest.startsWith("@") ? "@" : "")) as NginxLocation["modifier"];
  if (!["", "=", "^~", "~", "~*", "@"].includes(modifier))
    throw new NginxConfError(`invalid location modifier "${modifier}" in ${file}:${line}`);
  const pattern =
    modifier === "~" || modifier === "~*" ? patternOf(rest, modifier === "~*" ? "i" : "", directive) : null;
  return { modifier, path: rest, pattern, directives: grouped(block ?? []), ordered: block ?? [] };
}

function upstreamServerOf(from: NginxDirective): NginxUpstreamServer {
  const [address = "", ...rest] = from.args;
  const weight = rest.find((word) => word.startsWith("weight="));
  return {
    address,
    weight: weight === undefined ? 1 : Number(weight.slice(7)),
    isBackup: rest.includes("backup"),
    isDown: rest.includes("down"),
    from,
  };
}

function mapOf({ args, block }: NginxDirective): NginxMap {
  const all = block ?? [];
  const otherwise = all.find(({ name }) => name === "default")?.args[0] ?? "";
  const entries = all
    .filter(({ name }) => !["default", "hostnames", "volatile"].includes(name))
    .map((entry): readonly [string | RegExp, string] => {
      const { name } = entry;
      const value = entry.args[0] ?? "";
      if (name.startsWith("~*")) return [patternOf(name.slice(2), "i", entry), value];
      return [name.startsWith("~") ? patternOf(name.slice(1), "", entry) : name.replace(/^\\/, ""), value];
    });
  return { source: args[0] ?? "", entries, otherwise };
}

const COMBINED =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';

function formatsOf(http: readonly NginxDirective[]): ReadonlyMap<string, string> {
  const formats = new Map([["combined", COMBINED]]);
  for (const { args, file, line } of http.filter(({ name }) => name === "log_format")) {
    const [name = "", ...parts] = args;
    if (formats.has(name)) throw new NginxConfError(`duplicate "log_format" name "${name}" in ${file}:${line}`);
    formats.set(name, parts.filter((part) => !/^escape=/.test(part)).join(""));
  }
  return formats;
}

function conflicts(servers: readonly NginxServer[]): string[] {
  const seen = new Set<string>();
  const warnings: string[] = [];
  for (const { ports, names } of servers)
    for (const { port } of ports)
      for (const name of names.length === 0 ? [""] : names) {
        const key = `${name}:${port}`;
        if (seen.has(key)) warnings.push(`conflicting server name "${name}" on 0.0.0.0:${port}, ignored`);
        seen.add(key);
      }
  return warnings;
}

function grouped(directives: readonly NginxDirective[]): Directives {
  const map = new Map<string, NginxDirective[]>();
  for (const directive of directives) {
    const had = map.get(directive.name);
    if (had === undefined) map.set(directive.name, [directive]);
    else had.push(directive);
  }
  return map;
}

/** A location with what an `if` that holds puts over it. */
export function overlaid(location: NginxLocation, block: readonly NginxDirective[]): NginxLocation {
  return { ...location, directives: new Map([...location.directives, ...grouped(block)]) };
}
