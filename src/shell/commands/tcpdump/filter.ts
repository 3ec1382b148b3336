/**
 * Filter expressions, compiled to a test of a captured frame.
 *
 * Models: pcap-filter(7), libpcap 1.10 grammar.y.in
 * SIMPLIFIED: no gateway, MPLS, PPPoE, VLAN tags (no frame here has one) or Wi-Fi primitives.
 */
import { Failure } from "../failure.ts";
import { servicePort } from "../nc/services.ts";
import { type Arithmetic, parseComparison } from "./filter-arithmetic.ts";
import { addressTest, type Direction, etherTest, netTest, portTest, type Test } from "./filter-tests.ts";
import { FilterTokens } from "./filter-tokens.ts";
import { ETHERTYPE, LINK, type PacketView } from "./packet-view.ts";

export type { Test } from "./filter-tests.ts";

export interface FilterNames {
  /** Null when there is no such host. */
  addresses(name: string): readonly string[] | null;
}

type Kind = "host" | "net" | "port" | "portrange";

/** What stands before an id, and is taken over by an id that stands alone after `or`. */
interface Qualifiers {
  readonly protocol: string | null;
  readonly direction: Direction;
  readonly kind: Kind | null;
}

const PROTOCOLS = new Map<string, Test>([
  ["ip", ({ version }) => version === 4],
  ["ip6", ({ version }) => version === 6],
  ["arp", ({ etherType }) => etherType === ETHERTYPE.arp],
  ["rarp", ({ etherType }) => etherType === 0x8035],
  ["tcp", ({ protocol, version }) => version !== 0 && protocol === 6],
  ["udp", ({ protocol, version }) => version !== 0 && protocol === 17],
  ["sctp", ({ protocol, version }) => version !== 0 && protocol === 132],
  ["icmp", ({ protocol, version }) => version === 4 && protocol === 1],
  ["icmp6", ({ protocol, version }) => version === 6 && protocol === 58],
  ["igmp", ({ protocol, version }) => version === 4 && protocol === 2],
  ["esp", ({ protocol, version }) => version !== 0 && protocol === 50],
  ["ah", ({ protocol, version }) => version !== 0 && protocol === 51],
  ["ether", () => true],
]);
const NUMBERS: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  tcp: 6,
  udp: 17,
  esp: 50,
  ah: 51,
  icmp6: 58,
  sctp: 132,
};
const REFUSED = ["gateway", "mpls", "pppoed", "pppoes", "wlan", "decnet", "iso", "geneve", "llc"];

export function compileFilter(expression: string, names: FilterNames, linkType: number): Test {
  if (expression.trim() === "") return () => true;
  const compiler = new Compiler(new FilterTokens(expression), names, linkType);
  return compiler.all();
}

function complain(words: string): never {
  throw new Failure(`tcpdump: ${words}\n`, 1);
}

class Compiler {
  readonly #tokens: FilterTokens;
  readonly #names: FilterNames;
  readonly #linkType: number;
  #last: Qualifiers = { protocol: null, direction: "either", kind: null };

  constructor(tokens: FilterTokens, names: FilterNames, linkType: number) {
    this.#linkType = linkType;
    this.#tokens = tokens;
    this.#names = names;
  }

  all(): Test {
    const test = this.#expression();
    return this.#tokens.isAtEnd ? test : this.#tokens.syntaxError();
  }

  /** `and` and `or` bind equally, from the left. */
  #expression(): Test {
    let left = this.#term();
    for (;;) {
      const isAnd = this.#tokens.take("and", "&&");
      if (!isAnd && !this.#tokens.take("or", "||")) return left;
      const [first, second] = [left, this.#term()];
      left = isAnd ? (view) => first(view) && second(view) : (view) => first(view) || second(view);
    }
  }

  #term(): Test {
    if (this.#tokens.take("not", "!")) {
      const test = this.#term();
      return (view) => !test(view);
    }
    const comparison = this.#comparison();
    if (comparison !== null) return comparison;
    if (this.#tokens.take("(")) {
      const test = this.#expression();
      return this.#tokens.take(")") ? test : this.#tokens.syntaxError();
    }
    return this.#primitive();
  }

  /** `tcp[13] & 2 != 0`; null when what follows is none. */
  #comparison(): Test | null {
    const at = this.#tokens.mark();
    const found: Arithmetic | null = parseComparison(this.#tokens, PROTOCOLS);
    if (found === null) this.#tokens.reset(at);
    return found;
  }

