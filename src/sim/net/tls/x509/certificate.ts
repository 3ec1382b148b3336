/**
 * X.509 certificates as they are read.
 *
 * Models: RFC 5280 §4
 * SIMPLIFIED: revocation, name constraints and policies are not looked at.
 */
import { formatIp } from "../../../core/ip.ts";
import { epochMsOf } from "../../../core/time.ts";
import { bigOf, bitsOf, childrenOf, DerError, type DerValue, oidOf, readDer, TAG, textOf } from "./der.ts";
import { nameOf, type X509Name } from "./name.ts";
import { certificateBlocks } from "./pem.ts";
import type { RsaPublicKey } from "./rsa.ts";

export type PublicKey =
  | RsaPublicKey
  | { readonly kind: "ec"; readonly curve: string; readonly point: Uint8Array }
  | { readonly kind: "other"; readonly algorithm: string };

export interface Extension {
  readonly oid: string;
  readonly isCritical: boolean;
  readonly value: Uint8Array;
}

export interface AlternativeName {
  readonly kind: "DNS" | "IP Address" | "email" | "URI";
  readonly value: string;
}

export interface Certificate {
  readonly der: Uint8Array;
  /** What is signed. */
  readonly body: Uint8Array;
  /** 1 to 3. */
  readonly version: number;
  readonly serial: Uint8Array;
  readonly signatureAlgorithm: string;
  readonly signature: Uint8Array;
  readonly issuer: X509Name;
  readonly subject: X509Name;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly publicKey: PublicKey;
  /** SubjectPublicKeyInfo, whole. */
  readonly keyInfo: Uint8Array;
  readonly extensions: readonly Extension[];
  readonly alternativeNames: readonly AlternativeName[];
  /** Null without basicConstraints. */
  readonly isAuthority: boolean | null;
}

export const OID = {
  rsa: "1.2.840.113549.1.1.1",
  sha256WithRsa: "1.2.840.113549.1.1.11",
  ec: "1.2.840.10045.2.1",
  subjectKeyId: "2.5.29.14",
  keyUsage: "2.5.29.15",
  alternativeName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  authorityKeyId: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
} as const;

/** Throws DerError. */
export function parseCertificate(bytes: Uint8Array): Certificate {
  const [body, algorithm, signature] = childrenOf(readDer(bytes));
  const fields = childrenOf(body);
  const version =
    fields[0]?.tag === 0xa0 ? 1 + Number(bigOf(childrenOf(fields.shift() as DerValue)[0]?.content ?? NONE)) : 1;
  const [serial, , issuer, validity, subject, keyInfo, ...rest] = fields;
  const [from, to] = childrenOf(validity);
  const extensions = extensionsOf(rest.find(({ tag }) => tag === 0xa3));
  const named = extensions.find(({ oid }) => oid === OID.alternativeName);
  const constraints = extensions.find(({ oid }) => oid === OID.basicConstraints);
  return {
    der: bytes,
    body: body?.whole ?? NONE,
    version,
    serial: serial?.content ?? NONE,
    signatureAlgorithm: oidOf(childrenOf(algorithm)[0]),
    signature: bitsOf(signature),
    issuer: nameOf(issuer),
    subject: nameOf(subject),
    notBeforeMs: timeOf(from),
    notAfterMs: timeOf(to),
    publicKey: publicKeyOf(keyInfo),
    keyInfo: keyInfo?.whole ?? NONE,
    extensions,
    alternativeNames: named === undefined ? [] : childrenOf(readDer(named.value)).flatMap(alternativeNameOf),
    isAuthority:
      constraints === undefined
        ? null
        : childrenOf(readDer(constraints.value)).some((field) => field.tag === TAG.boolean),
  };
}

/** All of them in a PEM text; what cannot be read is left out. */
export function parseCertificates(pem: string): Certificate[] {
  return certificateBlocks(pem).flatMap((bytes) => {
    try {
      return [parseCertificate(bytes)];
    } catch (error) {
      if (error instanceof DerError) return [];
      throw error;
    }
  });
}

const NONE = new Uint8Array(0);

export function publicKeyOf(info: DerValue | undefined): PublicKey {
  const [algorithm, bits] = childrenOf(info);
  const [type, parameters] = childrenOf(algorithm);
  const oid = oidOf(type);
  if (oid === OID.ec) return { kind: "ec", curve: oidOf(parameters), point: bitsOf(bits) };
  if (oid !== OID.rsa) return { kind: "other", algorithm: oid };
  const [n, e] = childrenOf(readDer(bitsOf(bits)));
  return { kind: "rsa", n: bigOf(n?.content ?? NONE), e: bigOf(e?.content ?? NONE) };
}

function extensionsOf(field: DerValue | undefined): Extension[] {
  if (field === undefined) return [];
  return childrenOf(childrenOf(field)[0]).map((extension) => {
    const parts = childrenOf(extension);
    return {
      oid: oidOf(parts[0]),
      isCritical: parts.length > 2 && parts[1]?.content[0] !== 0,
      value: parts.at(-1)?.content ?? NONE,
    };
  });
}

function alternativeNameOf(value: DerValue): AlternativeName[] {
  switch (value.tag & 0x1f) {
    case 1:
      return [{ kind: "email", value: textOf(value) }];
    case 2:
      return [{ kind: "DNS", value: textOf(value) }];
    case 6:
      return [{ kind: "URI", value: textOf(value) }];
    case 7: {
      const address = bigOf(value.content);
      return [{ kind: "IP Address", value: formatIp(value.content.length === 4 ? Number(address) : address) }];
    }
    default:
      return [];
  }
}

function timeOf(value: DerValue | undefined): number {
  if (value === undefined) throw new DerError("no time");
  const text = textOf(value);
  const full = value.tag === TAG.utcTime ? `${Number(text.slice(0, 2)) < 50 ? "20" : "19"}${text}` : text;
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(full) ?? [];
  if (year === undefined) throw new DerError("bad time");
  return epochMsOf(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second));
}
