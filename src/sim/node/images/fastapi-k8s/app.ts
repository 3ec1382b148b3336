/**
 * The course's own application: who am I, am I well, and a list of items. What FastAPI itself answers (404, 405, 422)
 * is in FastAPI's words.
 *
 * Models: FastAPI 0.115 routing and request validation, Pydantic 2 error types
 */
import { decodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import type { HttpRequest } from "../../../net/http/message.ts";
import type { Process } from "../../../os/process.ts";
import type { AppAnswer, AsgiApp } from "./uvicorn.ts";

interface Route {
  readonly method: "GET" | "POST";
  readonly path: RegExp;
  handle(context: RouteContext): Run<AppAnswer>;
}

interface RouteContext {
  readonly process: Process;
  readonly request: HttpRequest;
  readonly parts: readonly string[];
  readonly query: ReadonlyMap<string, string>;
}

const SLOW_US = 5_000_000;

const ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: /^\/$/,
    handle: ({ process }) => ok(greetingOf(process)),
  },
  { method: "GET", path: /^\/info$/, handle: ({ process }) => ok(infoOf(process)) },
  { method: "GET", path: /^\/health$/, handle: () => ok({ status: "ok" }) },
  { method: "GET", path: /^\/ready$/, handle: () => ok({ status: "ready" }) },
  { method: "GET", path: /^\/items\/([^/]+)$/, handle: readItem },
  { method: "POST", path: /^\/items$/, handle: createItem },
  { method: "GET", path: /^\/slow$/, handle: slow },
];

export function fastapiApp(process: Process): AsgiApp {
  return function* app(request) {
    const [path = "/", query = ""] = request.target.split("?");
    const fitting = ROUTES.filter((route) => route.path.test(path));
    const route = fitting.find(({ method }) => method === request.method);
    if (route !== undefined) {
      const parts = (route.path.exec(path) as RegExpExecArray).slice(1);
      return yield* route.handle({ process, request, parts, query: parseQuery(query) });
    }
    if (fitting.length === 0) {
      const bare = path.replace(/(.)\/+$/, "$1");
      if (bare !== path && ROUTES.some((other) => other.path.test(bare))) return redirect(request, bare);
      return { status: 404, body: { detail: "Not Found" } };
    }
    return {
      status: 405,
      body: { detail: "Method Not Allowed" },
      headers: [{ name: "allow", value: (fitting[0] as Route).method }],
    };
  };
}

// biome-ignore lint/correctness/useYield: a route may wait; this answer does not.
function* ok(body: unknown): Run<AppAnswer> {
  return { status: 200, body };
}

function redirect({ headers, target }: HttpRequest, to: string): AppAnswer {
  const host = headers.find(({ name }) => name.toLowerCase() === "host")?.value ?? "localhost";
  const query = target.includes("?") ? target.slice(target.indexOf("?")) : "";
  return { status: 307, body: "", headers: [{ name: "location", value: `http://${host}${to}${query}` }] };
}

/** The first release said it in other words. */
function greetingOf(process: Process): unknown {
  const name = nameOf(process);
  if (process.env.get("APP_TAG") === "1.0") return { message: "Hello from FastAPI", pod: name };
  return { message: "Hello from fastapi-k8s!", server: name };
}

function nameOf(process: Process): string {
  return process.env.get("POD_NAME") ?? process.machine.hostname;
}

function infoOf({ env, machine }: Process): unknown {
  return {
    pod_name: env.get("POD_NAME") ?? machine.hostname,
    pod_ip: env.get("POD_IP") ?? "unknown",
    node_name: env.get("NODE_NAME") ?? "unknown",
    namespace: env.get("POD_NAMESPACE") ?? env.get("NAMESPACE") ?? "unknown",
    version: "1.0.0",
  };
}

function* readItem({ parts, query }: RouteContext): Run<AppAnswer> {
  const text = decode(parts[0] ?? "");
  if (!/^[+-]?\d+$/.test(text))
    return yield* invalid({
      type: "int_parsing",
      loc: ["path", "item_id"],
      msg: "Input should be a valid integer, unable to parse string as an integer",
      input: text,
    });
  return yield* ok({ item_id: Number(text), q: query.get("q") ?? null });
}

function* createItem({ request }: RouteContext): Run<AppAnswer> {
  const text = decodeUtf8(request.body);
  const type = request.headers.find(({ name }) => name.toLowerCase() === "content-type")?.value ?? "";
  if (text === "") return yield* invalid({ type: "missing", loc: ["body"], msg: "Field required", input: null });
  if (!/\bjson\b/i.test(type)) return yield* invalid(notDictionary(text));
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    const at = /position (\d+)/.exec(String(text))?.[1] ?? "0";
    return yield* invalid({
      type: "json_invalid",
      loc: ["body", Number(at)],
      msg: "JSON decode error",
      input: {},
      ctx: { error: "Expecting value" },
    });
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) return yield* invalid(notDictionary(body));
  return yield* ok(body);
}

function notDictionary(input: unknown): object {
  return { type: "dict_type", loc: ["body"], msg: "Input should be a valid dictionary", input };
}

// biome-ignore lint/correctness/useYield: see ok().
function* invalid(detail: object): Run<AppAnswer> {
  return { status: 422, body: { detail: [detail] } };
}

function* slow({ process }: RouteContext): Run<AppAnswer> {
  yield* process.sleep(SLOW_US);
  return yield* ok({ message: "That took a while", server: nameOf(process) });
}

function parseQuery(text: string): ReadonlyMap<string, string> {
  const query = new Map<string, string>();
  for (const pair of text.split("&")) {
    const [name = "", ...value] = pair.split("=");
    if (name !== "") query.set(decode(name), decode(value.join("=")));
  }
  return query;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
