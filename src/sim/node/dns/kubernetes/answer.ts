/**
 * The records that answer one query below a zone of the kubernetes plugin.
 *
 * Models: coredns plugin/backend_lookup.go (A, AAAA, SRV, PTR, CNAME, TXT, NS, SOA), plugin/kubernetes/handler.go
 */
import { formatIp, type Ip } from "../../../core/ip.ts";
import type { Run } from "../../../core/wait.ts";
import { type DnsMessage, reply } from "../../../net/dns/message.ts";
import { fqdn, isInZone } from "../../../net/dns/name.ts";
import { type DnsRecord, TYPES } from "../../../net/dns/record.ts";
import type { DnsQuery, PluginContext } from "../dns-plugin.ts";
import { matchingZone } from "../zone-list.ts";
import type { ClusterView } from "./cluster-view.ts";
import { type Found, find, type KubernetesOptions, namesOf, type Target } from "./find.ts";
import { parseName } from "./parse-name.ts";
import { addressInReverseName, isReverseZone } from "./reverse-name.ts";

export interface AnswerScope {
  readonly view: ClusterView;
  readonly options: KubernetesOptions;
  readonly context: PluginContext;
  /** In the case of the query. */
  readonly zone: string;
}

type Records = { readonly answers: readonly DnsRecord[]; readonly additionals?: readonly DnsRecord[] } | "missing";

const SCHEMA_VERSION = "1.1.0";
const SCHEMA_TTL_SEC = 28_800;
const MAX_CNAMES = 7;

/** Null when the name is not there and the next plugin may be asked. */
export function* answerFor(scope: AnswerScope, query: DnsQuery): Run<DnsMessage | null> {
  const records = yield* recordsFor(scope, query);
  if (records === "missing")
    return matchingZone(scope.options.fallthrough, query.name) !== null ? null : negative(scope, query, "NXDOMAIN");
  if (records.answers.length === 0) return negative(scope, query, "NOERROR");
  return reply(query.message, {
    authoritative: true,
    answers: records.answers,
    additionals: records.additionals ?? [],
  });
}

function negative(scope: AnswerScope, { message }: DnsQuery, rcode: "NXDOMAIN" | "NOERROR"): DnsMessage {
  return reply(message, { authoritative: true, rcode, authorities: [soaOf(scope)] });
}

function* recordsFor(scope: AnswerScope, query: DnsQuery): Run<Records> {
  const isApex = query.name.length === scope.zone.length;
  switch (query.type) {
    case TYPES.A:
    case TYPES.AAAA:
      return yield* addresses(scope, { name: query.name, type: query.type, before: [] });
    case TYPES.SRV:
      return yield* services(scope, query.name);
    case TYPES.CNAME:
      return canonical(scope, query.name);
    case TYPES.PTR:
      return pointers(scope, query.name);
    case TYPES.TXT:
      return texts(scope, query.name);
    case TYPES.SOA:
      return isApex ? { answers: [soaOf(scope)] } : existence(scope, query.name);
    case TYPES.NS:
      return isApex ? nameServers(scope) : existence(scope, query.name);
    default:
      return existence(scope, query.name);
  }
}

function lookUp({ view, options, zone }: AnswerScope, name: string): Found {
  if (isReverseZone(zone)) return "missing";
  const request = parseName(name, zone);
  return request === null ? "missing" : find(view, options, request);
}

/** For types that no Service has: is the name there at all? */
function existence(scope: AnswerScope, name: string): Records {
  return lookUp(scope, name) === "missing" ? "missing" : { answers: [] };
}

interface AddressQuestion {
  readonly name: string;
  readonly type: number;
  /** CNAMEs on the way here. */
  readonly before: readonly string[];
}

function* addresses(scope: AnswerScope, { name, type, before }: AddressQuestion): Run<Records> {
  const found = lookUp(scope, name);
  if (found === "missing") return "missing";
  const answers: DnsRecord[] = [];
  const { ttlSec } = scope.options;
  const seen = new Set<Ip>();
  for (const { host } of found) {
    if (typeof host === "string") answers.push(...(yield* followed(scope, { name, type, before }, fqdn(host))));
    else if ((typeof host === "number" ? TYPES.A : TYPES.AAAA) === type && !seen.has(host)) {
      seen.add(host);
      answers.push({ name, ttlSec, type: typeof host === "number" ? "A" : "AAAA", data: host });
    }
  }
  return { answers };
}

/** A CNAME and what it leads to: in this zone, or wherever the server's other plugins say. */
function* followed(scope: AnswerScope, { name, type, before }: AddressQuestion, target: string): Run<DnsRecord[]> {
  if (
    target.toLowerCase() === name.toLowerCase() ||
    before.length >= MAX_CNAMES ||
    before.includes(target.toLowerCase())
  )
    return [];
  const cname: DnsRecord = { name, ttlSec: scope.options.ttlSec, type: "CNAME", data: target };
  if (!isInZone(target, scope.zone))
    return [cname, ...(yield* scope.context.ask(target, type)).answers.filter(isNot(cname))];
  const inside = yield* addresses(scope, { name: target, type, before: [...before, target.toLowerCase()] });
  return inside === "missing" || inside.answers.length === 0 ? [] : [cname, ...inside.answers];
}

