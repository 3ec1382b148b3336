/**
 * Requests to the API server, and what comes of them: an object, or an error in the server's own words.
 *
 * Models: k8s.io/client-go/rest/request.go
 * SIMPLIFIED: no retries and no rate limits of the client's own.
 */

import type { Stream } from "../../../../sim/core/stream.ts";
import type { Run } from "../../../../sim/core/wait.ts";
import type { JsonObject, JsonValue, Mutable } from "../../../../sim/kube/api/objects.ts";
import type { ApiRequest, ApiResponse, WatchStream } from "../../../../sim/kube/api/request.ts";
import { failure, isStatus, StatusError } from "../../../../sim/kube/api/status.ts";
import { NetError } from "../../../../sim/net/net-error.ts";
import type { ApiTransport } from "../../../../sim/node/api-transport.ts";
import type { Process } from "../../../../sim/os/process.ts";
import { CommandError, ConnectionError } from "../errors.ts";
import type { Connection } from "./kubeconfig.ts";
import type { RequestLog } from "./request-log.ts";
import { checkServer } from "./server-address.ts";
import { checkServerCertificate } from "./server-trust.ts";

export interface RequestOptions {
  readonly query?: readonly (readonly [string, string])[];
  readonly body?: JsonValue;
  readonly contentType?: string;
  readonly accept?: string;
  /** Known from an earlier command under the same host, and so not asked for under another name or by another certificate. */
  readonly isCached?: true;
}

/** Where warnings of the server go. */
export type WarningSink = (text: string) => Run<void>;

export interface RestClientOptions {
  readonly connection: Connection;
  readonly process: Process;
  readonly transport: ApiTransport | undefined;
  /** The address of the resolver, for the words of a name that is not found. */
  readonly resolver: string;
  readonly onWarning: WarningSink;
  /** What `-v` asks for; null below 6. */
  readonly log: RequestLog | null;
  /** Asked for before the first request. */
  readonly precondition: ((client: RestClient) => Run<void>) | null;
}

export class RestClient {
  readonly connection: Connection;
  readonly #process: Process;
  readonly #transport: ApiTransport | undefined;
  readonly #resolver: string;
  readonly #onWarning: WarningSink;
  readonly #log: RequestLog | null;
  #precondition: ((client: RestClient) => Run<void>) | null;

  constructor(options: RestClientOptions) {
    this.connection = options.connection;
    this.#process = options.process;
    this.#transport = options.transport;
    this.#resolver = options.resolver;
    this.#onWarning = options.onWarning;
    this.#log = options.log;
    this.#precondition = options.precondition;
  }

  /** The host and port of the server, as messages name it. */
  get host(): string {
    return this.connection.server.replace(/^https?:\/\//, "").replace(/\/.*$/, "");
  }

  *get(path: string, options: RequestOptions = {}): Run<Mutable> {
    return yield* this.request("GET", path, options);
  }

  *request(method: string, path: string, options: RequestOptions = {}): Run<Mutable> {
    const response = yield* this.send(method, path, options);
    if (response.type === "object") return response.body;
    if (response.type === "text" && response.contentType === "application/json") return JSON.parse(response.body);
    throw new CommandError(`the server gave a ${response.type} where an object was expected`);
  }

  /** The answer as bytes would have it: text as it is, an object as JSON. */
  *raw(method: string, path: string, options: RequestOptions = {}): Run<string> {
    const response = yield* this.send(method, path, options);
    if (response.type === "text") return response.body;
    if (response.type === "object") return `${JSON.stringify(response.body)}\n`;
    throw new CommandError(`the server gave a ${response.type} where text was expected`);
  }

  *watch(path: string, options: RequestOptions = {}): Run<WatchStream> {
    const query = [...(options.query ?? []), ["watch", "true"] as const];
    const response = yield* this.send("GET", path, { ...options, query });
    if (response.type === "watch") return response.events;
    throw new CommandError("the server gave no watch");
  }

  *log(path: string, options: RequestOptions = {}): Run<Stream> {
    const response = yield* this.send("GET", path, options);
    if (response.type === "log") return response.stream;
    throw new CommandError("the server gave no log");
  }

  /** Any answer that is not a failure. */
  *send(method: string, path: string, options: RequestOptions): Run<ApiResponse> {
    const precondition = this.#precondition;
    this.#precondition = null;
    if (precondition !== null) yield* precondition(this);
    const transport = this.#reached(path);
    const request = this.#requestOf(method, path, options);
    const logged = this.#log === null ? null : yield* this.#log.request(request);
    const response = yield* this.#answer(transport, request, options.isCached === true);
    if (logged !== null) yield* logged(response);
    if (response.type === "object") {
      for (const warning of response.warnings) yield* this.#onWarning(warning);
      if (response.status >= 400) throw new StatusError(statusOf(response.status, response.body));
    }
    if (response.type === "text" && response.status >= 400)
      throw new StatusError(statusOf(response.status, parsedOr(response.body)));
    return response;
  }

  /** Somebody else's request, as it is, and whatever is answered. */
  *exchange(request: ApiRequest): Run<ApiResponse> {
    return yield* this.#answer(this.#reached(request.path), request, false);
  }

  #requestOf(method: string, path: string, options: RequestOptions): ApiRequest {
    const headers = new Map(this.connection.headers);
    headers.set("accept", options.accept ?? "application/json");
    headers.set("user-agent", "kubectl/v1.36.4");
    const query = new Map<string, string[]>();
    for (const [name, value] of options.query ?? []) query.set(name, [...(query.get(name) ?? []), value]);
    if (options.body === undefined) return { method, path, query, headers };
    headers.set("content-type", options.contentType ?? "application/json");
    return { method, path, query, headers, body: options.body };
  }

