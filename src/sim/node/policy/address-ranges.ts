/** IPv4 addresses cut where policies treat them differently, and put together again as prefixes. */
import { type Cidr, formatCidr, sizeOf } from "../../core/ip.ts";
import type { CompiledPolicy, PolicyDirection } from "./compiled-policy.ts";

export interface AddressRange {
  readonly first: number;
  readonly last: number;
}

const END = 2 ** 32;

/** All addresses, cut at the edges of every ipBlock of these policies and of its exceptions. */
export function rangesOf(policies: readonly CompiledPolicy[], direction: PolicyDirection): AddressRange[] {
  const peers = policies.flatMap(({ rules }) => (rules[direction] ?? []).flatMap((rule) => rule.peers ?? []));
  const blocks = peers.flatMap((peer) => (peer.kind === "block" ? [peer.cidr, ...peer.except] : []));
  const starts = new Set([0, ...blocks.flatMap(edgesOf)].filter((edge) => edge < END));
  const sorted = [...starts].sort((a, b) => a - b);
  return sorted.map((first, i) => ({ first, last: (sorted[i + 1] ?? END) - 1 }));
}

function edgesOf(cidr: Cidr): number[] {
  return typeof cidr.base === "number" ? [cidr.base, cidr.base + sizeOf(cidr)] : [];
}

/** The fewest prefixes that hold exactly these addresses. */
export function cidrsOf({ first, last }: AddressRange): string[] {
  const cidrs: string[] = [];
  let at = first;
  while (at <= last) {
    let bits = 32;
    while (bits > 0) {
      const size = 2 ** (33 - bits);
      if (at % size !== 0 || at + size - 1 > last) break;
      bits--;
    }
    cidrs.push(formatCidr({ base: at, bits }));
    at += 2 ** (32 - bits);
  }
  return cidrs;
}
