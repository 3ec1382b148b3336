/** What a rule may look at, as it is written. Models: nftables 1.0.6 src/parser_bison.y primary_expr and below */
import { DATA_TYPES, type DataTypeName } from "../../../sim/net/nftables/data-type.ts";
import { type FibKey, type PayloadHeader, type Selector, typesOf } from "../../../sim/net/nftables/expression.ts";
import type { Reader } from "./lexer.ts";
import { SourceError } from "./source.ts";

const PAYLOAD: Readonly<Record<PayloadHeader, Readonly<Record<string, DataTypeName>>>> = {
  ip: {
    saddr: "ipv4_addr",
    daddr: "ipv4_addr",
    protocol: "inet_proto",
    ttl: "integer",
    length: "integer",
    version: "integer",
  },
  ip6: {
    saddr: "ipv6_addr",
    daddr: "ipv6_addr",
    nexthdr: "inet_proto",
    hoplimit: "integer",
    length: "integer",
    version: "integer",
  },
  tcp: { sport: "inet_service", dport: "inet_service", flags: "tcp_flag" },
  udp: { sport: "inet_service", dport: "inet_service" },
  sctp: { sport: "inet_service", dport: "inet_service" },
  th: { sport: "inet_service", dport: "inet_service" },
  icmp: { type: "icmp_type", code: "icmp_code" },
  icmpv6: { type: "icmpv6_type", code: "icmpv6_code" },
};

const META: Readonly<Record<string, DataTypeName>> = {
  mark: "mark",
  l4proto: "inet_proto",
  nfproto: "nf_proto",
  pkttype: "pkt_type",
  length: "integer",
  iif: "iface_index",
  oif: "iface_index",
  iifname: "ifname",
  oifname: "ifname",
};

/** These may stand without `meta`. */
const BARE: ReadonlySet<string> = new Set(["mark", "iif", "oif", "iifname", "oifname"]);

const CT: Readonly<Record<string, DataTypeName>> = {
  state: "ct_state",
  status: "ct_status",
  mark: "mark",
  direction: "ct_dir",
};

const CT_TUPLE: Readonly<Record<string, DataTypeName>> = {
  saddr: "ipv4_addr",
  daddr: "ipv4_addr",
  protocol: "inet_proto",
  "proto-src": "inet_service",
  "proto-dst": "inet_service",
};

/** One of several joined by dots, with what is done to its bits. */
export function parseSelector(reader: Reader): Selector {
  const parts = [parseBits(reader)];
  while (reader.accept(".")) parts.push(parseBits(reader));
  return parts.length === 1 ? (parts[0] as Selector) : { kind: "concat", parts };
}

const OPERATORS: Readonly<Record<string, "&" | "|" | "^">> = {
  "&": "&",
  and: "&",
  "|": "|",
  or: "|",
  "^": "^",
  xor: "^",
};

export function parseBits(reader: Reader): Selector {
  let selector: Selector;
  if (reader.accept("(")) {
    selector = parseBits(reader);
    reader.expect(")");
  } else selector = parsePrimary(reader);
  for (;;) {
    const operator = OPERATORS[reader.next.text];
    if (operator === undefined) return selector;
    reader.take();
    selector = { kind: "bits", of: selector, operator, by: parseMask(reader, selector) };
  }
}

/** A number, or names of bits: `(syn | ack)`. */
function parseMask(reader: Reader, of: Selector): number {
  const type = typesOf(of)[0];
  if (type === undefined || DATA_TYPES[type].isBits !== true) return reader.number();
  const isOpen = reader.accept("(");
  let bits = 0;
  do bits |= bitOf(reader, type);
  while (reader.accept("|") || reader.accept(","));
  if (isOpen) reader.expect(")");
  return bits;
}

function bitOf(reader: Reader, type: DataTypeName): number {
  if (reader.next.kind === "number") return reader.number();
  const { symbols, unknown } = DATA_TYPES[type];
  const token = reader.take();
  const bit = symbols?.get(token.text);
  if (bit === undefined) throw new SourceError(unknown ?? "Could not parse integer", token.span);
  return bit;
}

function parsePrimary(reader: Reader): Selector {
  const word = reader.next;
  if (word.kind !== "word") throw reader.unexpected();
  if (word.text in PAYLOAD) return parsePayload(reader);
  if (BARE.has(word.text)) {
    reader.take();
    return { kind: "meta", key: word.text, type: META[word.text] as DataTypeName };
  }
  switch (word.text) {
    case "meta":
      return parseMeta(reader);
    case "ct":
      return parseCt(reader);
    case "fib":
      return parseFib(reader);
    case "numgen":
      return parseNumgen(reader);
    default:
      throw new SourceError(
        UNKNOWN.has(word.text) ? `${word.text} is not simulated here` : "No symbol type information",
        word.span,
      );
  }
}

/** The real nft reads these; nothing here answers them. */
const UNKNOWN: ReadonlySet<string> = new Set(
  "ether vlan arp ah esp comp udplite dccp rt rt0 rt2 rt4 hbh dst frag mh exthdr socket osf ipsec jhash symhash quota queue dup fwd tproxy synproxy flow igmp meter".split(
    " ",
  ),
);

function parsePayload(reader: Reader): Selector {
  const header = reader.take().text as PayloadHeader;
  const token = reader.next;
  const type = PAYLOAD[header][token.text];
  if (type === undefined || token.kind !== "word") throw reader.unexpected();
  reader.take();
  return { kind: "payload", header, field: token.text, type };
}

function parseMeta(reader: Reader): Selector {
  reader.take();
  const token = reader.next;
  const type = META[token.text];
  if (type === undefined)
    throw token.kind === "word"
      ? new SourceError(`meta ${token.text} is not simulated here`, token.span)
      : reader.unexpected();
  reader.take();
  return { kind: "meta", key: token.text, type };
}

function parseCt(reader: Reader): Selector {
  reader.take();
  if (reader.is("original", "reply")) {
    const direction = reader.take().text as "original" | "reply";
    reader.accept("ip");
    const token = reader.take();
    const type = CT_TUPLE[token.text];
    if (type === undefined) throw new SourceError(`ct ${direction} ${token.text} is not simulated here`, token.span);
    return { kind: "ct", key: token.text, type, direction };
  }
  const token = reader.next;
  const type = CT[token.text];
  if (type === undefined)
    throw token.kind === "word"
      ? new SourceError(`ct ${token.text} is not simulated here`, token.span)
      : reader.unexpected();
  reader.take();
  return { kind: "ct", key: token.text, type };
}

function parseFib(reader: Reader): Selector {
  reader.take();
  const keys: FibKey[] = [];
  do {
    if (!reader.is("saddr", "daddr", "mark", "iif", "oif")) throw reader.unexpected();
    keys.push(reader.take().text as FibKey);
  } while (reader.accept("."));
  if (!reader.is("type", "oif", "oifname")) throw reader.unexpected();
  const result = reader.take().text as "type" | "oif" | "oifname";
  const type: DataTypeName = result === "type" ? "fib_addrtype" : result === "oif" ? "iface_index" : "ifname";
  return { kind: "fib", keys, result, type };
}

function parseNumgen(reader: Reader): Selector {
  reader.take();
  if (!reader.is("random", "inc")) throw reader.unexpected();
  const mode = reader.take().text as "random" | "inc";
  reader.expect("mod", "mod");
  const modulus = reader.number();
  const offset = reader.accept("offset") ? reader.number() : 0;
  return { kind: "numgen", mode, modulus, offset, next: 0 };
}
