/**
 * A request and its answer, without HTTP: our kubectl makes them directly, `hop serve` makes them from sockets.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/endpoints/request
 */
import type { Stream } from "../../core/stream.ts";
import type { WaitQueue } from "../../core/wait.ts";
import type { ContainerSession } from "./backend.ts";
import type { JsonObject, JsonValue } from "./objects.ts";
import type { Status } from "./status.ts";

export interface ApiUser {
  readonly name: string;
  readonly groups: readonly string[];
  readonly uid?: string;
  readonly extra?: { readonly [key: string]: readonly string[] };
}

export interface ApiRequest {
  readonly method: string;
  /** Without the query; not percent-decoded. */
  readonly path: string;
  readonly query: ReadonlyMap<string, readonly string[]>;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body?: string | JsonValue;
  readonly user?: ApiUser;
}

export type ApiResponse =
  | {
      readonly type: "object";
      readonly status: number;
      readonly body: JsonObject;
      /** Texts of `Warning: 299` headers. */
      readonly warnings: readonly string[];
      readonly contentType?: string;
    }
  | { readonly type: "text"; readonly status: number; readonly contentType: string; readonly body: string }
  | { readonly type: "watch"; readonly events: WatchStream }
  | { readonly type: "log"; readonly stream: Stream }
  | { readonly type: "upgrade"; readonly session: ContainerSession }
  | { readonly type: "port-forward"; connect(port: number): Stream | Status };

export type WatchEventType = "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";

export interface WatchEvent {
  readonly type: WatchEventType;
  readonly object: JsonObject;
}

export interface WatchStream {
  tryNext(): WatchEvent | "would-block" | "eof";
  readonly readable: WaitQueue;
  close(): void;
}

const NO_QUERY: ReadonlyMap<string, readonly string[]> = new Map();
const JSON_HEADERS: ReadonlyMap<string, string> = new Map([
  ["accept", "application/json"],
  ["content-type", "application/json"],
]);

/** For callers in the same process. `path` may carry a query. */
export function apiRequest(method: string, path: string, body?: JsonValue, headers = JSON_HEADERS): ApiRequest {
  const mark = path.indexOf("?");
  const query = mark < 0 ? NO_QUERY : parseQuery(path.slice(mark + 1));
  const request = { method, path: mark < 0 ? path : path.slice(0, mark), query, headers };
  return body === undefined ? request : { ...request, body };
}

export function parseQuery(text: string): ReadonlyMap<string, readonly string[]> {
  const query = new Map<string, string[]>();
  for (const pair of text.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const key = percentDecode(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? "" : percentDecode(pair.slice(equals + 1));
    const values = query.get(key);
    if (values === undefined) query.set(key, [value]);
    else values.push(value);
  }
  return query;
}

function percentDecode(text: string): string {
  const spaced = text.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
