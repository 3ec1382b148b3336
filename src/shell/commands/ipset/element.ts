/**
 * What is typed for an element of a set, as an element. An address may be a range or a network, and stands for all its
 * addresses where the set holds single ones.
 *
 * Models: ipset 7.17 lib/parse.c, lib/ipset_hash_*.c
 * SIMPLIFIED: names of hosts are not looked up, and an IPv6 range is not taken apart.
 */
import { type Cidr, formatIp, hostCidr, type Ip, maskTo, parseIp, sizeOf, widthOf } from "../../../sim/core/ip.ts";
import type { IpSet } from "../../../sim/net/netfilter/ip-set.ts";
import { type IpSetEntry, type IpSetType, icmpPortOf } from "../../../sim/net/netfilter/ip-set-entry.ts";
import { ICMP, SCTP, TCP, UDP } from "../../../sim/net/packet.ts";
import { servicePort } from "../nc/services.ts";
import { complain } from "./complain.ts";

const ORDINALS = ["First", "Second", "Third"];
const PROTOCOLS: Readonly<Record<string, number>> = { icmp: ICMP, tcp: TCP, udp: UDP, sctp: SCTP, udplite: 136 };
/** A range of addresses larger than this is not written out. */
const MOST_ADDRESSES = 65_536;

type Part = "ip" | "net" | "port" | "set";

export function partsOf(type: IpSetType): readonly Part[] {
  return type === "list:set" ? ["set"] : (type.slice(type.indexOf(":") + 1).split(",") as Part[]);
}

/** All elements that the text stands for. */
export function parseElements({ type, options }: Pick<IpSet, "type" | "options">, text: string): IpSetEntry[] {
  const parts = partsOf(type);
  const words = text.split(",");
  parts.forEach((_, i) => {
    if (words[i] === undefined || (words[i] === "" && parts.length > 1))
      complain(`Syntax error: ${ORDINALS[i]} element is missing from ${text}.`);
  });
  if (words.length > parts.length)
    complain(`Syntax error: Elem separator in ${text}, but settype ${type} supports none.`);
  const family = options.family ?? 4;
  const [first = "", ...rest] = words;
  switch (parts[0]) {
    case "set":
      return [{ cidr: null, set: first }];
    case "port":
      return ports(first).map(({ port }) => ({ cidr: null, port }));
    default:
      return networks(first, { family, isNet: parts[0] === "net" }).flatMap((cidr) =>
        completed(cidr, { parts, rest, family }),
      );
  }
}

function completed(
  cidr: Cidr,
  {
    parts,
    rest,
    family,
  }: { readonly parts: readonly Part[]; readonly rest: readonly string[]; readonly family: 4 | 6 },
): IpSetEntry[] {
  if (parts.length === 1) return [{ cidr }];
  if (parts[1] !== "port") {
    const seconds = networks(rest[0] ?? "", { family, isNet: true });
    return seconds.map((second) => ({ cidr, second }));
  }
  const made = ports(rest[0] ?? "").map(({ port, protocol }) => ({ cidr, port, protocol }));
  if (parts.length === 2) return made;
  const seconds = networks(rest[1] ?? "", { family, isNet: parts[2] === "net" });
  return made.flatMap((entry) => seconds.map((second) => ({ ...entry, second })));
}

function networks(text: string, { family, isNet }: { readonly family: 4 | 6; readonly isNet: boolean }): Cidr[] {
  const range = text.includes("-") ? text.split("-") : null;
  if (range !== null) {
    const [from, to] = range.map((part) => address(part, family));
    if (typeof from !== "number" || typeof to !== "number") return [hostCidr(from as Ip)];
    const low = Math.min(from, to);
    return isNet ? blocks(low, Math.max(from, to)) : span(low, Math.max(from, to));
  }
  const [host = "", bitsText] = text.split("/");
  const ip = address(host, family);
  const width = widthOf(ip);
  if (bitsText === undefined) return [hostCidr(ip)];
  if (!/^\d+$/.test(bitsText)) complain(`Syntax error: '${bitsText}' is invalid as number`);
  const bits = Number(bitsText);
  if (bits > width) complain(`Syntax error: '${bitsText}' is out of range 0-${width}`);
  if (bits === 0) complain("The value of the CIDR parameter of the IP address is invalid");
  const network: Cidr = { base: maskTo(ip, bits), bits };
  if (isNet || typeof network.base !== "number") return [network];
  return span(network.base, network.base + sizeOf(network) - 1);
}

