/**
 * A certificate authority and a server certificate for loopback, made at every start. Node signs but has no maker of
 * X.509, so the few DER forms that a certificate needs are written here.
 *
 * Models: RFC 5280 §4.1, X.690 (DER)
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

export interface ServerIdentity {
  readonly caPem: string;
  readonly certificatePem: string;
  readonly keyPem: string;
}

interface Signer {
  readonly name: string;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const OID = {
  commonName: [0x55, 0x04, 0x03],
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  subjectKeyIdentifier: [0x55, 0x1d, 0x0e],
  keyUsage: [0x55, 0x1d, 0x0f],
  subjectAltName: [0x55, 0x1d, 0x11],
  basicConstraints: [0x55, 0x1d, 0x13],
  authorityKeyIdentifier: [0x55, 0x1d, 0x23],
  extKeyUsage: [0x55, 0x1d, 0x25],
  serverAuth: [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01],
} as const;

const DAY_MS = 86_400_000;

export function createServerIdentity(nowMs: number): ServerIdentity {
  const ca = signer("hop-ca");
  const server = signer("kube-apiserver");
  const validity = sequence(time(nowMs - DAY_MS), time(nowMs + 365 * DAY_MS));
  const caCertificate = certificate(ca, ca, validity, [
    extension(OID.basicConstraints, sequence(tlv(0x01, [0xff])), true),
    // keyCertSign and digitalSignature: bits 5 and 0.
    extension(OID.keyUsage, bitString([0x84], 2), true),
    extension(OID.subjectKeyIdentifier, tlv(0x04, keyId(ca.publicKey))),
  ]);
  const serverCertificate = certificate(server, ca, validity, [
    extension(OID.basicConstraints, sequence(), true),
    extension(OID.keyUsage, bitString([0x80], 7), true),
    extension(OID.extKeyUsage, sequence(oid(OID.serverAuth))),
    extension(OID.subjectKeyIdentifier, tlv(0x04, keyId(server.publicKey))),
    extension(OID.authorityKeyIdentifier, sequence(tlv(0x80, keyId(ca.publicKey)))),
    extension(OID.subjectAltName, loopbackNames()),
  ]);
  return {
    caPem: pem(caCertificate),
    certificatePem: pem(serverCertificate),
    keyPem: server.privateKey.export({ type: "pkcs8", format: "pem" }) as string,
  };
}

function signer(name: string): Signer {
  return { name, ...generateKeyPairSync("ec", { namedCurve: "P-256" }) };
}

function certificate(subject: Signer, issuer: Signer, validity: Buffer, extensions: readonly Buffer[]): Buffer {
  const algorithm = sequence(oid(OID.ecdsaWithSha256));
  const serial = randomBytes(16);
  serial[0] = ((serial[0] as number) & 0x7f) | 0x40;
  const body = sequence(
    tlv(0xa0, tlv(0x02, [2])),
    tlv(0x02, serial),
    algorithm,
    distinguishedName(issuer.name),
    validity,
    distinguishedName(subject.name),
    spki(subject.publicKey),
    tlv(0xa3, sequence(...extensions)),
  );
  return sequence(body, algorithm, bitString(sign("sha256", body, issuer.privateKey), 0));
}

function loopbackNames(): Buffer {
  const v6 = Buffer.alloc(16);
  v6[15] = 1;
  return sequence(tlv(0x82, Buffer.from("localhost")), tlv(0x87, [127, 0, 0, 1]), tlv(0x87, v6));
}

function extension(id: readonly number[], value: Buffer, isCritical = false): Buffer {
  return sequence(oid(id), ...(isCritical ? [tlv(0x01, [0xff])] : []), tlv(0x04, value));
}

function distinguishedName(commonName: string): Buffer {
  return sequence(tlv(0x31, sequence(oid(OID.commonName), tlv(0x0c, Buffer.from(commonName)))));
}

function spki(key: KeyObject): Buffer {
  return key.export({ type: "spki", format: "der" });
}

/** RFC 5280 §4.2.1.2 (1): SHA-1 of the key's bits, which are the last 65 bytes of a P-256 key's form. */
function keyId(key: KeyObject): Buffer {
  return createHash("sha1").update(spki(key).subarray(-65)).digest();
}

/** UTCTime: this century's years are two digits until 2049. */
function time(atMs: number): Buffer {
  const digits = new Date(atMs).toISOString().replace(/\D/g, "").slice(2, 14);
  return tlv(0x17, Buffer.from(`${digits}Z`));
}

function oid(bytes: readonly number[]): Buffer {
  return tlv(0x06, bytes);
}

function bitString(bytes: ArrayLike<number>, unusedBits: number): Buffer {
  return tlv(0x03, Buffer.concat([Buffer.from([unusedBits]), Buffer.from(bytes)]));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(parts));
}

function tlv(tag: number, value: ArrayLike<number>): Buffer {
  const { length } = value;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), Buffer.from(value)]);
}

function pem(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) as string[];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
