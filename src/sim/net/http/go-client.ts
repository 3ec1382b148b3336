/**
 * HTTP as programs written in Go ask it, and their words for what goes wrong.
 *
 * Models: Go net/http/transport.go, crypto/tls/handshake_client.go, crypto/x509/verify.go
 * SIMPLIFIED: one request a connection; HTTP/2 is not offered.
 */
import { formatIp, type Ip, parseIp } from "../../core/ip.ts";
import type { Prng } from "../../core/prng.ts";
import type { Stream } from "../../core/stream.ts";
import { formatRfc3339 } from "../../core/time.ts";
import type { Run } from "../../core/wait.ts";
import type { NetNamespace } from "../namespace.ts";
import { NetError } from "../net-error.ts";
import { connectTcp } from "../socket/connect.ts";
import { connectTls } from "../tls/client.ts";
import { TlsError } from "../tls/tls-error.ts";
import type { Certificate } from "../tls/x509/certificate.ts";
import { matchingName, verifyChain } from "../tls/x509/verify.ts";
import { HttpError, type HttpRequest, type HttpResponse } from "./message.ts";
import { readResponse } from "./read.ts";
import { writeRequest } from "./write.ts";

/** In Go's words, without the `Get "https://…": ` before them. */
export class GoHttpError extends Error {
  override readonly name = "GoHttpError";
  /** Nobody listens there. */
  readonly isRefused: boolean;

  constructor(message: string, isRefused = false) {
    super(message);
    this.isRefused = isRefused;
  }
}

export interface GoRequest {
  readonly network: NetNamespace;
  readonly to: Ip;
  readonly port: number;
  /** Null for plain HTTP. */
  readonly tls: {
    readonly serverName: string;
    readonly trusted: readonly Certificate[] | "anything";
    readonly prng: Prng;
  } | null;
  readonly request: HttpRequest;
  readonly timeoutUs: number;
}

/** Throws GoHttpError. */
export function* goRequest(options: GoRequest): Run<HttpResponse> {
  const { network, to, port, tls, request, timeoutUs } = options;
  const address = `${typeof to === "bigint" ? `[${formatIp(to)}]` : formatIp(to)}:${port}`;
  const untilUs = network.clock.nowUs + timeoutUs;
  let stream: Stream | null = null;
  try {
    const socket = yield* connectTcp(network, { to, port, timeoutUs });
    stream = socket;
    const exchange = function* (): Run<HttpResponse> {
      const inner = tls === null ? socket : yield* secured(socket, { ...tls, nowMs: network.clock.nowMs });
      stream = inner;
      yield* writeRequest(inner, request);
      return yield* readResponse(inner, { method: request.method });
    };
    return yield* until(exchange(), network, untilUs);
  } catch (error) {
    throw inGo(error, address);
  } finally {
    (stream as Stream | null)?.close();
  }
}

interface Secured {
  readonly serverName: string;
  readonly trusted: readonly Certificate[] | "anything";
  readonly prng: Prng;
  readonly nowMs: number;
}

export function* secured(socket: Stream, { serverName, trusted, prng, nowMs }: Secured): Run<Stream> {
  let wrong: string | null = null;
  try {
    const session = yield* connectTls(socket, {
      serverName: parseIp(serverName) === null ? serverName : null,
      alpn: ["http/1.1"],
      versions: ["TLSv1.3", "TLSv1.2"],
      prng,
      verify: (chain) => {
        wrong = trusted === "anything" ? null : x509Error(chain, { trusted, serverName, nowMs });
        return wrong === null ? null : "bad_certificate";
      },
    });
    return session.stream;
  } catch (error) {
    if (error instanceof TlsError && wrong !== null)
      throw new GoHttpError(`tls: failed to verify certificate: x509: ${wrong}`);
    throw error;
  }
}

/** Null when all is well. */
export function x509Error(
  chain: readonly Certificate[],
  {
    trusted,
    serverName,
    nowMs,
  }: { readonly trusted: readonly Certificate[]; readonly serverName: string; readonly nowMs: number },
): string | null {
  const [leaf] = chain;
  const { error, chain: found, depth } = verifyChain(chain, { trusted, nowMs });
  const at = found[depth];
  if (leaf === undefined) return "certificate signed by unknown authority";
  const now = formatRfc3339(nowMs);
  if (leaf.notAfterMs < nowMs || (error === "expired" && at !== undefined))
    return `certificate has expired or is not yet valid: current time ${now} is after ${formatRfc3339((at ?? leaf).notAfterMs)}`;
  if (leaf.notBeforeMs > nowMs)
    return `certificate has expired or is not yet valid: current time ${now} is before ${formatRfc3339(leaf.notBeforeMs)}`;
  return wrongName(leaf, serverName) ?? (error === null ? null : "certificate signed by unknown authority");
}

function wrongName(leaf: Certificate, serverName: string): string | null {
  const found = matchingName(leaf, serverName);
  if (found !== null && found.kind !== "CN") return null;
  const isAddress = parseIp(serverName) !== null;
  const names = leaf.alternativeNames.filter(({ kind }) => kind === (isAddress ? "IP Address" : "DNS"));
  if (isAddress && names.length === 0)
    return `cannot validate certificate for ${serverName} because it doesn't contain any IP SANs`;
  if (leaf.alternativeNames.length === 0 && found !== null)
    return "certificate relies on legacy Common Name field, use SANs instead";
  if (names.length === 0) return `certificate is not valid for any names, but wanted to match ${serverName}`;
  return `certificate is valid for ${names.map(({ value }) => value).join(", ")}, not ${serverName}`;
}

const ALERT_WORDS: Readonly<Record<string, string>> = {
  handshake_failure: "handshake failure",
  protocol_version: "protocol version not supported",
  unrecognized_name: "unrecognized name",
  no_application_protocol: "no application protocol",
  unknown_ca: "unknown certificate authority",
  bad_certificate: "bad certificate",
};

function inGo(error: unknown, address: string): unknown {
  if (error instanceof NetError) {
    if (error.code === "ETIMEDOUT") return new GoHttpError(`dial tcp ${address}: i/o timeout`);
    const words = error.message.charAt(0).toLowerCase() + error.message.slice(1);
    return new GoHttpError(`dial tcp ${address}: connect: ${words}`, error.code === "ECONNREFUSED");
  }
  if (error instanceof HttpError)
    return new GoHttpError(error.code === "malformed" ? `malformed HTTP response "${error.saw}"` : "EOF");
  return error instanceof TlsError ? new GoHttpError(tlsWords(error)) : error;
}

export function tlsWords({ code, alert, saw }: TlsError): string {
  if (code === "alert-received") return `remote error: tls: ${ALERT_WORDS[alert] ?? alert.replaceAll("_", " ")}`;
  if (code === "closed") return "EOF";
  const isHttp = String.fromCharCode(...saw.subarray(0, 5)) === "HTTP/";
  return isHttp
    ? "http: server gave HTTP response to HTTPS client"
    : "tls: first record does not look like a TLS handshake";
}

/** Gives up at that moment. */
function* until<T>(work: Run<T>, { clock }: NetNamespace, untilUs: number): Run<T> {
  try {
    for (let step = work.next(); ; step = work.next()) {
      if (step.done === true) return step.value;
      const wait = step.value;
      yield { ...wait, untilUs: Math.min(wait.untilUs ?? untilUs, untilUs), background: false };
      if (clock.nowUs >= untilUs) throw new GoHttpError("context deadline exceeded");
    }
  } finally {
    work.return(undefined as T);
  }
}
