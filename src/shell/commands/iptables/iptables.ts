/**
 * Lists and edits the rules of this machine's namespace, at once and with effect.
 *
 * Models: iptables 1.8.9 (nf_tables) iptables/xtables.c, nft.c
 * SIMPLIFIED: IPv4 only; counters are shown and zeroed for whole tables only; no --modprobe, no fragments.
 */
import type { Ip } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { printRule } from "../../../sim/net/netfilter/print.ts";
import type { Rule, TableName } from "../../../sim/net/netfilter/rule.ts";
import { type Chain, type Table, TableError } from "../../../sim/net/netfilter/table.ts";
import type { Process } from "../../../sim/os/process.ts";
import { nameOfAddress } from "../../../sim/os/resolver/resolve.ts";
import { Failure } from "../failure.ts";
import { withKnownSets } from "./known-sets.ts";
import { warnOfLegacy } from "./legacy.ts";
import { columnHeads, type ListStyle, ruleRow } from "./list-text.ts";
import { parseRules } from "./parse-rule.ts";
import { KernelRefusal, RuleError } from "./rule-error.ts";
import { IPTABLES_USAGE } from "./usage.ts";

export const VERSION = "v1.8.9 (nf_tables)";
const TABLES: readonly string[] = ["filter", "nat", "mangle", "raw"];
const COMMANDS: Readonly<Record<string, string>> = {
  "-A": "A",
  "--append": "A",
  "-I": "I",
  "--insert": "I",
  "-D": "D",
  "--delete": "D",
  "-R": "R",
  "--replace": "R",
  "-C": "C",
  "--check": "C",
  "-L": "L",
  "--list": "L",
  "-S": "S",
  "--list-rules": "S",
  "-F": "F",
  "--flush": "F",
  "-Z": "Z",
  "--zero": "Z",
  "-N": "N",
  "--new-chain": "N",
  "-X": "X",
  "--delete-chain": "X",
  "-P": "P",
  "--policy": "P",
  "-E": "E",
  "--rename-chain": "E",
};
/** How many words after the command belong to it: the chain, and a second one when it is there. */
const OPTIONAL_CHAIN = "LSFZX";

interface Call {
  readonly table: TableName;
  readonly command: string;
  readonly chain: string | null;
  /** A rule number, a policy or a second name. */
  readonly second: string | null;
  readonly words: readonly string[];
  readonly style: Omit<ListStyle, "names">;
}

const HINT = (name: string): string => `Try \`${name} -h' or '${name} --help' for more information.\n`;

export function usageError(process: Process, message: string, exitCode = 2): Failure {
  return new Failure(
    `${process.name} ${VERSION}: ${message}\nTry \`${process.name} -h' or '${process.name} --help' for more information.\n`,
    exitCode,
  );
}

/** Some words are said without the tool's name. */
export function wordsError(process: Process, message: string): Failure {
  if (!message.startsWith("Bad argument")) return usageError(process, message);
  return new Failure(`${message}\nTry \`${process.name} -h' or '${process.name} --help' for more information.\n`, 2);
}

export function* iptables(process: Process): Run<number> {
  if (process.argv[1] === "-V" || process.argv[1] === "--version") {
    yield* process.print(`iptables ${VERSION}\n`);
    return 0;
  }
  if (process.argv[1] === "-h" || process.argv[1] === "--help") {
    yield* process.print(`iptables ${VERSION}\n\n${IPTABLES_USAGE}`);
    return 0;
  }
  const call = readCall(process);
  const table = process.machine.network.netfilter.table(call.table);
  if (call.command === "L" || call.command === "S") yield* warnOfLegacy(process, "iptables-legacy");
  if (call.command === "L") return yield* list(process, table, call);
  try {
    if (call.command === "S") return yield* listRules(process, table, call);
    edit(process, table, call);
    return 0;
  } catch (error) {
    if (error instanceof RuleError) throw wordsError(process, error.message);
    if (error instanceof KernelRefusal) throw invalidArgument(process, call);
    if (error instanceof TableError) throw tableFailure(process, error, call);
    throw error;
  }
}

