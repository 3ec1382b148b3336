/**
 * Options of the matches and targets that few rules have. Models: iptables 1.8.9 extensions/libxt_conntrack.c,
 * libxt_limit.c, libxt_length.c, libxt_iprange.c, libipt_ttl.c, libxt_ipvs.c, libxt_physdev.c, libxt_CONNMARK.c,
 * libxt_SET.c, libxt_LOG.c
 */
import { type Cidr, parseIp } from "../../../sim/core/ip.ts";
import type { ConntrackStatusName, ConntrackTest } from "../../../sim/net/netfilter/conntrack-match.ts";
import type { RateUnit, Target } from "../../../sim/net/netfilter/rule.ts";
import { RuleError, type TargetOptions } from "./rule-error.ts";

/** What the parser of a rule offers to whoever reads one of its options. */
export interface RuleWords {
  readonly module: string;
  readonly isNegated: boolean;
  value(option: string): string;
  /** The match of that kind that was last loaded; made if there is none. */
  last(kind: string): Record<string, unknown>;
  protocol(name: string): number;
  network(text: string): Cidr;
}

/** Modules that the tool has and this kernel has not. */
export const NOT_SIMULATED: readonly string[] =
  "ah bpf cgroup cluster connbytes connlabel connlimit cpu dccp devgroup dscp ecn esp hashlimit helper mac osf owner policy quota rateest realm socket string tcpmss time tos u32".split(
    " ",
  );

/** False when the option is none of these. */
export function rareMatchOption(word: string, words: RuleWords): boolean {
  switch (words.module) {
    case "conntrack":
      return conntrackOption(word, words);
    case "limit":
      return limitOption(word, words);
    case "length":
      if (word !== "--length") return false;
      Object.assign(words.last("length"), span(words.value(word), 0xffff), negation(words));
      return true;
    case "connmark":
      if (word !== "--mark") return false;
      Object.assign(words.last("connmark"), markOf(words.value(word)), negation(words));
      return true;
    case "ipvs":
      return ipvsOption(word, words);
    case "physdev":
      return physdevOption(word, words);
    case "addrtype":
      if (word !== "--limit-iface-in" && word !== "--limit-iface-out") return false;
      words.last("addrtype")[word === "--limit-iface-in" ? "limitIfaceIn" : "limitIfaceOut"] = true;
      return true;
    case "iprange":
      return iprangeOption(word, words);
    case "ttl":
      return ttlOption(word, words);
    case "nfacct":
      if (word !== "--nfacct-name") return false;
      words.last("nfacct").name = words.value(word);
      return true;
    case "rpfilter":
      if (word !== "--validmark" && word !== "--invert") return false;
      words.last("rpfilter")[word.slice(2)] = true;
      return true;
    default:
      return false;
  }
}

function iprangeOption(word: string, words: RuleWords): boolean {
  const side = /^--(src|dst)-range$/.exec(word)?.[1];
  if (side === undefined) return false;
  const [from = "", ...others] = words.value(word).split("-");
  const first = addressOf(from, word);
  const last = others.length === 0 ? first : addressOf(others.join("-"), word);
  words.last("iprange")[side] = { from: first, to: last, ...negation(words) };
  return true;
}

function addressOf(text: string, option: string): number {
  const address = parseIp(text);
  if (typeof address !== "number") throw new RuleError(`iprange: Bad value for "${option}" option: "${text}"`);
  return address;
}

function ttlOption(word: string, words: RuleWords): boolean {
  const comparison = word === "--ttl" ? "eq" : /^--ttl-(eq|lt|gt)$/.exec(word)?.[1];
  if (comparison === undefined) return false;
  const match = words.last("ttl");
  if (match.comparison !== undefined)
    throw new RuleError(`ttl: option "${word}" cannot be used together with "--ttl-${match.comparison}".\n`);
  if (words.isNegated && comparison !== "eq") throw new RuleError(`ttl: option "${word}" cannot be inverted.\n`);
  const text = words.value(word);
  if (!/^\d+$/.test(text) || Number(text) > 255)
    throw new RuleError(`ttl: bad value for option "${word}", or out of range (0-255).\n`);
  Object.assign(match, { comparison, value: Number(text) }, negation(words));
  return true;
}

