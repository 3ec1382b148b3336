/**
 * What kube-proxy answers on its ports: its own health, which mode it runs in, and, for the load balancers of Services
 * with externalTrafficPolicy Local, whether this node has an endpoint.
 *
 * Models: pkg/proxy/healthcheck/proxy_health.go, service_health.go; cmd/kube-proxy/app/server.go serveMetrics
 * SIMPLIFIED: a kube-proxy that runs is healthy: its syncs do not fail. /metrics has the time of the last sync only.
 */
import { formatRfc3339 } from "../../../core/time.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import type { Node } from "../../../kube/schema/types.ts";
import { httpDate } from "../../../net/http/http-date.ts";
import type { HttpHeader, HttpResponse } from "../../../net/http/message.ts";
import { isOn } from "../endpoints.ts";
import type { KubeProxy } from "../kube-proxy.ts";
import type { ServiceEntry } from "../service-table.ts";

export interface Moment {
  readonly nowMs: number;
  readonly nowUs: number;
  readonly epochMs: number;
}

const DELETION_TAINT = "ToBeDeletedByClusterAutoscaler";

/** On :10256. */
export function healthAnswer(path: string, proxy: KubeProxy, at: Moment): HttpResponse {
  if (path !== "/healthz" && path !== "/livez") return notFound(at);
  const now = stamp(at, at.nowUs);
  const healthy = proxy.lastSyncUs !== null;
  const lastUpdated = stamp(at, proxy.lastSyncUs ?? 0);
  const eligible = isEligible(proxy);
  const family = { lastUpdated, healthy };
  const body = {
    lastUpdated: healthy ? now : lastUpdated,
    currentTime: now,
    ...(path === "/healthz" ? { nodeEligible: eligible } : {}),
    healthy,
    status: { IPv4: family, IPv6: family },
  };
  const isGood = healthy && (path === "/livez" || eligible);
  return answer({ status: isGood ? 200 : 503, headers: JSON_HEADERS, body: JSON.stringify(body) }, at);
}

const JSON_HEADERS: readonly HttpHeader[] = [
  { name: "Content-Type", value: "application/json" },
  { name: "X-Content-Type-Options", value: "nosniff" },
];

const TEXT: HttpHeader = { name: "Content-Type", value: "text/plain; charset=utf-8" };

/** A node that is about to go shall get no new connections. */
function isEligible({ client, nodeName }: KubeProxy): boolean {
  const node = client.get<Node>("nodes", undefined, nodeName);
  if (node === undefined) return true;
  return (
    node.metadata.deletionTimestamp === undefined &&
    !(node.spec?.taints ?? []).some(({ key }) => key === DELETION_TAINT)
  );
}

/** On 127.0.0.1:10249. */
export function metricsAnswer(path: string, proxy: KubeProxy, at: Moment): HttpResponse {
  switch (path) {
    case "/proxyMode":
      return answer({ status: 200, headers: [TEXT, NO_SNIFF], body: proxy.mode.name }, at);
    case "/healthz":
      return answer({ status: 200, headers: [TEXT, NO_SNIFF], body: "ok" }, at);
    case "/metrics":
      return answer({ status: 200, headers: [METRICS_TYPE], body: metrics(proxy, at) }, at);
    default:
      return notFound(at);
  }
}

const NO_SNIFF: HttpHeader = { name: "X-Content-Type-Options", value: "nosniff" };
const METRICS_TYPE: HttpHeader = {
  name: "Content-Type",
  value: "text/plain; version=0.0.4; charset=utf-8; escaping=underscores",
};

function metrics({ lastSyncUs }: KubeProxy, { epochMs }: Moment): string {
  const name = "kubeproxy_sync_proxy_rules_last_timestamp_seconds";
  const sec = lastSyncUs === null ? 0 : (epochMs + lastSyncUs / 1000) / 1000;
  return [
    `# HELP ${name} [ALPHA] The last time proxy rules were successfully synced`,
    `# TYPE ${name} gauge`,
    `${name}{ip_family="IPv4"} ${sec === 0 ? "0" : sec.toExponential().replace(/e\+(\d)$/, "e+0$1")}`,
    "",
  ].join("\n");
}

export interface ServiceHealth {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
}

/** Every node watches the same; few Services have such a port. */
const WATCHED = new WeakMap<readonly ServiceEntry[], readonly ServiceHealth[]>();

/** The Services that have a healthCheckNodePort. */
export function servicesToWatch(proxy: KubeProxy): readonly ServiceHealth[] {
  const entries = proxy.services.entries();
  let watched = WATCHED.get(entries);
  if (watched === undefined) {
    watched = watchedOf(entries);
    WATCHED.set(entries, watched);
  }
  return watched;
}

function watchedOf(entries: readonly ServiceEntry[]): readonly ServiceHealth[] {
  const found = new Map<number, ServiceHealth>();
  for (const { port } of entries)
    if (port.healthCheckNodePort !== 0)
      found.set(port.healthCheckNodePort, {
        namespace: port.namespace,
        name: port.service,
        port: port.healthCheckNodePort,
      });
  return [...found.values()];
}

/** On a Service's healthCheckNodePort, whatever is asked. */
export function serviceAnswer({ namespace, name }: ServiceHealth, proxy: KubeProxy, at: Moment): HttpResponse {
  const local = new Set<unknown>();
  const here = { name: proxy.nodeName };
  for (const { port, endpoints } of proxy.services.entries())
    if (port.namespace === namespace && port.service === name)
      for (const endpoint of endpoints) if (isOn(endpoint, here) && endpoint.isReady) local.add(endpoint.ip);
  const healthy = proxy.lastSyncUs !== null;
  const body = [
    "{",
    '\t"service": {',
    `\t\t"namespace": ${JSON.stringify(namespace)},`,
    `\t\t"name": ${JSON.stringify(name)}`,
    "\t},",
    `\t"localEndpoints": ${local.size},`,
    `\t"serviceProxyHealthy": ${healthy}`,
    "}",
  ].join("\n");
  const headers = [...JSON_HEADERS, { name: "X-Load-Balancing-Endpoint-Weight", value: String(local.size) }];
  return answer({ status: local.size > 0 && healthy ? 200 : 503, headers, body }, at);
}

function notFound(at: Moment): HttpResponse {
  return answer({ status: 404, headers: [TEXT, NO_SNIFF], body: "404 page not found\n" }, at);
}

const REASONS: Readonly<Record<number, string>> = { 200: "OK", 404: "Not Found", 503: "Service Unavailable" };

interface Said {
  readonly status: number;
  readonly headers: readonly HttpHeader[];
  readonly body: string;
}

function answer({ status, headers, body }: Said, { nowMs }: Moment): HttpResponse {
  const bytes = encodeUtf8(body);
  return {
    version: "HTTP/1.1",
    status,
    reason: REASONS[status] ?? "",
    headers: [
      ...headers,
      { name: "Date", value: httpDate(nowMs) },
      { name: "Content-Length", value: String(bytes.length) },
    ],
    body: bytes,
  };
}

/** Go's RFC 3339, as exact as the clock here is. */
function stamp({ epochMs }: Moment, us: number): string {
  const second = Math.floor(us / 1_000_000);
  const fraction = String(us - second * 1_000_000)
    .padStart(6, "0")
    .replace(/0+$/, "");
  const text = formatRfc3339(epochMs - (epochMs % 1000) + second * 1000).replace(/Z$/, "");
  return `${text}${fraction === "" ? "" : `.${fraction}`}Z`;
}
