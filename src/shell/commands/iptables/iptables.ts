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
import { columnHeads, type ListStyle, ruleRow } from "./list-text.ts";
import { parseRule, RuleError } from "./parse-rule.ts";

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

export function usageError(process: Process, message: string, exitCode = 2): Failure {
  return new Failure(
    `${process.name} ${VERSION}: ${message}\nTry \`${process.name} -h' or '${process.name} --help' for more information.\n`,
    exitCode,
  );
}

export function* iptables(process: Process): Run<number> {
  if (process.argv[1] === "-V" || process.argv[1] === "--version") {
    yield* process.print(`iptables ${VERSION}\n`);
    return 0;
  }
  const call = readCall(process);
  const table = process.machine.network.netfilter.table(call.table);
  if (call.command === "L") return yield* list(process, table, call);
  if (call.command === "S") return yield* listRules(process, table, call);
  try {
    edit(process, table, call);
    return 0;
  } catch (error) {
    if (error instanceof RuleError) throw usageError(process, error.message);
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
    const bundle = /^-([nvxwL46]{2,})$/.exec(word)?.[1];
    if (bundle !== undefined) {
      rest.unshift(...[...bundle].map((letter) => `-${letter}`));
      const list = rest.indexOf("-L");
      if (list >= 0 && list < bundle.length) rest.splice(bundle.length - 1, 0, ...rest.splice(list, 1));
      continue;
    }
    const letter = COMMANDS[word];
    if (letter !== undefined) {
      if (command !== null) throw usageError(process, `Cannot use -${letter} with -${command}\n`);
      command = letter;
      const takesWord = (): string | null =>
        rest[0] !== undefined && !rest[0].startsWith("-") && rest[0] !== "!" ? (rest.shift() as string) : null;
      chain = takesWord();
      if (chain === null && !OPTIONAL_CHAIN.includes(letter))
        throw usageError(process, `option "${word}" requires an argument`);
      second = "DIRPELS".includes(letter) ? takesWord() : null;
    } else if (word === "-t" || word === "--table") table = rest.shift() ?? "";
    else if (word === "-n" || word === "--numeric") style.numeric = true;
    else if (word === "-v" || word === "--verbose") style.verbose = true;
    else if (word === "-x" || word === "--exact") style.exact = true;
    else if (word === "--line-numbers") style.numbers = true;
    else if (word === "-w" || word === "--wait" || word === "-4" || word === "-6") {
      if (/^\d+$/.test(rest[0] ?? "") && word.includes("w")) rest.shift();
    } else words.push(word);
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

function tableFailure(process: Process, error: TableError, { chain }: Call): Failure {
  if (error.code === "no-chain" && error.about !== chain)
    return usageError(process, `Chain '${error.about}' does not exist`);
  const words: Readonly<Record<TableError["code"], string>> = {
    "chain-exists": "Chain already exists.",
    "chain-is-builtin": `Can't delete built-in chain`,
    "chain-not-empty": "Directory not empty.",
    "chain-in-use": "Device or resource busy.",
    "no-chain": "No chain/target/match by that name.",
    "no-rule": "Bad rule (does a matching rule exist in that chain?).",
    "index-too-big": "No chain/target/match by that name.",
    loop: "Too many levels of symbolic links.",
    "target-not-here": "Invalid argument. Run `dmesg' for more information.",
  };
  if (error.code === "chain-not-empty" || error.code === "chain-in-use")
    return new Failure(`${process.name} ${VERSION}:  CHAIN_DEL failed (Device or resource busy): chain ${chain}\n`, 4);
  return new Failure(`${process.name}: ${words[error.code]}\n`, 1);
}

function chainOf(process: Process, table: Table, name: string): Chain {
  const chain = table.chain(name);
  if (chain === undefined) throw new Failure(`${process.name}: No chain/target/match by that name.\n`, 1);
  return chain;
}

function edit(process: Process, table: Table, { command, chain, second, words }: Call): void {
  const name = chain ?? "";
  switch (command) {
    case "A":
      table.append(name, parseRule(words));
      return;
    case "I":
      table.insert(name, parseRule(words), second === null ? 1 : Number(second));
      return;
    case "R":
      chainOf(process, table, name);
      table.deleteRule(name, Number(second));
      table.insert(name, parseRule(words), Number(second));
      return;
    case "D":
    case "C":
      findRule(process, table, { command, name, second, words });
      return;
    case "N":
      table.newChain(name);
      return;
    case "P":
      if (second !== "ACCEPT" && second !== "DROP")
        throw new Failure(`${process.name}: Bad policy name. Run \`dmesg' for more information.\n`, 1);
      if (table.chain(name)?.policy == null) throw new Failure(`${process.name}: Bad built-in chain name.\n`, 1);
      table.setPolicy(name, second);
      return;
    case "F":
      for (const one of chain === null ? table.chains() : [chainOf(process, table, name)]) table.flushChain(one.name);
      return;
    case "Z":
      table.zeroCounters();
      return;
    case "X":
      for (const one of chain === null
        ? table.chains().filter(({ policy }) => policy === null)
        : [chainOf(process, table, name)])
        table.deleteChain(one.name);
      return;
    default:
      throw new Failure(`${process.name}: option '-${command}' is not simulated here\n`, 2);
  }
}

function findRule(
  process: Process,
  table: Table,
  { command, name, second, words }: { command: string; name: string; second: string | null; words: readonly string[] },
): void {
  const chain = chainOf(process, table, name);
  if (command === "D" && second !== null && /^\d+$/.test(second)) {
    table.deleteRule(name, Number(second));
    return;
  }
  const wanted = printRule(name, parseRule(words));
  const at = chain.rules.findIndex((rule: Rule) => printRule(name, rule) === wanted);
  if (at < 0) throw new Failure(`${process.name}: Bad rule (does a matching rule exist in that chain?).\n`, 1);
  if (command === "D") table.deleteRule(name, at + 1);
}

function* list(process: Process, table: Table, { chain, second, style }: Call): Run<number> {
  const chains = chain === null ? table.chains() : [chainOf(process, table, chain)];
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

function* listRules(process: Process, table: Table, { chain, style }: Call): Run<number> {
  const chains = chain === null ? table.chains() : [chainOf(process, table, chain)];
  const counted = (rule: Rule, text: string): string =>
    style.verbose ? text.replace(/( -[jg] |$)/, ` -c ${rule.packets} ${rule.bytes}$1`) : text;
  let text = "";
  for (const { name, policy } of chains)
    text += policy === null ? `-N ${name}\n` : `-P ${name} ${policy}${style.verbose ? " -c 0 0" : ""}\n`;
  for (const { name, rules } of chains) for (const rule of rules) text += `${counted(rule, printRule(name, rule))}\n`;
  yield* process.print(text);
  return 0;
}
