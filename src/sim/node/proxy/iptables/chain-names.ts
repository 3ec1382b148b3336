/**
 * The names of kube-proxy's chains: a hash of what the chain is for, so that every sync gives the same name.
 *
 * Models: pkg/proxy/iptables/proxier.go portProtoHash, servicePortEndpointChainName
 */
import { sha256 } from "../../../core/sha256.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";

export interface ChainNames {
  readonly cluster: string;
  readonly local: string;
  readonly external: string;
  readonly firewall: string;
}

/** `servicePort` is `namespace/name:port`, `protocol` in lower case. */
export function chainNamesOf(servicePort: string, protocol: string): ChainNames {
  const hash = hashOf(servicePort + protocol);
  return {
    cluster: `KUBE-SVC-${hash}`,
    local: `KUBE-SVL-${hash}`,
    external: `KUBE-EXT-${hash}`,
    firewall: `KUBE-FW-${hash}`,
  };
}

export function endpointChainName(servicePort: string, protocol: string, endpoint: string): string {
  return `KUBE-SEP-${hashOf(servicePort + protocol + endpoint)}`;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Every node's kube-proxy asks for the same. */
const HASHES = new Map<string, string>();
const MAX_HASHES = 32_768;

function hashOf(text: string): string {
  const known = HASHES.get(text);
  if (known !== undefined) return known;
  const hash = shortHash(text);
  if (HASHES.size >= MAX_HASHES) HASHES.clear();
  HASHES.set(text, hash);
  return hash;
}

/** The first 16 characters of the base32 of the SHA-256: its first 80 bits. */
function shortHash(text: string): string {
  const bytes = sha256(encodeUtf8(text));
  const out: string[] = [];
  for (let i = 0; i < 16; i++) {
    const bit = i * 5;
    const at = bit >> 3;
    const two = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
    out.push(ALPHABET[(two >> (11 - (bit & 7))) & 31] as string);
  }
  return out.join("");
}
