/**
 * openssl s_client: connects, shows what the server shows, and passes lines both ways.
 *
 * Models: OpenSSL 3.0 apps/s_client.c, apps/lib/s_cb.c
 * SIMPLIFIED: session tickets and keys are not shown; no STARTTLS, no client certificate.
 */
import { parseIp } from "../../../sim/core/ip.ts";
import { encodeUtf8 } from "../../../sim/core/utf8.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { NetError } from "../../../sim/net/net-error.ts";
import { connectToAny } from "../../../sim/net/socket/connect.ts";
import type { TcpSocket } from "../../../sim/net/socket/tcp-socket.ts";
import { connectTls, type TlsSession } from "../../../sim/net/tls/client.ts";
import { ALERTS, TlsError } from "../../../sim/net/tls/tls-error.ts";
import { type Certificate, parseCertificates } from "../../../sim/net/tls/x509/certificate.ts";
import { writePem } from "../../../sim/net/tls/x509/pem.ts";
import { keyBits } from "../../../sim/net/tls/x509/private-key.ts";
import { matchingName, verifyChain } from "../../../sim/net/tls/x509/verify.ts";
import type { Process } from "../../../sim/os/process.ts";
import { ResolveError, resolve } from "../../../sim/os/resolver/resolve.ts";
import { alertReason, opensslDate, VERIFY_RESULTS } from "../curl/tls.ts";
import { Failure } from "../failure.ts";
import { oneLineName } from "./certificate-text.ts";
import { textOf } from "./key-files.ts";
import { type OpensslOptions, parseOpenssl } from "./options.ts";
import { BUNDLE } from "./verify.ts";

const THREAD = "40F75E56497F0000";
const FLAGS = "showcerts brief quiet tls1_2 tls1_3 no_tls1_3 noservername ign_eof verify_return_error no_ign_eof";
const VALUED = "connect servername CAfile alpn verify_hostname verify host port";

interface Look {
  readonly session: TlsSession;
  readonly result: readonly [number, string];
  readonly options: OpensslOptions;
}

export function* sClient(process: Process, args: readonly string[]): Run<number> {
  const options = parseOpenssl("s_client", args, { flags: FLAGS, valued: VALUED });
  const where =
    options.value("connect") ??
    options.operands[0] ??
    `${options.value("host") ?? "localhost"}:${options.value("port") ?? 4433}`;
  const [, host = "", port = "443"] = /^\[?(.+?)\]?(?::(\d+))?$/.exec(where) ?? [];
  const socket = yield* connect(process, host, Number(port));
  try {
    yield* process.print(options.has("brief") ? "" : "CONNECTED(00000003)\n");
    const look = yield* handshake(process, { socket, host, options });
    if (options.has("brief")) yield* tellBriefly(process, look);
    else if (!options.has("quiet")) yield* tellAll(process, look);
    yield* passLines(process, look);
    return 0;
  } finally {
    socket.close();
  }
}

function* connect(process: Process, host: string, port: number): Run<TcpSocket> {
  const { machine } = process;
  try {
    const literal = parseIp(host);
    const to = literal === null ? (yield* resolve(machine, host)).addresses : [literal];
    return yield* connectToAny(machine.network, { to, port });
  } catch (error) {
    if (error instanceof ResolveError)
      throw new Failure(
        `${THREAD}:error:10080002:BIO routines:BIO_lookup_ex:system lib:../crypto/bio/bio_addr.c:746:Name or service not known\nconnect:errno=0\n`,
      );
    if (!(error instanceof NetError)) throw error;
    const number =
      { ECONNREFUSED: 111, ETIMEDOUT: 110, EHOSTUNREACH: 113, ENETUNREACH: 101 }[error.code as string] ?? 104;
    throw new Failure(
      `${THREAD}:error:${(0x80000000 + number).toString(16).toUpperCase()}:system library:BIO_connect:${error.message}:../crypto/bio/bio_sock2.c:117:calling connect()\n${THREAD}:error:10000067:BIO routines:BIO_connect:connect error:../crypto/bio/bio_sock2.c:119:\nconnect:errno=${number}\n`,
    );
  }
}

