/**
 * conntrack's command line: one command, perhaps a table, and options that are filters for some commands and values for
 * others.
 *
 * Models: conntrack-tools 1.4.7 src/conntrack.c main, generic_opt_check
 * SIMPLIFIED: no labels, zones or security marks, and expectations are an empty table.
 */
import { type Cidr, hostCidr, type Ip, parseCidr, parseIp } from "../../../sim/core/ip.ts";
import { ASSURED, SEEN_REPLY, type TcpFlowState } from "../../../sim/net/flow.ts";
import { Failure } from "../failure.ts";
import { servicePort } from "../nc/services.ts";

export const NAME = "conntrack v1.4.7 (conntrack-tools)";
const TRY_HELP = "Try `conntrack -h' or 'conntrack --help' for more information.";

export type Command = "L" | "G" | "D" | "I" | "U" | "E" | "F" | "C" | "S" | "V" | "h" | "A";

export interface Arguments {
  readonly command: Command;
  readonly table: string;
  /** Long name to value. */
  readonly options: ReadonlyMap<string, string>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  dump: "L",
  get: "G",
  delete: "D",
  create: "I",
  add: "A",
  update: "U",
  event: "E",
  flush: "F",
  count: "C",
  stats: "S",
  version: "V",
  help: "h",
};

type Shape = "none" | "value" | "optional";

const OPTIONS: Readonly<Record<string, readonly [letter: string, shape: Shape]>> = {
  src: ["s", "value"],
  "orig-src": ["s", "value"],
  dst: ["d", "value"],
  "orig-dst": ["d", "value"],
  "reply-src": ["r", "value"],
  "reply-dst": ["q", "value"],
  protonum: ["p", "value"],
  proto: ["p", "value"],
  family: ["f", "value"],
  timeout: ["t", "value"],
  status: ["u", "value"],
  mark: ["m", "value"],
  "event-mask": ["e", "value"],
  output: ["o", "value"],
  zero: ["z", "none"],
  "src-nat": ["n", "optional"],
  "dst-nat": ["g", "optional"],
  "any-nat": ["j", "optional"],
  zone: ["w", "value"],
  "buffer-size": ["b", "value"],
  "mask-src": ["", "value"],
  "mask-dst": ["", "value"],
};

/** Of TCP, UDP and SCTP; of TCP alone; of ICMP. */
const PORT_OPTIONS: Readonly<Record<string, string>> = {
  sport: "sport",
  "orig-port-src": "sport",
  dport: "dport",
  "orig-port-dst": "dport",
  "reply-port-src": "reply-port-src",
  "reply-port-dst": "reply-port-dst",
};
const ICMP_OPTIONS = ["icmp-type", "icmp-code", "icmp-id"];
const PROTOCOLS: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58, sctp: 132 };
const STATES: readonly TcpFlowState[] = [
  "NONE",
  "SYN_SENT",
  "SYN_RECV",
  "ESTABLISHED",
  "FIN_WAIT",
  "CLOSE_WAIT",
  "LAST_ACK",
  "TIME_WAIT",
  "CLOSE",
  "SYN_SENT2",
];

/** A parameter problem: its words and where to read more. */
export function wrong(message: string): never {
  throw new Failure(`${NAME}: ${message}\n${TRY_HELP}\n`, 2);
}

export function parseArguments(words: readonly string[]): Arguments {
  const rest = [...words];
  const options = new Map<string, string>();
  let command: Command | null = null;
  let table = "conntrack";
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const asCommand = commandOf(word);
    if (asCommand !== null) {
      if (command !== null && asCommand !== command) wrong("Invalid commands combination");
      command = asCommand;
      if (rest[0] !== undefined && !rest[0].startsWith("-")) table = tableOf(rest.shift() as string);
      continue;
    }
    readOption(word, rest, options);
  }
  if (command === null) throw new Failure(`${NAME}: Invalid commands combination\n${TRY_HELP}\n`, 2);
  check(command, options);
  return { command, table, options };
}

function commandOf(word: string): Command | null {
  if (/^-[LGDIUEFCSVhA]$/.test(word)) return word[1] as Command;
  return word.startsWith("--") ? (COMMANDS[word.slice(2)] ?? null) : null;
}

function tableOf(word: string): string {
  for (const table of ["conntrack", "expect", "dying", "unconfirmed"]) if (table.startsWith(word)) return table;
  return wrong(`unknown type \`${word}'`);
}

function readOption(word: string, rest: string[], options: Map<string, string>): void {
  const name = word.startsWith("--") ? word.slice(2).split("=")[0] : undefined;
  const attached = word.startsWith("--") && word.includes("=") ? word.slice(word.indexOf("=") + 1) : undefined;
  const next = (): string => attached ?? rest.shift() ?? wrong(`option \`${word}' requires an argument`);
  const protocol = options.get("protonum");
  if (name !== undefined) {
    const port = PORT_OPTIONS[name];
    const hasPorts = protocol === "tcp" || protocol === "udp" || protocol === "sctp";
    if (port !== undefined && hasPorts) options.set(port, next());
    else if (name === "state" && (protocol === "tcp" || protocol === "sctp")) options.set("state", stateOf(next()));
    else if (ICMP_OPTIONS.includes(name) && (protocol === "icmp" || protocol === "icmpv6")) options.set(name, next());
    else if (OPTIONS[name] !== undefined) setOption(canonical(name), { shape: OPTIONS[name][1], next, rest, options });
    else wrong(`unknown option \`${word}'`);
    return;
  }
  const letter = word.slice(1, 2);
  const known = Object.entries(OPTIONS).find(([, [short]]) => short !== "" && short === letter);
  if (!word.startsWith("-") || known === undefined) wrong(`unknown option \`${word}'`);
  else setLetter(word, known, { next, rest, options });
}

