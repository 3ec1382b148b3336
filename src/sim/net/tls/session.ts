/** What both ends of a handshake work out from what they have heard. Models: RFC 8446 §4.4, §7 */

import { sha256Hex } from "../../core/sha256.ts";
import { concatBytes } from "../../core/utf8.ts";
import type { TlsChannel } from "./channel.ts";
import type { Certificate } from "./x509/certificate.ts";
import { hexOf } from "./x509/der.ts";
import { keyBits } from "./x509/private-key.ts";

const SUITES: Readonly<Record<number, string>> = {
  4865: "TLS_AES_128_GCM_SHA256",
  4866: "TLS_AES_256_GCM_SHA384",
  49199: "ECDHE-RSA-AES128-GCM-SHA256",
  49200: "ECDHE-RSA-AES256-GCM-SHA384",
};

export function suiteName(suite: number): string {
  return SUITES[suite] ?? "UNKNOWN";
}

export function secretOf(clientRandom: Uint8Array, serverRandom: Uint8Array): string {
  return hexOf(concatBytes([clientRandom, serverRandom]));
}

/** 12 bytes in TLS 1.2 (`suite` 0), the length of the suite's hash in 1.3. */
export function finishedBytes(channel: TlsChannel, end: "client" | "server", suite: number): Uint8Array {
  return channel.proof(`finished/${end}`, suite === 0 ? 12 : suite === 0x1301 ? 32 : 48);
}

export function signatureOf(channel: TlsChannel, { keyInfo, publicKey }: Certificate): Uint8Array {
  const length = publicKey.kind === "rsa" ? Math.ceil(keyBits(publicKey) / 8) : 71;
  return channel.proof(`signature/${sha256Hex(keyInfo)}`, length);
}
