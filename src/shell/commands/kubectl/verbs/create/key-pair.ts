/** Does this key belong to this certificate? Models: Go crypto/tls X509KeyPair, which `create secret tls` asks */
import { decodeUtf8 } from "../../../../../sim/core/utf8.ts";
import { parseCertificates } from "../../../../../sim/net/tls/x509/certificate.ts";
import { readPem } from "../../../../../sim/net/tls/x509/pem.ts";
import { belongsTo, parsePrivateKey } from "../../../../../sim/net/tls/x509/private-key.ts";

/** Null when all is well, else what is wrong. */
export function keyPairFault(certificate: Uint8Array, key: Uint8Array): string | null {
  const [certificateText, keyText] = [decodeUtf8(certificate), decodeUtf8(key)];
  const blocks = readPem(certificateText);
  if (blocks.length === 0) return "tls: failed to find any PEM data in certificate input";
  const [leaf] = parseCertificates(certificateText);
  if (leaf === undefined)
    return blocks.some(({ label }) => label === "CERTIFICATE")
      ? "x509: malformed certificate"
      : 'tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: ' +
          `[${blocks.map(({ label }) => label).join(" ")}]`;
  const keys = readPem(keyText);
  if (keys.length === 0) return "tls: failed to find any PEM data in key input";
  const parsed = parsePrivateKey(keyText);
  // A key of a sort that is not read here is taken as it is.
  if (parsed === null || leaf.publicKey.kind === "other") return null;
  return belongsTo(parsed, leaf) ? null : "tls: private key does not match public key";
}
