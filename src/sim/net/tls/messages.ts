/**
 * Handshake messages as bytes, both ways.
 *
 * Models: RFC 8446 §4, RFC 5246 §7.4, RFC 6066 §3, RFC 7301
 * SIMPLIFIED: key shares are bytes of the right number; no session is resumed, no client certificate is asked for.
 */
import type { Prng } from "../../core/prng.ts";
import { concatBytes, decodeUtf8, encodeUtf8 } from "../../core/utf8.ts";
import type { TlsVersion } from "./record.ts";
import { TlsError } from "./tls-error.ts";

export const MESSAGE = {
  clientHello: 1,
  serverHello: 2,
  newSessionTicket: 4,
  encryptedExtensions: 8,
  certificate: 11,
  serverKeyExchange: 12,
  serverHelloDone: 14,
  certificateVerify: 15,
  clientKeyExchange: 16,
  finished: 20,
} as const;

const EXTENSION = { serverName: 0, alpn: 16, supportedVersions: 43, keyShare: 51, padding: 21 } as const;
const HELLO_SIZE = 512;
export const VERSION_CODE: Readonly<Record<TlsVersion, number>> = { "TLSv1.2": 0x0303, "TLSv1.3": 0x0304 };
const SUITES = [
  0x1302, 0x1303, 0x1301, 0xc02c, 0xc030, 0x009f, 0xcca9, 0xcca8, 0xccaa, 0xc02b, 0xc02f, 0x009e, 0xc024, 0xc028,
  0x006b, 0xc023, 0xc027, 0x0067, 0xc00a, 0xc014, 0x0039, 0xc009, 0xc013, 0x0033, 0x009d, 0x009c, 0x003d, 0x003c,
  0x0035, 0x002f, 0x00ff,
];
const GROUPS = [0x001d, 0x0017, 0x001e, 0x0019, 0x0018, 0x0100, 0x0101, 0x0102, 0x0103, 0x0104];
const SIGNATURES = [
  0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0809, 0x080a, 0x080b, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601,
  0x0303, 0x0301, 0x0302, 0x0402, 0x0502, 0x0602,
];

export interface ClientHello {
  readonly random: Uint8Array;
  readonly sessionId: Uint8Array;
  readonly serverName: string | null;
  readonly alpn: readonly string[];
  readonly versions: readonly TlsVersion[];
}

export interface ServerHello {
  readonly random: Uint8Array;
  readonly version: TlsVersion;
  readonly suite: number;
  /** In TLS 1.3 it follows in EncryptedExtensions. */
  readonly alpn: string | null;
}

export function randomBytes(prng: Prng, length: number): Uint8Array {
  const out = new Uint8Array(length);
  for (let i = 0; i < length; i++) out[i] = prng.below(256);
  return out;
}

export function uint(value: number, bytes: number): Uint8Array {
  const out = new Uint8Array(bytes);
  for (let i = 0; i < bytes; i++) out[i] = value >>> (8 * (bytes - 1 - i));
  return out;
}

/** With its length before it. */
export function vector(lengthBytes: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concatBytes(parts);
  return concatBytes([uint(content.length, lengthBytes), content]);
}

export function message(type: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return concatBytes([Uint8Array.of(type), vector(3, ...parts)]);
}

function list(values: readonly number[]): Uint8Array {
  return concatBytes(values.map((value) => uint(value, 2)));
}

function extension(type: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return concatBytes([uint(type, 2), vector(2, ...parts)]);
}

function alpnExtension(names: readonly string[]): Uint8Array {
  return extension(EXTENSION.alpn, vector(2, ...names.map((name) => vector(1, encodeUtf8(name)))));
}

export function encodeClientHello(hello: ClientHello, prng: Prng): Uint8Array {
  const { serverName, alpn, versions } = hello;
  const has13 = versions.includes("TLSv1.3");
  const extensions = [
    ...(serverName === null
      ? []
      : [extension(EXTENSION.serverName, vector(2, Uint8Array.of(0), vector(2, encodeUtf8(serverName))))]),
    extension(11, vector(1, Uint8Array.of(0, 1, 2))),
    extension(10, vector(2, list(GROUPS))),
    ...(alpn.length === 0 ? [] : [alpnExtension(alpn)]),
    extension(22),
    extension(23),
    extension(49),
    extension(13, vector(2, list(SIGNATURES))),
    ...(has13
      ? [
          extension(EXTENSION.supportedVersions, vector(1, list(versions.map((version) => VERSION_CODE[version])))),
          extension(45, vector(1, Uint8Array.of(1))),
          extension(EXTENSION.keyShare, vector(2, uint(0x1d, 2), vector(2, randomBytes(prng, 32)))),
        ]
      : []),
  ];
  const suites = has13 ? SUITES : SUITES.slice(3);
  const fixed = [
    uint(0x0303, 2),
    hello.random,
    vector(1, hello.sessionId),
    vector(2, list(suites)),
    Uint8Array.of(1, 0),
  ];
  const size = 4 + concatBytes(fixed).length + 2 + concatBytes(extensions).length;
  const room = HELLO_SIZE - size - 4;
  if (room >= 0 && size > 255) extensions.push(extension(EXTENSION.padding, new Uint8Array(room)));
  return message(MESSAGE.clientHello, ...fixed, vector(2, ...extensions));
}

