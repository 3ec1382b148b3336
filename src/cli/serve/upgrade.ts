/**
 * Requests that leave HTTP behind: exec, attach and port-forward, over WebSocket as today's clients ask or over SPDY
 * as older ones do.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/util/proxy (translating and streaming handlers)
 */
import type { Duplex } from "node:stream";
import { WaitQueue } from "../../sim/core/wait.ts";
import type { ContainerSession } from "../../sim/kube/api/backend.ts";
import type { JsonObject } from "../../sim/kube/api/objects.ts";
import type { ApiRequest, ApiResponse } from "../../sim/kube/api/request.ts";
import { badRequest, isStatus, type Status } from "../../sim/kube/api/status.ts";
import { askServer } from "./ask-server.ts";
import { COMMAND_PROTOCOLS, serveCommandChannels } from "./command-channels.ts";
import type { Front } from "./listener.ts";
import { PORT_CHANNEL_PROTOCOL, type PortForward, servePortChannels } from "./port-channels.ts";
import { SPDY_COMMAND_PROTOCOL, serveCommandStreams } from "./spdy/command-streams.ts";
import { socketLink, tunnelLink } from "./spdy/link.ts";
import { PORT_PROTOCOL, PORT_TUNNEL_PROTOCOL, servePortStreams } from "./spdy/port-streams.ts";
import { handshakeAnswer } from "./websocket.ts";

interface Upgraded {
  readonly socket: Duplex;
  /** What came behind the request in the same packet. */
  readonly head: Buffer;
}

type PortForwardResponse = Extract<ApiResponse, { type: "port-forward" }>;

export function upgrade(front: Front, request: ApiRequest, { socket, head }: Upgraded): void {
  if (head.length > 0) socket.unshift(head);
  const protocol = chosenProtocol(request);
  if (protocol === null) {
    refuse(socket, badRequest("unable to upgrade: unsupported protocol"));
    return;
  }
  front.pace.spendRequest(request);
  const response = askServer(front, request);
  if (response.type === "upgrade") runCommand(front, request, { socket, protocol, session: response.session });
  else if (response.type === "port-forward") forwardPorts(front, request, { socket, protocol, response });
  else if (response.type === "object" && hasFailedToStart(response.body))
    runCommand(front, request, { socket, protocol, session: failedSession(response.body) });
  else {
    if (response.type === "watch") response.events.close();
    if (response.type === "log") response.stream.close();
    const nothing = badRequest("unable to upgrade: this path has nothing to upgrade to");
    refuse(socket, response.type === "object" ? response.body : nothing);
  }
}

/** The kubelet upgrades first and starts the program then, so that this failure comes as the program's end. */
function hasFailedToStart(body: JsonObject): body is Status {
  return isStatus(body) && /error executing command in container/.test(body.message ?? "");
}

function failedSession(status: Status): ContainerSession {
  return {
    stdin: null,
    stdout: null,
    stderr: null,
    resize: () => {},
    exit: { status },
    ended: new WaitQueue(),
    close: () => {},
  };
}

/** The API server speaks SPDY to the kubelet behind a WebSocket, and reports its failure as one of its own. */
function asTranslated(session: ContainerSession): ContainerSession {
  if (session.exit === null || !("status" in session.exit)) return session;
  const { status } = session.exit;
  return { ...session, exit: { status: { ...status, message: `Internal error occurred: ${status.message}` } } };
}

function runCommand(
  { pace }: Front,
  request: ApiRequest,
  how: { readonly socket: Duplex; readonly protocol: string; readonly session: ContainerSession },
): void {
  const { socket, protocol, session } = how;
  const command = request.query.get("command") ?? [];
  if (isWebSocket(request)) {
    socket.write(handshakeAnswer(request.headers.get("sec-websocket-key") ?? "", protocol));
    serveCommandChannels(socket, { session: asTranslated(session), command, pace });
    return;
  }
  socket.write(spdyAnswer(protocol));
  const tty = flag(request, "tty");
  const wanted = {
    stdin: flag(request, "stdin"),
    stdout: flag(request, "stdout"),
    stderr: flag(request, "stderr") && !tty,
    resize: tty,
  };
  serveCommandStreams((handler) => socketLink(socket, handler), wanted, { session, command, pace });
}

function forwardPorts(
  { pace }: Front,
  request: ApiRequest,
  how: { readonly socket: Duplex; readonly protocol: string; readonly response: PortForwardResponse },
): void {
  const { socket, protocol, response } = how;
  const pod = /\/pods\/([^/]+)\//.exec(request.path)?.[1] ?? "";
  const forward: PortForward = {
    connect: (port) => response.connect(port),
    failure: (port, why) =>
      `error forwarding port ${port} to pod ${pod}, uid : failed to execute portforward in network namespace: failed to connect to localhost:${port} inside namespace "${pod}", IPv4: dial tcp4 127.0.0.1:${port}: ${why} IPv6 dial tcp6: address localhost: no suitable address`,
    pace,
  };
  if (!isWebSocket(request)) {
    socket.write(spdyAnswer(protocol));
    servePortStreams((handler) => socketLink(socket, handler), forward);
    return;
  }
  socket.write(handshakeAnswer(request.headers.get("sec-websocket-key") ?? "", protocol));
  if (protocol === PORT_TUNNEL_PROTOCOL) servePortStreams((handler) => tunnelLink(socket, handler), forward);
  else {
    const ports = (request.query.get("ports") ?? []).flatMap((text) => text.split(",")).map(Number);
    servePortChannels(socket, ports, forward);
  }
}

function chosenProtocol(request: ApiRequest): string | null {
  const isPortForward = request.path.endsWith("/portforward");
  const { headers } = request;
  if (isWebSocket(request)) {
    const offered = listOf(headers.get("sec-websocket-protocol"));
    const known = isPortForward ? [PORT_TUNNEL_PROTOCOL, PORT_CHANNEL_PROTOCOL] : COMMAND_PROTOCOLS;
    return known.find((protocol) => offered.includes(protocol)) ?? null;
  }
  if (!/spdy\/3\.1/i.test(headers.get("upgrade") ?? "")) return null;
  const wanted = isPortForward ? PORT_PROTOCOL : SPDY_COMMAND_PROTOCOL;
  return listOf(headers.get("x-stream-protocol-version")).includes(wanted) ? wanted : null;
}

function isWebSocket({ headers }: ApiRequest): boolean {
  return /websocket/i.test(headers.get("upgrade") ?? "") && headers.has("sec-websocket-key");
}

function listOf(header: string | undefined): string[] {
  return (header ?? "").split(",").map((item) => item.trim());
}

function flag(request: ApiRequest, name: string): boolean {
  return ["true", "1"].includes(request.query.get(name)?.[0] ?? "");
}

function spdyAnswer(protocol: string): string {
  return `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: ${protocol}\r\n\r\n`;
}

function refuse(socket: Duplex, status: JsonObject): void {
  const body = Buffer.from(`${JSON.stringify(status)}\n`);
  const code = Number(status.code ?? 400);
  socket.end(
    `HTTP/1.1 ${code} ${String(status.reason ?? "Bad Request")}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}
