/**
 * Is this the server that was asked for? The chain up to a trusted certificate, the dates, the name.
 *
 * Models: OpenSSL crypto/x509/x509_vfy.c and v3_utl.c (results and their order), RFC 6125 §6.4
 * SIMPLIFIED: signatures other than RSA with SHA-256 are believed; a certificate's uses and a path's length are not checked.
 */
import { parseIp } from "../../../core/ip.ts";
import type { Certificate } from "./certificate.ts";
import { OID } from "./certificate.ts";
import { bytesEqual } from "./der.ts";
import { commonNameOf } from "./name.ts";
import { verifyRsa } from "./rsa.ts";

export type VerifyError =
  | "bad-signature"
  | "not-yet-valid"
  | "expired"
  | "self-signed"
  | "self-signed-in-chain"
  | "no-issuer"
  | "no-issuer-of-leaf";

export interface Verdict {
  /** Null when all is well. */
  readonly error: VerifyError | null;
  /** From the leaf up. */
  readonly chain: readonly Certificate[];
  /** How far up the chain the trouble is. */
  readonly depth: number;
}

const MAX_DEPTH = 10;

export function verifyChain(
  sent: readonly Certificate[],
  { trusted, nowMs }: { readonly trusted: readonly Certificate[]; readonly nowMs: number },
): Verdict {
  const chain: Certificate[] = sent.slice(0, 1);
  let isTrusted = chain[0] !== undefined && trusted.some((root) => same(root, chain[0]));
  while (!isTrusted && chain.length < MAX_DEPTH) {
    const last = chain.at(-1);
    if (last === undefined || isSelfIssued(last)) break;
    const root = trusted.find((candidate) => issued(candidate, last));
    const next = root ?? sent.find((candidate) => !chain.includes(candidate) && issued(candidate, last));
    if (next === undefined) break;
    chain.push(next);
    isTrusted = root !== undefined || trusted.some((other) => same(other, next));
  }
  const trust = isTrusted ? null : untrusted(chain);
  return trust ?? checked(chain, nowMs);
}

function untrusted(chain: readonly Certificate[]): Verdict {
  const last = chain.at(-1);
  const depth = chain.length - 1;
  if (last !== undefined && isSelfIssued(last))
    return { error: depth === 0 ? "self-signed" : "self-signed-in-chain", chain, depth };
  return { error: "no-issuer", chain, depth };
}

function checked(chain: readonly Certificate[], nowMs: number): Verdict {
  for (let depth = chain.length - 1; depth >= 0; depth--) {
    const certificate = chain[depth] as Certificate;
    const issuer = chain[depth + 1];
    if (issuer !== undefined && !isSignedBy(certificate, issuer)) return { error: "bad-signature", chain, depth };
    if (nowMs < certificate.notBeforeMs) return { error: "not-yet-valid", chain, depth };
    if (nowMs > certificate.notAfterMs) return { error: "expired", chain, depth };
  }
  return { error: null, chain, depth: 0 };
}

export function isSelfIssued({ subject, issuer }: Certificate): boolean {
  return subject.hex === issuer.hex;
}

export function isSignedBy(certificate: Certificate, issuer: Certificate): boolean {
  if (certificate.signatureAlgorithm !== OID.sha256WithRsa || issuer.publicKey.kind !== "rsa") return true;
  return verifyRsa(issuer.publicKey, certificate.body, certificate.signature);
}

function issued(candidate: Certificate, certificate: Certificate): boolean {
  return candidate.subject.hex === certificate.issuer.hex && candidate.isAuthority !== false;
}

function same(one: Certificate, other: Certificate | undefined): boolean {
  return other !== undefined && bytesEqual(one.der, other.der);
}

/** The name of the certificate that the host goes by; null when it goes by none. */
export function matchingName(
  certificate: Certificate,
  host: string,
): { kind: "DNS" | "IP Address" | "CN"; value: string } | null {
  const address = parseIp(host);
  const names = certificate.alternativeNames;
  if (address !== null)
    for (const { kind, value } of names)
      if (kind === "IP Address" && parseIp(value) === address) return { kind, value };
  if (address === null)
    for (const { kind, value } of names) if (kind === "DNS" && covers(value, host)) return { kind, value };
  if (names.some(({ kind }) => kind === "DNS" || kind === "IP Address")) return null;
  const common = commonNameOf(certificate.subject);
  return common !== undefined && covers(common, host) ? { kind: "CN", value: common } : null;
}

/** A star stands for one label, the leftmost. */
export function covers(pattern: string, host: string): boolean {
  const [wanted, given] = [pattern.toLowerCase(), host.toLowerCase().replace(/\.$/, "")];
  if (!wanted.startsWith("*.")) return wanted === given;
  const dot = given.indexOf(".");
  return dot > 0 && given.slice(dot) === wanted.slice(1) && wanted.indexOf(".", 2) > 0;
}
