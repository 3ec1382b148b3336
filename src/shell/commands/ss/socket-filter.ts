/**
 * What ss is asked to show: states, then an expression of addresses and ports.
 *
 * Models: iproute2 6.1 misc/ssfilter.y, misc/ss.c (scan_state, parse_hostcond)
 * SIMPLIFIED: no devices, marks, cgroups or `autobound`; hosts are addresses and prefixes, not names.
 */
import { type Cidr, contains, hostCidr, type Ip, parseCidr, parseIp } from "../../../sim/core/ip.ts";
import { Failure } from "../failure.ts";
import { servicePort } from "../nc/services.ts";

export interface Ends {
  readonly state: string;
  readonly local: { readonly ip: Ip; readonly port: number };
  readonly remote: { readonly ip: Ip; readonly port: number } | null;
}

type Test = (ends: Ends) => boolean;

const LISTENING = ["LISTEN", "CLOSE"];
const ESTABLISHED = ["ESTAB", "FIN-WAIT-1", "FIN-WAIT-2", "CLOSE-WAIT", "LAST-ACK", "CLOSING"];
const CONNECTED = [...ESTABLISHED, "SYN-SENT", "SYN-RECV", "TIME-WAIT"];
const ALL = [...CONNECTED, ...LISTENING];
const STATES: Readonly<Record<string, readonly string[]>> = {
  all: ALL,
  connected: CONNECTED,
  synchronized: CONNECTED.filter((state) => state !== "SYN-SENT"),
  bucket: ["SYN-RECV", "TIME-WAIT"],
  big: ALL.filter((state) => state !== "SYN-RECV" && state !== "TIME-WAIT"),
  established: ["ESTAB"],
  "syn-sent": ["SYN-SENT"],
  "syn-recv": ["SYN-RECV"],
  "fin-wait-1": ["FIN-WAIT-1"],
  "fin-wait-2": ["FIN-WAIT-2"],
  "time-wait": ["TIME-WAIT"],
  unconnected: ["CLOSE"],
  closed: ["CLOSE"],
  "close-wait": ["CLOSE-WAIT"],
  "last-ack": ["LAST-ACK"],
  listening: ["LISTEN"],
  closing: ["CLOSING"],
};

/** Without a word about states: -l what listens, -a everything, else what is connected and no mini socket. */
export function statesOf(words: readonly string[], flags: { all: boolean; listening: boolean }): SocketStates {
  const usual = [...(flags.listening ? LISTENING : []), ...(flags.listening ? [] : [...ESTABLISHED, "SYN-SENT"])];
  let states = new Set(flags.all ? ALL : usual);
  let said = false;
  let at = 0;
  for (; /^(state|excl(ude)?)$/.test(words[at] ?? ""); at += 2) {
    const name = words[at + 1] ?? "";
    const exact = Object.hasOwn(STATES, name.toLowerCase()) ? STATES[name.toLowerCase()] : undefined;
    if (exact === undefined) throw new Failure(`ss: wrong state name: ${name}\n`, 255);
    if (words[at] === "state") states = new Set([...(said ? states : []), ...exact]);
    else states = new Set([...(said ? states : ALL)].filter((state) => !exact.includes(state)));
    said = true;
  }
  return { states, rest: words.slice(at) };
}

export interface SocketStates {
  readonly states: ReadonlySet<string>;
  readonly rest: readonly string[];
}

/** Null when there is nothing to ask for. */
export function readFilter(words: readonly string[], usage: string): Test | null {
  const tokens = words.join(" ").match(/\(|\)|&&?|\|\|?|!=|!|[<>]=?|==?|[^\s()!<>=&|]+/g) ?? [];
  return tokens.length === 0 ? null : new FilterReader(tokens, usage).read();
}

const COMPARISONS: Readonly<Record<string, string>> = {
  eq: "=",
  "==": "=",
  ne: "!=",
  neq: "!=",
  ge: ">=",
  geq: ">=",
  le: "<=",
  leq: "<=",
  gt: ">",
  lt: "<",
};

