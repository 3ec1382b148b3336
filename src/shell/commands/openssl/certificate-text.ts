/** A certificate for reading, as `openssl x509 -text` sets it out. Models: OpenSSL crypto/x509/t_x509.c, v3_prn.c */
import { formatIp, parseIp } from "../../../sim/core/ip.ts";
import { type Certificate, type Extension, OID } from "../../../sim/net/tls/x509/certificate.ts";
import { bigOf, bytesOfBig, childrenOf, hexOf, oidOf, readDer, TAG } from "../../../sim/net/tls/x509/der.ts";
import { nameText } from "../../../sim/net/tls/x509/name.ts";
import { keyBits } from "../../../sim/net/tls/x509/private-key.ts";
import { opensslDate } from "../curl/tls.ts";
import { PURPOSES, USAGES } from "./extensions.ts";

const ALGORITHMS: Readonly<Record<string, string>> = {
  "1.2.840.113549.1.1.11": "sha256WithRSAEncryption",
  "1.2.840.113549.1.1.12": "sha384WithRSAEncryption",
  "1.2.840.113549.1.1.13": "sha512WithRSAEncryption",
  "1.2.840.10045.4.3.2": "ecdsa-with-SHA256",
  "1.2.840.10045.4.3.3": "ecdsa-with-SHA384",
};
const LONG_NAMES: Readonly<Record<string, string>> = {
  [OID.subjectKeyId]: "X509v3 Subject Key Identifier",
  [OID.keyUsage]: "X509v3 Key Usage",
  [OID.alternativeName]: "X509v3 Subject Alternative Name",
  [OID.basicConstraints]: "X509v3 Basic Constraints",
  [OID.authorityKeyId]: "X509v3 Authority Key Identifier",
  [OID.extendedKeyUsage]: "X509v3 Extended Key Usage",
};
const SHORT_NAMES: Readonly<Record<string, string>> = {
  subjectKeyIdentifier: OID.subjectKeyId,
  keyUsage: OID.keyUsage,
  subjectAltName: OID.alternativeName,
  basicConstraints: OID.basicConstraints,
  authorityKeyIdentifier: OID.authorityKeyId,
  extendedKeyUsage: OID.extendedKeyUsage,
};

export function oneLineName(name: Certificate["subject"]): string {
  return nameText(name, { equals: " = ", comma: ", " });
}

export function certificateText(certificate: Certificate): string {
  const { version, issuer, subject, notBeforeMs, notAfterMs, extensions, signature } = certificate;
  const algorithm = ALGORITHMS[certificate.signatureAlgorithm] ?? certificate.signatureAlgorithm;
  const lines = [
    "Certificate:",
    "    Data:",
    `        Version: ${version} (0x${version - 1})`,
    ...serialLines(certificate.serial),
    `        Signature Algorithm: ${algorithm}`,
    `        Issuer: ${oneLineName(issuer)}`,
    "        Validity",
    `            Not Before: ${opensslDate(notBeforeMs)}`,
    `            Not After : ${opensslDate(notAfterMs)}`,
    `        Subject: ${oneLineName(subject)}`,
    "        Subject Public Key Info:",
    ...keyLines(certificate),
    ...(extensions.length === 0 ? [] : ["        X509v3 extensions:"]),
    ...extensions.flatMap((extension) => extensionLines(certificate, extension, "            ")),
    `    Signature Algorithm: ${algorithm}`,
    "    Signature Value:",
    ...hexLines(signature, 18, "        "),
  ];
  return `${lines.join("\n")}\n`;
}

function serialLines(serial: Uint8Array): string[] {
  const value = bigOf(serial);
  if (serial.length <= 8) return [`        Serial Number: ${value} (0x${value.toString(16)})`];
  const bytes = serial[0] === 0 ? serial.subarray(1) : serial;
  return ["        Serial Number:", `            ${colons(bytes).toLowerCase()}`];
}

