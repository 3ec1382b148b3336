/**
 * What a configuration means: servers by port and name, their locations, and which of them a request belongs to.
 *
 * Models: nginx src/http/ngx_http_core_module.c (ngx_http_core_find_location), ngx_http.c
 * SIMPLIFIED: of the modules only core, proxy, upstream (round robin), return, rewrite's last and break, access
 *   (allow all, deny all), autoindex off and gzip ignored. Another directive is refused as unknown.
 */
import { NginxConfError, type NginxDirective } from "./nginx-conf.ts";

export interface NginxLocation {
  readonly modifier: "" | "=" | "^~" | "~" | "~*";
  readonly path: string;
  readonly pattern: RegExp | null;
  readonly directives: ReadonlyMap<string, readonly NginxDirective[]>;
}

export interface NginxServer {
  readonly ports: readonly { readonly port: number; readonly isDefault: boolean }[];
  readonly names: readonly string[];
  readonly locations: readonly NginxLocation[];
  /** Of the server, and what it takes over from http. */
  readonly directives: ReadonlyMap<string, readonly NginxDirective[]>;
}

export interface NginxSite {
  readonly servers: readonly NginxServer[];
  readonly upstreams: ReadonlyMap<string, readonly string[]>;
}

const KNOWN = new Set(
  `user worker_processes error_log pid events worker_connections http include default_type types log_format access_log
  sendfile tcp_nopush tcp_nodelay keepalive_timeout gzip gzip_types gzip_min_length gzip_proxied gzip_vary server listen
  server_name location root alias index try_files proxy_pass proxy_set_header proxy_http_version proxy_read_timeout
  proxy_connect_timeout proxy_send_timeout proxy_buffering proxy_redirect proxy_hide_header return deny allow upstream add_header
  error_page client_max_body_size server_tokens resolver autoindex rewrite expires charset multi_accept
  use worker_rlimit_nofile types_hash_max_size server_names_hash_bucket_size keepalive ssl_protocols set if map
  proxy_intercept_errors proxy_cache_bypass daemon stub_status limit_req limit_req_zone internal`.split(/\s+/),
);
const REFUSED = new Set(["if", "map", "limit_req", "limit_req_zone", "stub_status"]);

export function siteOf(directives: readonly NginxDirective[]): NginxSite {
  check(directives);
  const http = directives.find(({ name }) => name === "http")?.block ?? [];
  const inherited = grouped(http.filter(({ block }) => block === null));
  const upstreams = new Map<string, readonly string[]>();
  for (const { args, block } of http.filter(({ name }) => name === "upstream"))
    upstreams.set(
      args[0] ?? "",
      (block ?? []).filter(({ name }) => name === "server").map((server) => server.args[0] ?? ""),
    );
  const servers = http.filter(({ name }) => name === "server").map(({ block }) => serverOf(block ?? [], inherited));
  return { servers, upstreams };
}

/** The server for a name, or the port's default: the one that says so, else the first. */
export function findServer(site: NginxSite, port: number, host: string): NginxServer | undefined {
  const here = site.servers.filter(({ ports }) => ports.some((listen) => listen.port === port));
  const name = host.replace(/:\d+$/, "").toLowerCase();
  return (
    here.find(({ names }) => names.includes(name)) ??
    here.find(({ names }) => names.some((pattern) => pattern.startsWith("*.") && name.endsWith(pattern.slice(1)))) ??
    here.find(({ ports }) => ports.some((listen) => listen.port === port && listen.isDefault)) ??
    here[0]
  );
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

function serverOf(
  block: readonly NginxDirective[],
  inherited: ReadonlyMap<string, readonly NginxDirective[]>,
): NginxServer {
  const listens = block.filter(({ name }) => name === "listen");
  const ports = listens
    .filter(({ args }) => !(args[0] ?? "").startsWith("["))
    .map(({ args }) => ({ port: portOf(args[0] ?? "80"), isDefault: args.includes("default_server") }));
  return {
    ports: listens.length === 0 ? [{ port: 80, isDefault: false }] : ports,
    names: block
      .filter(({ name }) => name === "server_name")
      .flatMap(({ args }) => args.map((name) => name.toLowerCase())),
    locations: block.filter(({ name }) => name === "location").map(locationOf),
    directives: new Map([...inherited, ...grouped(block.filter(({ name }) => name !== "location"))]),
  };
}

function locationOf({ args, block }: NginxDirective): NginxLocation {
  const hasModifier = args.length > 1;
  const modifier = (hasModifier ? args[0] : "") as NginxLocation["modifier"];
  const path = (hasModifier ? args[1] : args[0]) ?? "/";
  const pattern = modifier === "~" ? new RegExp(path) : modifier === "~*" ? new RegExp(path, "i") : null;
  return { modifier, path, pattern, directives: grouped(block ?? []) };
}

function portOf(listen: string): number {
  const text = listen.includes(":") ? listen.slice(listen.lastIndexOf(":") + 1) : listen;
  return /^\d+$/.test(text) ? Number(text) : 80;
}

function grouped(directives: readonly NginxDirective[]): ReadonlyMap<string, readonly NginxDirective[]> {
  const map = new Map<string, NginxDirective[]>();
  for (const directive of directives) {
    const had = map.get(directive.name);
    if (had === undefined) map.set(directive.name, [directive]);
    else had.push(directive);
  }
  return map;
}

function check(directives: readonly NginxDirective[]): void {
  for (const { name, block, file, line } of directives) {
    if (!KNOWN.has(name)) throw new NginxConfError(`unknown directive "${name}" in ${file}:${line}`);
    if (REFUSED.has(name)) throw new NginxConfError(`"${name}" is not simulated here in ${file}:${line}`);
    if (block !== null && name !== "types") check(block);
  }
}
