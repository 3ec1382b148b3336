/**
 * Sets of addresses for the kernel's rules. Models: ipset 7.17 src/ipset.c, lib/ipset.c ipset_parse_argv, lib/args.c
 * SIMPLIFIED: no interactive mode, no sets with MAC addresses, interfaces or marks, no -resolve.
 */
import { decodeUtf8 } from "../../../sim/core/utf8.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { IpSet, IpSetOptions } from "../../../sim/net/netfilter/ip-set.ts";
import type { IpSetEntry, IpSetType } from "../../../sim/net/netfilter/ip-set-entry.ts";
import { IpSetError, type IpSets } from "../../../sim/net/netfilter/ip-sets.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import { readText } from "../input.ts";
import { Complaint, complain, wordsOf } from "./complain.ts";
import { parseElements, parseRange } from "./element.ts";
import { hasNets, type Listing, type OutputMode, REVISIONS, referencesTo, setText } from "./set-text.ts";
import { IPSET_HELP, IPSET_VERSION } from "./usage.ts";

type Command =
  | "create"
  | "add"
  | "del"
  | "test"
  | "destroy"
  | "list"
  | "save"
  | "restore"
  | "flush"
  | "rename"
  | "swap"
  | "help"
  | "version";

const COMMANDS: Readonly<Record<Command, readonly string[]>> = {
  create: ["n", "-N"],
  add: ["a", "-A"],
  del: ["d", "-D"],
  test: ["t", "-T"],
  destroy: ["x", "-X"],
  list: ["l", "-L"],
  save: ["s", "-S"],
  restore: ["r", "-R"],
  flush: ["f", "-F"],
  rename: ["e", "-E"],
  swap: ["w", "-W"],
  help: ["h", "-H", "-h"],
  version: ["v", "-V"],
};

const OLD_TYPES: Readonly<Record<string, IpSetType>> = {
  iphash: "hash:ip",
  nethash: "hash:net",
  ipporthash: "hash:ip,port",
  ipportiphash: "hash:ip,port,ip",
  ipportnethash: "hash:ip,port,net",
  ipmap: "bitmap:ip",
  portmap: "bitmap:port",
  setlist: "list:set",
};
/** Known to the tool, not to this kernel. */
const UNSUPPORTED = [
  "hash:mac",
  "hash:ip,mac",
  "hash:ip,mark",
  "hash:net,iface",
  "hash:net,port,net",
  "hash:net,net",
  "bitmap:ip,mac",
];
const LONGEST_NAME = 31;

interface Given {
  readonly command: Command;
  readonly words: readonly string[];
  readonly exist: boolean;
  readonly quiet: boolean;
  readonly file: string | null;
  readonly listing: Omit<Listing, "nowUs">;
}

export function* ipset(process: Process): Run<number> {
  try {
    return yield* run(process, readArguments(process.argv.slice(1)));
  } catch (error) {
    if (!(error instanceof Complaint)) throw error;
    const isQuiet = process.argv.includes("-q") || process.argv.includes("-quiet");
    throw new Failure(isQuiet ? "" : `${process.name} v7.17: ${error.message}\n`, error.exitCode);
  }
}

function readArguments(given: readonly string[]): Given {
  const words: string[] = [];
  let [exist, quiet, sorted, namesOnly, terse] = [false, false, false, false, false];
  let mode: OutputMode | null = null;
  let file: string | null = null;
  const rest = [...given];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const name = word.startsWith("--") ? word.slice(1) : word;
    if (name === "-!" || name === "-exist") exist = true;
    else if (name === "-q" || name === "-quiet") quiet = true;
    else if (name === "-s" || name === "-sorted") sorted = true;
    else if (name === "-n" || name === "-name") namesOnly = true;
    else if (name === "-t" || name === "-terse") terse = true;
    else if (name === "-r" || name === "-resolve") complain("-resolve is not simulated here");
    else if (name === "-f" || name === "-file")
      file = rest.shift() ?? complain("Missing mandatory argument to option -f", 2);
    else if (name === "-o" || name === "-output") mode = outputMode(rest.shift());
    else words.push(word);
  }
  const [first, ...operands] = words;
  if (first === undefined) return complain("No command specified.", 2);
  const command = commandOf(first);
  const listing = { mode: mode ?? (command === "save" ? "save" : "plain"), namesOnly, terse, sorted } as const;
  return { command, words: operands, exist, quiet, file, listing };
}

function commandOf(word: string): Command {
  const name = word.startsWith("--") ? word.slice(2) : word;
  for (const [command, short] of Object.entries(COMMANDS))
    if (name === command || short.includes(word)) return command as Command;
  return complain(`No command specified: unknown argument ${word}`, 2);
}

