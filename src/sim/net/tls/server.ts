/**
 * The server's half of the handshake.
 *
 * Models: RFC 8446 §2, §4; RFC 5246 §7.3; OpenSSL's order of messages and two tickets
 */
import type { Prng } from "../../core/prng.ts";
import type { Stream } from "../../core/stream.ts";
import type { Run } from "../../core/wait.ts";
import { TlsChannel } from "./channel.ts";
import {
  type ClientHello,
  decodeClientHello,
  encodeCertificates,
  encodeEncryptedExtensions,
  encodeServerHello,
  MESSAGE,
  message,
  randomBytes,
  type ServerHello,
  uint,
  vector,
} from "./messages.ts";
import type { TlsVersion } from "./record.ts";
import { finishedBytes, secretOf, signatureOf } from "./session.ts";
import type { AlertName } from "./tls-error.ts";
import type { Certificate } from "./x509/certificate.ts";
import { bytesEqual } from "./x509/der.ts";
import type { PrivateKey } from "./x509/private-key.ts";

export interface TlsIdentity {
  /** From the leaf up. */
  readonly chain: readonly Certificate[];
  readonly key: PrivateKey;
}

export interface TlsServerOptions {
  /** Null refuses the name. */
  identify(serverName: string | null): TlsIdentity | null;
  readonly alpn: readonly string[];
  readonly versions: readonly TlsVersion[];
  readonly prng: Prng;
  /** What Go's crypto/tls does differently: its suite, its one ticket, no common ALPN is an error. */
  readonly isGo?: boolean;
}

export interface TlsServerSession {
  readonly stream: TlsChannel;
  readonly version: TlsVersion;
  readonly alpn: string | null;
  readonly serverName: string | null;
}

const TICKET = 229;

/** Throws TlsError. */
export function* acceptTls(stream: Stream, options: TlsServerOptions): Run<TlsServerSession> {
  const channel = new TlsChannel(stream);
  const hello = decodeClientHello((yield* channel.hear(MESSAGE.clientHello)).subarray(4));
  const version = options.versions.find((one) => hello.versions.includes(one));
  if (version === undefined) throw failed(channel, "protocol_version");
  channel.version = version;
  const identity = options.identify(hello.serverName);
  if (identity === null) throw failed(channel, "unrecognized_name");
  const alpn = options.alpn.find((name) => hello.alpn.includes(name)) ?? null;
  if (alpn === null && hello.alpn.length > 0 && options.alpn.length > 0)
    throw failed(channel, "no_application_protocol");
  const suite = version === "TLSv1.3" ? (options.isGo ? 0x1301 : 0x1302) : options.isGo ? 0xc02f : 0xc030;
  const answer: ServerHello = { random: randomBytes(options.prng, 32), version, suite, alpn };
  const handshake = { channel, options, hello, answer, identity, secret: secretOf(hello.random, answer.random) };
  if (version === "TLSv1.3") yield* finishNew(handshake);
  else yield* finishOld(handshake);
  return { stream: channel, version, alpn, serverName: hello.serverName };
}

interface Handshake {
  readonly channel: TlsChannel;
  readonly options: TlsServerOptions;
  readonly hello: ClientHello;
  readonly answer: ServerHello;
  readonly identity: TlsIdentity;
  readonly secret: string;
}

function* finishNew({ channel, options, hello, answer, identity, secret }: Handshake): Run<void> {
  const { prng } = options;
  channel.say([encodeServerHello({ ...answer, isNamed: false }, hello.sessionId, prng)]);
  channel.sayChangeCipherSpec(false);
  channel.protectOutgoing(`${secret}/server/handshake`);
  channel.say([
    encodeEncryptedExtensions(answer.alpn, hello.serverName !== null && !options.isGo),
    encodeCertificates(
      identity.chain.map(({ der }) => der),
      "TLSv1.3",
    ),
  ]);
  const signature = signatureOf(channel, identity.chain[0] as Certificate);
  channel.say([message(MESSAGE.certificateVerify, uint(0x0804, 2), vector(2, signature))]);
  channel.say([message(MESSAGE.finished, finishedBytes(channel, "server", answer.suite))]);
  channel.flush();
  channel.protectIncoming(`${secret}/client/handshake`);
  yield* hearFinished(channel, answer.suite);
  channel.protectIncoming(`${secret}/client/data`);
  channel.protectOutgoing(`${secret}/server/data`);
  const ticket = message(MESSAGE.newSessionTicket, randomBytes(prng, options.isGo ? 118 : TICKET));
  channel.say(options.isGo ? [ticket] : [ticket, ticket]);
  channel.flush();
}

function* finishOld({ channel, options, answer, identity, hello, secret }: Handshake): Run<void> {
  const { prng } = options;
  channel.say([
    encodeServerHello({ ...answer, isNamed: hello.serverName !== null && !options.isGo }, randomBytes(prng, 32), prng),
    encodeCertificates(
      identity.chain.map(({ der }) => der),
      "TLSv1.2",
    ),
  ]);
  const signature = signatureOf(channel, identity.chain[0] as Certificate);
  const share = [Uint8Array.of(3, 0, 0x1d), vector(1, randomBytes(prng, 32)), uint(0x0804, 2), vector(2, signature)];
  channel.say([message(MESSAGE.serverKeyExchange, ...share), message(MESSAGE.serverHelloDone)]);
  channel.flush();
  yield* channel.hear(MESSAGE.clientKeyExchange);
  channel.protectIncoming(`${secret}/client`);
  yield* hearFinished(channel, 0);
  channel.sayChangeCipherSpec(false);
  channel.protectOutgoing(`${secret}/server`);
  channel.say([message(MESSAGE.finished, finishedBytes(channel, "server", 0))]);
  channel.flush();
}

function* hearFinished(channel: TlsChannel, suite: number): Run<void> {
  const wanted = finishedBytes(channel, "client", suite);
  const said = yield* channel.hear(MESSAGE.finished);
  if (!bytesEqual(said.subarray(4), wanted)) throw failed(channel, "decrypt_error");
}

function failed(channel: TlsChannel, alert: AlertName): Error {
  const error = channel.fail(alert);
  channel.flush();
  return error;
}
