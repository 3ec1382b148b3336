/**
 * What `-v` shows of the requests: from 6 on their addresses and outcomes, from 7 their headers, from 8 their bodies,
 * and from 9 the curl command that would do the same.
 *
 * Models: k8s.io/client-go/transport/round_trippers.go, k8s.io/klog/v2 (textlogger), k8s.io/client-go/features/envvar.go
 * SIMPLIFIED: kubectl -v=8 shows every body as JSON (the real one sends and shows some as protobuf), and the feature gates of client-go always in one order.
 */
import type { Clock } from "../../../../sim/core/clock.ts";
import type { Run } from "../../../../sim/core/wait.ts";
import type { ApiRequest, ApiResponse } from "../../../../sim/kube/api/request.ts";
import { goQuote } from "../errors.ts";

/** Writes one line (or lines) of the log, with klog's head before it. */
export type LogSink = (text: string) => Run<void>;

const GATES = [
  ["AtomicFIFO", true],
  ["ClientsAllowCARotation", true],
  ["ClientsAllowCBOR", false],
  ["ClientsAllowTLSCacheGC", true],
  ["ClientsPreferCBOR", false],
  ["InOrderInformers", true],
  ["InOrderInformersBatchProcess", true],
  ["InformerResourceVersion", true],
  ["UnlockWhileProcessingFIFO", true],
  ["WatchListClient", true],
] as const;

/** Up to which length a body is shown. */
const BODY_LIMITS = new Map([
  [8, 1024],
  [9, 10_240],
]);

const HEADER_NAMES = new Map([
  ["accept", "Accept"],
  ["authorization", "Authorization"],
  ["content-type", "Content-Type"],
  ["impersonate-group", "Impersonate-Group"],
  ["impersonate-user", "Impersonate-User"],
  ["user-agent", "User-Agent"],
]);

export interface RequestLogOptions {
  readonly level: number;
  readonly server: string;
  /** The kubeconfig files that were read. */
  readonly configPaths: readonly string[];
  readonly clock: Clock;
  readonly sink: LogSink;
}

export class RequestLog {
  readonly #level: number;
  readonly #server: string;
  readonly #clock: Clock;
  readonly #sink: LogSink;
  readonly #configPaths: readonly string[];
  #isOpen = false;

  constructor(options: RequestLogOptions) {
    this.#level = options.level;
    this.#server = options.server;
    this.#clock = options.clock;
    this.#sink = options.sink;
    this.#configPaths = options.configPaths;
  }