function outputMode(word: string | undefined): OutputMode {
  if (word === undefined) return complain("Missing mandatory argument to option -o", 2);
  if (word === "plain" || word === "save" || word === "xml") return word;
  return complain(`Syntax error: unknown output mode '${word}'`);
}

function* run(process: Process, given: Given): Run<number> {
  switch (given.command) {
    case "help":
      yield* process.print(IPSET_HELP);
      return 0;
    case "version":
      yield* process.print(IPSET_VERSION);
      return 0;
    case "list":
    case "save":
      yield* list(process, given);
      return 0;
    case "restore":
      return yield* restore(process, given);
    case "test":
      return yield* test(process, given);
    default:
      change(process, given);
      return 0;
  }
}

function operands(given: Given, count: 1 | 2): readonly string[] {
  const missing = given.words.length < count ? given.words.length : -1;
  if (missing >= 0)
    complain(`Missing ${missing === 1 ? "second " : ""}mandatory argument to command ${given.command}`, 2);
  return given.words;
}

function change(process: Process, given: Given): void {
  const { netfilter } = process.machine.network;
  const { sets } = netfilter;
  try {
    switch (given.command) {
      case "create":
        create(sets, given);
        return;
      case "add":
      case "del":
        for (const entry of elementsOf(process, given)) changeElement(sets, given, entry);
        return;
      case "destroy":
      case "flush":
        destroyOrFlush(process, given);
        return;
      case "rename": {
        const [from = "", to = ""] = operands(given, 2);
        if (sets.get(from) === undefined) throw new IpSetError("no-set");
        if (referencesTo(netfilter, from) > 0) complain("Set cannot be renamed: it is in use by another system");
        sets.rename(from, to);
        return;
      }
      case "swap": {
        const [one = "", other = ""] = operands(given, 2);
        sets.swap(one, other);
      }
    }
  } catch (error) {
    if (!(error instanceof IpSetError)) throw error;
    complain(wordsOf(error.code));
  }
}

function changeElement(sets: IpSets, { command, words, exist }: Given, entry: IpSetEntry): void {
  const [name = ""] = words;
  try {
    if (command === "del") sets.delete(name, entry);
    else if (exist) sets.addOrUpdate(name, entry);
    else sets.add(name, entry);
  } catch (error) {
    const isForgiven = error instanceof IpSetError && exist && error.code === "no-element";
    if (!isForgiven) throw error;
  }
}

function create(sets: IpSets, given: Given): void {
  const [name = "", typeName = "", ...rest] = operands(given, 2);
  if (name.length > LONGEST_NAME) complain(`Syntax error: setname '${name}' is longer than ${LONGEST_NAME} characters`);
  const type = OLD_TYPES[typeName] ?? typeName;
  if (UNSUPPORTED.includes(type)) complain("Kernel error received: set type not supported");
  if (!(type in REVISIONS)) complain(`Syntax error: typename '${typeName}' is unknown`);
  const options = createOptions(type as IpSetType, rest);
  const known = sets.get(name);
  if (known !== undefined && given.exist && isSameKind(known, type, options)) return;
  sets.create(name, type as IpSetType, options);
}

function isSameKind(known: IpSet, type: string, { family = 4, timeoutSec = null }: IpSetOptions): boolean {
  const { options } = known;
  return known.type === type && (options.family ?? 4) === family && (options.timeoutSec ?? null) === timeoutSec;
}

/** Takes the arguments of options off the front of the words. */
function argumentsFrom(rest: string[]) {
  const value = (name: string): string =>
    rest.shift() ?? complain(`Missing mandatory argument of option \`${name}'`, 2);
  const number = (name: string): number => {
    const text = value(name);
    return /^\d+$/.test(text) ? Number(text) : complain(`Syntax error: '${text}' is invalid as number`);
  };
  return { value, number };
}

function createOptions(type: IpSetType, words: readonly string[]): IpSetOptions {
  const made: { -readonly [Key in keyof IpSetOptions]: IpSetOptions[Key] } = {};
  const rest = [...words];
  const { value, number } = argumentsFrom(rest);
  const isHash = type.startsWith("hash:");
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "timeout") made.timeoutSec = number(word);
    else if (word === "counters") made.counters = true;
    else if (word === "comment") made.comment = true;
    else if (word === "family" && isHash) made.family = familyOf(value(word));
    else if (word === "hashsize" && isHash) made.hashsize = powerOfTwo(number(word));
    else if (word === "maxelem" && isHash) made.maxelem = number(word);
    else if ((word === "bucketsize" || word === "initval") && isHash) value(word);
    else if (word === "range" && type.startsWith("bitmap:")) made.range = parseRange(type, value(word));
    else if (word === "size" && type === "list:set") made.size = Math.max(4, number(word));
    else complain(`Unknown argument: \`${word}'`, 2);
  }
  if (type.startsWith("bitmap:") && made.range === undefined) complain("Mandatory option `range' is missing", 2);
  return made;
}

