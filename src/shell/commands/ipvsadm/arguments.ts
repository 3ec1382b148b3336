/**
 * ipvsadm's command line: one command first, then options that it allows, in the tool's own words where they are wrong.
 *
 * Models: ipvsadm 1.31 ipvsadm.c parse_options, generic_opt_check; popt's words for options that there are not
 */
import { type Ip, parseIp } from "../../../sim/core/ip.ts";
import { SCTP, TCP, UDP } from "../../../sim/net/packet.ts";
import { Failure } from "../failure.ts";
import { servicePort } from "../nc/services.ts";

export type CommandName =
  | "add-service"
  | "edit-service"
  | "delete-service"
  | "flush"
  | "list"
  | "add-server"
  | "delete-server"
  | "edit-server"
  | "set"
  | "start-daemon"
  | "stop-daemon"
  | "restore"
  | "save"
  | "zero";

export interface Arguments {
  readonly command: CommandName | "help" | "version";
  /** By the option's long name; the value, or "" where it has none. */
  readonly options: ReadonlyMap<string, string>;
  /** Which of -t, -u, --sctp-service and -f it was. */
  readonly protocol: number;
  readonly operands: readonly string[];
}

type Shape = "none" | "value" | "optional";

/** Short letters, and long names. */
const OPTIONS: Readonly<Record<string, readonly [name: string, shape: Shape]>> = {
  t: ["tcp-service", "value"],
  u: ["udp-service", "value"],
  "sctp-service": ["sctp-service", "value"],
  f: ["fwmark-service", "value"],
  s: ["scheduler", "value"],
  p: ["persistent", "optional"],
  M: ["netmask", "value"],
  r: ["real-server", "value"],
  m: ["masquerading", "none"],
  i: ["ipip", "none"],
  g: ["gatewaying", "none"],
  w: ["weight", "value"],
  x: ["u-threshold", "value"],
  y: ["l-threshold", "value"],
  n: ["numeric", "none"],
  c: ["connection", "none"],
  "mcast-interface": ["mcast-interface", "value"],
  syncid: ["syncid", "value"],
  timeout: ["timeout", "none"],
  daemon: ["daemon", "none"],
  stats: ["stats", "none"],
  rate: ["rate", "none"],
  thresholds: ["thresholds", "none"],
  "persistent-conn": ["persistent-conn", "none"],
  nosort: ["nosort", "none"],
  sort: ["sort", "none"],
  X: ["exact", "none"],
  "6": ["ipv6", "none"],
  o: ["ops", "none"],
  pe: ["pe", "value"],
  b: ["sched-flags", "value"],
  "tun-info": ["tun-info", "none"],
  "tun-type": ["tun-type", "value"],
  "tun-port": ["tun-port", "value"],
};

const COMMANDS: Readonly<Record<string, readonly [name: Arguments["command"], shape: Shape]>> = {
  A: ["add-service", "none"],
  E: ["edit-service", "none"],
  D: ["delete-service", "none"],
  C: ["flush", "none"],
  L: ["list", "none"],
  l: ["list", "none"],
  Z: ["zero", "none"],
  a: ["add-server", "none"],
  e: ["edit-server", "none"],
  d: ["delete-server", "none"],
  set: ["set", "none"],
  h: ["help", "none"],
  v: ["version", "none"],
  R: ["restore", "none"],
  S: ["save", "none"],
  "start-daemon": ["start-daemon", "value"],
  "stop-daemon": ["stop-daemon", "value"],
};

const LONG_COMMANDS: Readonly<Record<string, string>> = {
  "add-service": "A",
  "edit-service": "E",
  "delete-service": "D",
  clear: "C",
  list: "L",
  zero: "Z",
  "add-server": "a",
  "edit-server": "e",
  "delete-server": "d",
  help: "h",
  version: "v",
  restore: "R",
  save: "S",
};