function readCall(process: Process): Call {
  const rest = process.argv.slice(1);
  const words: string[] = [];
  let table = "filter";
  let command: string | null = null;
  let chain: string | null = null;
  let second: string | null = null;
  const style = { numeric: false, verbose: false, exact: false, numbers: false };
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    // `-nvL` is three options, and `-LINPUT` is one with its word.
    const [, letters, listing = "", own = ""] = /^-([nvxw46]*)(?:([LSFZX])(.*))?$/.exec(word) ?? [];
    if (letters !== undefined && `${letters}${listing}${own}`.length > 1) {
      rest.unshift(...[...letters, ...listing].map((one) => `-${one}`), ...(own === "" ? [] : [own]));
      continue;
    }
    const letter = COMMANDS[word];
    if (letter !== undefined) {
      if (command !== null) throw usageError(process, `Cannot use -${letter} with -${command}`);
      command = letter;
      const takesWord = (): string | null =>
        rest[0] !== undefined && !rest[0].startsWith("-") && rest[0] !== "!" ? (rest.shift() as string) : null;
      chain = takesWord();
      if (chain === null && !OPTIONAL_CHAIN.includes(letter)) {
        if (rest[0] === undefined) throw usageError(process, `option "${word}" requires an argument`);
        // What looks like an option is taken for the name all the same.
        chain = rest.shift() as string;
        if (letter !== "N" && rest[0] !== undefined && !rest[0].startsWith("-"))
          throw wordsError(process, `Bad argument \`${rest[0]}'`);
      }
      second = takesSecond(letter, rest[0]) ? (rest.shift() as string) : null;
    } else if (word === "-t" || word === "--table") table = rest.shift() ?? "";
    else if (word === "-n" || word === "--numeric") style.numeric = true;
    else if (word === "-v" || word === "--verbose") style.verbose = true;
    else if (word === "-x" || word === "--exact") style.exact = true;
    else if (word === "--line-numbers") style.numbers = true;
    else if (/^(-w|--wait|-W|--wait-interval)$/.test(word)) {
      if (/^\d+$/.test(rest[0] ?? "")) rest.shift();
    } else if (word === "-6" || word === "--ipv6") throw new Failure(HINT(process.name), 2);
    else if (/^(-4|--ipv4|--wait=\d+|-w\d+|-M\w*|--modprobe=.*)$/.test(word)) continue;
    else words.push(word);
  }
  if (command === null)
    throw words.length > 0 && (words[0] as string).startsWith("--")
      ? usageError(process, `unknown option "${words[0]}"`)
      : usageError(process, "no command specified");
  if (!TABLES.includes(table))
    throw new Failure(
      `${process.name} ${VERSION}: table '${table}' does not exist\nPerhaps iptables or your kernel needs to be upgraded.\n`,
      3,
    );
  return { table: table as TableName, command, chain, second, words, style };
}

/** A rule's number, a policy, a second name. */
function takesSecond(letter: string, word: string | undefined): boolean {
  if (word === undefined || word.startsWith("-") || word === "!") return false;
  return "PE".includes(letter) || ("DIRLSZ".includes(letter) && /^\d/.test(word));
}

function tableFailure(process: Process, error: TableError, { chain, command }: Call): Failure {
  const said = (words: string, exitCode = 1): Failure => new Failure(`${process.name}: ${words}\n`, exitCode);
  switch (error.code) {
    case "no-chain":
      return error.about === chain
        ? said("No chain/target/match by that name.")
        : usageError(process, `Chain '${error.about}' does not exist`);
    case "chain-exists":
      return said(command === "E" ? "File exists." : "Chain already exists.");
    case "chain-is-builtin":
    case "no-rule":
      return said("No chain/target/match by that name.");
    case "chain-not-empty":
    case "chain-in-use":
      return new Failure(
        `${process.name} ${VERSION}:  CHAIN_DEL failed (Device or resource busy): chain ${chain}\n`,
        4,
      );
    case "index-too-big":
      return said(`Index of ${TOO_BIG[command] ?? "insertion"} too big.`);
    case "loop":
      return said("Too many levels of symbolic links.");
    case "target-not-here":
      return invalidArgument(process, { chain, command });
  }
}

