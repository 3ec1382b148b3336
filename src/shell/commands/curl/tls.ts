/**
 * curl's side of TLS: whom it trusts, what it says about the handshake, and how it fails.
 *
 * Models: curl 7.88.1 lib/vtls/openssl.c
 * SIMPLIFIED: no client certificates; sessions are not resumed.
 */
import { parseIp } from "../../../sim/core/ip.ts";
import type { Prng } from "../../../sim/core/prng.ts";
import { calendarOf } from "../../../sim/core/time.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { TcpSocket } from "../../../sim/net/socket/tcp-socket.ts";
import type { TlsChannel, TlsObserver } from "../../../sim/net/tls/channel.ts";
import { connectTls, type TlsSession } from "../../../sim/net/tls/client.ts";
import { CONTENT, type TlsVersion } from "../../../sim/net/tls/record.ts";
import { ALERTS, type AlertName, TlsError } from "../../../sim/net/tls/tls-error.ts";
import { type Certificate, parseCertificates } from "../../../sim/net/tls/x509/certificate.ts";
import { commonNameOf, nameText } from "../../../sim/net/tls/x509/name.ts";
import { matchingName, type VerifyError, verifyChain } from "../../../sim/net/tls/x509/verify.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { CurlError } from "./curl-error.ts";
import type { Verbose } from "./verbose.ts";

export interface TlsSettings {
  readonly insecure: boolean;
  /** --cacert */
  readonly caFile: string | null;
  readonly versions: readonly TlsVersion[];
  readonly alpn: readonly string[];
}

const BUNDLE = "/etc/ssl/certs/ca-certificates.crt";
/** OpenSSL's numbers, the words of each, and the alert that is sent for it. */
export const VERIFY_RESULTS: Readonly<Record<VerifyError, readonly [number, string, AlertName]>> = {
  "bad-signature": [7, "certificate signature failure", "decrypt_error"],
  "not-yet-valid": [9, "certificate is not yet valid", "bad_certificate"],
  expired: [10, "certificate has expired", "certificate_expired"],
  "self-signed": [18, "self-signed certificate", "unknown_ca"],
  "self-signed-in-chain": [19, "self-signed certificate in certificate chain", "unknown_ca"],
  "no-issuer": [20, "unable to get local issuer certificate", "unknown_ca"],
  "no-issuer-of-leaf": [21, "unable to verify the first certificate", "bad_certificate"],
};

const MESSAGES: Readonly<Record<number, string>> = {
  1: "Client hello",
  2: "Server hello",
  4: "Newsession Ticket",
  8: "Encrypted Extensions",
  11: "Certificate",
  12: "Server key exchange",
  14: "Server finished",
  15: "CERT verify",
  16: "Client key exchange",
  20: "Finished",
};

/** What has gone by on the connection, until it is told. */
class Seen implements TlsObserver {
  readonly #lines: { direction: "in" | "out"; text: string | null; bytes: number; type: number }[] = [];
  version: TlsVersion = "TLSv1.3";
  #tickets = 0;

  agreed(version: TlsVersion): void {
    this.version = version;
  }

  record(direction: "in" | "out", bytes: number): void {
    this.#lines.push({ direction, text: null, bytes, type: 0 });
  }

  message(direction: "in" | "out", content: { type: number; number: number; length: number }): void {
    const { type, number, length } = content;
    const text = `${this.version} (${direction.toUpperCase()}), ${labelOf(type, number)} (${number}):`;
    this.#lines.push({ direction, text, bytes: length, type: type === CONTENT.handshake ? number : 0 });
  }