function span(from: number, to: number): Cidr[] {
  if (to - from >= MOST_ADDRESSES) complain("Hash is full, cannot add more elements");
  return Array.from({ length: to - from + 1 }, (_, i) => hostCidr(from + i));
}

/** The fewest networks that make up the range. */
function blocks(from: number, to: number): Cidr[] {
  const found: Cidr[] = [];
  for (let at = from; at <= to; ) {
    let bits = 32;
    while (bits > 1 && at % 2 ** (33 - bits) === 0 && at + 2 ** (33 - bits) - 1 <= to) bits--;
    found.push({ base: at, bits });
    at += 2 ** (32 - bits);
  }
  return found;
}

function address(text: string, family: 4 | 6): Ip {
  const ip = parseIp(text);
  if (ip === null || (typeof ip === "number") !== (family === 4))
    return complain(`Syntax error: cannot parse ${text}: resolving to IPv${family} address failed`);
  return ip;
}

interface Port {
  readonly port: number;
  readonly protocol: number;
}

/** `80`, `tcp:80`, `http`, `udp:30000-30010`, `icmp:ping` */
function ports(text: string): Port[] {
  const colon = text.indexOf(":");
  const name = colon < 0 ? "tcp" : text.slice(0, colon);
  const rest = colon < 0 ? text : text.slice(colon + 1);
  const protocol = PROTOCOLS[name] ?? (/^\d+$/.test(name) ? Number(name) : null);
  if (protocol === null) return complain(`Syntax error: cannot parse '${name}' as a protocol`);
  if (protocol === ICMP) {
    const port = icmpPortOf(rest);
    return port === null ? complain(`Syntax error: cannot parse '${rest}' as an icmp type`) : [{ port, protocol }];
  }
  const [from = "", to = from] = rest.split("-");
  const low = portNumber(from, name);
  const high = portNumber(to, name);
  const count = Math.abs(high - low) + 1;
  return Array.from({ length: count }, (_, i) => ({ port: Math.min(low, high) + i, protocol }));
}

function portNumber(text: string, protocol: string): number {
  if (/^\d+$/.test(text) && Number(text) <= 65_535) return Number(text);
  const known = servicePort(text, protocol === "udp" ? "udp" : "tcp");
  if (known !== null) return known;
  const first = /^\d+$/.test(text) ? `'${text}' is out of range 0-65535` : `'${text}' is invalid as number`;
  return complain(
    `Syntax error: ${first}\nSyntax error: '${protocol}' is invalid as number\ncannot parse '${text}' as a ${protocol} port`,
  );
}

export function parseRange(type: IpSetType, text: string): readonly [number, number] {
  if (type === "bitmap:port") {
    const [from, to] = text.split("-");
    if (to === undefined) complain("Mandatory option `to' is missing", 2);
    const [low, high] = [portNumber(from ?? "", "tcp"), portNumber(to ?? "", "tcp")];
    return [Math.min(low, high), Math.max(low, high)];
  }
  const found = networks(text, { family: 4, isNet: false });
  const first = found[0]?.base;
  const last = found.at(-1)?.base;
  if (typeof first !== "number" || typeof last !== "number") return complain("Mandatory option `range' is missing", 2);
  return [first, last];
}

export function rangeText(type: IpSetType, [from, to]: readonly [number, number]): string {
  return type === "bitmap:port" ? `${from}-${to}` : `${formatIp(from)}-${formatIp(to)}`;
}
