/** The API server's front: HTTPS in, requests of the simulated API server out, and their answers back as HTTP. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { Duplex } from "node:stream";
import { parse as parseYaml } from "yaml";
import type { Cluster } from "../../sim/cluster.ts";
import type { JsonObject, JsonValue } from "../../sim/kube/api/objects.ts";
import { type ApiRequest, type ApiResponse, parseQuery } from "../../sim/kube/api/request.ts";
import { badRequest, failure, type Status } from "../../sim/kube/api/status.ts";
import { hasType } from "../../sim/kube/schema/schema.ts";
import { askServer } from "./ask-server.ts";
import type { ServerIdentity } from "./certificate.ts";
import { followEvents, followLog } from "./follow.ts";
import type { Pace } from "./pace.ts";
import { decodeProtobuf } from "./protobuf/decode.ts";
import { encodeSwagger, SWAGGER_PROTOBUF } from "./protobuf/swagger.ts";
import { upgrade } from "./upgrade.ts";

export interface Front {
  readonly cluster: Cluster;
  readonly pace: Pace;
}

/** As the real server: 3 MiB, and no more. */
const MAX_BODY = 3 * 1024 * 1024;
const ADVANCE_PATH = "/hop/advance";

export interface Listener {
  readonly server: Server;
  /** Ends every conversation at once, whatever its connection has become. */
  close(): void;
}