function familyOf(text: string): 4 | 6 {
  if (text === "inet" || text === "ipv4" || text === "-4") return 4;
  if (text === "inet6" || text === "ipv6" || text === "-6") return 6;
  return complain(`Syntax error: unknown INET family ${text}`);
}

function powerOfTwo(size: number): number {
  let power = 64;
  while (power < size) power *= 2;
  return power;
}

/** The elements that the words stand for, with what is said about them. */
function elementsOf(process: Process, given: Given): IpSetEntry[] {
  const [name = "", element = "", ...rest] = operands(given, 2);
  const set = process.machine.network.netfilter.sets.get(name);
  if (set === undefined) throw new IpSetError("no-set");
  const entries = parseElements(set, element);
  const extras = given.command === "add" ? entryOptions(process, set, rest) : {};
  const { timeoutSec } = set.options;
  const expires =
    given.command !== "add" || timeoutSec == null || "expiresAtUs" in extras
      ? {}
      : { expiresAtUs: timeoutSec === 0 ? 0 : process.nowUs + timeoutSec * 1_000_000 };
  return entries.map((entry) => ({ ...entry, ...expires, ...extras }));
}

function entryOptions(process: Process, set: IpSet, words: readonly string[]): Partial<IpSetEntry> {
  const made: { -readonly [Key in keyof IpSetEntry]?: IpSetEntry[Key] } = {};
  const rest = [...words];
  const { value, number } = argumentsFrom(rest);
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "timeout") {
      const seconds = number(word);
      made.expiresAtUs = seconds === 0 ? 0 : process.nowUs + seconds * 1_000_000;
    } else if (word === "packets" || word === "bytes") made[word] = number(word);
    else if (word === "comment") made.comment = value(word);
    else if (word === "nomatch" && hasNets(set.type)) made.nomatch = true;
    else if ((word === "before" || word === "after") && set.type === "list:set") value(word);
    else complain(`Unknown argument: \`${word}'`, 2);
  }
  return made;
}

function destroyOrFlush(process: Process, { command, words: [name] }: Given): void {
  const { netfilter } = process.machine.network;
  const { sets } = netfilter;
  const chosen = name === undefined ? sets.list() : [sets.get(name)];
  for (const set of chosen) {
    if (set === undefined) throw new IpSetError("no-set");
    if (command === "flush") set.clear();
    else if (referencesTo(netfilter, set.name) > (name === undefined ? sets.memberships(set.name) : 0))
      throw new IpSetError("in-use");
  }
  if (command === "destroy") for (const set of chosen) sets.destroy(set?.name ?? "");
}

function* list(process: Process, { words, listing, command }: Given): Run<void> {
  const [name, more] = words;
  if (more !== undefined) complain(`Unknown argument ${more}`, 2);
  const { netfilter } = process.machine.network;
  const known = name === undefined ? netfilter.sets.list() : [netfilter.sets.get(name)];
  const texts: string[] = [];
  for (const set of known) {
    if (set === undefined) return complain(wordsOf("no-set"));
    set.expire(process.nowUs);
    texts.push(setText(netfilter, set, { ...listing, nowUs: process.nowUs }));
  }
  const isSpaced = command === "list" && listing.mode === "plain" && !listing.namesOnly;
  const text = texts.join(isSpaced ? "\n" : "");
  yield* process.print(listing.mode === "xml" ? `<ipsets>\n${text}</ipsets>\n` : text);
}

function* test(process: Process, given: Given): Run<number> {
  const [name = "", element = ""] = operands(given, 2);
  const { sets } = process.machine.network.netfilter;
  const set = sets.get(name);
  if (set === undefined) return complain(wordsOf("no-set"));
  const isIn = parseElements(set, element).every((entry) => set.holds(entry));
  if (!given.quiet)
    yield* process.printError(
      isIn ? `Warning: ${element} is in set ${name}.\n` : `${element} is NOT in set ${name}.\n`,
    );
  return isIn ? 0 : 1;
}

/** Lines of `ipset save`; the first wrong one ends it. */
function* restore(process: Process, given: Given): Run<number> {
  const text = given.file === null ? decodeUtf8(yield* process.readToEnd(0)) : yield* readText(process, given.file);
  let number = 0;
  for (const line of text.split("\n")) {
    number++;
    const words = splitWords(line);
    if (words.length === 0 || line.startsWith("#") || line === "COMMIT") continue;
    const one = readArguments(words);
    try {
      yield* run(process, { ...one, exist: one.exist || given.exist });
    } catch (error) {
      if (error instanceof Complaint && error.exitCode === 1) complain(`Error in line ${number}: ${error.message}`);
      throw error;
    }
  }
  return 0;
}

function splitWords(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}