class FilterReader {
  readonly #tokens: string[];
  readonly #usage: string;

  constructor(tokens: readonly string[], usage: string) {
    this.#tokens = [...tokens];
    this.#usage = usage;
  }

  read(): Test {
    const test = this.#either();
    return this.#tokens.length === 0 ? test : this.#bad();
  }

  #either(): Test {
    let left = this.#both();
    while (this.#take("or", "|", "||")) {
      const [before, after] = [left, this.#both()];
      left = (ends) => before(ends) || after(ends);
    }
    return left;
  }

  #both(): Test {
    let left = this.#one();
    while (
      this.#take("and", "&", "&&") ||
      (this.#tokens.length > 0 && !/^(or|\|\|?|\))$/.test(this.#tokens[0] ?? ""))
    ) {
      const [before, after] = [left, this.#one()];
      left = (ends) => before(ends) && after(ends);
    }
    return left;
  }

  #one(): Test {
    if (this.#take("not", "!")) {
      const test = this.#one();
      return (ends) => !test(ends);
    }
    if (this.#take("(")) {
      const test = this.#either();
      return this.#take(")") ? test : this.#bad();
    }
    const word = this.#tokens.shift();
    const sign = this.#comparison();
    const value = this.#tokens.shift() ?? this.#bad();
    if (word === "src" || word === "dst") return this.#address(word, sign, value);
    if (word === "sport" || word === "dport") return this.#port(word, sign ?? "=", value);
    return this.#bad();
  }

  #comparison(): string | null {
    const next = this.#tokens[0] ?? "";
    const sign = COMPARISONS[next] ?? next;
    if (!/^(!?=|[<>]=?)$/.test(sign)) return null;
    this.#tokens.shift();
    return sign;
  }

  #address(word: "src" | "dst", sign: string | null, text: string): Test {
    if (sign !== null && sign !== "=" && sign !== "!=") return this.#bad();
    const [, host = "", port = ""] = /^(\[.*\]|[^:]*)(?::(.*))?$/.exec(text) ?? [];
    const prefix = host === "" || host === "*" ? null : prefixOf(host.replace(/^\[|\]$/g, ""));
    const wanted = port === "" || port === "*" ? null : portNumber(port);
    const fits: Test = (ends) => {
      const end = word === "src" ? ends.local : (ends.remote ?? { ip: 0, port: 0 });
      return (prefix === null || contains(prefix, end.ip)) && (wanted === null || end.port === wanted);
    };
    return sign === "!=" ? (ends) => !fits(ends) : fits;
  }

  #port(word: "sport" | "dport", sign: string, text: string): Test {
    const wanted = portNumber(text.replace(/^.*:/, ""));
    const holds: Readonly<Record<string, (port: number) => boolean>> = {
      "=": (port) => port === wanted,
      "!=": (port) => port !== wanted,
      ">=": (port) => port >= wanted,
      "<=": (port) => port <= wanted,
      ">": (port) => port > wanted,
      "<": (port) => port < wanted,
    };
    const test = holds[sign] as (port: number) => boolean;
    return ({ local, remote }) => test(word === "sport" ? local.port : (remote?.port ?? 0));
  }

  #take(...words: readonly string[]): boolean {
    if (!words.includes(this.#tokens[0] ?? "")) return false;
    this.#tokens.shift();
    return true;
  }

  #bad(): never {
    throw new Failure(`ss: bison bellows (while parsing filter): "syntax error!" Sorry.\n${this.#usage}`, 255);
  }
}

function prefixOf(text: string): Cidr {
  const whole = parseIp(text);
  const prefix = whole === null ? parseCidr(text) : hostCidr(whole);
  if (prefix !== null) return prefix;
  throw new Failure(`Error: an inet prefix is expected rather than "${text}".\nCannot parse dst/src address.\n`, 1);
}

function portNumber(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : (servicePort(text, "tcp") ?? servicePort(text, "udp"));
  if (port !== null && port < 65_536) return port;
  throw new Failure(`Error: "${text}" does not look like a port.\nCannot parse dst/src address.\n`, 1);
}