/** The kinds that the table of legal combinations knows, in its order. */
const KINDS = [
  "numeric",
  "connection",
  "service-address",
  "scheduler",
  "persistent",
  "netmask",
  "real-server",
  "forwarding-method",
  "weight",
  "u-threshold",
  "l-threshold",
  "mcast-interface",
  "timeout",
  "daemon",
  "stats",
  "rate",
  "thresholds",
  "persistent-conn",
  "nosort",
  "syncid",
  "exact",
  "ops",
  "pe",
  "sched-flags",
  "tun-info",
  "tun-type",
  "tun-port",
] as const;
type Kind = (typeof KINDS)[number];

interface Rules {
  readonly needs?: readonly Kind[];
  readonly may?: readonly Kind[];
  /** Only one of these. */
  readonly one?: readonly Kind[];
}

const SERVICE_OPTIONS: Rules = {
  needs: ["service-address"],
  may: ["scheduler", "persistent", "netmask", "ops", "pe", "sched-flags"],
};
const SERVER_OPTIONS: Rules = {
  needs: ["service-address", "real-server"],
  may: ["forwarding-method", "weight", "u-threshold", "l-threshold", "tun-type", "tun-port"],
};

const LEGAL: Readonly<Record<CommandName, Rules>> = {
  "add-service": SERVICE_OPTIONS,
  "edit-service": SERVICE_OPTIONS,
  "delete-service": { needs: ["service-address"] },
  flush: {},
  list: {
    may: ["numeric", "stats", "rate", "thresholds", "persistent-conn", "nosort", "syncid", "exact", "tun-info"],
    one: ["connection", "service-address", "timeout", "daemon"],
  },
  "add-server": SERVER_OPTIONS,
  "edit-server": SERVER_OPTIONS,
  "delete-server": { needs: ["service-address", "real-server"] },
  set: {},
  "start-daemon": { may: ["mcast-interface", "syncid"] },
  "stop-daemon": { may: ["syncid"] },
  restore: {},
  save: { may: ["numeric"] },
  zero: { may: ["service-address"] },
};

export function give(message: string, exitCode = 2): never {
  throw new Failure(`${message}\n`, exitCode);
}

export function parseArguments(name: string, words: readonly string[]): Arguments {
  const tryHelp = (): never => give(`Try \`${name} -h' or '${name} --help' for more information.`, 255);
  const reader = new Reader(words);
  const first = reader.first();
  if (first === null || first.kind !== "command") return tryHelp();
  const command = first.name as Arguments["command"];
  const options = new Map<string, string>();
  const kinds = new Set<Kind>();
  let protocol = 0;
  for (let option = reader.next(); option !== null; option = reader.next()) {
    if (option.kind === "command")
      give(command === option.name ? "multiple commands specified" : `invalid option \`${option.word}'`);
    const kind = kindOf(option.name);
    if (kind !== null) {
      if (kinds.has(kind)) give(`multiple '${kind}' options specified`);
      kinds.add(kind);
    }
    if (kind === "service-address") protocol = protocolOf(option.name);
    options.set(option.name, option.value);
  }
  if (command !== "help" && command !== "version") check(command, kinds);
  if (command !== "set" && reader.operands.length > 0) give(`unexpected argument ${reader.operands[0]}`);
  return { command, options, protocol, operands: reader.operands };
}

function kindOf(name: string): Kind | null {
  if (name.endsWith("-service")) return "service-address";
  if (name === "masquerading" || name === "ipip" || name === "gatewaying") return "forwarding-method";
  return (KINDS as readonly string[]).includes(name) ? (name as Kind) : null;
}

function protocolOf(name: string): number {
  return name === "udp-service" ? UDP : name === "sctp-service" ? SCTP : TCP;
}

function check(command: CommandName, given: ReadonlySet<Kind>): void {
  const { needs = [], may = [], one = [] } = LEGAL[command];
  let exclusive: Kind | null = null;
  for (const kind of KINDS) {
    if (!given.has(kind)) {
      if (needs.includes(kind)) give(`You need to supply the '${kind}' option for the '${command}' command`);
    } else if (one.includes(kind)) {
      if (exclusive !== null)
        give(`The option '${kind}' conflicts with the '${exclusive}' option in the '${command}' command`);
      exclusive = kind;
    } else if (!needs.includes(kind) && !may.includes(kind))
      give(`Illegal '${kind}' option with the '${command}' command`);
  }
}