function negation({ isNegated }: RuleWords): { readonly negate?: true } {
  return isNegated ? { negate: true } : {};
}

function span(text: string, most: number): { readonly from: number; readonly to: number } {
  const [from = "", to = from] = text.split(":");
  return { from: from === "" ? 0 : Number(from), to: to === "" ? most : Number(to) };
}

function markOf(text: string): { readonly value: number; readonly mask: number } {
  const [value = "0", mask = "0xffffffff"] = text.split("/");
  return { value: Number(value) >>> 0, mask: Number(mask) >>> 0 };
}

const STATUSES: readonly ConntrackStatusName[] = ["NONE", "EXPECTED", "SEEN_REPLY", "ASSURED", "CONFIRMED"];

function conntrackOption(word: string, words: RuleWords): boolean {
  const test = conntrackTest(word.slice(2) as ConntrackTest["field"], words, word);
  if (test === null) return false;
  const match = words.last("conntrack");
  match.states ??= [];
  match.tests = [...((match.tests as ConntrackTest[] | undefined) ?? []), { ...test, ...negation(words) }];
  return true;
}

function conntrackTest(field: ConntrackTest["field"], words: RuleWords, word: string): ConntrackTest | null {
  switch (field) {
    case "ctproto":
      return { field, protocol: words.protocol(words.value(word)) };
    case "ctorigsrc":
    case "ctorigdst":
    case "ctreplsrc":
    case "ctrepldst":
      return { field, cidr: words.network(words.value(word)) };
    case "ctorigsrcport":
    case "ctorigdstport":
    case "ctreplsrcport":
    case "ctrepldstport":
      return { field, ...span(words.value(word), 65_535) };
    case "ctexpire":
      return { field, ...span(words.value(word), 0xffff_ffff) };
    case "ctstatus": {
      const statuses = words.value(word).toUpperCase().split(",") as ConntrackStatusName[];
      for (const status of statuses) if (!STATUSES.includes(status)) throw new RuleError(`Bad ctstatus "${status}"`);
      return { field, statuses };
    }
    case "ctdir": {
      const direction = words.value(word).toUpperCase();
      if (direction !== "ORIGINAL" && direction !== "REPLY")
        throw new RuleError(`conntrack: Bad value for "--ctdir" option: "${direction}"`);
      return { field, direction };
    }
    default:
      return null;
  }
}

const UNITS: readonly RateUnit[] = ["second", "minute", "hour", "day"];

function limitOption(word: string, words: RuleWords): boolean {
  const match = words.last("limit");
  if (word === "--limit-burst") match.burst = Number(words.value(word));
  else if (word === "--limit") {
    const text = words.value(word);
    const [count = "", unitText = "second"] = text.split("/");
    const unit = UNITS.find((name) => unitText !== "" && name.startsWith(unitText.toLowerCase()));
    if (!/^\d+$/.test(count) || Number(count) === 0 || unit === undefined) throw new RuleError(`bad rate "${text}"'`);
    Object.assign(match, { count: Number(count), unit });
  } else return false;
  return true;
}

/** What `-m limit` means alone: three an hour. */
export const DEFAULT_LIMIT = { kind: "limit", count: 3, unit: "hour", burst: 5 } as const;

function ipvsOption(word: string, words: RuleWords): boolean {
  const match = words.last("ipvs");
  if (word === "--ipvs") Object.assign(match, negation(words));
  else if (word === "--vproto") match.protocol = words.protocol(words.value(word));
  else if (word === "--vaddr") match.address = words.network(words.value(word));
  else if (word === "--vport") match.port = Number(words.value(word));
  else return false;
  return true;
}