  /** What is said before the first request. */
  *#opening(): Run<void> {
    this.#isOpen = true;
    if (this.#level >= 6)
      for (const path of this.#configPaths) yield* this.#sink(`loader.go:407] Config loaded from file:  ${path}`);
    for (const [feature, enabled] of GATES)
      yield* this.#sink(`envvar.go:195] "Feature gate default state" feature="${feature}" enabled=${enabled}`);
  }

  /** Says what is asked, and answers what to call with the answer. */
  *request(request: ApiRequest): Run<(response: ApiResponse) => Run<void>> {
    if (!this.#isOpen) yield* this.#opening();
    const url = `${this.#server}${request.path}${queryText(request.query)}`;
    if (this.#level >= 8) yield* this.#body("Request Body", request.body);
    if (this.#level >= 9)
      yield* this.#sink(
        `round_trippers.go:527] "Request" curlCommand=${block(`curl -v -X${request.method}  ${curlHeaders(request)} '${url}'`)}`,
      );
    else if (this.#level >= 7)
      yield* this.#sink(
        `round_trippers.go:527] "Request" verb="${request.method}" url="${url}" headers=${block(headerLines(request.headers))}`,
      );
    const startMs = this.#clock.nowMs;
    return (response) => this.#response(response, { method: request.method, url, startMs });
  }

  *#response(
    response: ApiResponse,
    asked: { readonly method: string; readonly url: string; readonly startMs: number },
  ): Run<void> {
    if (this.#level < 6) return;
    const named = this.#level === 6 || this.#level >= 9 ? ` verb="${asked.method}" url="${asked.url}"` : "";
    const headers = this.#level >= 8 ? ` headers=${block(this.#answerHeaders(response))}` : "";
    const took = `milliseconds=${Math.max(0, Math.floor(this.#clock.nowMs - asked.startMs))}`;
    const phases = this.#level >= 9 ? " getConnectionMilliseconds=0 serverProcessingMilliseconds=0" : "";
    yield* this.#sink(
      `round_trippers.go:632] "Response"${named} status="${statusText(response)}"${headers} ${took}${phases}`,
    );
    if (this.#level >= 8 && (response.type === "object" || response.type === "text"))
      yield* this.#body("Response Body", response.body);
  }

  *#body(what: string, body: unknown): Run<void> {
    const text = body === undefined ? "" : typeof body === "string" ? body : `${JSON.stringify(body)}\n`;
    yield* this.#sink(`helper.go:105] "${what}" body=${klogValue(this.#truncated(text))}`);
  }

  #truncated(text: string): string {
    const limit = BODY_LIMITS.get(this.#level);
    if (limit === undefined || text.length <= limit) return text;
    return `${text.slice(0, limit)} [truncated ${text.length - limit} chars]`;
  }

  #answerHeaders(response: ApiResponse): string {
    const lines = ["Cache-Control: no-cache, private"];
    if (response.type === "object") lines.push(`Content-Length: ${JSON.stringify(response.body).length + 1}`);
    else if (response.type === "text") lines.push(`Content-Length: ${response.body.length}`);
    lines.push(`Content-Type: ${mediaTypeOf(response)}`);
    return lines.join("\n");
  }
}

function mediaTypeOf(response: ApiResponse): string {
  if (response.type === "text") return response.contentType;
  return response.type === "object" || response.type === "watch" ? "application/json" : "text/plain";
}

const REASONS = new Map([
  [200, "OK"],
  [201, "Created"],
  [202, "Accepted"],
  [400, "Bad Request"],
  [401, "Unauthorized"],
  [403, "Forbidden"],
  [404, "Not Found"],
  [405, "Method Not Allowed"],
  [409, "Conflict"],
  [410, "Gone"],
  [415, "Unsupported Media Type"],
  [422, "Unprocessable Entity"],
  [429, "Too Many Requests"],
  [500, "Internal Server Error"],
  [503, "Service Unavailable"],
]);

function statusText(response: ApiResponse): string {
  const code = response.type === "object" || response.type === "text" ? response.status : 200;
  return `${code} ${REASONS.get(code) ?? ""}`.trimEnd();
}

/** As net/url encodes values: sorted by name. */
function queryText(query: ApiRequest["query"]): string {
  const names = [...query.keys()].sort();
  const pairs = names.flatMap((name) => (query.get(name) ?? []).map((value) => `${escaped(name)}=${escaped(value)}`));
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

function escaped(text: string): string {
  return encodeURIComponent(text)
    .replaceAll("%20", "+")
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function headerPairs(headers: ApiRequest["headers"]): [string, string][] {
  const pairs = [...headers].map(([name, value]): [string, string] => [
    HEADER_NAMES.get(name) ?? name,
    name === "authorization" ? `${value.split(" ")[0]} <masked>` : value,
  ]);
  return pairs.sort(([one], [other]) => (one < other ? -1 : 1));
}

function headerLines(headers: ApiRequest["headers"]): string {
  return headerPairs(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
}

function curlHeaders({ headers }: ApiRequest): string {
  return headerPairs(headers)
    .map(([name, value]) => `-H "${name}: ${value}"`)
    .join(" ");
}

/** A text of many lines as klog writes it. */
function block(text: string): string {
  return `<\n${text
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => `\t${line}\n`)
    .join("")} >`;
}

function klogValue(text: string): string {
  return text.includes("\n") ? block(text) : goQuote(text);
}
