/** Where the headers of a captured frame begin. Everything here reads bytes, so that a file from elsewhere does as well. */

export const LINK = { ethernet: 1, raw: 101, sll: 113, sll2: 276 } as const;

export interface PacketView {
  readonly bytes: Uint8Array;
  readonly linkType: number;
  /** As it was on the wire; the bytes may be cut off. */
  readonly length: number;
  readonly etherType: number;
  /** Where the network layer begins. */
  readonly network: number;
  /** 0 unless it is IP. */
  readonly version: 0 | 4 | 6;
  readonly protocol: number;
  /** Where the transport begins; -1 for what has none, and for later fragments. */
  readonly transport: number;
}

export const ETHERTYPE = { ipv4: 0x0800, arp: 0x0806, ipv6: 0x86dd } as const;
export const PROTOCOL = { icmp: 1, ipip: 4, tcp: 6, udp: 17, icmp6: 58, sctp: 132 } as const;

export function read16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

export function read32(bytes: Uint8Array, at: number): number {
  return read16(bytes, at) * 0x1_0000 + read16(bytes, at + 2);
}

export function viewOf(bytes: Uint8Array, length: number, linkType: number): PacketView {
  const { etherType, network } = linkHeader(bytes, linkType);
  return networkView({ bytes, length, linkType, etherType, network });
}

function linkHeader(bytes: Uint8Array, linkType: number): { etherType: number; network: number } {
  if (linkType === LINK.ethernet) return { etherType: read16(bytes, 12), network: 14 };
  if (linkType === LINK.sll) return { etherType: read16(bytes, 14), network: 16 };
  if (linkType === LINK.sll2) return { etherType: read16(bytes, 0), network: 20 };
  return { etherType: (bytes[0] ?? 0) >>> 4 === 6 ? ETHERTYPE.ipv6 : ETHERTYPE.ipv4, network: 0 };
}

type Begun = Pick<PacketView, "bytes" | "length" | "linkType" | "etherType" | "network">;

export function networkView(begun: Begun): PacketView {
  const { bytes, etherType, network } = begun;
  if (etherType === ETHERTYPE.ipv4 && bytes.length >= network + 20) {
    const header = ((bytes[network] as number) & 15) * 4;
    const isLater = (read16(bytes, network + 6) & 0x1fff) !== 0;
    const protocol = bytes[network + 9] as number;
    return { ...begun, version: 4, protocol, transport: isLater ? -1 : network + header };
  }
  if (etherType === ETHERTYPE.ipv6 && bytes.length >= network + 40)
    return { ...begun, version: 6, protocol: bytes[network + 6] as number, transport: network + 40 };
  return { ...begun, version: 0, protocol: -1, transport: -1 };
}

export function ipText(bytes: Uint8Array, at: number, version: 4 | 6): string {
  if (version === 4) return [0, 1, 2, 3].map((i) => String(bytes[at + i] ?? 0)).join(".");
  const groups = Array.from({ length: 8 }, (_, i) => read16(bytes, at + i * 2).toString(16));
  const text = groups.join(":");
  const run = /(?:^|:)0(?::0)+(?:$|:)/.exec(text);
  return run === null ? text : text.replace(run[0], "::");
}

export function macText(bytes: Uint8Array, at: number): string {
  return [0, 1, 2, 3, 4, 5].map((i) => (bytes[at + i] ?? 0).toString(16).padStart(2, "0")).join(":");
}

export function sourceOf({ bytes, network, version }: PacketView): string {
  return version === 4 ? ipText(bytes, network + 12, 4) : ipText(bytes, network + 8, 6);
}

export function destinationOf({ bytes, network, version }: PacketView): string {
  return version === 4 ? ipText(bytes, network + 16, 4) : ipText(bytes, network + 24, 6);
}
