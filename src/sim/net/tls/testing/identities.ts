/** Certificates for tests: an authority and what it issues, with keys too short for anybody's real use. */
import { Prng } from "../../../core/prng.ts";
import { epochMsOf } from "../../../core/time.ts";
import type { TlsIdentity } from "../server.ts";
import { parseCertificate } from "../x509/certificate.ts";
import { alternativeName, EXTENSIONS, issueCertificate } from "../x509/issue.ts";
import { generateRsa, type RsaPrivateKey } from "../x509/rsa.ts";

const BITS = 512;

export interface IdentityOptions {
  readonly name: string;
  readonly also?: readonly string[];
  readonly from?: number;
  readonly to?: number;
  readonly isAuthority?: boolean;
}

/** Signed by `by`, or by itself. */
export function identity(
  { name, also = [], from = epochMsOf(2026, 1, 1), to = epochMsOf(2027, 1, 1), isAuthority = false }: IdentityOptions,
  by?: TlsIdentity,
): TlsIdentity & { readonly key: RsaPrivateKey } {
  const key = generateRsa(new Prng(`test/${name}`), BITS);
  const subject = [{ type: "CN", value: name }];
  const names = also.length === 0 ? [] : [EXTENSIONS.alternativeNames(also.map(alternativeName))];
  const bytes = issueCertificate(
    {
      serial: 7n,
      subject,
      issuer: by?.chain[0]?.subject.parts ?? subject,
      notBeforeMs: from,
      notAfterMs: to,
      key,
      extensions: [EXTENSIONS.authority(isAuthority), ...names],
    },
    (by?.key as RsaPrivateKey | undefined) ?? key,
  );
  return { chain: [parseCertificate(bytes)], key };
}