function physdevOption(word: string, words: RuleWords): boolean {
  const match = words.last("physdev");
  if (word === "--physdev-in") match.inName = words.value(word);
  else if (word === "--physdev-out") match.outName = words.value(word);
  else if (word === "--physdev-is-in") match.isIn = !words.isNegated;
  else if (word === "--physdev-is-out") match.isOut = !words.isNegated;
  else if (word === "--physdev-is-bridged") match.isBridged = !words.isNegated;
  else return false;
  return true;
}

const LEVELS: readonly string[] = ["emerg", "alert", "crit", "error", "warning", "notice", "info", "debug"];
const USUAL_LEVEL = 4;
const MAX_PREFIX = 29;

/** `-j LOG` with its options. */
export function logTarget(options: TargetOptions): Target {
  const prefix = options["--log-prefix"];
  const given = options["--log-level"];
  const named = LEVELS.findIndex((name) => typeof given === "string" && given !== "" && name.startsWith(given));
  const level = typeof given !== "string" ? USUAL_LEVEL : /^\d+$/.test(given) ? Number(given) : named;
  if (level < 0 || level > 7) throw new RuleError(`log level "${String(given)}" unknown\n`);
  if (typeof prefix === "string" && prefix.length > MAX_PREFIX)
    throw new RuleError(`Maximum prefix length ${MAX_PREFIX} for --log-prefix`);
  return {
    kind: "LOG",
    ...(prefix === undefined ? {} : { prefix: String(prefix) }),
    ...(level === USUAL_LEVEL ? {} : { level }),
    ...(options["--log-tcp-sequence"] ? { tcpSequence: true } : {}),
    ...(options["--log-tcp-options"] ? { tcpOptions: true } : {}),
    ...(options["--log-ip-options"] ? { ipOptions: true } : {}),
    ...(options["--log-uid"] ? { uid: true } : {}),
  };
}

export function connmarkTarget(options: TargetOptions): Target {
  const given = (name: string): string | null => (typeof options[name] === "string" ? String(options[name]) : null);
  for (const [option, mode] of [
    ["--save-mark", "save"],
    ["--restore-mark", "restore"],
  ] as const)
    if (options[option] !== undefined)
      return {
        kind: "CONNMARK",
        mode,
        value: 0,
        mask: Number(given("--mask") ?? given("--ctmask") ?? 0xffff_ffff) >>> 0,
      };
  const set = (value: number, mask: number): Target => ({
    kind: "CONNMARK",
    mode: "set",
    value: value >>> 0,
    mask: mask >>> 0,
  });
  const and = given("--and-mark");
  if (and !== null) return set(0, ~Number(and));
  const or = given("--or-mark");
  if (or !== null) return set(Number(or), Number(or));
  const xor = given("--xor-mark");
  if (xor !== null) return set(Number(xor), 0);
  const xmark = given("--set-xmark");
  if (xmark !== null) return set(markOf(xmark).value, markOf(xmark).mask);
  const mark = given("--set-mark");
  if (mark === null) throw new RuleError("CONNMARK target: No operation specified");
  const { value, mask } = markOf(mark);
  return set(value, value | mask);
}

/** `--add-set NAME src,dst`; both words come as one. */
export function setTarget(options: TargetOptions): Target {
  const add = options["--add-set"];
  const text = add ?? options["--del-set"];
  if (typeof text !== "string")
    throw new RuleError("You must specify either `--add-set' or `--del-set' or `--map-set'");
  const [name = "", dimensions = ""] = text.split(" ");
  const timeout = options["--timeout"];
  return {
    kind: "SET",
    action: add === undefined ? "del" : "add",
    name,
    dimensions: dimensions.split(",") as ("src" | "dst")[],
    ...(options["--exist"] ? { exist: true } : {}),
    ...(typeof timeout === "string" ? { timeoutSec: Number(timeout) } : {}),
  };
}