  /** The transport, when it leads to the server that the kubeconfig names. */
  #reached(path: string): ApiTransport {
    checkServer(this.connection.server);
    const transport = this.#transport;
    if (transport !== undefined && leadsTo(transport, this.connection.server)) return transport;
    throw this.#unreachable(path);
  }

  #unreachable(path: string): ConnectionError {
    const { host } = this;
    const [, name = host, port] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(host) ?? [];
    const isAddress = /^[\d.]+$|^\[/.test(name);
    if (!isAddress && name !== "localhost")
      return new ConnectionError(`dial tcp: lookup ${name} on ${this.#resolver}:53: no such host`, host, false);
    const address = name === "localhost" ? "127.0.0.1" : name;
    const scheme = this.connection.server.startsWith("https") ? "443" : "80";
    return new ConnectionError(
      `Get "${this.connection.server}${path}": dial tcp ${address}:${port ?? scheme}: connect: connection refused`,
      host,
      true,
    );
  }

  *#answer(transport: ApiTransport, request: ApiRequest, isCached: boolean): Run<ApiResponse> {
    const { door } = transport;
    const { server, trust, certificate } = this.connection;
    try {
      if (door === undefined || (isCached && sameHost(transport.server, server)))
        return yield* transport.request(request);
      if (!server.startsWith("https")) return plainToTls();
      checkServerCertificate(door, { process: this.#process, host: this.host, trust });
      const token = /^Bearer (.*)$/.exec(request.headers.get("authorization") ?? "")?.[1];
      const user = door.userOf({ token, certificate });
      if (user === null) return { type: "object", status: 401, body: UNAUTHORIZED, warnings: [] };
      return yield* transport.request(user === undefined ? request : { ...request, user });
    } catch (error) {
      if (error instanceof NetError) throw this.#unreachable(request.path);
      throw error;
    }
  }
}

const UNAUTHORIZED = failure(401, "Unauthorized", "Unauthorized");

/** What comes of HTTP at a port that speaks TLS. */
function plainToTls(): ApiResponse {
  const body = failure(400, "BadRequest", "the server rejected our request for an unknown reason", {});
  return { type: "object", status: 400, body, warnings: [] };
}

function leadsTo({ server, door }: ApiTransport, asked: string): boolean {
  const one = canonicalServer(server);
  const other = canonicalServer(asked);
  if (door === undefined || one === other) return one === other;
  return sameHost(one, other) || door.hosts.includes(hostOf(other));
}

function hostOf(address: string): string {
  return address.replace(/^https?:\/\//, "");
}

/** The cache of discovery does not know one scheme from the other. */
function sameHost(one: string, other: string): boolean {
  return hostOf(canonicalServer(one)) === hostOf(canonicalServer(other));
}

function canonicalServer(server: string): string {
  return server.replace(/\/+$/, "").replace("//localhost:", "//127.0.0.1:");
}

function statusOf(code: number, body: JsonObject | null) {
  if (body !== null && isStatus(body)) return body;
  if (code === 404) return failure(404, "NotFound", "the server could not find the requested resource", {});
  if (code === 405)
    return failure(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", {});
  return failure(code, "", `the server responded with the status code ${code} but did not return more information`, {});
}

function parsedOr(text: string): JsonObject | null {
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return null;
  }
}