export function encodeServerHello(
  hello: ServerHello & { readonly isNamed: boolean },
  sessionId: Uint8Array,
  prng: Prng,
): Uint8Array {
  const isNew = hello.version === "TLSv1.3";
  const extensions = isNew
    ? [
        extension(EXTENSION.supportedVersions, uint(0x0304, 2)),
        extension(EXTENSION.keyShare, uint(0x1d, 2), vector(2, randomBytes(prng, 32))),
      ]
    : [
        extension(0xff01, Uint8Array.of(0)),
        ...(hello.isNamed ? [extension(EXTENSION.serverName)] : []),
        extension(11, vector(1, Uint8Array.of(0, 1, 2))),
        ...(hello.alpn === null ? [] : [alpnExtension([hello.alpn])]),
        extension(23),
      ];
  return message(
    MESSAGE.serverHello,
    uint(0x0303, 2),
    hello.random,
    vector(1, sessionId),
    uint(hello.suite, 2),
    Uint8Array.of(0),
    vector(2, ...extensions),
  );
}

export function encodeEncryptedExtensions(alpn: string | null, isNamed: boolean): Uint8Array {
  const extensions = [
    ...(isNamed ? [extension(EXTENSION.serverName)] : []),
    ...(alpn === null ? [] : [alpnExtension([alpn])]),
  ];
  return message(MESSAGE.encryptedExtensions, vector(2, ...extensions));
}

export function encodeCertificates(chain: readonly Uint8Array[], version: TlsVersion): Uint8Array {
  const entries = chain.map((bytes) =>
    version === "TLSv1.3" ? concatBytes([vector(3, bytes), uint(0, 2)]) : vector(3, bytes),
  );
  const context = version === "TLSv1.3" ? [Uint8Array.of(0)] : [];
  return message(MESSAGE.certificate, ...context, vector(3, ...entries));
}

/** Takes bytes off the front of a message; too few are a decode error. */
export class MessageReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isEmpty(): boolean {
    return this.#at >= this.#bytes.length;
  }

  take(length: number): Uint8Array {
    if (this.#at + length > this.#bytes.length) throw new TlsError("alert-sent", "decode_error");
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  uint(bytes: number): number {
    return this.take(bytes).reduce((all, byte) => all * 256 + byte, 0);
  }

  vector(lengthBytes: number): MessageReader {
    return new MessageReader(this.take(this.uint(lengthBytes)));
  }

  rest(): Uint8Array {
    return this.take(this.#bytes.length - this.#at);
  }
}

function readExtensions(reader: MessageReader): Map<number, MessageReader> {
  const found = new Map<number, MessageReader>();
  if (reader.isEmpty) return found;
  const all = reader.vector(2);
  while (!all.isEmpty) found.set(all.uint(2), all.vector(2));
  return found;
}

export function decodeClientHello(body: Uint8Array): ClientHello {
  const reader = new MessageReader(body);
  reader.take(2);
  const random = reader.take(32);
  const sessionId = reader.vector(1).rest();
  reader.vector(2);
  reader.vector(1);
  const extensions = readExtensions(reader);
  const named = extensions.get(EXTENSION.serverName)?.vector(2);
  named?.take(1);
  const serverName = named === undefined ? null : decodeUtf8(named.vector(2).rest());
  const offered = extensions.get(EXTENSION.supportedVersions)?.vector(1);
  const codes: number[] = [];
  while (offered !== undefined && !offered.isEmpty) codes.push(offered.uint(2));
  const versions: TlsVersion[] =
    offered === undefined
      ? ["TLSv1.2"]
      : (["TLSv1.3", "TLSv1.2"] as const).filter((version) => codes.includes(VERSION_CODE[version]));
  return { random, sessionId, serverName, alpn: readAlpn(extensions.get(EXTENSION.alpn)), versions };
}

function readAlpn(reader: MessageReader | undefined): string[] {
  const names: string[] = [];
  if (reader === undefined) return names;
  const all = reader.vector(2);
  while (!all.isEmpty) names.push(decodeUtf8(all.vector(1).rest()));
  return names;
}

export function decodeServerHello(body: Uint8Array): ServerHello {
  const reader = new MessageReader(body);
  reader.take(2);
  const random = reader.take(32);
  reader.vector(1);
  const suite = reader.uint(2);
  reader.take(1);
  const extensions = readExtensions(reader);
  const version = extensions.has(EXTENSION.supportedVersions) ? "TLSv1.3" : "TLSv1.2";
  return { random, suite, version, alpn: readAlpn(extensions.get(EXTENSION.alpn))[0] ?? null };
}

export function decodeEncryptedExtensions(body: Uint8Array): string | null {
  return readAlpn(readExtensions(new MessageReader(body)).get(EXTENSION.alpn))[0] ?? null;
}

export function decodeCertificates(body: Uint8Array, version: TlsVersion): Uint8Array[] {
  const reader = new MessageReader(body);
  if (version === "TLSv1.3") reader.vector(1);
  const all = reader.vector(3);
  const chain: Uint8Array[] = [];
  while (!all.isEmpty) {
    chain.push(all.vector(3).rest());
    if (version === "TLSv1.3") all.vector(2);
  }
  return chain;
}
