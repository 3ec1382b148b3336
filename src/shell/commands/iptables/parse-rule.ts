/**
 * The words behind `-A CHAIN` as a rule of the kernel's. Models: iptables 1.8.9 iptables/xshared.c, extensions/libxt_*.c
 * SIMPLIFIED: the matches and targets that net/netfilter knows; names of hosts are not looked up.
 */
import { type Cidr, hostCidr, parseCidr, parseIp } from "../../../sim/core/ip.ts";
import {
  type AddressType,
  type ConntrackStateName,
  createRule,
  type Match,
  type PortRange,
  type Rule,
  type Target,
} from "../../../sim/net/netfilter/rule.ts";
import { servicePort } from "../nc/services.ts";
import { parseTarget, RuleError, type TargetOptions } from "./parse-target.ts";

export { RuleError } from "./parse-target.ts";

const PROTOCOLS: Readonly<Record<string, number>> = {
  all: 0,
  icmp: 1,
  tcp: 6,
  udp: 17,
  sctp: 132,
  gre: 47,
  esp: 50,
  ah: 51,
  ipencap: 4,
  ipip: 4,
};
const STATES = ["INVALID", "NEW", "RELATED", "ESTABLISHED", "UNTRACKED", "SNAT", "DNAT"];
const FLAGS: Readonly<Record<string, number>> = { FIN: 1, SYN: 2, RST: 4, PSH: 8, ACK: 16, URG: 32, ALL: 63, NONE: 0 };
const ICMP_TYPES: Readonly<Record<string, number>> = {
  "echo-reply": 0,
  pong: 0,
  "destination-unreachable": 3,
  "echo-request": 8,
  ping: 8,
  "time-exceeded": 11,
  any: 255,
};

type Draft = { -readonly [Key in keyof Match]: unknown } & Record<string, unknown>;

export function parseRule(words: readonly string[]): Rule {
  return new RuleParser(words).rule();
}

class RuleParser {
  readonly #words: string[];
  readonly #matches: Draft[] = [];
  #protocol: number | null = null;
  #target: Target = { kind: "none" };
  readonly #options: TargetOptions = {};
  #targetName = "";
  #negate = false;

  constructor(words: readonly string[]) {
    this.#words = [...words];
  }

  rule(): Rule {
    for (let word = this.#words.shift(); word !== undefined; word = this.#words.shift()) {
      if (word === "!") {
        this.#negate = true;
        continue;
      }
      if (!this.#header(word) && !this.#match(word) && !this.#targetOption(word))
        throw new RuleError(word.startsWith("-") ? `unknown option "${word}"` : `Bad argument \`${word}'`);
      this.#negate = false;
    }
    return createRule({
      matches: this.#matches as unknown as Match[],
      target: this.#target.kind === "goto" ? this.#target : parseTarget(this.#targetName, this.#options),
    });
  }

  #value(option: string): string {
    const value = this.#words.shift();
    if (value === undefined) throw new RuleError(`option "${option}" requires an argument`);
    if (value !== "!") return value;
    this.#negate = true;
    return this.#value(option);
  }