interface Read {
  readonly kind: "command" | "option";
  readonly name: string;
  readonly value: string;
  readonly word: string;
}

/** popt: letters in a bundle, values attached or apart, operands anywhere. */
class Reader {
  readonly #words: string[];
  #letters = "";
  readonly operands: string[] = [];

  constructor(words: readonly string[]) {
    this.#words = [...words];
  }

  /** What cannot be read is as good as nothing there. */
  first(): Read | null {
    try {
      return this.next();
    } catch (error) {
      if (error instanceof Failure) return null;
      throw error;
    }
  }

  next(): Read | null {
    if (this.#letters !== "") return this.#letter();
    for (let word = this.#words.shift(); word !== undefined; word = this.#words.shift()) {
      if (word.startsWith("--") && word.length > 2) return this.#long(word);
      if (word.startsWith("-") && word.length > 1) {
        this.#letters = word.slice(1);
        return this.#letter();
      }
      this.operands.push(word);
    }
    return null;
  }

  #letter(): Read {
    const letter = this.#letters[0] as string;
    this.#letters = this.#letters.slice(1);
    const word = `-${letter}`;
    const command = COMMANDS[letter];
    if (command !== undefined && letter.length === 1) return { kind: "command", name: command[0], value: "", word };
    const option = OPTIONS[letter];
    if (option === undefined) return give(`${word}: unknown option`, 255);
    const attached = this.#letters.replace(/^=/, "");
    if (option[1] !== "none" && attached !== "") {
      this.#letters = "";
      return { kind: "option", name: option[0], value: attached, word };
    }
    return { kind: "option", name: option[0], value: this.#value(option[1], word), word };
  }

  #long(word: string): Read {
    const [bare = "", attached] = [
      word.slice(2).split("=")[0],
      word.includes("=") ? word.slice(word.indexOf("=") + 1) : undefined,
    ];
    const command = COMMANDS[LONG_COMMANDS[bare] ?? (bare.length > 1 ? bare : "")];
    if (command !== undefined)
      return { kind: "command", name: command[0], value: attached ?? this.#value(command[1], word), word };
    const option = Object.values(OPTIONS).find(([name]) => name === bare);
    if (option === undefined) return give(`${word}: unknown option`, 255);
    return { kind: "option", name: option[0], value: attached ?? this.#value(option[1], word), word };
  }

  #value(shape: Shape, word: string): string {
    if (shape === "none") return "";
    const next = this.#words[0];
    if (next === undefined || (shape === "optional" && next.startsWith("-"))) {
      if (shape === "optional") return "";
      return give(`${word}: missing argument`, 255);
    }
    return this.#words.shift() as string;
  }
}

export interface Endpoint {
  readonly address: Ip;
  /** Null where none was given. */
  readonly port: number | null;
}

/** `10.0.0.1:80`, `[fd00::1]:http`; null when it is neither. */
export function parseEndpoint(text: string, protocol: number): Endpoint | null {
  const bracketed = /^\[(.*)\]:(.*)$/.exec(text);
  const plain = parseIp(text);
  if (plain !== null) return { address: plain, port: null };
  const colon = text.lastIndexOf(":");
  const host = bracketed?.[1] ?? (colon < 0 ? text : text.slice(0, colon));
  const portText = bracketed?.[2] ?? (colon < 0 ? null : text.slice(colon + 1));
  const address = parseIp(host);
  if (address === null) return null;
  if (portText === null) return { address, port: null };
  const port = /^\d+$/.test(portText) ? Number(portText) : servicePort(portText, protocol === UDP ? "udp" : "tcp");
  return port === null || port > 65_535 ? null : { address, port };
}

export function parseNumber(text: string, [from, to]: readonly [number, number]): number | null {
  const number = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  return number >= from && number <= to ? number : null;
}
