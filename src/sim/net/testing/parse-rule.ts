/**
 * Rules in iptables-save's own words, for tests: what the printer writes is read back here. The simulator itself
 * never parses rules that it wrote.
 */
import { AssertionError, assert } from "../../core/assert.ts";
import { cidr, hostCidr, ip } from "../../core/ip.ts";
import type { ConntrackStateName } from "../netfilter/conntrack-match.ts";
import {
  type AddressType,
  createRule,
  type Match,
  type NatRange,
  type PortRange,
  type RejectWith,
  type Rule,
  type TableName,
  type Target,
} from "../netfilter/rule.ts";

export interface RuleLine {
  readonly table: TableName | undefined;
  readonly chain: string;
  readonly rule: Rule;
}

const PROTOCOLS: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, sctp: 132 };

/** `[-t TABLE] -A CHAIN …` */
export function parseRuleLine(line: string): RuleLine {
  const words = (line.match(/"(?:\\.|[^"\\])*"|\S+/g) ?? []).map((word) =>
    word.startsWith('"') ? word.slice(1, -1).replace(/\\(.)/g, "$1") : word,
  );
  return new RuleParser(words).parse();
}

class RuleParser {
  readonly #words: string[];
  readonly #matches: Match[] = [];
  #table: TableName | undefined;
  #chain = "";
  #target: Target = { kind: "none" };
  #not = false;

  constructor(words: string[]) {
    this.#words = words;
  }

  parse(): RuleLine {
    while (this.#words.length > 0) {
      const word = this.#next();
      if (word === "!") {
        this.#not = true;
        continue;
      }
      this.#option(word);
      this.#not = false;
    }
    return {
      table: this.#table,
      chain: this.#chain,
      rule: createRule({ matches: this.#matches, target: this.#target }),
    };
  }

  #next(): string {
    const word = this.#words.shift();
    assert(word !== undefined, "a rule ends too early", this.#chain);
    return word;
  }

  #option(word: string): void {
    const negate = this.#not ? { negate: true } : {};
    switch (word) {
      case "-t":
        this.#table = this.#next() as TableName;
        return;
      case "-A":
        this.#chain = this.#next();
        return;
      case "-s":
      case "-d":
        this.#matches.push({ kind: word === "-s" ? "source" : "destination", cidr: prefix(this.#next()), ...negate });
        return;
      case "-i":
      case "-o":
        this.#matches.push({ kind: word === "-i" ? "in-interface" : "out-interface", name: this.#next(), ...negate });
        return;
      case "-p":
        this.#matches.push({ kind: "protocol", protocol: PROTOCOLS[this.#next()] ?? 0, ...negate });
        return;
      case "-m":
        this.#matches.push(this.#match(this.#next()));
        return;
      case "-g":
        this.#target = { kind: "goto", chain: this.#next() };
        return;
      case "-j":
        this.#target = this.#parseTarget(this.#next());
        return;
      default:
        throw new AssertionError("not a word of a rule", word);
    }
  }

  /** The options of one match, up to the next `-m` or `-j`. */
  #options(): Map<string, { values: string[]; negate: boolean }> {
    const options = new Map<string, { values: string[]; negate: boolean }>();
    let negate = false;
    while (this.#words[0]?.startsWith("--") || (this.#words[0] === "!" && this.#words[1]?.startsWith("--"))) {
      const word = this.#next();
      if (word === "!") {
        negate = true;
        continue;
      }
      const values: string[] = [];
      while (this.#words[0] !== undefined && !/^(-|!$)/.test(this.#words[0])) values.push(this.#next());
      options.set(word, { values, negate });
      negate = false;
    }
    return options;
  }

  #match(kind: string): Match {
    const options = this.#options();
    const value = (name: string): string => options.get(name)?.values[0] ?? "";
    const not = (name: string): { negate?: true } => (options.get(name)?.negate === true ? { negate: true } : {});
    const ports = (name: string): PortRange => ({ ...range(value(name)), ...not(name) });
    switch (kind) {
      case "tcp":
      case "udp":
        return {
          kind,
          ...(options.has("--sport") ? { sport: ports("--sport") } : {}),
          ...(options.has("--dport") ? { dport: ports("--dport") } : {}),
        };
      case "comment":
        return { kind, text: value("--comment") };
      case "conntrack":
        return { kind, states: value("--ctstate").split(",") as ConntrackStateName[], ...not("--ctstate") };
      case "mark": {
        const [mark, mask = "0xffffffff"] = value("--mark").split("/");
        return { kind, value: Number(mark), mask: Number(mask), ...not("--mark") };
      }
      case "statistic":
        return value("--mode") === "random"
          ? { kind: "statistic-random", probability: Number(value("--probability")) }
          : { kind: "statistic-nth", every: Number(value("--every")), packet: Number(value("--packet")) };
      case "addrtype":
        return {
          kind,
          ...(options.has("--src-type") ? { srcType: value("--src-type") as AddressType } : {}),
          ...(options.has("--dst-type") ? { dstType: value("--dst-type") as AddressType } : {}),
          ...(not("--src-type").negate === true ? { negateSrc: true } : {}),
          ...(not("--dst-type").negate === true ? { negateDst: true } : {}),
        };
      case "nfacct":
        return { kind, name: value("--nfacct-name") };
      case "recent":
        return {
          kind,
          mode: (["set", "rcheck", "update", "remove"] as const).find((mode) => options.has(`--${mode}`)) ?? "set",
          name: value("--name"),
          side: options.has("--rdest") ? "rdest" : "rsource",
          ...(options.has("--seconds") ? { seconds: Number(value("--seconds")) } : {}),
          ...(options.has("--reap") ? { reap: true } : {}),
        };
      case "physdev":
        return { kind, isBridged: options.has("--physdev-is-bridged") };
      default:
        throw new AssertionError("not a match that the tests know", kind);
    }
  }

  #parseTarget(kind: string): Target {
    const options = this.#options();
    const value = (name: string): string => options.get(name)?.values[0] ?? "";
    switch (kind) {
      case "ACCEPT":
      case "DROP":
      case "RETURN":
        return { kind };
      case "REJECT":
        return { kind, with: value("--reject-with") as RejectWith };
      case "DNAT":
        return { kind, to: natRange(value("--to-destination")) };
      case "SNAT":
        return { kind, to: natRange(value("--to-source")) };
      case "MASQUERADE":
        return options.has("--random-fully") ? { kind, randomFully: true } : { kind };
      case "MARK": {
        const [mark, mask] = value("--set-xmark").split("/");
        return { kind, value: Number(mark), mask: Number(mask) };
      }
      default:
        return { kind: "jump", chain: kind };
    }
  }
}

function prefix(text: string): ReturnType<typeof cidr> {
  return text.includes("/") ? cidr(text) : hostCidr(ip(text));
}

function range(text: string): { from: number; to: number } {
  const [from, to = from] = text.split(":");
  return { from: Number(from), to: Number(to) };
}

function natRange(text: string): NatRange {
  const [address = "", port] = text.split(":");
  const fromIp = address === "" ? {} : { fromIp: ip(address) };
  return port === undefined ? fromIp : { ...fromIp, fromPort: Number(port), toPort: Number(port) };
}