function* handshake(
  process: Process,
  { socket, host, options }: { readonly socket: TcpSocket; readonly host: string; readonly options: OpensslOptions },
): Run<Look> {
  const { fs, clock, prng } = process.machine;
  const file = options.value("CAfile") ?? (fs.exists(BUNDLE) ? BUNDLE : undefined);
  const trusted = file === undefined ? [] : parseCertificates(yield* textOf(process, file, "CAfile"));
  const named = options.value("servername") ?? (parseIp(host) === null ? host : null);
  let result: readonly [number, string] = [0, "ok"];
  let chain: readonly Certificate[] = [];
  try {
    const session = yield* connectTls(socket, {
      serverName: options.has("noservername") ? null : named,
      alpn: options.value("alpn")?.split(",") ?? [],
      versions:
        options.has("tls1_2") || options.has("no_tls1_3")
          ? ["TLSv1.2"]
          : options.has("tls1_3")
            ? ["TLSv1.3"]
            : ["TLSv1.3", "TLSv1.2"],
      prng: prng.split(`s_client/${process.pid}/${process.nowUs}`),
      verify: (sent) => {
        const verdict = verifyChain(sent, { trusted, nowMs: clock.nowMs });
        chain = verdict.chain;
        const wanted = options.value("verify_hostname");
        if (verdict.error !== null) {
          const [number, words] = VERIFY_RESULTS[verdict.error];
          result = [number, words];
        } else if (wanted !== undefined && sent[0] !== undefined && matchingName(sent[0], wanted) === null)
          result = [62, "hostname mismatch"];
        return result[0] !== 0 && options.has("verify_return_error")
          ? VERIFY_RESULTS[verdict.error ?? "no-issuer"][2]
          : null;
      },
    });
    yield* tellVerification(process, { chain, result });
    return { session, result, options };
  } catch (error) {
    if (!(error instanceof TlsError)) throw error;
    if (chain.length > 0) yield* tellVerification(process, { chain, result });
    throw new Failure(`${THREAD}:error:${reasonOf(error)}\n${yield* nothingCame(process)}`);
  }
}

function reasonOf({ code, alert }: TlsError): string {
  if (code === "not-tls")
    return "0A00010B:SSL routines:ssl3_get_record:wrong version number:../ssl/record/ssl3_record.c:354:";
  if (code === "closed")
    return "0A000126:SSL routines:ssl3_read_n:unexpected eof while reading:../ssl/record/rec_layer_s3.c:321:";
  if (code === "alert-sent")
    return "0A000086:SSL routines:tls_post_process_server_certificate:certificate verify failed:../ssl/statem/statem_clnt.c:1889:";
  const number = ALERTS[alert];
  const hex = (1000 + number).toString(16).toUpperCase().padStart(3, "0");
  return `0A000${hex}:SSL routines:ssl3_read_bytes:${alertReason(alert)}:../ssl/record/rec_layer_s3.c:1601:SSL alert number ${number}`;
}

function* nothingCame(process: Process): Run<string> {
  yield* process.print(
    "---\nno peer certificate available\n---\nNo client certificate CA names sent\n---\nSSL handshake has read 7 bytes and written 297 bytes\nVerification: OK\n---\nNew, (NONE), Cipher is (NONE)\nSecure Renegotiation IS NOT supported\nCompression: NONE\nExpansion: NONE\nNo ALPN negotiated\nEarly data was not sent\nVerify return code: 0 (ok)\n---\n",
  );
  return "";
}

/** From the top of the chain down, as the callback hears of it. */
function* tellVerification(
  process: Process,
  {
    chain,
    result: [number, words],
  }: { readonly chain: readonly Certificate[]; readonly result: readonly [number, string] },
): Run<void> {
  const top = chain.length - 1;
  const at = number === 10 || number === 9 || number === 62 ? 0 : top;
  for (let depth = top; depth >= 0; depth--) {
    yield* process.printError(`depth=${depth} ${oneLineName((chain[depth] as Certificate).subject)}\n`);
    if (number !== 0 && depth === at) yield* process.printError(`verify error:num=${number}:${words}\n`);
    yield* process.printError("verify return:1\n");
  }
}

