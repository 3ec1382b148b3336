/**
 * The client's half of the handshake.
 *
 * Models: RFC 8446 §2, §4; RFC 5246 §7.3
 * SIMPLIFIED: CertificateVerify is a digest of the conversation and the certificate's key, not a signature with its other half.
 */
import type { Prng } from "../../core/prng.ts";
import type { Stream } from "../../core/stream.ts";
import type { Run } from "../../core/wait.ts";
import { TlsChannel, type TlsObserver } from "./channel.ts";
import {
  type ClientHello,
  decodeCertificates,
  decodeEncryptedExtensions,
  decodeServerHello,
  encodeClientHello,
  MESSAGE,
  message,
  randomBytes,
  vector,
} from "./messages.ts";
import type { TlsVersion } from "./record.ts";
import { finishedBytes, secretOf, signatureOf, suiteName } from "./session.ts";
import type { AlertName } from "./tls-error.ts";
import { type Certificate, parseCertificate } from "./x509/certificate.ts";
import { bytesEqual, DerError } from "./x509/der.ts";

export interface TlsClientOptions {
  /** Sent as server_name; null for an address. */
  readonly serverName: string | null;
  readonly alpn: readonly string[];
  readonly versions: readonly TlsVersion[];
  readonly prng: Prng;
  /** Null accepts what the server shows, else what it is told. */
  verify(chain: readonly Certificate[]): AlertName | null;
  readonly observer?: TlsObserver;
}

export interface TlsSession {
  readonly stream: TlsChannel;
  readonly version: TlsVersion;
  readonly cipher: string;
  readonly alpn: string | null;
  readonly peerChain: readonly Certificate[];
}

/** Throws TlsError. */
export function* connectTls(stream: Stream, options: TlsClientOptions): Run<TlsSession> {
  const channel = new TlsChannel(stream, options.observer ?? null);
  const { prng, versions } = options;
  const hello: ClientHello = {
    random: randomBytes(prng, 32),
    sessionId: randomBytes(prng, versions.includes("TLSv1.3") ? 32 : 0),
    serverName: options.serverName,
    alpn: options.alpn,
    versions,
  };
  channel.say([encodeClientHello(hello, prng)]);
  channel.flush();
  const answer = decodeServerHello(body(yield* channel.hear(MESSAGE.serverHello)));
  channel.version = answer.version;
  channel.observer?.agreed(answer.version);
  if (!versions.includes(answer.version)) throw failed(channel, "protocol_version");
  const secret = secretOf(hello.random, answer.random);
  const handshake = { channel, options, secret, suite: answer.suite };
  const { peerChain, alpn } =
    answer.version === "TLSv1.3"
      ? yield* finishNew(handshake)
      : { peerChain: yield* finishOld(handshake), alpn: answer.alpn };
  return { stream: channel, version: answer.version, cipher: suiteName(answer.suite), alpn, peerChain };
}

interface Handshake {
  readonly channel: TlsChannel;
  readonly options: TlsClientOptions;
  readonly secret: string;
  readonly suite: number;
}

function* finishNew({
  channel,
  options,
  secret,
  suite,
}: Handshake): Run<{ peerChain: Certificate[]; alpn: string | null }> {
  channel.protectIncoming(`${secret}/server/handshake`);
  const alpn = decodeEncryptedExtensions(body(yield* channel.hear(MESSAGE.encryptedExtensions)));
  const peerChain = yield* hearCertificates(channel, options);
  yield* hearSignature(channel, peerChain);
  yield* hearFinished(channel, suite);
  channel.protectOutgoing(`${secret}/client/handshake`);
  channel.sayChangeCipherSpec(true);
  channel.say([message(MESSAGE.finished, finishedBytes(channel, "client", suite))]);
  channel.flush();
  channel.protectIncoming(`${secret}/server/data`);
  channel.protectOutgoing(`${secret}/client/data`);
  return { peerChain, alpn };
}

function* finishOld({ channel, options, secret, suite }: Handshake): Run<Certificate[]> {
  const peerChain = yield* hearCertificates(channel, options);
  yield* hearSignature(channel, peerChain, MESSAGE.serverKeyExchange);
  yield* channel.hear(MESSAGE.serverHelloDone);
  channel.say([message(MESSAGE.clientKeyExchange, vector(1, randomBytes(options.prng, 32)))]);
  channel.sayChangeCipherSpec(true);
  channel.protectOutgoing(`${secret}/client`);
  channel.say([message(MESSAGE.finished, finishedBytes(channel, "client", 0))]);
  channel.flush();
  channel.protectIncoming(`${secret}/server`);
  yield* hearFinished(channel, suite, 0);
  return peerChain;
}

function* hearCertificates(channel: TlsChannel, { verify }: TlsClientOptions): Run<Certificate[]> {
  const sent = decodeCertificates(body(yield* channel.hear(MESSAGE.certificate)), channel.version);
  let chain: Certificate[];
  try {
    chain = sent.map(parseCertificate);
  } catch (error) {
    if (error instanceof DerError) throw failed(channel, "bad_certificate");
    throw error;
  }
  const alert = chain.length === 0 ? "decode_error" : verify(chain);
  if (alert !== null) throw failed(channel, alert);
  return chain;
}

/** Only who has the certificate's key can have said it. */
function* hearSignature(
  channel: TlsChannel,
  [leaf]: readonly Certificate[],
  type: number = MESSAGE.certificateVerify,
): Run<void> {
  const wanted = signatureOf(channel, leaf as Certificate);
  const said = yield* channel.hear(type);
  if (!bytesEqual(said.subarray(said.length - wanted.length), wanted)) throw failed(channel, "decrypt_error");
}

function* hearFinished(channel: TlsChannel, suite: number, kind = suite): Run<void> {
  const wanted = finishedBytes(channel, "server", kind);
  if (!bytesEqual(body(yield* channel.hear(MESSAGE.finished)), wanted)) throw failed(channel, "decrypt_error");
}

function body(whole: Uint8Array): Uint8Array {
  return whole.subarray(4);
}

function failed(channel: TlsChannel, alert: AlertName): Error {
  const error = channel.fail(alert);
  channel.flush();
  return error;
}
