/**
 * Reading the configuration as nginx does when it starts, is tested or reloads: files, names, certificates, variables.
 *
 * Models: nginx src/core/ngx_cycle.c ngx_init_cycle, src/event/ngx_event_openssl.c, src/http/ngx_http_variables.c
 */
import { parseIp } from "../../../core/ip.ts";
import type { Run } from "../../../core/wait.ts";
import type { TlsVersion } from "../../../net/tls/record.ts";
import type { TlsIdentity } from "../../../net/tls/server.ts";
import { parseCertificates } from "../../../net/tls/x509/certificate.ts";
import { belongsTo, parsePrivateKey } from "../../../net/tls/x509/private-key.ts";
import { OsError } from "../../../os/os-error.ts";
import type { Process } from "../../../os/process.ts";
import { ResolveError, resolve } from "../../../os/resolver/resolve.ts";
import { NginxConfError, type NginxDirective, parseNginxConf } from "./nginx-conf.ts";
import { parseProxyPass, upstreamKey } from "./nginx-proxy.ts";
import { isBuiltIn, type NginxPeer, type NginxRuntime } from "./nginx-request.ts";
import { listensOf, type NginxServer, type NginxSite, setting, siteOf } from "./nginx-site.ts";

export interface LoadedNginx {
  readonly runtime: NginxRuntime;
  /** Null refuses the handshake. */
  readonly identities: ReadonlyMap<NginxServer, TlsIdentity | null>;
  readonly versions: readonly TlsVersion[];
  /** Every file that was read, for -T. */
  readonly files: ReadonlyMap<string, string>;
}

/** Throws NginxConfError. */
export function* loadNginx(process: Process, file: string, software: string): Run<LoadedNginx> {
  const { site, files } = readSite(process, file);
  const upstreams = yield* resolveUpstreams(process, site);
  const identities = new Map(
    site.servers
      .filter((server) => listensOf(server).some(({ isSsl }) => isSsl))
      .map((server): [NginxServer, TlsIdentity | null] => [server, identityOf(process, server)]),
  );
  const runtime = { process, site, software, upstreams, turns: new Map(), resolved: new Map() };
  return { runtime, identities, versions: versionsOf(site, software), files };
}

type Found = readonly (readonly [path: string, text: string])[];

interface ReadSite {
  readonly site: NginxSite;
  readonly files: ReadonlyMap<string, string>;
  /** What every `include` found, in their order. */
  readonly includes: readonly { readonly pattern: string; readonly from: NginxDirective; readonly found: Found }[];
}

/** By the text of the main file. A thousand containers of one image read the same files. */
const SITES = new Map<string, ReadSite>();
const SITES_KEPT = 16;

function readSite(process: Process, file: string): ReadSite {
  const files = new Map<string, string>();
  const text = readFile(process, file, files, null);
  const known = SITES.get(`${file}\n${text}`);
  if (known !== undefined && isStill(process, known)) return known;
  const includes: ReadSite["includes"][number][] = [];
  const directives = parseNginxConf(file, text, (pattern, from) => {
    const found = included(process, pattern, { files, from });
    includes.push({ pattern, from, found });
    return found;
  });
  const site = siteOf(directives);
  checkVariables(site);
  if (SITES.size === SITES_KEPT) SITES.clear();
  SITES.set(`${file}\n${text}`, { site, files, includes });
  return { site, files, includes };
}

/** Does every `include` find here what it found then? */
function isStill(process: Process, { includes }: ReadSite): boolean {
  const files = new Map<string, string>();
  return includes.every(({ pattern, from, found }) => {
    const now = included(process, pattern, { files, from });
    return (
      now.length === found.length && now.every(([path, text], i) => path === found[i]?.[0] && text === found[i]?.[1])
    );
  });
}

function readFile(process: Process, path: string, files: Map<string, string>, from: NginxDirective | null): string {
  try {
    const text = process.machine.fs.readText(path);
    files.set(path, text);
    return text;
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    const where = from === null ? "" : ` in ${from.file}:${from.line}`;
    throw new NginxConfError(`open() "${path}" failed (2: ${error.message})${where}`);
  }
}