  #add(match: Record<string, unknown>): Record<string, unknown> {
    const made = this.#negate ? { ...match, negate: true } : match;
    this.#matches.push(made as Draft);
    return made;
  }

  #header(word: string): boolean {
    switch (word) {
      case "-s":
      case "--source":
      case "--src":
      case "-d":
      case "--destination":
      case "--dst": {
        const cidr = this.#network(this.#value(word));
        if (cidr.bits > 0 || this.#negate) this.#add({ kind: /^--?s/.test(word) ? "source" : "destination", cidr });
        return true;
      }
      case "-i":
      case "--in-interface":
      case "-o":
      case "--out-interface": {
        const name = this.#value(word);
        this.#add({ kind: /^--?i/.test(word) ? "in-interface" : "out-interface", name });
        return true;
      }
      case "-p":
      case "--protocol":
      case "--proto": {
        const name = this.#value(word).toLowerCase();
        const protocol = PROTOCOLS[name] ?? (/^\d+$/.test(name) ? Number(name) : null);
        if (protocol === null) throw new RuleError(`unknown protocol "${name}" specified`);
        this.#protocol = protocol;
        if (protocol !== 0) this.#add({ kind: "protocol", protocol });
        return true;
      }
      case "-m":
      case "--match":
        this.#load(this.#value(word));
        return true;
      case "-j":
      case "--jump":
      case "-g":
      case "--goto":
        this.#targetName = this.#value(word);
        if (word === "-g" || word === "--goto") this.#target = { kind: "goto", chain: this.#targetName };
        return true;
      default:
        return false;
    }
  }

  #network(text: string): Cidr {
    const masked = /^(.*)\/(\d+\.\d+\.\d+\.\d+)$/.exec(text);
    const address = parseIp(text);
    const mask = masked === null ? null : parseIp(masked[2] as string);
    const cidr =
      address !== null
        ? hostCidr(address)
        : typeof mask === "number"
          ? parseCidr(`${masked?.[1]}/${mask.toString(2).replace(/0/g, "").length}`)
          : parseCidr(text);
    if (cidr === null) throw new RuleError(`host/network \`${text}' not found`);
    return cidr;
  }

  #load(name: string): void {
    const known = [
      "tcp",
      "udp",
      "sctp",
      "icmp",
      "multiport",
      "conntrack",
      "state",
      "mark",
      "statistic",
      "addrtype",
      "comment",
      "recent",
      "set",
      "physdev",
      "pkttype",
      "rpfilter",
    ];
    if (!known.includes(name)) throw new RuleError(`Couldn't load match \`${name}':No such file or directory\n`);
    if (
      name === "tcp" ||
      name === "udp" ||
      name === "sctp" ||
      name === "rpfilter" ||
      name === "physdev" ||
      name === "addrtype"
    )
      this.#matches.push({ kind: name } as unknown as Draft);
  }

  #last(kind: string): Record<string, unknown> {
    const known = this.#matches.findLast((match) => match.kind === kind);
    if (known !== undefined) return known;
    const made = { kind } as unknown as Draft;
    this.#matches.push(made);
    return made;
  }

  #ports(text: string): PortRange {
    const range = /^([^:]*)(?::(.*))?$/.exec(text);
    const port = (part: string): number => {
      const number = /^\d+$/.test(part) ? Number(part) : servicePort(part, this.#protocol === 17 ? "udp" : "tcp");
      if (number === null || number > 65_535) throw new RuleError(`invalid port/service \`${part}' specified`);
      return number;
    };
    const from = range?.[1] === "" ? 0 : port(range?.[1] ?? "");
    const to = range?.[2] === undefined ? from : range[2] === "" ? 65_535 : port(range[2]);
    return this.#negate ? { from, to, negate: true } : { from, to };
  }

  #transport(option: string): Record<string, unknown> {
    const kind = this.#protocol === 6 ? "tcp" : this.#protocol === 17 ? "udp" : this.#protocol === 132 ? "sctp" : null;
    if (kind === null) throw new RuleError(`unknown option "${option}"`);
    return this.#last(kind);
  }

  #match(word: string): boolean {
    switch (word) {
      case "--sport":
      case "--source-port":
      case "--dport":
      case "--destination-port":
        this.#transport(word)[/^--s/.test(word) ? "sport" : "dport"] = this.#ports(this.#value(word));
        return true;
      case "--syn":
        this.#transport(word).flags = { mask: 0x17, set: 2, ...(this.#negate ? { negate: true } : {}) };
        return true;
      case "--tcp-flags": {
        const bits = (text: string): number => text.split(",").reduce((sum, name) => sum | (FLAGS[name] ?? 0), 0);
        this.#transport(word).flags = { mask: bits(this.#value(word)), set: bits(this.#value(word)) };
        return true;
      }
      case "--icmp-type": {
        const [type = "", code] = this.#value(word).split("/");
        this.#add({
          kind: "icmp",
          type: ICMP_TYPES[type] ?? Number(type),
          ...(code === undefined ? {} : { code: Number(code) }),
        });
        return true;
      }
      case "--dports":
      case "--sports":
      case "--ports": {
        const ports = this.#value(word)
          .split(",")
          .map((part) => this.#ports(part));
        this.#add({ kind: "multiport", side: word.slice(2), ports });
        return true;
      }
      case "--ctstate":
      case "--state": {
        const states = this.#value(word).split(",") as ConntrackStateName[];
        for (const state of states) if (!STATES.includes(state)) throw new RuleError(`Bad ctstate "${state}"`);
        this.#add({ kind: "conntrack", states });
        return true;
      }
      case "--comment":
        this.#add({ kind: "comment", text: this.#value(word) });
        return true;
      case "--mark": {
        const [value = "0", mask = "0xffffffff"] = this.#value(word).split("/");
        this.#add({ kind: "mark", value: Number(value), mask: Number(mask) });
        return true;
      }
      default:
        return this.#rareMatch(word);
    }
  }

  #rareMatch(word: string): boolean {
    switch (word) {
      case "--mode":
        if (this.#value(word) === "random") this.#add({ kind: "statistic-random", probability: 0 });
        else this.#add({ kind: "statistic-nth", every: 1, packet: 0 });
        return true;
      case "--probability":
        this.#last("statistic-random").probability = Number(this.#value(word));
        return true;
      case "--every":
      case "--packet":
        this.#last("statistic-nth")[word.slice(2)] = Number(this.#value(word));
        return true;
      case "--src-type":
      case "--dst-type": {
        const match = this.#last("addrtype");
        match[word === "--src-type" ? "srcType" : "dstType"] = this.#value(word) as AddressType;
        if (this.#negate) match[word === "--src-type" ? "negateSrc" : "negateDst"] = true;
        return true;
      }
      case "--match-set":
        this.#add({ kind: "set", name: this.#value(word), dimensions: this.#value(word).split(",") });
        return true;
      case "--pkt-type":
        this.#add({ kind: "pkttype", type: this.#value(word) });
        return true;
      case "--physdev-is-bridged":
        this.#last("physdev").isBridged = !this.#negate;
        return true;
      default:
        return this.#recent(word);
    }
  }

  #recent(word: string): boolean {
    const mode = /^--(set|rcheck|update|remove)$/.exec(word)?.[1];
    if (mode !== undefined) {
      this.#add({ kind: "recent", mode, name: "DEFAULT", side: "rsource" });
      return true;
    }
    const field = { "--name": "name", "--seconds": "seconds", "--hitcount": "hitcount" }[word];
    if (field !== undefined) {
      const value = this.#value(word);
      this.#last("recent")[field] = field === "name" ? value : Number(value);
      return true;
    }
    if (word === "--mask") this.#value(word);
    else if (word === "--rsource" || word === "--rdest") this.#last("recent").side = word.slice(2);
    else if (word === "--reap") this.#last("recent").reap = true;
    else return false;
    return true;
  }

  #targetOption(word: string): boolean {
    const takes = [
      "--to-destination",
      "--to-source",
      "--to-ports",
      "--reject-with",
      "--set-mark",
      "--set-xmark",
      "--or-mark",
      "--and-mark",
      "--xor-mark",
      "--log-prefix",
      "--log-level",
      "--set-mss",
    ];
    const bare = ["--random", "--random-fully", "--persistent", "--clamp-mss-to-pmtu", "--notrack"];
    if (takes.includes(word)) this.#options[word] = this.#value(word);
    else if (bare.includes(word)) this.#options[word] = true;
    else return false;
    return true;
  }
}