function keyLines({ publicKey }: Certificate): string[] {
  if (publicKey.kind === "rsa") {
    const modulus = bytesOfBig(publicKey.n);
    const shown = (modulus[0] ?? 0) >= 0x80 ? Uint8Array.from([0, ...modulus]) : modulus;
    return [
      "            Public Key Algorithm: rsaEncryption",
      `                Public-Key: (${keyBits(publicKey)} bit)`,
      "                Modulus:",
      ...hexLines(shown, 15, "                    "),
      `                Exponent: ${publicKey.e} (0x${publicKey.e.toString(16)})`,
    ];
  }
  if (publicKey.kind === "other") return [`            Public Key Algorithm: ${publicKey.algorithm}`];
  const isP384 = publicKey.curve === "1.3.132.0.34";
  return [
    "            Public Key Algorithm: id-ecPublicKey",
    `                Public-Key: (${keyBits(publicKey)} bit)`,
    "                pub:",
    ...hexLines(publicKey.point, 15, "                    "),
    `                ASN1 OID: ${isP384 ? "secp384r1" : "prime256v1"}`,
    `                NIST CURVE: ${isP384 ? "P-384" : "P-256"}`,
  ];
}

function hexLines(bytes: Uint8Array, width: number, indent: string): string[] {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += width) {
    const isLast = at + width >= bytes.length;
    lines.push(`${indent}${colons(bytes.subarray(at, at + width)).toLowerCase()}${isLast ? "" : ":"}`);
  }
  return lines;
}

export function colons(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0").toUpperCase()).join(":");
}

/** `-ext subjectAltName,keyUsage`: those that are there. */
export function chosenExtensions(certificate: Certificate, names: string): string {
  const wanted = names.split(",").map((name) => SHORT_NAMES[name.trim()]);
  const found = certificate.extensions.filter(({ oid }) => wanted.includes(oid));
  return found.map((extension) => `${extensionLines(certificate, extension, "").join("\n")}\n`).join("");
}

function extensionLines(certificate: Certificate, extension: Extension, indent: string): string[] {
  const { oid, isCritical } = extension;
  return [
    `${indent}${LONG_NAMES[oid] ?? oid}: ${isCritical ? "critical" : ""}`,
    ...valueLines(certificate, extension).map((line) => `${indent}    ${line}`),
  ];
}

function valueLines(certificate: Certificate, { oid, value }: Extension): string[] {
  const inner = readDer(value);
  switch (oid) {
    case OID.subjectKeyId:
      return [colons(inner.content)];
    case OID.authorityKeyId: {
      const id = childrenOf(inner).find(({ tag }) => tag === 0x80);
      return id === undefined ? [] : [colons(id.content)];
    }
    case OID.basicConstraints: {
      const length = childrenOf(inner).find(({ tag }) => tag === TAG.integer);
      const limit = length === undefined ? "" : `, pathlen:${bigOf(length.content)}`;
      return [`CA:${certificate.isAuthority === true ? "TRUE" : "FALSE"}${limit}`];
    }
    case OID.keyUsage: {
      const bits = inner.content[1] ?? 0;
      return [USAGES.flatMap(([, name], i) => ((bits & (0x80 >> i)) === 0 ? [] : [name])).join(", ")];
    }
    case OID.extendedKeyUsage:
      return [
        childrenOf(inner)
          .map((one) => purposeOf(oidOf(one)))
          .join(", "),
      ];
    case OID.alternativeName:
      return [
        certificate.alternativeNames
          .map(({ kind, value: name }) => `${kind}:${kind === "IP Address" ? wideIp(name) : name}`)
          .join(", "),
      ];
    default:
      return [hexOf(value)];
  }
}

function purposeOf(oid: string): string {
  return Object.values(PURPOSES).find(([known]) => known === oid)?.[1] ?? oid;
}

/** An IPv6 address with every group, in capitals. */
function wideIp(text: string): string {
  const address = parseIp(text);
  if (address === null || typeof address === "number") return address === null ? text : formatIp(address);
  const groups: string[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n)
    groups.push(((address >> shift) & 0xffffn).toString(16).toUpperCase());
  return groups.join(":");
}