function included(
  process: Process,
  pattern: string,
  { files, from }: { readonly files: Map<string, string>; readonly from: NginxDirective },
): (readonly [string, string])[] {
  const { fs } = process.machine;
  const path = pattern.startsWith("/") ? pattern : `/etc/nginx/${pattern}`;
  if (!/[*?[]/.test(path)) return [[path, readFile(process, path, files, from)]];
  const folder = path.slice(0, path.lastIndexOf("/"));
  const shape = new RegExp(
    `^${path
      .slice(folder.length + 1)
      .replaceAll(".", "\\.")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
  );
  if (!fs.exists(folder)) return [];
  return fs
    .list(folder)
    .filter((name) => shape.test(name) && !name.startsWith(".") && fs.tryNode(`${folder}/${name}`)?.kind === "file")
    .map((name) => [`${folder}/${name}`, readFile(process, `${folder}/${name}`, files, from)]);
}

/** nginx asks for every name once, when it reads its configuration, and does not start without an answer. */
function* resolveUpstreams(process: Process, site: NginxSite): Run<ReadonlyMap<string, readonly NginxPeer[]>> {
  const found = new Map<string, readonly NginxPeer[]>();
  const groups = new Map<string, NginxPeer[]>();
  for (const [name, members] of site.upstreams) {
    const peers: NginxPeer[] = [];
    for (const { address, weight, isBackup, isDown, from } of members) {
      const at = /^(.*?)(?::(\d+))?$/.exec(address);
      const own = yield* peersOf(process, { host: at?.[1] ?? "", port: Number(at?.[2] ?? 80), shown: address, from });
      if (!isDown) peers.push(...own.map((peer) => ({ ...peer, weight, isBackup })));
    }
    groups.set(name, peers);
  }
  for (const { locations } of site.servers)
    for (const { ordered, pattern } of locations)
      for (const pass of ordered.filter(({ name }) => name === "proxy_pass")) {
        const [url = ""] = pass.args;
        if (url.includes("$")) continue;
        const target = parseProxyPass(url);
        if (target === null) throw new NginxConfError(`invalid URL prefix in ${pass.file}:${pass.line}`);
        if (target.uri !== null && pattern !== null) throw new NginxConfError(`${NO_URI} in ${pass.file}:${pass.line}`);
        const shown = target.host;
        const peers = groups.get(target.host) ?? (yield* peersOf(process, { ...target, shown, from: pass }));
        found.set(upstreamKey(target), peers);
      }
  // A variable may name a group, too.
  for (const [name, peers] of groups) for (const port of [80, 443]) found.set(`${name}:${port}`, peers);
  return found;
}

const NO_URI =
  '"proxy_pass" cannot have URI part in location given by regular expression, or inside named location, or inside "if" statement, or inside "limit_except" block';

interface Wanted {
  readonly host: string;
  readonly port: number;
  readonly shown: string;
  readonly from: NginxDirective;
}

function* peersOf(process: Process, { host, port, shown, from }: Wanted): Run<NginxPeer[]> {
  const peerOf = (ip: number | bigint): NginxPeer => ({ ip, port, weight: 1, isBackup: false });
  const literal = parseIp(host);
  if (literal !== null) return [peerOf(literal)];
  try {
    return (yield* resolve(process.machine, host)).addresses.map(peerOf);
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    throw new NginxConfError(`host not found in upstream "${shown}" in ${from.file}:${from.line}`);
  }
}

function identityOf(process: Process, server: NginxServer): TlsIdentity | null {
  if (setting(server, null, "ssl_reject_handshake")[0]?.args[0] === "on") return null;
  const certificate = setting(server, null, "ssl_certificate")[0]?.args[0];
  const key = setting(server, null, "ssl_certificate_key")[0]?.args[0];
  const listen = listensOf(server).find(({ isSsl }) => isSsl)?.from;
  if (certificate === undefined || key === undefined) {
    const missing = certificate === undefined ? "ssl_certificate" : "ssl_certificate_key";
    throw new NginxConfError(
      `no "${missing}" is defined for the "listen ... ssl" directive in ${listen?.file}:${listen?.line}`,
    );
  }
  const chain = parseCertificates(secretText(process, certificate, "certificate"));
  if (chain.length === 0)
    throw new NginxConfError(
      `cannot load certificate "${certificate}": PEM_read_bio_X509_AUX() failed (SSL: error:0480006C:PEM routines::no start line:Expecting: TRUSTED CERTIFICATE)`,
    );
  const parsed = parsePrivateKey(secretText(process, key, "certificate key"));
  if (parsed === null)
    throw new NginxConfError(
      `cannot load certificate key "${key}": PEM_read_bio_PrivateKey() failed (SSL: error:1E08010C:DECODER routines::unsupported:No supported data to decode. Input type: PEM)`,
    );
  const [leaf] = chain;
  if (leaf === undefined || !belongsTo(parsed, leaf))
    throw new NginxConfError(
      `SSL_CTX_use_PrivateKey("${key}") failed (SSL: error:05800074:x509 certificate routines::key values mismatch)`,
    );
  return { chain, key: parsed };
}

function secretText({ machine: { fs } }: Process, path: string, what: string): string {
  try {
    return fs.readText(path);
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    throw new NginxConfError(
      `cannot load ${what} "${path}": BIO_new_file() failed (SSL: error:80000002:system library::${error.message}:calling fopen(${path}, r) error:10000080:BIO routines::no such file)`,
    );
  }
}

/** TLS 1.3 is on by itself since 1.23.4. */
function versionsOf({ servers }: NginxSite, software: string): TlsVersion[] {
  const told = servers.flatMap((server) => setting(server, null, "ssl_protocols")).flatMap(({ args }) => args);
  const [, minor = "29", patch = "0"] = /nginx\/1\.(\d+)\.(\d+)/.exec(software) ?? [];
  const isNew = Number(minor) > 23 || (Number(minor) === 23 && Number(patch) >= 4);
  const known = (["TLSv1.3", "TLSv1.2"] as const).filter((version) =>
    told.length === 0 ? isNew || version === "TLSv1.2" : told.includes(version),
  );
  return [...known];
}

/** Every variable must be somebody's. */
function checkVariables(site: NginxSite): void {
  const own = new Set(site.maps.keys());
  const note = (directives: readonly NginxDirective[]): void => {
    for (const { name, args, block } of directives) {
      if (name === "set") own.add((args[0] ?? "").slice(1));
      if (name === "rewrite") for (const found of (args[0] ?? "").matchAll(/\?P?<(\w+)>/g)) own.add(found[1] as string);
      if (block !== null) note(block);
    }
  };
  const names = site.servers.flatMap(({ names: all, locations }) => [...all, ...locations.map(({ path }) => path)]);
  for (const text of names) for (const found of text.matchAll(/\?P?<(\w+)>/g)) own.add(found[1] as string);
  for (const { ordered } of site.servers) note(ordered);
  const check = (directives: readonly NginxDirective[]): void => {
    for (const { name, args, block } of directives) {
      if (block !== null) check(block);
      if (!EXPANDED.has(name)) continue;
      for (const found of args.join(" ").matchAll(/\$(?:\{(\w+)\}|([A-Za-z_]\w*))/g)) {
        const variable = found[1] ?? found[2] ?? "";
        if (!own.has(variable) && !isBuiltIn(variable)) throw new NginxConfError(`unknown "${variable}" variable`);
      }
    }
  };
  for (const { ordered } of site.servers) check(ordered);
}

const EXPANDED = new Set([
  "return",
  "proxy_pass",
  "proxy_set_header",
  "add_header",
  "set",
  "if",
  "try_files",
  "root",
  "alias",
]);
