/**
 * The two authorities that certificates of this world come from: the cluster's own, which Pods find in ca.crt, and the
 * web's, which machines find in their bundle. Both issue when a server first needs a certificate.
 *
 * Models: cmd/kubeadm/app/phases/certs (names and uses)
 * SIMPLIFIED: authorities are made before the cluster, the same for all; every server has the same key.
 */
import type { Prng } from "../../core/prng.ts";
import type { TlsIdentity } from "../../net/tls/server.ts";
import { parseCertificate, parseCertificates } from "../../net/tls/x509/certificate.ts";
import { alternativeName, EXTENSIONS, issueCertificate, SERVER_AUTH } from "../../net/tls/x509/issue.ts";
import type { NamePart } from "../../net/tls/x509/name.ts";
import { type RsaPrivateKey, rsaFromPrimes } from "../../net/tls/x509/rsa.ts";
import { CLUSTER_CERTIFICATE, PRIMES, PUBLIC_CERTIFICATE } from "./known-keys.ts";

export interface ServerCertificateRequest {
  readonly subject: readonly NamePart[];
  readonly names: readonly string[];
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly prng: Prng;
}

export class Authority {
  readonly pem: string;
  readonly #primes: readonly [string, string];
  readonly #issued = new Map<string, TlsIdentity>();

  constructor(pem: string, primes: readonly [string, string]) {
    this.pem = pem;
    this.#primes = primes;
  }

  /** One for each set of names. */
  issue(request: ServerCertificateRequest): TlsIdentity {
    const { subject, names, notBeforeMs, notAfterMs } = request;
    const which = JSON.stringify([subject, names, notBeforeMs]);
    const known = this.#issued.get(which);
    if (known !== undefined) return known;
    const [own] = parseCertificates(this.pem);
    const key = serverKey();
    const signer = keyOf(this.#primes);
    const issuer = own?.subject.parts ?? [];
    const extensions = [
      EXTENSIONS.keyUsage(0xa0, 5),
      EXTENSIONS.extendedKeyUsage(SERVER_AUTH),
      EXTENSIONS.authority(false),
      EXTENSIONS.authorityKeyId(signer),
      EXTENSIONS.alternativeNames(names.map(alternativeName)),
    ];
    const serial = serialOf(request.prng);
    const bytes = issueCertificate({ serial, subject, issuer, notBeforeMs, notAfterMs, key, extensions }, signer);
    const identity = { chain: [parseCertificate(bytes)], key };
    this.#issued.set(which, identity);
    return identity;
  }
}

export function clusterAuthority(): Authority {
  return new Authority(CLUSTER_CERTIFICATE, PRIMES.clusterAuthority);
}

export function publicAuthority(): Authority {
  return new Authority(PUBLIC_CERTIFICATE, PRIMES.publicAuthority);
}

/** The key of every server that brings none of its own. */
export function serverKey(): RsaPrivateKey {
  return keyOf(PRIMES.server);
}

/** A certificate that its owner signs, and nobody knows. */
export function selfSigned(request: ServerCertificateRequest): TlsIdentity {
  const key = serverKey();
  const { subject, names, notBeforeMs, notAfterMs, prng } = request;
  const extensions = [
    EXTENSIONS.keyUsage(0xa0, 5),
    EXTENSIONS.extendedKeyUsage(SERVER_AUTH),
    EXTENSIONS.authority(false),
    EXTENSIONS.alternativeNames(names.map(alternativeName)),
  ];
  const content = { serial: serialOf(prng), subject, issuer: subject, notBeforeMs, notAfterMs, key, extensions };
  return { chain: [parseCertificate(issueCertificate(content, key))], key };
}

function serialOf(prng: Prng): bigint {
  return BigInt((prng.uint32() >>> 2) + 0x4000_0000) * 0x1_0000_0000n + BigInt(prng.uint32());
}

const KEYS = new Map<string, RsaPrivateKey>();

function keyOf([p, q]: readonly [string, string]): RsaPrivateKey {
  const key = KEYS.get(p) ?? rsaFromPrimes(BigInt(`0x${p}`), BigInt(`0x${q}`));
  KEYS.set(p, key);
  return key;
}