function isNot(cname: DnsRecord): (record: DnsRecord) => boolean {
  return (record) => record.type !== "CNAME" || record.name.toLowerCase() !== cname.name.toLowerCase();
}

function* services(scope: AnswerScope, name: string): Run<Records> {
  const found = lookUp(scope, name);
  if (found === "missing") return "missing";
  const { ttlSec } = scope.options;
  const usable = found.filter(({ port }) => port !== -1);
  const weight = Math.max(1, Math.floor(100 / usable.length));
  const answers = new Map<string, DnsRecord>();
  const additionals = new Map<string, DnsRecord>();
  for (const { host, port, path } of usable) {
    const target = typeof host === "string" ? fqdn(host) : `${path}.${scope.zone}`;
    answers.set(`${target} ${port}`, { name, ttlSec, type: "SRV", data: { priority: 0, weight, port, target } });
    if (typeof host === "string")
      for (const record of yield* outsideAddresses(scope, target))
        additionals.set(`${target} ${JSON.stringify(String(record.data))}`, record);
    else
      additionals.set(`${target} ${formatIp(host)}`, {
        name: target,
        ttlSec,
        type: typeof host === "number" ? "A" : "AAAA",
        data: host,
      });
  }
  return { answers: [...answers.values()], additionals: [...additionals.values()] };
}

function* outsideAddresses({ context }: AnswerScope, target: string): Run<DnsRecord[]> {
  const ipv4 = yield* context.ask(target, TYPES.A);
  const ipv6 = yield* context.ask(target, TYPES.AAAA);
  return [...ipv4.answers, ...ipv6.answers];
}

function canonical(scope: AnswerScope, name: string): Records {
  const found = lookUp(scope, name);
  if (found === "missing") return "missing";
  const host = (found[0] as Target | undefined)?.host;
  return {
    answers: typeof host === "string" ? [{ name, ttlSec: scope.options.ttlSec, type: "CNAME", data: fqdn(host) }] : [],
  };
}

function pointers(scope: AnswerScope, name: string): Records {
  const ip = addressInReverseName(name);
  if (ip === null) return existence(scope, name);
  const zone = scope.options.zones.find((one) => !isReverseZone(one));
  const names = zone === undefined ? [] : namesOf(scope.view, scope.options, ip);
  if (names.length === 0) return "missing";
  return {
    answers: [...new Set(names)].map((data) => ({
      name,
      ttlSec: scope.options.ttlSec,
      type: "PTR",
      data: `${data}.${zone}`,
    })),
  };
}

function texts(scope: AnswerScope, name: string): Records {
  const relative = name.slice(0, name.length - scope.zone.length).toLowerCase();
  if (relative !== "dns-version.") return existence(scope, name);
  return { answers: [{ name, ttlSec: SCHEMA_TTL_SEC, type: "TXT", data: [SCHEMA_VERSION] }] };
}

/** The Service that fronts this server, or `ns.dns` when none does. */
function nameServers(scope: AnswerScope): Records {
  const { ttlSec } = scope.options;
  const answers: DnsRecord[] = [];
  const additionals: DnsRecord[] = [];
  for (const { name, ip } of serversOf(scope)) {
    const data = `${name}.${scope.zone}`;
    if (answers.every((record) => record.data !== data)) answers.push({ name: scope.zone, ttlSec, type: "NS", data });
    additionals.push({ name: data, ttlSec, type: typeof ip === "number" ? "A" : "AAAA", data: ip });
  }
  return { answers, additionals };
}

function serversOf({ view, options, context }: AnswerScope): { name: string; ip: Ip }[] {
  const fronted = context.localIPs.flatMap((ip) =>
    view.slicesByIp(formatIp(ip)).flatMap((slice) => {
      const namespace = slice.metadata?.namespace ?? "";
      const service = slice.metadata?.labels?.["kubernetes.io/service-name"] ?? "";
      const found = find(view, options, { kind: "svc", namespace, service, endpoint: "", port: "", protocol: "" });
      return found === "missing"
        ? []
        : found.flatMap(({ host, path }) => (typeof host === "string" ? [] : [{ name: path, ip: host }]));
    }),
  );
  const unique = new Map(fronted.map((one) => [`${one.name} ${formatIp(one.ip)}`, one]));
  return unique.size > 0 ? [...unique.values()] : context.localIPs.map((ip) => ({ name: "ns.dns", ip }));
}

function soaOf({ options, zone, context }: AnswerScope): DnsRecord {
  const serial = Math.floor(context.clock.nowMs / 1000);
  const data = {
    mname: `ns.dns.${zone}`,
    rname: `hostmaster.${zone}`,
    serial,
    refresh: 7200,
    retry: 1800,
    expire: 86_400,
    minimum: options.ttlSec,
  };
  return { name: zone, ttlSec: options.ttlSec, type: "SOA", data };
}
