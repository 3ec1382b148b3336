/** The options of match modules. Models: iptables 1.8.9 extensions/libxt_*.c, libipt_icmp.c, libxt_icmp.h */
import { parseIp } from "../../../sim/core/ip.ts";
import type { ConntrackStateName } from "../../../sim/net/netfilter/conntrack-match.ts";
import type { AddressType } from "../../../sim/net/netfilter/rule.ts";
import { ICMP_TYPES } from "./icmp-types.ts";
import { DEFAULT_LIMIT, NOT_SIMULATED, rareMatchOption } from "./parse-rare.ts";
import type { Draft, RuleDraft } from "./rule-draft.ts";
import { RuleError } from "./rule-error.ts";

const STATES = ["INVALID", "NEW", "RELATED", "ESTABLISHED", "UNTRACKED", "SNAT", "DNAT"];
const FLAGS: Readonly<Record<string, number>> = { FIN: 1, SYN: 2, RST: 4, PSH: 8, ACK: 16, URG: 32, ALL: 63, NONE: 0 };
/** `-m NAME`: what the kernel here has, and what it has not but real ones do. */
const KNOWN: ReadonlySet<string> = new Set(
  "tcp udp sctp icmp multiport conntrack state mark connmark statistic addrtype comment recent set physdev pkttype rpfilter limit length nfacct ipvs iprange ttl".split(
    " ",
  ),
);
/** These are there, even when nothing is asked of them. */
const BARE: ReadonlySet<string> = new Set(["tcp", "udp", "sctp", "rpfilter", "physdev", "addrtype"]);

export function loadMatch(draft: RuleDraft, name: string): void {
  if (NOT_SIMULATED.includes(name)) throw new RuleError(`match "${name}" is not simulated here`);
  if (!KNOWN.has(name)) throw new RuleError(`Couldn't load match \`${name}':No such file or directory\n`);
  draft.loaded.add(name);
  draft.module = name;
  if (BARE.has(name)) draft.matches.push({ kind: name });
  if (name === "limit") draft.matches.push({ ...DEFAULT_LIMIT });
}

/** False when it is no match's option. */
export function matchOption(draft: RuleDraft, word: string): boolean {
  return (
    rareMatchOption(word, draft) ||
    transportOption(draft, word) ||
    stateOption(draft, word) ||
    chanceOption(draft, word) ||
    otherOption(draft, word)
  );
}

function transport(draft: RuleDraft, option: string): Draft {
  const { protocolNumber: protocol, loaded } = draft;
  const kind = protocol === 6 ? "tcp" : protocol === 17 ? "udp" : protocol === 132 ? "sctp" : null;
  if (kind !== null) return draft.last(kind);
  const module = ["tcp", "udp", "sctp"].find((name) => loaded.has(name));
  if (module !== undefined) throw new RuleError(`${module.toUpperCase()} match requires '-p ${module}'`);
  throw new RuleError(`unknown option "${option}"`);
}

function transportOption(draft: RuleDraft, word: string): boolean {
  switch (word) {
    case "--sport":
    case "--source-port":
    case "--dport":
    case "--destination-port":
      transport(draft, word)[/^--s/.test(word) ? "sport" : "dport"] = draft.ports(draft.value(word));
      return true;
    case "--syn":
      transport(draft, word).flags = { mask: 0x17, set: 2, ...(draft.negate ? { negate: true } : {}) };
      return true;
    case "--tcp-flags":
      transport(draft, word).flags = {
        mask: flags(draft.value(word)),
        set: flags(draft.value(word)),
        ...(draft.negate ? { negate: true } : {}),
      };
      return true;
    case "--icmp-type":
      draft.add({ kind: "icmp", ...icmpType(draft.value(word)) });
      return true;
    case "--dports":
    case "--destination-ports":
    case "--sports":
    case "--source-ports":
    case "--ports": {
      const ports = draft.value(word).split(",");
      const side = word === "--ports" ? "ports" : /^--s/.test(word) ? "sports" : "dports";
      const not = draft.negate;
      draft.negate = false;
      const ranges = ports.map((part) => draft.ports(part));
      draft.negate = not;
      draft.add({ kind: "multiport", side, ports: ranges });
      return true;
    }
    default:
      return false;
  }
}

function flags(text: string): number {
  return text.split(",").reduce((sum, name) => {
    const bit = FLAGS[name.toUpperCase()];
    if (bit === undefined) throw new RuleError(`Unknown TCP flag \`${name}'`);
    return sum | bit;
  }, 0);
}

