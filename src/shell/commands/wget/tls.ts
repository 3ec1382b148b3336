/** TLS for wget and its BusyBox kin: a handshake, and what is wrong with the certificate. Models: GNU Wget 1.21.3 src/gnutls.c */
import { parseIp } from "../../../sim/core/ip.ts";
import type { Stream } from "../../../sim/core/stream.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { TcpSocket } from "../../../sim/net/socket/tcp-socket.ts";
import { connectTls } from "../../../sim/net/tls/client.ts";
import { TlsError } from "../../../sim/net/tls/tls-error.ts";
import { type Certificate, parseCertificates } from "../../../sim/net/tls/x509/certificate.ts";
import { matchingName, type VerifyError, verifyChain } from "../../../sim/net/tls/x509/verify.ts";
import type { Process } from "../../../sim/os/process.ts";

const BUNDLE = "/etc/ssl/certs/ca-certificates.crt";

export interface WgetTls {
  readonly stream: Stream;
  readonly verdict: VerifyError | "name" | null;
}

/** Null when the other end speaks no TLS. */
export function* speakTls(
  process: Process,
  socket: TcpSocket,
  { host, caFile = BUNDLE }: { readonly host: string; readonly caFile?: string | undefined },
): Run<WgetTls | null> {
  const { fs, clock, prng } = process.machine;
  const trusted: Certificate[] = fs.exists(caFile, process.cwd)
    ? parseCertificates(fs.readText(caFile, process.cwd))
    : [];
  let verdict: WgetTls["verdict"] = null;
  try {
    const { stream } = yield* connectTls(socket, {
      serverName: parseIp(host) === null ? host : null,
      alpn: [],
      versions: ["TLSv1.3", "TLSv1.2"],
      prng: prng.split(`wget/${process.pid}/${process.nowUs}`),
      verify: (chain) => {
        verdict = verifyChain(chain, { trusted, nowMs: clock.nowMs }).error;
        if (verdict === null && chain[0] !== undefined && matchingName(chain[0], host) === null) verdict = "name";
        return null;
      },
    });
    return { stream, verdict };
  } catch (error) {
    if (error instanceof TlsError) return null;
    throw error;
  }
}

/** GNU wget's lines about a certificate. */
export function complaints(verdict: VerifyError | "name", host: string, insecure: boolean): string {
  const quoted = `\u2018${host}\u2019`;
  if (verdict === "name") return `The certificate's owner does not match hostname ${quoted}\n`;
  const level = insecure ? "WARNING" : "ERROR";
  const why =
    verdict === "expired"
      ? "has expired."
      : verdict === "not-yet-valid"
        ? "is not yet activated."
        : verdict === "bad-signature"
          ? "was signed using an insecure algorithm."
          : "doesn't have a known issuer.";
  return `${level}: The certificate of ${quoted} is not trusted.\n${level}: The certificate of ${quoted} ${why}\n`;
}
