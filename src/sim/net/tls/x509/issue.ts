/** Certificates as they are made: by a cluster's authority, by an admission job, by `openssl req -x509`. Models: RFC 5280 §4 */
import { parseIp } from "../../../core/ip.ts";
import { calendarOf } from "../../../core/time.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import { type AlternativeName, type Extension, OID } from "./certificate.ts";
import { bitString, bytesOfBig, der, derInteger, derOid, explicit, sequence, TAG } from "./der.ts";
import { derName, type NamePart } from "./name.ts";
import { derPublicKey } from "./private-key.ts";
import { type RsaPrivateKey, type RsaPublicKey, signRsa } from "./rsa.ts";
import { sha1 } from "./sha1.ts";

export interface CertificateRequest {
  readonly serial: bigint;
  readonly subject: readonly NamePart[];
  readonly issuer: readonly NamePart[];
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly key: RsaPublicKey;
  readonly extensions: readonly Extension[];
}

export function issueCertificate(request: CertificateRequest, signer: RsaPrivateKey): Uint8Array {
  const algorithm = sequence(derOid(OID.sha256WithRsa), der(TAG.nothing));
  const body = sequence(
    explicit(0, derInteger(2n)),
    derInteger(request.serial),
    algorithm,
    derName(request.issuer),
    sequence(derTime(request.notBeforeMs), derTime(request.notAfterMs)),
    derName(request.subject),
    derPublicKey(request.key),
    ...(request.extensions.length === 0 ? [] : [explicit(3, sequence(...request.extensions.map(derExtension)))]),
  );
  return sequence(body, algorithm, bitString(signRsa(signer, body)));
}

export function keyIdOf({ n, e }: RsaPublicKey): Uint8Array {
  return sha1(sequence(derInteger(n), derInteger(e)));
}

export const EXTENSIONS = {
  subjectKeyId: (key: RsaPublicKey): Extension => plain(OID.subjectKeyId, der(TAG.octetString, keyIdOf(key))),
  authorityKeyId: (key: RsaPublicKey): Extension => plain(OID.authorityKeyId, sequence(der(0x80, keyIdOf(key)))),
  authority: (isAuthority: boolean): Extension => ({
    oid: OID.basicConstraints,
    isCritical: true,
    value: sequence(...(isAuthority ? [der(TAG.boolean, Uint8Array.of(0xff))] : [])),
  }),
  keyUsage: (bits: number, unused: number): Extension => ({
    oid: OID.keyUsage,
    isCritical: true,
    value: der(TAG.bitString, Uint8Array.of(unused, bits)),
  }),
  extendedKeyUsage: (...oids: readonly string[]): Extension =>
    plain(OID.extendedKeyUsage, sequence(...oids.map(derOid))),
  alternativeNames: (names: readonly AlternativeName[]): Extension =>
    plain(OID.alternativeName, sequence(...names.map(derAlternativeName))),
};

export const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
export const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

/** A name or an address, whichever it is. */
export function alternativeName(value: string): AlternativeName {
  return parseIp(value) === null ? { kind: "DNS", value } : { kind: "IP Address", value };
}

function plain(oid: string, value: Uint8Array): Extension {
  return { oid, isCritical: false, value };
}

export function derExtension({ oid, isCritical, value }: Extension): Uint8Array {
  const critical = isCritical ? [der(TAG.boolean, Uint8Array.of(0xff))] : [];
  return sequence(derOid(oid), ...critical, der(TAG.octetString, value));
}

function derAlternativeName({ kind, value }: AlternativeName): Uint8Array {
  if (kind === "DNS") return der(0x82, encodeUtf8(value));
  if (kind === "email") return der(0x81, encodeUtf8(value));
  if (kind === "URI") return der(0x86, encodeUtf8(value));
  const address = parseIp(value) ?? 0;
  return der(0x87, bytesOfBig(BigInt(address), typeof address === "number" ? 4 : 16));
}

function derTime(ms: number): Uint8Array {
  const { year, month, day, hour, minute, second } = calendarOf(ms);
  const rest = [month, day, hour, minute, second].map((n) => String(n).padStart(2, "0")).join("");
  const isShort = year < 2050;
  const text = encodeUtf8(`${isShort ? String(year).slice(2) : year}${rest}Z`);
  return der(isShort ? TAG.utcTime : TAG.generalizedTime, text);
}
