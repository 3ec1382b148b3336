/**
 * Rules as Felix thinks of them, and what iptables gets: each rule bears a comment with a hash of itself and of all
 * rules before it in its chain, by which Felix knows its own work again.
 *
 * Models: projectcalico/calico felix/generictables/rules.go RuleHashes, felix/iptables/{renderer,match_builder,actions}.go
 */
import { type Cidr, formatCidr } from "../../../../core/ip.ts";
import { sha224, sha256 } from "../../../../core/sha256.ts";
import { encodeUtf8 } from "../../../../core/utf8.ts";
import {
  createRule,
  type Match,
  type PortRange,
  type Rule,
  setXmark,
  type Target,
} from "../../../../net/netfilter/rule.ts";
import type { ChainSpec } from "../../../../net/netfilter/table.ts";

/** One criterion, in the words that are hashed, and as the kernel has it. */
export interface Criterion {
  readonly text: string;
  readonly matches: readonly Match[];
}

export interface FelixAction {
  readonly text: string;
  readonly target: Target;
}

export interface FelixRule {
  readonly match?: readonly Criterion[];
  readonly action?: FelixAction;
  readonly comments?: readonly string[];
  /** The policy that it comes from. */
  readonly origin?: string;
}

export interface FelixChain {
  readonly name: string;
  readonly rules: readonly FelixRule[];
}

/** The bits of the packet's mark that Felix uses, taken in this order from 0xffff0000. */
export const MARK = {
  accept: 0x1_0000,
  pass: 0x2_0000,
  drop: 0x4_0000,
  scratch0: 0x8_0000,
  scratch1: 0x10_0000,
} as const;
export const ALL_MARKS = MARK.accept | MARK.pass | MARK.scratch0 | MARK.scratch1;

const MAX_CHAIN_NAME = 28;
const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

export const jump = (chain: string): FelixAction => ({ text: `--jump ${chain}`, target: { kind: "jump", chain } });
export const goTo = (chain: string): FelixAction => ({ text: `--goto ${chain}`, target: { kind: "goto", chain } });
export const ACCEPT: FelixAction = { text: "--jump ACCEPT", target: { kind: "ACCEPT" } };
export const DROP: FelixAction = { text: "--jump DROP", target: { kind: "DROP" } };
export const RETURN: FelixAction = { text: "--jump RETURN", target: { kind: "RETURN" } };
export const NOTRACK: FelixAction = { text: "--jump NOTRACK", target: { kind: "NOTRACK" } };
export const LOG: FelixAction = {
  text: '--jump LOG --log-prefix "calico-packet: " --log-level 5',
  target: { kind: "LOG", prefix: "calico-packet: ", level: 5 },
};
export const MASQUERADE: FelixAction = {
  text: "--jump MASQUERADE --random-fully",
  target: { kind: "MASQUERADE", randomFully: true },
};

export function setMark(mark: number): FelixAction {
  return setMaskedMark(mark, mark);
}

export function clearMark(mark: number): FelixAction {
  return setMaskedMark(0, mark);
}

export function setMaskedMark(mark: number, mask: number): FelixAction {
  return { text: `--jump MARK --set-mark ${hex(mark)}/${hex(mask)}`, target: setXmark(mark, mask | mark) };
}

export const markSet = (mark: number): Criterion => ({
  text: `-m mark --mark ${hex(mark)}/${hex(mark)}`,
  matches: [{ kind: "mark", value: mark, mask: mark }],
});

export const markClear = (mark: number): Criterion => ({
  text: `-m mark --mark 0/${hex(mark)}`,
  matches: [{ kind: "mark", value: 0, mask: mark }],
});

/** `-m mark ! --mark 0/0xffe00000` */
export function markedAs(value: number, mask: number, negate = false): Criterion {
  return {
    text: `-m mark ${negate ? "! " : ""}--mark ${hex(value)}/${hex(mask)}`,
    matches: [negate ? { kind: "mark", value, mask, negate } : { kind: "mark", value, mask }],
  };
}

export const inInterface = (name: string): Criterion => ({
  text: `--in-interface ${name}`,
  matches: [{ kind: "in-interface", name }],
});

export const outInterface = (name: string): Criterion => ({
  text: `--out-interface ${name}`,
  matches: [{ kind: "out-interface", name }],
});

/** `-p tcp`, `-p 4` */
export function protocol(name: string | number): Criterion {
  const numbers: Readonly<Record<string, number>> = { tcp: 6, udp: 17, sctp: 132, icmp: 1 };
  return {
    text: `-p ${name}`,
    matches: [{ kind: "protocol", protocol: typeof name === "number" ? name : (numbers[name] ?? 0) }],
  };
}

export const source = (cidr: Cidr, negate = false): Criterion => network("source", cidr, negate);
export const destination = (cidr: Cidr, negate = false): Criterion => network("destination", cidr, negate);