function* tellBriefly(process: Process, { session, result: [number, words] }: Look): Run<void> {
  const { version, cipher, peerChain } = session;
  yield* process.printError(
    `CONNECTION ESTABLISHED\nProtocol version: ${version}\nCiphersuite: ${cipher}\nPeer certificate: ${oneLineName((peerChain[0] as Certificate).subject)}\nHash used: SHA256\nSignature type: RSA-PSS\n${number === 0 ? "Verification: OK" : `Verification error: ${words}`}\nServer Temp Key: X25519, 253 bits\n`,
  );
}

function* tellAll(process: Process, { session, result: [number, words], options }: Look): Run<void> {
  const { version, cipher, alpn, peerChain } = session;
  const leaf = peerChain[0] as Certificate;
  const chain = peerChain.map((certificate, depth) => {
    const entry = ` ${depth} s:${oneLineName(certificate.subject)}\n   i:${oneLineName(certificate.issuer)}\n   a:PKEY: ${certificate.publicKey.kind === "ec" ? "id-ecPublicKey" : "rsaEncryption"}, ${keyBits(certificate.publicKey)} (bit); sigalg: RSA-SHA256\n   v:NotBefore: ${opensslDate(certificate.notBeforeMs)}; NotAfter: ${opensslDate(certificate.notAfterMs)}\n`;
    return options.has("showcerts") ? `${entry}${writePem("CERTIFICATE", certificate.der)}` : entry;
  });
  const isNew = version === "TLSv1.3";
  const read = peerChain.reduce((sum, { der }) => sum + der.length, isNew ? 600 : 500);
  yield* process.print(
    `---\nCertificate chain\n${chain.join("")}---\nServer certificate\n${options.has("showcerts") ? "" : writePem("CERTIFICATE", leaf.der)}subject=${oneLineName(leaf.subject)}\nissuer=${oneLineName(leaf.issuer)}\n---\nNo client certificate CA names sent\nPeer signing digest: SHA256\nPeer signature type: RSA-PSS\nServer Temp Key: X25519, 253 bits\n---\nSSL handshake has read ${read} bytes and written ${isNew ? 393 : 415} bytes\n${number === 0 ? "Verification: OK" : `Verification error: ${words}`}\n---\nNew, ${version}, Cipher is ${cipher}\nServer public key is ${keyBits(leaf.publicKey)} bit\nSecure Renegotiation IS ${isNew ? "NOT " : ""}supported\nCompression: NONE\nExpansion: NONE\n${alpn === null ? "No ALPN negotiated" : `ALPN protocol: ${alpn}`}\n${isNew ? "Early data was not sent\n" : `SSL-Session:\n    Protocol  : ${version}\n    Cipher    : ${cipher}\n`}${isNew ? "" : "    "}Verify return code: ${number} (${words})\n${isNew ? "" : "    Extended master secret: yes\n"}---\n`,
  );
}

/** Lines go out, what comes is shown; the end of the input, or a line of Q, is the end. */
function* passLines(process: Process, { session: { stream } }: Look): Run<void> {
  const input = process.file(0);
  for (;;) {
    for (let got = stream.tryRead(65_536); got !== "would-block"; got = stream.tryRead(65_536)) {
      if (got === "eof") {
        yield* process.printError("closed\n");
        stream.close();
        return;
      }
      yield* process.write(1, got);
    }
    const typed = input.tryRead(65_536);
    if (typed === "would-block") {
      yield { on: [input.stream.readable, stream.readable] };
      continue;
    }
    const text = typed === "eof" ? "" : String.fromCharCode(...typed);
    if (typed === "eof" || text === "Q\n") break;
    stream.tryWrite(encodeUtf8(text));
  }
  yield* process.printError("DONE\n");
  stream.close();
}
