/**
 * What a rule reads from a packet. Where the packet has no such thing the rule does not apply, which is null here.
 *
 * Models: net/netfilter/nft_payload.c, nft_meta.c, nft_ct.c, nft_fib.c, nft_numgen.c, nft_bitwise.c
 * SIMPLIFIED: iif and oif are kept by the interface's name, not by its number.
 */
import type { Ip } from "../../core/ip.ts";
import type { Flow, Tuple } from "../flow.ts";
import type { NetNamespace } from "../namespace.ts";
import type { HookContext } from "../netfilter/hooks.ts";
import { addressType } from "../netfilter/matches.ts";
import { lengthOf, type Packet } from "../packet.ts";
import type { Literal, Selector, SetReference, Value } from "./expression.ts";
import { isVerdict } from "./expression.ts";
import { boundsOf, type NftSet } from "./set.ts";
import type { NftTable } from "./table.ts";

export interface NftRun {
  readonly namespace: NetNamespace;
  readonly table: NftTable;
  readonly packet: Packet;
  readonly context: HookContext;
}

export function readValue(run: NftRun, selector: Selector): Value | null {
  switch (selector.kind) {
    case "payload":
      return payload(run.packet, selector.header, selector.field);
    case "meta":
      return meta(run, selector.key);
    case "ct":
      return conntrack(run.packet, selector.key, selector.direction);
    case "fib":
      return fib(run, selector);
    case "numgen":
      return numgen(run.namespace, selector);
    case "bits":
      return bits(run, selector);
    case "literal":
    case "map": {
      const literal = readLiteral(run, selector);
      return literal === null ? null : boundsOf(literal)[0];
    }
    case "concat":
      return null;
  }
}

/** One value, or those of a concatenation's parts; false when one of them is not there. */
export function readValues(run: NftRun, selector: Selector, into: Value[]): boolean {
  if (selector.kind === "concat") {
    for (const part of selector.parts) if (!readValues(run, part, into)) return false;
    return true;
  }
  const value = readValue(run, selector);
  if (value === null) return false;
  into.push(value);
  return true;
}

/** A constant, or what a map says. */
export function readLiteral(run: NftRun, selector: Selector): Literal | null {
  if (selector.kind === "literal") return selector.literal;
  if (selector.kind !== "map") {
    const value = readValue(run, selector);
    return value === null ? null : { kind: "value", value };
  }
  const values: Value[] = [];
  if (!readValues(run, selector.key, values)) return null;
  const data = setOf(run.table, selector.map)?.lookup(values)?.data ?? null;
  return data === null || isVerdict(data) ? null : data;
}

export function setOf(table: NftTable, reference: SetReference): NftSet | null {
  return reference.kind === "anonymous" ? reference.set : (table.set(reference.name) ?? null);
}

function payload(packet: Packet, header: string, field: string): Value | null {
  const { transport } = packet;
  switch (header) {
    case "ip":
    case "ip6":
      return (header === "ip") === (typeof packet.src === "number") ? ipField(packet, field) : null;
    case "icmp":
    case "icmpv6":
      if (transport.kind !== "icmp" || (header === "icmp") !== (typeof packet.src === "number")) return null;
      return field === "type" ? transport.type : field === "code" ? transport.code : null;
    case "tcp":
      if (transport.kind !== "tcp") return null;
      return field === "flags" ? transport.flags : portField(packet, field);
    case "udp":
      return transport.kind === "udp" ? portField(packet, field) : null;
    case "sctp":
      return transport.kind === "opaque" ? portField(packet, field) : null;
    default:
      return portField(packet, field);
  }
}

function portField({ transport }: Packet, field: string): number | null {
  if (transport.kind === "icmp" || transport.kind === "ipip") return null;
  return field === "dport" ? transport.dstPort : field === "sport" ? transport.srcPort : null;
}

function ipField(packet: Packet, field: string): Value | null {
  switch (field) {
    case "saddr":
      return packet.src;
    case "daddr":
      return packet.dst;
    case "protocol":
    case "nexthdr":
      return packet.protocol;
    case "ttl":
    case "hoplimit":
      return packet.ttl;
    case "length":
      return lengthOf(packet);
    case "version":
      return typeof packet.src === "number" ? 4 : 6;
    default:
      return null;
  }
}

function meta({ packet, context, namespace }: NftRun, key: string): Value | null {
  switch (key) {
    case "mark":
      return packet.mark >>> 0;
    case "l4proto":
      return packet.protocol;
    case "iifname":
    case "iif":
      return context.inDevice?.name ?? "";
    case "oifname":
    case "oif":
      return context.outDevice?.name ?? "";
    case "nfproto":
      return typeof packet.src === "number" ? 2 : 10;
    case "length":
      return lengthOf(packet);
    case "pkttype": {
      const type = addressType(namespace, packet.dst);
      return type === "BROADCAST" ? 1 : type === "MULTICAST" ? 2 : 0;
    }
    default:
      return null;
  }
}

const STATE_BITS = { INVALID: 1, ESTABLISHED: 2, RELATED: 4, NEW: 8, UNTRACKED: 64, untouched: 1 } as const;

function conntrack(packet: Packet, key: string, direction: "original" | "reply" = "original"): Value | null {
  const { flow } = packet;
  if (key === "state") return STATE_BITS[packet.flowState];
  if (flow === null) return null;
  switch (key) {
    case "status":
      return flow.status & 0x3ff;
    case "mark":
      return flow.mark >>> 0;
    case "direction":
      return packet.flowDirection === "original" ? 0 : 1;
    default:
      return tupleField(flow, direction === "original" ? flow.original : flow.reply, key);
  }
}

function tupleField(_flow: Flow, tuple: Tuple, key: string): Value | null {
  switch (key) {
    case "saddr":
      return tuple.src;
    case "daddr":
      return tuple.dst;
    case "proto-src":
      return tuple.srcPort;
    case "proto-dst":
      return tuple.dstPort;
    case "protocol":
      return tuple.protocol;
    default:
      return null;
  }
}

const ADDRESS_TYPES = {
  UNSPEC: 0,
  UNICAST: 1,
  LOCAL: 2,
  BROADCAST: 3,
  MULTICAST: 5,
  BLACKHOLE: 6,
  UNREACHABLE: 7,
} as const;

function fib({ namespace, packet, context }: NftRun, selector: Extract<Selector, { kind: "fib" }>): Value {
  const address: Ip = selector.keys.includes("saddr") ? packet.src : packet.dst;
  if (selector.result === "type") return ADDRESS_TYPES[addressType(namespace, address)];
  const route = namespace.routes.lookup(address);
  const device = route?.device ?? null;
  if (device === null || (selector.keys.includes("iif") && device !== context.inDevice)) return "0";
  return device.name;
}

function numgen(namespace: NetNamespace, selector: Extract<Selector, { kind: "numgen" }>): number {
  const { modulus, offset } = selector;
  if (selector.mode === "random") return Math.floor((namespace.netfilter.draw() / 0x8000_0000) * modulus) + offset;
  const at = selector.next;
  selector.next = (at + 1) % modulus;
  return at + offset;
}

function bits(run: NftRun, { of, operator, by }: Extract<Selector, { kind: "bits" }>): number | null {
  const value = readValue(run, of);
  if (typeof value !== "number") return null;
  if (operator === "&") return (value & by) >>> 0;
  return (operator === "|" ? value | by : value ^ by) >>> 0;
}