function network(kind: "source" | "destination", cidr: Cidr, negate: boolean): Criterion {
  return {
    text: `${negate ? "! " : ""}--${kind} ${formatCidr(cidr)}`,
    matches: [negate ? { kind, cidr, negate } : { kind, cidr }],
  };
}

export function inSet(name: string, dimensions: string, negate = false): Criterion {
  const sides = dimensions.split(",") as ("src" | "dst")[];
  return {
    text: `-m set ${negate ? "! " : ""}--match-set ${name} ${dimensions}`,
    matches: [negate ? { kind: "set", name, dimensions: sides, negate } : { kind: "set", name, dimensions: sides }],
  };
}

export function destinationPorts(ports: readonly PortRange[], negate = false): Criterion {
  return multiport("destination", ports, negate);
}

export function sourcePorts(ports: readonly PortRange[], negate = false): Criterion {
  return multiport("source", ports, negate);
}

function multiport(side: "source" | "destination", ports: readonly PortRange[], negate: boolean): Criterion {
  const text = ports.map(({ from, to }) => (from === to ? String(from) : `${from}:${to}`)).join(",");
  const match = { kind: "multiport", side: side === "source" ? "sports" : "dports", ports } as const;
  return {
    text: `-m multiport ${negate ? "! " : ""}--${side}-ports ${text}`,
    matches: [negate ? { ...match, negate } : match],
  };
}

export const udpPort = (port: number): Criterion => ({
  text: `--dport ${port}`,
  matches: [{ kind: "udp", dport: { from: port, to: port } }],
});

export function ctState(
  states: readonly ("RELATED" | "ESTABLISHED" | "INVALID" | "DNAT")[],
  negate = false,
): Criterion {
  return {
    text: `-m conntrack ${negate ? "! " : ""}--ctstate ${states.join(",")}`,
    matches: [negate ? { kind: "conntrack", states, negate } : { kind: "conntrack", states }],
  };
}

export const RPF_FAILED: Criterion = {
  text: "-m rpfilter --invert --validmark",
  matches: [{ kind: "rpfilter", validmark: true, invert: true }],
};

export const toLocal: Criterion = {
  text: "-m addrtype --dst-type LOCAL",
  matches: [{ kind: "addrtype", dstType: "LOCAL" }],
};
export const fromLocal: Criterion = {
  text: "-m addrtype --src-type LOCAL",
  matches: [{ kind: "addrtype", srcType: "LOCAL" }],
};
export const notFromOutDevice: Criterion = {
  text: "-m addrtype ! --src-type LOCAL --limit-iface-out",
  matches: [{ kind: "addrtype", srcType: "LOCAL", negateSrc: true, limitIfaceOut: true }],
};

/** The rules with their comments, ready for the kernel. */
export function compileChain({ name, rules }: FelixChain): ChainSpec {
  let hash = sha224(encodeUtf8(name));
  const made: Rule[] = [];
  for (const rule of rules) {
    hash = sha224(concat(hash, encodeUtf8(appendText(name, rule))));
    made.push(compileRule(rule, base64url(hash).slice(0, 16)));
  }
  return { name, rules: made };
}

function compileRule({ match = [], action, comments = [], origin }: FelixRule, hash: string): Rule {
  const texts = [`cali:${hash}`, ...comments.map(safe)];
  return createRule({
    matches: [...texts.map((text): Match => ({ kind: "comment", text })), ...match.flatMap(({ matches }) => matches)],
    target: action?.target ?? { kind: "none" },
    origin: origin ?? "CNI calico",
  });
}

/** As it would be appended, with the hash still to come. */
function appendText(chain: string, { match = [], action, comments = [] }: FelixRule): string {
  const parts = ["-A", chain, "HASH", ...comments.map((comment) => `-m comment --comment "${safe(comment)}"`)];
  if (match.length > 0) parts.push(match.map(({ text }) => text).join(" "));
  if (action !== undefined) parts.push(action.text);
  return parts.join(" ");
}

function safe(comment: string): string {
  return comment.replace(/[^\w @%+=:,./-]/g, "_").slice(0, 256);
}

/** `cali-tw-cali0123456789a`; what is too long is a hash. */
export function chainName(prefix: string, id: string): string {
  if (prefix.length + id.length <= MAX_CHAIN_NAME) return prefix + id;
  return `${prefix}_${base64url(sha256(encodeUtf8(id))).slice(0, MAX_CHAIN_NAME - 1 - prefix.length)}`;
}

/** `s:` and a hash, for a set's name. */
export function uniqueId(prefix: string, content: string): string {
  return `${prefix}:${base64url(sha224(encodeUtf8(`${prefix}:${content}`)))}`;
}

function hex(mark: number): string {
  return mark === 0 ? "0" : `0x${mark.toString(16)}`;
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

function base64url(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const word = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let k = 0; k < Math.min(4, left + 1); k++) text += BASE64URL[(word >>> (18 - 6 * k)) & 63];
  }
  return text;
}