function icmpType(text: string): { type: number; code?: number } {
  const [type = "", code] = text.split("/");
  if (/^\d+$/.test(type))
    return code === undefined ? { type: Number(type) } : { type: Number(type), code: Number(code) };
  const known = ICMP_TYPES[text.toLowerCase()];
  if (known === undefined) throw new RuleError(`Unknown ICMP type \`${text}'`);
  return known[1] === undefined ? { type: known[0] } : { type: known[0], code: known[1] };
}

function stateOption(draft: RuleDraft, word: string): boolean {
  if (word === "--ctstate" || word === "--state") {
    const states = draft.value(word).split(",") as ConntrackStateName[];
    for (const state of states)
      if (!STATES.includes(state))
        throw new RuleError(word === "--state" ? `Bad state "${state}"` : `Bad ctstate "${state}"`);
    draft.add({ kind: "conntrack", states, ...(word === "--state" ? { isState: true } : {}) });
    return true;
  }
  if (word !== "--mark") return false;
  const [value = "0", mask = "0xffffffff"] = draft.value(word).split("/");
  draft.add({ kind: "mark", value: Number(value), mask: Number(mask) });
  return true;
}

function chanceOption(draft: RuleDraft, word: string): boolean {
  switch (word) {
    case "--mode":
      if (draft.value(word) === "random") draft.add({ kind: "statistic-random", probability: 0 });
      else draft.add({ kind: "statistic-nth", every: 1, packet: 0 });
      return true;
    case "--probability":
      draft.last("statistic-random").probability = Number(draft.value(word));
      return true;
    case "--every":
    case "--packet":
      draft.last("statistic-nth")[word.slice(2)] = draft.number(word);
      return true;
    default:
      return recentOption(draft, word);
  }
}

function maskBits(text: string): number | undefined {
  const mask = parseIp(text);
  return typeof mask === "number" && mask !== 0xffff_ffff ? Math.clz32(~mask) : undefined;
}

function recentOption(draft: RuleDraft, word: string): boolean {
  const mode = /^--(set|rcheck|update|remove)$/.exec(word)?.[1];
  if (mode !== undefined) {
    draft.add({ kind: "recent", mode, name: "DEFAULT", side: "rsource" });
    return true;
  }
  const field = { "--name": "name", "--seconds": "seconds", "--hitcount": "hitcount" }[word];
  if (field !== undefined) {
    const value = draft.value(word);
    draft.last("recent")[field] = field === "name" ? value : Number(value);
    return true;
  }
  if (!draft.loaded.has("recent")) return false;
  if (word === "--mask") draft.last("recent").maskBits = maskBits(draft.value(word));
  else if (word === "--rsource" || word === "--rdest") draft.last("recent").side = word.slice(2);
  else if (word === "--reap") draft.last("recent").reap = true;
  else if (word === "--rttl") draft.last("recent").ttl = true;
  else return false;
  return true;
}

function otherOption(draft: RuleDraft, word: string): boolean {
  switch (word) {
    case "--comment":
      draft.add({ kind: "comment", text: draft.value(word) });
      return true;
    case "--src-type":
    case "--dst-type": {
      const match = draft.last("addrtype");
      match[word === "--src-type" ? "srcType" : "dstType"] = draft.value(word) as AddressType;
      if (draft.negate) match[word === "--src-type" ? "negateSrc" : "negateDst"] = true;
      return true;
    }
    case "--match-set":
      draft.add({ kind: "set", name: draft.value(word), dimensions: draft.value(word).split(",") });
      return true;
    case "--pkt-type":
      draft.add({ kind: "pkttype", type: draft.value(word) });
      return true;
    default:
      return false;
  }
}

/** What a module wants when it has been loaded. */
export function checkMatches({ matches, loaded, protocolNumber: protocol }: RuleDraft): void {
  const has = (kind: string): boolean => matches.some((match) => match.kind === kind);
  if (loaded.has("comment") && !has("comment")) throw new RuleError('comment: option "--comment" must be specified\n');
  if (loaded.has("conntrack") && !has("conntrack")) throw new RuleError("conntrack: At least one option is required");
  if (loaded.has("state") && !has("conntrack")) throw new RuleError('state: option "--state" must be specified\n');
  if (loaded.has("ttl") && !has("ttl"))
    throw new RuleError("TTL match: You must specify one of `--ttl-eq', `--ttl-lt', `--ttl-gt");
  if (loaded.has("iprange") && !has("iprange"))
    throw new RuleError("iprange match: You must specify `--src-range' or `--dst-range'");
  if (loaded.has("mark") && !has("mark")) throw new RuleError('mark: option "--mark" must be specified\n');
  for (const [name, number] of [
    ["tcp", 6],
    ["udp", 17],
    ["sctp", 132],
  ] as const)
    if (loaded.has(name) && protocol !== number)
      throw new RuleError(`${name.toUpperCase()} match requires '-p ${name}'`);
}
