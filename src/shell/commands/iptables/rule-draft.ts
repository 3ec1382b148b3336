/** A rule while its words are read: what is left of them, and what has been understood. */
import { type Cidr, hostCidr, parseCidr, parseIp } from "../../../sim/core/ip.ts";
import type { PortRange } from "../../../sim/net/netfilter/rule.ts";
import { servicePort } from "../nc/services.ts";
import type { RuleWords } from "./parse-rare.ts";
import { RuleError } from "./rule-error.ts";

const PROTOCOLS: Readonly<Record<string, number>> = {
  all: 0,
  icmp: 1,
  igmp: 2,
  tcp: 6,
  udp: 17,
  sctp: 132,
  gre: 47,
  esp: 50,
  ah: 51,
  ospf: 89,
  ipencap: 4,
  ipip: 4,
};

export type Draft = Record<string, unknown> & { kind: string };

export class RuleDraft implements RuleWords {
  readonly words: string[];
  readonly matches: Draft[] = [];
  /** Modules that were loaded with -m. */
  readonly loaded = new Set<string>();
  /** The one that was loaded last: its options come next. */
  module = "";
  /** `-p` */
  protocolNumber: number | null = null;
  negate = false;

  constructor(words: readonly string[]) {
    this.words = [...words];
  }

  get isNegated(): boolean {
    return this.negate;
  }

  value(option: string): string {
    const value = this.words.shift();
    if (value === undefined) throw new RuleError(`option "${option}" requires an argument`);
    return value;
  }

  add(match: Draft): Draft {
    const made = this.negate ? { ...match, negate: true } : match;
    this.matches.push(made);
    return made;
  }

  /** The last match of that sort, made when there is none. */
  last(kind: string): Draft {
    const known = this.matches.findLast((match) => match.kind === kind);
    if (known !== undefined) return known;
    const made = { kind };
    this.matches.push(made);
    return made;
  }

  ports(text: string): PortRange {
    const range = /^([^:]*)(?::(.*))?$/.exec(text);
    const port = (part: string): number => {
      const number = /^\d+$/.test(part) ? Number(part) : servicePort(part, this.protocolNumber === 17 ? "udp" : "tcp");
      if (number === null || number > 65_535) throw new RuleError(`invalid port/service \`${part}' specified`);
      return number;
    };
    const from = range?.[1] === "" ? 0 : port(range?.[1] ?? "");
    const to = range?.[2] === undefined ? from : range[2] === "" ? 65_535 : port(range[2]);
    if (from > to) throw new RuleError("invalid portrange (min > max)");
    return this.negate ? { from, to, negate: true } : { from, to };
  }

  number(option: string): number {
    const text = this.value(option);
    const number = Number(text);
    if (!Number.isInteger(number)) throw new RuleError(`Bad value for "${option}" option: "${text}"`);
    return number;
  }

  protocol(name: string): number {
    const protocol = PROTOCOLS[name] ?? (/^\d+$/.test(name) ? Number(name) : null);
    if (protocol === null) throw new RuleError(`unknown protocol "${name}" specified`);
    return protocol;
  }

  network(text: string): Cidr {
    const address = parseIp(text);
    if (address !== null) return hostCidr(address);
    const [base = "", mask = ""] = text.split("/");
    const dotted = mask.includes(".") ? parseIp(mask) : null;
    const cidr =
      typeof dotted === "number"
        ? parseCidr(`${base}/${dotted.toString(2).replace(/0/g, "").length}`)
        : parseCidr(text);
    if (cidr !== null) return cidr;
    if (mask !== "" && (parseIp(base) !== null || /^\d+$/.test(mask)))
      throw new RuleError(`invalid mask \`${mask}' specified`);
    throw new RuleError(`host/network \`${text}' not found`);
  }
}