  *tell(verbose: Verbose, onHello?: () => Run<void>): Run<void> {
    for (const { direction, text, bytes, type } of this.#lines.splice(0)) {
      if (text !== null) yield* verbose.info(text);
      yield* verbose.data(direction, bytes);
      if (type === 1 && onHello !== undefined) yield* onHello();
      if (type === 4 && ++this.#tickets === 2) yield* verbose.info("old SSL session ID is stale, removing");
    }
  }
}

function labelOf(type: number, number: number): string {
  if (type === CONTENT.changeCipherSpec) return "TLS change cipher, Change cipher spec";
  if (type === CONTENT.handshake) return `TLS handshake, ${MESSAGES[number] ?? "Unknown"}`;
  const name = Object.entries(ALERTS).find(([, value]) => value === (number & 255))?.[0] ?? "unknown";
  return `TLS alert, ${name.replaceAll("_", " ").replace(" ca", " CA")}`;
}

export interface CurlTls {
  readonly stream: TlsChannel;
  /** The handshake went well, and the certificate is for another name. */
  readonly refused: CurlError | null;
  /** Tells what has gone by since. */
  tell(): Run<void>;
}

interface Connection {
  readonly process: Process;
  readonly socket: TcpSocket;
  readonly host: string;
  readonly port: number;
  readonly verbose: Verbose;
  readonly settings: TlsSettings;
  readonly prng: Prng;
}

/** Throws CurlError. */
export function* speakTls(connection: Connection): Run<CurlTls> {
  const { process, socket, host, verbose, settings, prng } = connection;
  const { insecure, versions, alpn } = settings;
  const caFile = settings.caFile ?? BUNDLE;
  const trusted = trustedIn(process, caFile, insecure && settings.caFile === null);
  const seen = new Seen();
  if (!versions.includes("TLSv1.3")) seen.version = "TLSv1.2";
  let found: VerifyError | null = null;
  yield* verbose.info(`ALPN: offers ${alpn.join(",")}`);
  const onHello = function* (): Run<void> {
    if (insecure) return;
    yield* verbose.info(` CAfile: ${caFile}`);
    yield* verbose.info(" CApath: /etc/ssl/certs");
  };
  let session: TlsSession;
  try {
    session = yield* connectTls(socket, {
      serverName: parseIp(host) === null ? host : null,
      alpn,
      versions,
      prng,
      observer: seen,
      verify: (chain) => {
        found = verifyChain(chain, { trusted, nowMs: process.machine.wallMs }).error;
        return found === null || insecure ? null : VERIFY_RESULTS[found][2];
      },
    });
  } catch (error) {
    if (!(error instanceof TlsError)) throw error;
    yield* seen.tell(verbose, onHello);
    throw failureOf(error, found, connection);
  }
  yield* seen.tell(verbose, onHello);
  const refused = yield* tellSession(session, connection, found);
  return { stream: session.stream, refused, tell: () => seen.tell(verbose) };
}

function trustedIn(process: Process, file: string, mayBeMissing: boolean): readonly Certificate[] {
  try {
    return parseCertificates(process.machine.fs.readText(file, process.cwd));
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    if (mayBeMissing) return [];
    throw new CurlError(77, `error setting certificate file: ${file}`);
  }
}

function failureOf(error: TlsError, found: VerifyError | null, { socket, host, port }: Connection): CurlError {
  if (error.code === "alert-sent" && found !== null)
    return new CurlError(60, `SSL certificate problem: ${VERIFY_RESULTS[found][1]}`);
  const words = `OpenSSL/3.0.19: error:`;
  if (error.code === "not-tls") return new CurlError(35, `${words}0A00010B:SSL routines::wrong version number`);
  if (error.code === "closed") {
    const why = socket.error === null ? "SSL_ERROR_SYSCALL" : socket.error.message;
    return new CurlError(35, `OpenSSL SSL_connect: ${why} in connection to ${host}:${port} `);
  }
  const number = ALERTS[error.alert];
  if (error.code === "alert-sent") return new CurlError(35, `${words}0A00007B:SSL routines::bad signature`);
  const code = (1000 + number).toString(16).toUpperCase().padStart(3, "0");
  return new CurlError(35, `${words}0A000${code}:SSL routines::${alertReason(error.alert)}`);
}

/** What OpenSSL calls an alert that it is told. */
export function alertReason(alert: AlertName): string {
  const family = ALERTS[alert] < 60 && ALERTS[alert] !== ALERTS.unknown_ca ? "sslv3 alert" : "tlsv1 alert";
  const bare = alert.replaceAll("_", " ").replace(" ca", " ca");
  return alert === "unrecognized_name" ? `tlsv1 ${bare}` : `${family} ${bare}`;
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** `Nov 21 16:54:01 2026 GMT` */
export function opensslDate(ms: number): string {
  const { year, month, day, hour, minute, second } = calendarOf(ms);
  const time = [hour, minute, second].map((part) => String(part).padStart(2, "0")).join(":");
  return `${MONTHS[month - 1]} ${String(day).padStart(2)} ${time} ${year} GMT`;
}

function* tellSession(session: TlsSession, connection: Connection, found: VerifyError | null): Run<CurlError | null> {
  const { verbose, settings, host } = connection;
  const { version, cipher, alpn, peerChain } = session;
  const leaf = peerChain[0] as Certificate;
  const name = (of: Certificate["subject"]): string => nameText(of, { equals: "=", comma: "; " });
  yield* verbose.info(`SSL connection using ${version} / ${cipher}`);
  yield* verbose.info(
    alpn === null ? "ALPN: server did not agree on a protocol. Uses default." : `ALPN: server accepted ${alpn}`,
  );
  yield* verbose.info("Server certificate:");
  yield* verbose.info(` subject: ${name(leaf.subject)}`);
  yield* verbose.info(` start date: ${opensslDate(leaf.notBeforeMs)}`);
  yield* verbose.info(` expire date: ${opensslDate(leaf.notAfterMs)}`);
  const wrong = settings.insecure ? null : yield* checkName(leaf, host, verbose);
  if (wrong !== null) {
    yield* verbose.info(wrong);
    return new CurlError(60, wrong);
  }
  yield* verbose.info(` issuer: ${name(leaf.issuer)}`);
  const result = found === null ? null : VERIFY_RESULTS[found];
  if (result === null || result === undefined) yield* verbose.info(" SSL certificate verify ok.");
  else yield* verbose.info(` SSL certificate verify result: ${result[1]} (${result[0]}), continuing anyway.`);
  yield* verbose.info(alpn === null ? "using HTTP/1.x" : "using HTTP/1.1");
  return null;
}

/** What is wrong with the name, if anything. */
function* checkName(leaf: Certificate, host: string, verbose: Verbose): Run<string | null> {
  const matched = matchingName(leaf, host);
  if (matched !== null) {
    const words =
      matched.kind === "DNS"
        ? `subjectAltName: host "${host}" matched cert's "${matched.value}"`
        : matched.kind === "CN"
          ? `common name: ${matched.value} (matched)`
          : `subjectAltName: host "${host}" matched cert's IP address!`;
    yield* verbose.info(` ${words}`);
    return null;
  }
  if (leaf.alternativeNames.some(({ kind }) => kind === "DNS" || kind === "IP Address")) {
    yield* verbose.info(` subjectAltName does not match ${host}`);
    return `SSL: no alternative certificate subject name matches target host name '${host}'`;
  }
  const common = commonNameOf(leaf.subject);
  if (common === undefined) return "SSL: unable to obtain common name from peer certificate";
  return `SSL: certificate subject name '${common}' does not match target host name '${host}'`;
}