export function createListener(front: Front, identity: ServerIdentity): Listener {
  const server = createServer({ key: identity.keyPem, cert: identity.certificatePem, ALPNProtocols: ["http/1.1"] });
  // Watches and logs stay open for as long as somebody looks.
  server.requestTimeout = 0;
  const sockets = new Set<Duplex>();
  server.on("secureConnection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    front.pace.touch();
  });
  server.on("request", (incoming: IncomingMessage, outgoing: ServerResponse) => {
    front.pace.touch();
    incoming.on("error", () => outgoing.destroy());
    outgoing.on("error", () => outgoing.destroy());
    readBody(incoming, (body) => answer(front, incoming, { outgoing, body }));
  });
  server.on("upgrade", (incoming: IncomingMessage, socket, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    upgrade(front, requestOf(front, incoming, EMPTY), { socket, head });
  });
  return {
    server,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Null when it is larger than a server takes. */
function readBody(incoming: IncomingMessage, then: (body: Buffer | null) => void): void {
  const parts: Buffer[] = [];
  let length = 0;
  incoming.on("data", (part: Buffer) => {
    length += part.length;
    if (length <= MAX_BODY) parts.push(part);
  });
  incoming.on("end", () => then(length > MAX_BODY ? null : Buffer.concat(parts)));
}

const EMPTY = Buffer.alloc(0);

function requestOf(front: Front, incoming: IncomingMessage, body: Buffer): ApiRequest {
  const url = incoming.url ?? "/";
  const mark = url.indexOf("?");
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(incoming.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(",") : value);
  const request = {
    method: incoming.method ?? "GET",
    path: mark < 0 ? url : url.slice(0, mark),
    query: parseQuery(mark < 0 ? "" : url.slice(mark + 1)),
    headers,
  };
  return body.length === 0 ? request : { ...request, body: asJson(front, body, headers.get("content-type") ?? "") };
}

/** Clients may write YAML or protobuf where the server reads JSON; what is neither is left for the server to refuse. */
function asJson({ cluster }: Front, body: Buffer, contentType: string): string | JsonValue {
  const text = body.toString();
  if (/protobuf/.test(contentType)) {
    const { kinds } = cluster.api;
    const typeOf = (apiVersion: string, kind: string): string | undefined =>
      kinds.ofObject(apiVersion, kind)?.schema ?? (hasType(kind) ? kind : undefined);
    return decodeProtobuf(body, typeOf) ?? text;
  }
  if (!/yaml/.test(contentType) || /^\s*[{[]/.test(text)) return text;
  try {
    return parseYaml(text) as JsonValue;
  } catch {
    return text;
  }
}

function answer(
  front: Front,
  incoming: IncomingMessage,
  { outgoing, body }: { readonly outgoing: ServerResponse; readonly body: Buffer | null },
): void {
  outgoing.sendDate = false;
  outgoing.setHeader("Date", new Date(front.cluster.clock.nowMs).toUTCString());
  const request = requestOf(front, incoming, body ?? EMPTY);
  const refusal = body === null ? tooLarge() : (notAcceptable(request) ?? needsUpgrade(request));
  if (refusal !== null) sendStatus(outgoing, refusal);
  else if (request.path === ADVANCE_PATH) advance(front, request, outgoing);
  else {
    front.pace.spendRequest(request);
    const response = askServer(front, request);
    if (response.type === "object" && wantsSwagger(request)) sendSwagger(outgoing, response.body);
    else respond(front, outgoing, response);
    front.pace.touch();
  }
}

/** The one answer that kubectl takes as protobuf and nothing else. */
function wantsSwagger({ path, headers }: ApiRequest): boolean {
  return path === "/openapi/v2" && /proto-openapi\.spec\.v2/.test(headers.get("accept") ?? "");
}

function sendSwagger(outgoing: ServerResponse, document: JsonObject): void {
  const bytes = encodeSwagger(document);
  outgoing.writeHead(200, { "Content-Type": SWAGGER_PROTOBUF, "Content-Length": bytes.length });
  outgoing.end(bytes);
}

function respond({ pace }: Front, outgoing: ServerResponse, response: ApiResponse): void {
  switch (response.type) {
    case "object":
      for (const warning of response.warnings) outgoing.appendHeader("Warning", warningHeader(warning));
      outgoing.setHeader("Cache-Control", "no-cache, private");
      send(outgoing, { ...response, contentType: response.contentType ?? "application/json" });
      break;
    case "text":
      send(outgoing, response);
      break;
    case "watch":
      followEvents(outgoing, response.events, pace);
      break;
    case "log":
      followLog(outgoing, response.stream, pace);
      break;
    case "upgrade":
      response.session.close();
      sendStatus(outgoing, badRequest("Upgrade request required"));
      break;
    case "port-forward":
      sendStatus(outgoing, badRequest("Upgrade request required"));
  }
}

function send(
  outgoing: ServerResponse,
  { status, contentType, body }: { status: number; contentType: string; body: string | JsonObject },
): void {
  const bytes = Buffer.from(typeof body === "string" ? body : `${JSON.stringify(body)}\n`);
  outgoing.writeHead(status, { "Content-Type": contentType, "Content-Length": bytes.length });
  outgoing.end(bytes);
}

function sendStatus(outgoing: ServerResponse, status: Status): void {
  send(outgoing, { status: status.code, contentType: "application/json", body: status });
}

/** `299 - "text"`. Models: k8s.io/apimachinery/pkg/util/net NewWarningHeader */
function warningHeader(text: string): string {
  const printable = [...text].filter((character) => character >= " " && character !== "\x7f").join("");
  return Buffer.from(`299 - "${printable.replace(/[\\"]/g, "\\$&")}"`).toString("latin1");
}

/** Only JSON is written here; who takes nothing else is told so. */
function notAcceptable(request: ApiRequest): Status | null {
  const accept = request.headers.get("accept") ?? "";
  if (accept === "" || wantsSwagger(request) || /json|\*\/\*|text\/|application\/\*/.test(accept)) return null;
  const message = "only the following media types are accepted: application/json";
  return failure(406, "NotAcceptable", message);
}

function needsUpgrade({ path }: ApiRequest): Status | null {
  const isStreaming = /\/pods\/[^/]+\/(exec|attach|portforward)$/.test(path);
  return isStreaming ? badRequest("Upgrade request required") : null;
}

function tooLarge(): Status {
  const message = `Request entity too large: limit is ${MAX_BODY}`;
  return failure(413, "RequestEntityTooLarge", message);
}

/** `POST /hop/advance?seconds=30`: time moves when it is told to. */
function advance({ cluster, pace }: Front, request: ApiRequest, outgoing: ServerResponse): void {
  const seconds = Number(request.query.get("seconds")?.[0] ?? "");
  if (request.method !== "POST")
    sendStatus(outgoing, failure(405, "MethodNotAllowed", "the method is POST: time moves"));
  else if (!(seconds >= 0 && seconds <= 86_400)) sendStatus(outgoing, badRequest("seconds: a number from 0 to 86400"));
  else {
    pace.advance(Math.round(seconds * 1_000_000));
    send(outgoing, { status: 200, contentType: "application/json", body: { now: cluster.now } });
  }
}
