/**
 * The other iptables, which knows nothing of nf_tables: its tables are others, and here they stay as they begin, empty.
 *
 * Models: iptables 1.8.9 iptables/iptables.c, iptables-save.c; nft-shared.c nft_check_xt_legacy
 * SIMPLIFIED: its tables can be looked at; rules and chains of its own are refused. No table security.
 */
import type { Run } from "../../../sim/core/wait.ts";
import type { NetNamespace } from "../../../sim/net/namespace.ts";
import { printTable } from "../../../sim/net/netfilter/print.ts";
import type { TableName } from "../../../sim/net/netfilter/rule.ts";
import { type Chain, Table } from "../../../sim/net/netfilter/table.ts";
import type { Process } from "../../../sim/os/process.ts";
import { formatTime } from "../date/format-time.ts";
import { Failure } from "../failure.ts";
import { parseOptions } from "../options.ts";
import { columnHeads } from "./list-text.ts";
import { IPTABLES_USAGE } from "./usage.ts";

const VERSION = "v1.8.9 (legacy)";
const HINT = "Try `iptables -h' or 'iptables --help' for more information.\n";
const TABLES: readonly string[] = ["filter", "nat", "mangle", "raw"];
const COMMANDS = "ADCIRLSFZNXPE";
const LOOKS: readonly string[] = ["L", "S", "F", "Z", "X"];
const LONG: Readonly<Record<string, string>> = {
  "--list": "-L",
  "--list-rules": "-S",
  "--flush": "-F",
  "--zero": "-Z",
  "--delete-chain": "-X",
  "--numeric": "-n",
  "--verbose": "-v",
  "--exact": "-x",
  "--table": "-t",
};

/** The kernel makes a table when somebody first asks for it; the last one comes first. */
const made = new WeakMap<NetNamespace, Table[]>();

function tablesOf({ machine }: Process): Table[] {
  const known = made.get(machine.network) ?? [];
  made.set(machine.network, known);
  return known;
}

function need(process: Process, name: TableName): Table {
  const tables = tablesOf(process);
  const known = tables.find((table) => table.name === name);
  if (known !== undefined) return known;
  const table = new Table(
    name,
    () => 0,
    () => undefined,
  );
  tables.unshift(table);
  return table;
}

/** The newer tools say that there is something that they do not show. */
export function* warnOfLegacy(process: Process, tool: "iptables-legacy" | "iptables-legacy-save"): Run<void> {
  if (tablesOf(process).length > 0)
    yield* process.printError(`# Warning: iptables-legacy tables present, use ${tool} to see them\n`);
}

interface Call {
  readonly table: string;
  readonly command: string;
  readonly operands: readonly string[];
  readonly flags: ReadonlySet<string>;
}

export function* iptablesLegacy(process: Process): Run<number> {
  const [, first] = process.argv;
  if (first === "-V" || first === "--version") {
    yield* process.print(`iptables ${VERSION}\n`);
    return 0;
  }
  if (first === "-h" || first === "--help") {
    yield* process.print(`iptables ${VERSION}\n\n${IPTABLES_USAGE}`);
    return 0;
  }
  const call = readCall(process.argv.slice(1));
  if (!TABLES.includes(call.table)) {
    if (call.table === "security") throw new Failure("iptables: table security is not simulated here\n", 1);
    const words = `can't initialize iptables table \`${call.table}': Table does not exist (do you need to insmod?)`;
    throw new Failure(`iptables ${VERSION}: ${words}\nPerhaps iptables or your kernel needs to be upgraded.\n`, 3);
  }
  if (!LOOKS.includes(call.command))
    throw new Failure(`iptables: -${call.command} in legacy tables is not simulated here\n`, 1);
  const table = need(process, call.table as TableName);
  const [name, number] = call.operands;
  const chain = name === undefined ? undefined : table.chain(name);
  if (chain !== undefined && call.command === "X")
    throw new Failure("iptables: Invalid argument. Run `dmesg' for more information.\n", 1);
  if (number !== undefined && (!/^\d+$/.test(number) || number === "0")) throw said(`Invalid rule number \`${number}'`);
  if (name !== undefined && chain === undefined)
    throw new Failure("iptables: No chain/target/match by that name.\n", 1);
  const chains = chain === undefined ? table.chains() : [chain];
  if (call.command === "L") yield* process.print(number === undefined ? listing(chains, call.flags) : "");
  if (call.command === "S") yield* process.print(number === undefined ? declarations(chains, call.flags) : "");
  return 0;
}

