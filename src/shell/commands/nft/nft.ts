/**
 * Lists and edits the nftables of this machine's namespace. Models: nftables 1.0.6 src/main.c
 * SIMPLIFIED: no JSON, no interactive mode, no monitor, no include.
 */
import type { Run } from "../../../sim/core/wait.ts";
import type { TextOptions } from "../../../sim/net/nftables/data-type.ts";
import { nftablesOf } from "../../../sim/net/nftables/nftables.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure, notSimulated } from "../failure.ts";
import { readText } from "../input.ts";
import { runCommands } from "./command.ts";
import { Reader, tokensOf, withDefinitions } from "./lexer.ts";
import { errorText, type Source, SourceError } from "./source.ts";
import { NFT_USAGE } from "./usage.ts";

const VERSION = "nftables v1.0.6 (Lester Gooch #5)";

interface Call {
  readonly options: TextOptions;
  readonly file: string | null;
  readonly isCheck: boolean;
  readonly words: readonly string[];
}

export function* nft(process: Process): Run<number> {
  const first = process.argv[1];
  if (first === "-h" || first === "--help") {
    yield* process.print(NFT_USAGE);
    return 0;
  }
  if (first === "-v" || first === "--version") {
    yield* process.print(`${VERSION}\n`);
    return 0;
  }
  const call = readCall(process);
  const source = yield* readSource(process, call);
  const { network } = process.machine;
  const nftables = nftablesOf(network);
  const output: string[] = [];
  const warnings: string[] = [];
  const options = { ...call.options, nowUs: network.clock.nowUs };
  const run = { nftables, xtables: network.netfilter.tablesInUse, options, output, warnings };
  try {
    nftables.batch(() => {
      runCommands({ ...run, reader: new Reader(withDefinitions(tokensOf(source.text))) });
      if (call.isCheck) throw CHECKED;
    });
  } catch (error) {
    if (error instanceof SourceError) throw new Failure(errorText(source, error), 1);
    if (error !== CHECKED) throw error;
  }
  yield* process.print(output.join(""));
  yield* process.printError(warnings.join(""));
  return 0;
}

/** Takes back what `-c` has only tried. */
const CHECKED = new Error("checked");

const FLAGS: Readonly<Record<string, keyof TextOptions | "check">> = {
  a: "handles",
  handle: "handles",
  s: "stateless",
  stateless: "stateless",
  t: "terse",
  terse: "terse",
  n: "numeric",
  numeric: "numeric",
  p: "numericProtocols",
  "numeric-protocol": "numericProtocols",
  y: "numericPriority",
  "numeric-priority": "numericPriority",
  c: "check",
  check: "check",
};

function readCall(process: Process): Call {
  const options: Record<string, boolean> = {};
  let file: string | null = null;
  const rest = process.argv.slice(1);
  const take = (name: string): void => {
    const flag = FLAGS[name];
    if (flag === undefined) throw refusal(process, name);
    options[flag] = true;
    if (name === "n" || name === "numeric") options.numericPriority = true;
  };
  while (rest[0]?.startsWith("-") === true && rest[0] !== "-") {
    const word = rest.shift() as string;
    if (word === "-f" || word === "--file") file = rest.shift() ?? "";
    else if (word.startsWith("--file=")) file = word.slice(7);
    else if (word.startsWith("--")) take(word.slice(2));
    else
      for (const letter of word.slice(1))
        if (letter !== "f") take(letter);
        else file = rest.shift() ?? "";
  }
  const { check, ...text } = options;
  if (file === null && rest.length === 0) throw new Failure("nft: no command specified\n", 1);
  return { options: text, file, isCheck: check === true, words: rest };
}

const UNSIMULATED = "SNujiodeDITV";

function refusal(process: Process, name: string): Failure {
  if (name.length > 1) return new Failure(`nft: unrecognized option '--${name}'\n`, 1);
  if (UNSIMULATED.includes(name)) return notSimulated(process, `option -${name}`);
  return new Failure(`nft: invalid option -- '${name}'\n`, 1);
}

function* readSource(process: Process, { file, words }: Call): Run<Source> {
  if (file === null) return { name: null, text: words.join(" ") };
  try {
    const text = yield* readText(process, file);
    return { name: file === "-" ? "/dev/stdin" : file, text };
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    throw new Failure(`internal:0:0-0: Error: Could not open file "${file}": ${error.message}\n\n\n`, 1);
  }
}
