/**
 * One request as a program would make it: the name by way of the machine's own resolver, a connection through its
 * own sockets, HTTP over that. It knows nothing that a program on that machine would not know.
 */

import type { Ip } from "../../sim/core/ip.ts";
import type { Stream } from "../../sim/core/stream.ts";
import { decodeUtf8 } from "../../sim/core/utf8.ts";
import type { Run } from "../../sim/core/wait.ts";
import { HttpError } from "../../sim/net/http/message.ts";
import { readResponse } from "../../sim/net/http/read.ts";
import { writeRequest } from "../../sim/net/http/write.ts";
import { NetError } from "../../sim/net/net-error.ts";
import { connectToAny } from "../../sim/net/socket/connect.ts";
import { formatEndpoint } from "../../sim/net/socket/endpoint.ts";
import type { TcpSocket } from "../../sim/net/socket/tcp-socket.ts";
import { connectTls } from "../../sim/net/tls/client.ts";
import { TlsError } from "../../sim/net/tls/tls-error.ts";
import type { Certificate } from "../../sim/net/tls/x509/certificate.ts";
import type { Machine } from "../../sim/os/machine.ts";
import { ResolveError, resolve } from "../../sim/os/resolver/resolve.ts";
import type { Outcome, Stage } from "./outcome.ts";
import type { Target } from "./target.ts";

const NOTHING = new Uint8Array();

/** How far it is, for whoever gives up waiting. */
export interface Progress {
  stage: Stage;
  /** The sender's end of the connection, once there is one. */
  local: string | null;
  /** What the server showed of itself, where TLS is spoken. */
  certificate?: Certificate;
}

export function* request(machine: Machine, target: Target, progress: Progress): Run<Outcome> {
  const startUs = machine.clock.nowUs;
  const addresses = yield* addressesOf(machine, target.host);
  const afterSec = Math.round((machine.clock.nowUs - startUs) / 1_000_000);
  if (addresses === "no-answer") return { kind: "timed-out", stage: "name", afterSec };
  if (addresses.length === 0) return { kind: "no-name" };
  progress.stage = "connection";
  try {
    const socket = yield* connectToAny(machine.network, { to: addresses, port: target.port });
    progress.local = formatEndpoint(socket.local);
    progress.stage = "answer";
    if (target.scheme === "tcp") return accepted(socket);
    const stream = target.scheme === "http" ? socket : yield* secured(machine, socket, { target, progress });
    try {
      return yield* ask(stream, target);
    } finally {
      socket.close();
    }
  } catch (error) {
    if (error instanceof HttpError || error instanceof TlsError) return { kind: "broken" };
    if (!(error instanceof NetError)) throw error;
    return outcomeOf(error, progress.stage);
  }
}

/** What the machine's C library makes of the name: none when DNS says that it has no address. */
export function* addressesOf(machine: Machine, host: string): Run<readonly Ip[] | "no-answer"> {
  try {
    return (yield* resolve(machine, host)).addresses;
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    return error.code === "EAI_NONAME" || error.code === "EAI_NODATA" ? [] : "no-answer";
  }
}

function accepted(socket: TcpSocket): Outcome {
  socket.close();
  return { kind: "connected" };
}

/** Whatever certificate the server shows is accepted here, and judged by whoever asked. */
function* secured(
  machine: Machine,
  socket: TcpSocket,
  { target, progress }: { target: Target; progress: Progress },
): Run<Stream> {
  const { stream, peerChain } = yield* connectTls(socket, {
    serverName: target.site ?? target.host,
    alpn: ["http/1.1"],
    versions: ["TLSv1.3", "TLSv1.2"],
    prng: machine.prng.split("probe"),
    verify: () => null,
  });
  if (peerChain[0] !== undefined) progress.certificate = peerChain[0];
  return stream;
}

function* ask(stream: Stream, { scheme, host, port, path, site }: Target): Run<Outcome> {
  const usual = scheme === "https" ? 443 : 80;
  const authority = site ?? (port === usual ? host : `${host}:${port}`);
  const headers = [
    { name: "Host", value: authority },
    { name: "User-Agent", value: "hop" },
    { name: "Accept", value: "*/*" },
    { name: "Connection", value: "close" },
  ];
  yield* writeRequest(stream, { method: "GET", target: path, version: "HTTP/1.1", headers, body: NOTHING });
  const response = yield* readResponse(stream);
  return { kind: "answered", status: response.status, body: decodeUtf8(response.body) };
}

function outcomeOf({ code }: NetError, stage: Stage): Outcome {
  switch (code) {
    case "ECONNREFUSED":
      return { kind: "refused" };
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "EACCES":
      return { kind: "unreachable" };
    case "ETIMEDOUT":
      return { kind: "timed-out", stage, afterSec: 127 };
    default:
      return { kind: "broken" };
  }
}