function invalidArgument(process: Process, { chain, command }: Pick<Call, "chain" | "command">): Failure {
  const verb = VERBS[command] ?? "APPEND";
  return new Failure(
    `${process.name} ${VERSION}:  RULE_${verb} failed (Invalid argument): rule in chain ${chain}\n`,
    4,
  );
}

const TOO_BIG: Readonly<Record<string, string>> = { D: "deletion", I: "insertion", R: "replacement" };
const VERBS: Readonly<Record<string, string>> = { A: "APPEND", I: "INSERT", R: "REPLACE" };

function chainOf(process: Process, table: Table, name: string): Chain {
  const chain = table.chain(name);
  if (chain === undefined) throw new Failure(`${process.name}: No chain/target/match by that name.\n`, 1);
  return chain;
}

/** What is listed is looked for in another way. */
function listedChain(process: Process, table: Table, name: string): Chain {
  const chain = table.chain(name);
  if (chain !== undefined) return chain;
  const words = `chain \`${name}' in table \`${table.name}' is incompatible, use 'nft' tool.`;
  throw new Failure(`${process.name} ${VERSION}: ${words}\n`, 1);
}

const BUILTIN_TARGETS: readonly string[] = ["ACCEPT", "DROP", "RETURN", "QUEUE"];
const MAX_CHAIN_NAME = 29;

function checkChainName(name: string): void {
  if (name.startsWith("-") || name.startsWith("!"))
    throw new RuleError(`chain name not allowed to start with \`${name[0]}'`);
  if (name.length >= MAX_CHAIN_NAME)
    throw new RuleError(`chain name \`${name}' too long (must be under ${MAX_CHAIN_NAME} chars)`);
  if (BUILTIN_TARGETS.includes(name) || EXTENSIONS.includes(name))
    throw new RuleError("chain name may not clash with target name");
  if (/\s/.test(name)) throw new RuleError(`Invalid chain name \`${name}'`);
}

const EXTENSIONS: readonly string[] =
  "CONNMARK CT DNAT LOG MARK MASQUERADE NFLOG NFQUEUE NOTRACK REDIRECT REJECT SET SNAT TCPMSS TRACE".split(" ");

/** A rule's number: from 1. */
function numberOf(text: string | null): number {
  if (text === null || !/^\d+$/.test(text) || Number(text) === 0)
    throw new RuleError(`Invalid rule number \`${text ?? ""}'`);
  return Number(text);
}

/** At least one. */
function rulesOf(process: Process, words: readonly string[], chain: string): readonly [Rule, ...Rule[]] {
  const rules = withKnownSets(parseRules(words, chain), process.machine.network.netfilter);
  return rules as [Rule, ...Rule[]];
}

function edit(process: Process, table: Table, call: Call): void {
  const { command, chain, second, words } = call;
  const name = chain ?? "";
  switch (command) {
    case "A":
      for (const rule of rulesOf(process, words, name)) table.append(name, rule);
      return;
    case "I": {
      const at = second === null ? 1 : numberOf(second);
      for (const rule of [...rulesOf(process, words, name)].reverse()) table.insert(name, rule, at);
      return;
    }
    case "R": {
      const at = numberOf(second);
      const [rule] = rulesOf(process, words, name);
      if (at > chainOf(process, table, name).rules.length) throw new TableError("index-too-big", name);
      table.deleteRule(name, at);
      table.insert(name, rule, at);
      return;
    }
    case "D":
    case "C":
      removeOrFind(process, table, call);
      return;
    case "P":
      setPolicy(process, table, { name, policy: second });
      return;
    default:
      editChains(process, table, call);
  }
}

function editChains(process: Process, table: Table, { command, chain, second }: Call): void {
  const name = chain ?? "";
  switch (command) {
    case "N":
      checkChainName(name);
      table.newChain(name);
      return;
    case "E":
      if (second === null) throw new RuleError("-E requires old-chain-name and new-chain-name");
      checkChainName(second);
      table.renameChain(name, second);
      return;
    case "F":
      for (const one of chain === null ? table.chains() : [chainOf(process, table, name)]) table.flushChain(one.name);
      return;
    case "Z":
      table.zeroCounters(chain ?? undefined, second === null ? undefined : numberOf(second));
      return;
    default:
      for (const one of chain === null
        ? table.chains().filter(({ policy }) => policy === null)
        : [chainOf(process, table, name)])
        table.deleteChain(one.name);
  }
}