function setLetter(
  word: string,
  known: readonly [string, readonly [string, Shape]],
  { next, rest, options }: { next: () => string; rest: readonly string[]; options: Map<string, string> },
): void {
  const tight = word.length > 2 ? word.slice(2) : undefined;
  setOption(known[0], { shape: known[1][1], next: tight === undefined ? next : () => tight, rest, options });
}

function canonical(name: string): string {
  const [letter] = OPTIONS[name] as readonly [string, Shape];
  return letter === "" ? name : (Object.keys(OPTIONS).find((other) => OPTIONS[other]?.[0] === letter) as string);
}

function setOption(
  name: string,
  how: { shape: Shape; next: () => string; rest: readonly string[]; options: Map<string, string> },
): void {
  const { shape, next, rest, options } = how;
  const isBare = shape === "none" || (shape === "optional" && (rest[0] === undefined || rest[0].startsWith("-")));
  const value = isBare ? "" : next();
  if (name === "protonum") {
    const lower = value.toLowerCase();
    const known = PROTOCOLS[lower] ?? (/^\d+$/.test(value) && Number(value) < 256 ? Number(value) : undefined);
    if (known === undefined) wrong(`\`${value}' unsupported protocol`);
    options.set(name, Object.keys(PROTOCOLS).find((each) => PROTOCOLS[each] === known) ?? value);
  } else options.set(name, value);
}

function stateOf(text: string): TcpFlowState {
  const upper = text.toUpperCase();
  return STATES.find((state) => state === upper) ?? wrong(`unknown TCP state \`${text}'`);
}

const FILTERS = [
  "src",
  "dst",
  "reply-src",
  "reply-dst",
  "protonum",
  "timeout",
  "status",
  "mark",
  "zero",
  "event-mask",
  "output",
  "src-nat",
  "dst-nat",
  "any-nat",
  "zone",
  "family",
  "buffer-size",
  "mask-src",
  "mask-dst",
];

/** What a command has no use for; what it cannot do without. */
function check(command: Command, options: ReadonlyMap<string, string>): void {
  if (command === "F" || command === "C" || command === "S")
    for (const name of FILTERS)
      if (options.has(name) && name !== "family") wrong(`Illegal option \`--${name}' with this command`);
  if (command !== "I" && command !== "A") {
    if (command === "G" && !(options.has("src") && options.has("dst")))
      wrong("you have to specify `--src' and `--dst'");
    return;
  }
  const needs = ["protonum", "timeout", ...(options.get("protonum") === "tcp" ? ["state"] : [])];
  for (const name of needs)
    if (!options.has(name)) wrong(`You need to supply the \`--${name}' option for this command`);
  if (!options.has("src") || !options.has("dst")) wrong("you have to specify `--src' and `--dst'");
}

export function protocolNumber(options: ReadonlyMap<string, string>): number | null {
  const name = options.get("protonum");
  return name === undefined ? null : (PROTOCOLS[name] ?? Number(name));
}

export function addressOf(text: string): Cidr {
  const ip = parseIp(text);
  const network = ip === null ? parseCidr(text) : hostCidr(ip);
  return network ?? wrong(`Invalid IP address \`${text}'`);
}

/** `10.0.0.9:8080` behind -g and -n. */
export function endpointOf(text: string): { readonly ip: Ip; readonly port: number | null } {
  const found = /^(.*?)(?::(\d+))?$/.exec(text);
  const ip = parseIp(found?.[1] ?? "");
  if (ip === null) return wrong(`Invalid IP address \`${text}'`);
  return { ip, port: found?.[2] === undefined ? null : Number(found[2]) };
}

/** A port by number or name, as atoi and getservbyname read it. */
export function portOf(text: string, protocol: string | undefined): number {
  if (/^\d+$/.test(text)) return Number(text) & 0xffff;
  return servicePort(text, protocol === "udp" ? "udp" : "tcp") ?? 0;
}

const STATUSES: Readonly<Record<string, number>> = {
  ASSURED,
  SEEN_REPLY,
  UNREPLIED: 0,
  UNSET: 0,
  SRC_NAT: 1 << 4,
  DST_NAT: 1 << 5,
  FIXED_TIMEOUT: 1 << 10,
  CONFIRMED: 1 << 3,
  OFFLOAD: 1 << 14,
};

export function statusOf(text: string): { readonly bits: number; readonly isUnset: boolean } {
  let bits = 0;
  for (const word of text.split(",")) {
    const bit = STATUSES[word.toUpperCase()];
    if (bit === undefined) return wrong(`Bad parameter \`${word}'`);
    bits |= bit;
  }
  return { bits, isUnset: bits === 0 };
}

export function markOf(text: string): { readonly value: number; readonly mask: number } {
  const [value = "0", mask = "0xffffffff"] = text.split("/");
  return { value: Number(value) >>> 0, mask: Number(mask) >>> 0 };
}