  #primitive(): Test {
    const word = this.#tokens.peek;
    if (word === null) return this.#tokens.syntaxError();
    if (REFUSED.includes(word)) throw new Failure(`tcpdump: filter '${word}' is not simulated here\n`, 1);
    const simple = this.#simple(word);
    return simple ?? this.#qualified();
  }

  #simple(word: string): Test | null {
    switch (word) {
      case "less":
      case "greater": {
        this.#tokens.next();
        const limit = this.#tokens.number();
        return word === "less" ? ({ length }) => length <= limit : ({ length }) => length >= limit;
      }
      case "broadcast":
      case "multicast":
        this.#tokens.next();
        return this.#group(word);
      case "inbound":
      case "outbound":
        this.#tokens.next();
        return (view) => view.linkType === LINK.sll2 && (view.bytes[10] === 4) === (word === "outbound");
      case "vlan":
        this.#tokens.next();
        if (this.#linkType !== LINK.ethernet) return complain(`no VLAN support for ${this.#linkName}`);
        if (/^\d+$/.test(this.#tokens.peek ?? "")) this.#tokens.next();
        return () => false;
      default:
        return null;
    }
  }

  get #linkName(): string {
    return this.#linkType === LINK.sll2
      ? "Linux cooked v2"
      : this.#linkType === LINK.sll
        ? "Linux cooked v1"
        : "Raw IP";
  }

  #group(word: "broadcast" | "multicast"): Test {
    if (this.#linkType === LINK.ethernet) return word === "broadcast" ? isBroadcast : isMulticast;
    if (word === "broadcast") return complain("not a broadcast link");
    return complain(
      "link-layer multicast filters supported only on ethernet/FDDI/token ring/ARCNET/802.11/ATM LANE/Fibre Channel",
    );
  }

  #qualified(): Test {
    const start = this.#tokens.mark();
    let { protocol, direction, kind } = {
      protocol: null as string | null,
      direction: null as Direction | null,
      kind: null as Kind | null,
    };
    const word = this.#tokens.peek ?? "";
    if (PROTOCOLS.has(word)) {
      this.#tokens.next();
      protocol = word;
    }
    direction = this.#direction();
    if (this.#tokens.take("proto")) return this.#byProtocol(protocol);
    if (protocol === "ether" && this.#tokens.take("broadcast")) return this.#group("broadcast");
    if (protocol === "ether" && this.#tokens.take("multicast")) return this.#group("multicast");
    kind = this.#kind();
    const hasId = this.#tokens.isId;
    if (!hasId) {
      if (protocol === null || direction !== null || kind !== null) return this.#tokens.syntaxError();
      this.#last = { protocol, direction: "either", kind: null };
      return PROTOCOLS.get(protocol) as Test;
    }
    const isBare = protocol === null && direction === null && kind === null;
    if (isBare && this.#tokens.mark() !== start) return this.#tokens.syntaxError();
    if (isBare && this.#last.kind === null && !/^[\d.:a-f/]+$/i.test(this.#tokens.peek ?? ""))
      return this.#tokens.syntaxError();
    if (!isBare) this.#last = { protocol, direction: direction ?? "either", kind: kind ?? "host" };
    if (this.#last.kind === null) this.#last = { ...this.#last, kind: "host" };
    return this.#id(this.#last, this.#tokens.next());
  }

  #direction(): Direction | null {
    for (const first of ["src", "dst"] as const) {
      if (!this.#tokens.take(first)) continue;
      const other = first === "src" ? "dst" : "src";
      const at = this.#tokens.mark();
      if (this.#tokens.take("or", "||") && this.#tokens.take(other)) return "either";
      this.#tokens.reset(at);
      if (this.#tokens.take("and", "&&") && this.#tokens.take(other)) return "both";
      this.#tokens.reset(at);
      return first;
    }
    return null;
  }

  #kind(): Kind | null {
    for (const kind of ["host", "net", "portrange", "port"] as const) if (this.#tokens.take(kind)) return kind;
    return null;
  }

  #byProtocol(protocol: string | null): Test {
    if (!this.#tokens.isId && this.#tokens.peek === null) return this.#tokens.syntaxError();
    const word = this.#tokens.next().replace(/^\\/, "");
    if (protocol === "ether") {
      const type = { ip: ETHERTYPE.ipv4, ip6: ETHERTYPE.ipv6, arp: ETHERTYPE.arp }[word] ?? Number(word);
      if (Number.isNaN(type)) return complain(`unknown ether proto '${word}'`);
      return ({ etherType }) => etherType === type;
    }
    const number = NUMBERS[word] ?? Number(word);
    if (Number.isNaN(number)) return complain(`unknown ip proto '${word}'`);
    const version = protocol === "ip" ? 4 : protocol === "ip6" ? 6 : null;
    return (view) => view.version !== 0 && view.protocol === number && (version === null || view.version === version);
  }

  #id({ protocol, direction, kind }: Qualifiers, id: string): Test {
    const within: Test = protocol === null ? () => true : (PROTOCOLS.get(protocol) as Test);
    const test = this.#idTest({ protocol, direction, kind }, id);
    return (view) => within(view) && test(view);
  }

  #idTest({ protocol, direction, kind }: Qualifiers, id: string): Test {
    if (protocol === "ether") return etherTest(direction, id) ?? complain(`unknown ether host '${id}'`);
    switch (kind) {
      case "port":
        return portTest(direction, [this.#port(id, protocol), this.#port(id, protocol)]);
      case "portrange": {
        const [low = id, high = low] = id.split("-");
        return portTest(direction, [this.#port(low, protocol), this.#port(high, protocol)]);
      }
      case "net":
        return this.#net(direction, id);
      default:
        return this.#host(direction, id);
    }
  }

  #port(text: string, protocol: string | null): number {
    if (/^\d+$/.test(text)) {
      if (Number(text) > 65_535) return complain(`illegal port number ${text} > 65535`);
      return Number(text);
    }
    const port = protocol === "udp" ? servicePort(text, "udp") : (servicePort(text, "tcp") ?? servicePort(text, "udp"));
    return port ?? complain(`unknown port '${text}'`);
  }

  #net(direction: Direction, id: string): Test {
    let text = id;
    if (this.#tokens.take("mask")) text += ` mask ${this.#tokens.next()}`;
    const test = netTest(direction, text);
    if (typeof test === "string") return complain(test);
    return test;
  }

  #host(direction: Direction, id: string): Test {
    if (/^[\d./]+$/.test(id)) return this.#net(direction, id);
    const addresses = id.includes(":") ? [id] : this.#names.addresses(id);
    if (addresses === null) return complain(`unknown host '${id}'`);
    const tests = addresses.map((address) => addressTest(direction, address));
    return (view) => tests.some((test) => test(view));
  }
}

function isBroadcast({ bytes }: PacketView): boolean {
  return [0, 1, 2, 3, 4, 5].every((i) => bytes[i] === 255);
}

function isMulticast({ bytes }: PacketView): boolean {
  return ((bytes[0] ?? 0) & 1) === 1;
}
