/** The tests that primitives stand for. */
import { parseCidr, parseIp } from "../../../sim/core/ip.ts";
import { parseMac } from "../../../sim/net/mac.ts";
import { ETHERTYPE, ipText, LINK, macText, type PacketView, read16, read32 } from "./packet-view.ts";

export type Test = (view: PacketView) => boolean;
export type Direction = "src" | "dst" | "either" | "both";

export function joined(direction: Direction, source: Test, destination: Test): Test {
  switch (direction) {
    case "src":
      return source;
    case "dst":
      return destination;
    case "both":
      return (view) => source(view) && destination(view);
    default:
      return (view) => source(view) || destination(view);
  }
}

/** Addresses in IP headers and, as the real one does, in ARP messages. */
function addressAt(view: PacketView, which: "src" | "dst"): number | null {
  const { version, etherType, network } = view;
  if (version === 4) return network + (which === "src" ? 12 : 16);
  if (etherType === ETHERTYPE.arp) return network + (which === "src" ? 14 : 24);
  return null;
}

export function addressTest(direction: Direction, address: string): Test {
  if (address.includes(":")) return address6Test(direction, address);
  const wanted = parseIp(address) as number;
  return maskedTest(direction, wanted, 0xffff_ffff);
}

function address6Test(direction: Direction, address: string): Test {
  const wanted = ipText(bytesOf6(address), 0, 6);
  const at =
    (offset: number): Test =>
    ({ version, bytes, network }) =>
      version === 6 && ipText(bytes, network + offset, 6) === wanted;
  return joined(direction, at(8), at(24));
}

function bytesOf6(address: string): Uint8Array {
  const value = parseIp(address);
  return Uint8Array.from({ length: 16 }, (_, i) =>
    typeof value === "bigint" ? Number((value >> BigInt(120 - 8 * i)) & 255n) : 0,
  );
}

function maskedTest(direction: Direction, wanted: number, mask: number): Test {
  const test =
    (which: "src" | "dst"): Test =>
    (view) => {
      const at = addressAt(view, which);
      return at !== null && (read32(view.bytes, at) & mask) >>> 0 === wanted;
    };
  return joined(direction, test("src"), test("dst"));
}

/** `10.0.0.0/8`, `10.1`, `10.0.0.0 mask 255.0.0.0`; the words of what is wrong otherwise. */
export function netTest(direction: Direction, text: string): Test | string {
  const [address = "", maskText] = text.split(" mask ");
  const [base = "", bitsText] = address.split("/");
  const parts = base.split(".");
  if (parts.length > 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255))
    return parseCidr(text) === null ? `unknown network '${text}'` : `invalid net ${text}`;
  const value = parts.reduce((sum, part, i) => sum + Number(part) * 2 ** (24 - 8 * i), 0);
  const bits = bitsText === undefined ? parts.length * 8 : Number(bitsText);
  if (!(bits <= 32)) return "mask length must be <= 32";
  const given = maskText === undefined ? null : parseIp(maskText);
  const mask = typeof given === "number" ? given : bits === 0 ? 0 : (-1 << (32 - bits)) >>> 0;
  if ((value & mask) >>> 0 !== value) return `non-network bits set in "${text}"`;
  return maskedTest(direction, value, mask);
}

export function portTest(direction: Direction, [low, high]: readonly [number, number]): Test {
  const at =
    (offset: number): Test =>
    ({ bytes, transport, protocol, version }) => {
      if (version === 0 || transport < 0 || (protocol !== 6 && protocol !== 17 && protocol !== 132)) return false;
      const port = read16(bytes, transport + offset);
      return port >= low && port <= high;
    };
  return joined(direction, at(0), at(2));
}

export function etherTest(direction: Direction, id: string): Test | null {
  if (parseMac(id) === null) return null;
  const wanted = id.toLowerCase();
  const at =
    (offset: number): Test =>
    ({ bytes, linkType }) =>
      linkType === LINK.ethernet && macText(bytes, offset) === wanted;
  return joined(direction, at(6), at(0));
}
