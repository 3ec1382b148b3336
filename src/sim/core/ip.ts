/**
 * Internet addresses and prefixes as values: a number is an IPv4 address, a bigint an IPv6 address. Both work
 * as keys of a Map and compare with ===, and the type of the value is its family.
 *
 * Models: RFC 4632 (CIDR), RFC 5952 (how an IPv6 address is written), Go net/netip ParseAddr (what is accepted).
 */

export type Ip = number | bigint;
export type IpFamily = 4 | 6;

export interface Cidr {
  /** Host bits are zero. */
  readonly base: Ip;
  readonly bits: number;
}

export function familyOf(ip: Ip): IpFamily {
  return typeof ip === "number" ? 4 : 6;
}

export function parseIp(text: string): Ip | null {
  return text.includes(":") ? parseIpv6(text) : parseIpv4(text);
}

/** For addresses that we wrote ourselves. */
export function ip(text: string): Ip {
  const parsed = parseIp(text);
  if (parsed === null) throw new RangeError(`not an address: ${text}`);
  return parsed;
}

const DOT = 46;
const ZERO = 48;
const NINE = 57;

function parseIpv4(text: string): number | null {
  let value = 0;
  let octet = -1;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === DOT) {
      if (octet < 0 || ++dots > 3) return null;
      value = value * 256 + octet;
      octet = -1;
    } else {
      // No number begins with a zero and goes on.
      if (code < ZERO || code > NINE || octet === 0) return null;
      octet = (octet < 0 ? 0 : octet * 10) + code - ZERO;
      if (octet > 255) return null;
    }
  }
  return dots === 3 && octet >= 0 ? value * 256 + octet : null;
}

function parseIpv6(text: string): bigint | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const head = groups(halves[0] as string);
  const tail = halves.length === 2 ? groups(halves[1] as string) : [];
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  return [...head, ...new Array<number>(missing).fill(0), ...tail].reduce(
    (value, group) => (value << 16n) | BigInt(group),
    0n,
  );
}

function groups(text: string): number[] | null {
  if (text === "") return [];
  const out: number[] = [];
  const parts = text.split(":");
  for (const [i, part] of parts.entries()) {
    if (i === parts.length - 1 && part.includes(".")) {
      const v4 = parseIpv4(part);
      if (v4 === null) return null;
      out.push(v4 >>> 16, v4 & 0xffff);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) out.push(Number.parseInt(part, 16));
    else return null;
  }
  return out;
}

export function formatIp(address: Ip): string {
  if (typeof address === "number")
    return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
  const all: number[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) all.push(Number((address >> shift) & 0xffffn));
  const { start, length } = longestZeroRun(all);
  const hex = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(":");
  return length < 2 ? hex(all) : `${hex(all.slice(0, start))}::${hex(all.slice(start + length))}`;
}

function longestZeroRun(all: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < all.length; start++) {
    let length = 0;
    while (all[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  return best;
}

/** `10.0.0.0/8`. Host bits may be set and are dropped; a bare address is not a prefix. */
export function parseCidr(text: string): Cidr | null {
  const [address, bitsText, ...rest] = text.split("/");
  if (rest.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(bitsText ?? "")) return null;
  const parsed = parseIp(address as string);
  const bits = Number(bitsText);
  if (parsed === null || bits > widthOf(parsed)) return null;
  return { base: maskTo(parsed, bits), bits };
}

export function cidr(text: string): Cidr {
  const parsed = parseCidr(text);
  if (parsed === null) throw new RangeError(`not a prefix: ${text}`);
  return parsed;
}

export function formatCidr({ base, bits }: Cidr): string {
  return `${formatIp(base)}/${bits}`;
}

/** The prefix that holds this one address. */
export function hostCidr(address: Ip): Cidr {
  return { base: address, bits: widthOf(address) };
}

export function widthOf(address: Ip): 32 | 128 {
  return typeof address === "number" ? 32 : 128;
}

export function contains(prefix: Cidr, address: Ip): boolean {
  if (typeof prefix.base === "number")
    return typeof address === "number" && maskTo(address, prefix.bits) === prefix.base;
  return typeof address === "bigint" && maskTo(address, prefix.bits) === prefix.base;
}

/** The `n`th address of the prefix; the 0th is its base. */
export function nthOf({ base }: Cidr, n: number): Ip {
  return typeof base === "number" ? base + n : base + BigInt(n);
}

/** How many addresses it holds, as far as a number can say it. */
export function sizeOf({ base, bits }: Cidr): number {
  return 2 ** (widthOf(base) - bits);
}

export function maskTo(address: Ip, bits: number): Ip {
  if (typeof address === "number") return bits === 0 ? 0 : (address & (-1 << (32 - bits))) >>> 0;
  const host = 128n - BigInt(bits);
  return (address >> host) << host;
}