function said(words: string): Failure {
  return new Failure(`iptables ${VERSION}: ${words}\n${HINT}`, 2);
}

function readCall(argv: readonly string[]): Call {
  const rest = argv.flatMap(separated);
  const operands: string[] = [];
  const flags = new Set<string>();
  let table = "filter";
  let command: string | null = null;
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const letter = /^-(\w)$/.exec(word)?.[1] ?? "";
    if (letter !== "" && COMMANDS.includes(letter)) {
      if (command !== null) throw said(`Cannot use -${letter} with -${command}`);
      command = letter;
      if (!LOOKS.includes(letter)) {
        if (rest[0] === undefined) throw said(`option "${word}" requires an argument`);
        return { table: tableIn(rest) ?? table, command, operands, flags };
      }
      while (rest[0] !== undefined && !rest[0].startsWith("-") && operands.length < ("LSZ".includes(letter) ? 2 : 1))
        operands.push(rest.shift() as string);
    } else if (word === "-t") {
      if (rest[0] === undefined) throw said('option "-t" requires an argument');
      table = rest.shift() as string;
    } else if (["-n", "-v", "-x", "--line-numbers"].includes(word)) flags.add(word);
    else if (word === "-w" || word === "--wait") continue;
    else if (word.startsWith("-")) throw said(`unknown option "${word}"`);
    else throw new Failure(`Bad argument \`${word}'\n${HINT}`, 2);
  }
  if (command === null) throw said("no command specified");
  return { table, command, operands, flags };
}

/** `-nvL` is three options, and `-LINPUT` is one with its word. */
function separated(word: string): readonly string[] {
  const bundle = /^-([nvx]*)(?:([LSFZX])(.*))?$/.exec(word);
  if (bundle === null || word === "-") return [LONG[word] ?? word];
  const [, flags = "", letter, own = ""] = bundle;
  const options = [...flags, ...(letter === undefined ? [] : [letter])].map((one) => `-${one}`);
  return own === "" ? options : [...options, own];
}

function tableIn(words: readonly string[]): string | undefined {
  const at = words.indexOf("-t");
  return at < 0 ? undefined : words[at + 1];
}

function listing(chains: readonly Chain[], flags: ReadonlySet<string>): string {
  const verbose = flags.has("-v");
  const style = { numeric: true, verbose, exact: flags.has("-x"), numbers: flags.has("--line-numbers") };
  const heads = columnHeads({ ...style, names: new Map() });
  return chains
    .map(({ name, policy }) => `Chain ${name} (policy ${policy}${verbose ? " 0 packets, 0 bytes" : ""})\n${heads}`)
    .join("\n");
}

function declarations(chains: readonly Chain[], flags: ReadonlySet<string>): string {
  return chains.map(({ name, policy }) => `-P ${name} ${policy}${flags.has("-v") ? " -c 0 0" : ""}\n`).join("");
}

export function* iptablesLegacySave(process: Process): Run<number> {
  const hint = "Look at manual page `iptables-save.8' for more information.\n";
  const options = parseOptions(process, { short: "ct:V", long: { counters: "c", "table=": "t", version: "V" }, hint });
  if (options.has("V")) {
    yield* process.print(`iptables-save ${VERSION}\n`);
    return 0;
  }
  if (options.operands.length > 0) throw new Failure("Unknown arguments found on commandline\n", 1);
  const only = options.value("t");
  if (only !== undefined && !TABLES.includes(only))
    throw new Failure(
      `iptables-save ${VERSION}: Cannot initialize: Table does not exist (do you need to insmod?)\n`,
      1,
    );
  const stamp = formatTime("%a %b %e %H:%M:%S %Y", process.machine.clock.nowMs * 1000);
  for (const table of only === undefined ? tablesOf(process) : [need(process, only as TableName)]) {
    const body = printTable(table, { counters: options.has("c") });
    const lines = [`# Generated by iptables-save v1.8.9 on ${stamp}`, ...body, `# Completed on ${stamp}`];
    yield* process.print(`${lines.join("\n")}\n`);
  }
  return 0;
}