function setPolicy(process: Process, table: Table, { name, policy }: { name: string; policy: string | null }): void {
  if (policy === null) throw new RuleError("-P requires a chain and a policy");
  if (policy !== "ACCEPT" && policy !== "DROP")
    throw new Failure(`${process.name}: Bad policy name. Run \`dmesg' for more information.\n`, 1);
  if (table.chain(name)?.policy == null) throw new Failure(`${process.name}: Bad built-in chain name.\n`, 1);
  table.setPolicy(name, policy);
}

function removeOrFind(process: Process, table: Table, { command, chain, second, words }: Call): void {
  const name = chain ?? "";
  if (command === "D" && second !== null) {
    const at = numberOf(second);
    if (chainOf(process, table, name).policy !== null && table.chain(name)?.isMade !== true)
      throw new TableError("no-chain", name);
    table.deleteRule(name, at);
    return;
  }
  const wanted = rulesOf(process, words, name);
  const absent = new Failure(`${process.name}: Bad rule (does a matching rule exist in that chain?).\n`, 1);
  const { rules } = table.chain(name) ?? { rules: [] };
  for (const rule of wanted) {
    const text = printRule(name, rule);
    const at = (command === "D" ? (table.chain(name)?.rules ?? []) : rules).findIndex(
      (known: Rule) => printRule(name, known) === text,
    );
    if (at < 0) throw absent;
    if (command === "D") table.deleteRule(name, at + 1);
  }
}

function* list(process: Process, table: Table, { chain, second, style }: Call): Run<number> {
  const chains = chain === null ? table.chains() : [listedChain(process, table, chain)];
  const names = style.numeric ? new Map<Ip, string>() : yield* namesOf(process, chains);
  let text = "";
  for (const [i, one] of chains.entries()) {
    const counters = style.verbose ? " 0 packets, 0 bytes" : "";
    const references =
      one.policy === null ? `(${table.references(one.name)} references)` : `(policy ${one.policy}${counters})`;
    if (second === null)
      text += `${i === 0 ? "" : "\n"}Chain ${one.name} ${references}\n${columnHeads({ ...style, names })}`;
    for (const [at, rule] of one.rules.entries())
      if (second === null || Number(second) === at + 1) text += ruleRow(rule, at + 1, { ...style, names });
  }
  yield* process.print(text);
  return 0;
}

/** Without -n every address is looked up; the same one once. */
function* namesOf(process: Process, chains: readonly Chain[]): Run<Map<Ip, string>> {
  const names = new Map<Ip, string>();
  for (const { rules } of chains)
    for (const { matches } of rules)
      for (const match of matches) {
        if (
          (match.kind !== "source" && match.kind !== "destination") ||
          match.cidr.bits !== 32 ||
          names.has(match.cidr.base)
        )
          continue;
        const name = yield* nameOfAddress(process.machine, match.cidr.base);
        if (name !== null) names.set(match.cidr.base, name);
      }
  return names;
}

function* listRules(process: Process, table: Table, { chain, second, style }: Call): Run<number> {
  const chains = chain === null ? table.chains() : [listedChain(process, table, chain)];
  const at = second === null ? null : numberOf(second);
  const counted = (rule: Rule, text: string): string =>
    style.verbose ? text.replace(/( -[jg] |$)/, ` -c ${rule.packets} ${rule.bytes}$1`) : text;
  let text = "";
  if (at === null)
    for (const { name, policy } of chains)
      text += policy === null ? `-N ${name}\n` : `-P ${name} ${policy}${style.verbose ? " -c 0 0" : ""}\n`;
  for (const { name, rules } of chains)
    for (const [i, rule] of rules.entries())
      if (at === null || at === i + 1) text += `${counted(rule, printRule(name, rule))}\n`;
  yield* process.print(text);
  return 0;
}
