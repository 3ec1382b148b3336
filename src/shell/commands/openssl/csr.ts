/** Certificate requests: a name and a key, signed by that key. Models: RFC 2986 */
import type { Extension } from "../../../sim/net/tls/x509/certificate.ts";
import { OID, publicKeyOf } from "../../../sim/net/tls/x509/certificate.ts";
import {
  bitString,
  bitsOf,
  childrenOf,
  DerError,
  der,
  derInteger,
  derOid,
  readDer,
  sequence,
  TAG,
} from "../../../sim/net/tls/x509/der.ts";
import { derExtension } from "../../../sim/net/tls/x509/issue.ts";
import { derName, type NamePart, nameOf, type X509Name } from "../../../sim/net/tls/x509/name.ts";
import { readPem } from "../../../sim/net/tls/x509/pem.ts";
import { derPublicKey } from "../../../sim/net/tls/x509/private-key.ts";
import { type RsaPrivateKey, type RsaPublicKey, signRsa, verifyRsa } from "../../../sim/net/tls/x509/rsa.ts";

const EXTENSION_REQUEST = "1.2.840.113549.1.9.14";

export interface SigningRequest {
  readonly der: Uint8Array;
  readonly subject: X509Name;
  readonly key: RsaPublicKey;
  readonly isSignedByKey: boolean;
}

export function encodeRequest({
  key,
  name,
  extensions,
}: {
  readonly key: RsaPrivateKey;
  readonly name: readonly NamePart[];
  readonly extensions: readonly Extension[];
}): Uint8Array {
  const wanted = sequence(derOid(EXTENSION_REQUEST), der(TAG.set, sequence(...extensions.map(derExtension))));
  const attributes = der(0xa0, ...(extensions.length === 0 ? [] : [wanted]));
  const body = sequence(derInteger(0n), derName(name), derPublicKey(key), attributes);
  const algorithm = sequence(derOid(OID.sha256WithRsa), der(TAG.nothing));
  return sequence(body, algorithm, bitString(signRsa(key, body)));
}

/** Null for what is no request, or one for another sort of key. */
export function readRequest(pem: string): SigningRequest | null {
  const block = readPem(pem).find(({ label }) => label.endsWith("CERTIFICATE REQUEST"));
  if (block === undefined) return null;
  try {
    const [body, , signature] = childrenOf(readDer(block.bytes));
    const [, subject, keyInfo] = childrenOf(body);
    const key = publicKeyOf(keyInfo);
    if (key.kind !== "rsa" || body === undefined) return null;
    const isSignedByKey = verifyRsa(key, body.whole, bitsOf(signature));
    return { der: block.bytes, subject: nameOf(subject), key, isSignedByKey };
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}
