/** jq's command line. Models: jq 1.6 src/main.c main() */
import { decodeUtf8 } from "../../../sim/core/utf8.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import { JsonMistake, JsonReader, parseJson } from "./read-json.ts";
import { JQ_HELP, JQ_USAGE } from "./usage.ts";
import type { Value } from "./value.ts";
import type { WriteStyle } from "./write-json.ts";

export interface JqArguments {
  readonly filter: string;
  readonly files: readonly string[];
  readonly named: ReadonlyMap<string, Value>;
  readonly positional: readonly Value[];
  readonly noInput: boolean;
  readonly slurp: boolean;
  readonly raw: boolean;
  readonly rawOutput: boolean;
  readonly join: boolean;
  readonly exitStatus: boolean;
  readonly style: WriteStyle;
}

const FLAGS: Readonly<Record<string, string>> = {
  slurp: "s",
  "raw-input": "R",
  "null-input": "n",
  "compact-output": "c",
  "raw-output": "r",
  "join-output": "j",
  "ascii-output": "a",
  "sort-keys": "S",
  "color-output": "C",
  "monochrome-output": "M",
  "exit-status": "e",
  "from-file": "f",
  help: "h",
  version: "V",
};

class Reading {
  readonly flags = new Set<string>();
  readonly named = new Map<string, Value>();
  readonly positional: Value[] = [];
  readonly words: string[] = [];
  indent = 2;
  tab = false;
  mode: "files" | "args" | "jsonargs" = "files";
  filter: string | undefined;
}

/** The exit status when there is nothing to run. */
export function* parseJqArguments(process: Process): Run<JqArguments | number> {
  const reading = new Reading();
  const rest = process.argv.slice(1);
  let plain = false;
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (plain || !/^-[A-Za-z-]/.test(word)) operand(process, reading, word);
    else if (word === "--") plain = true;
    else if (word.startsWith("--")) longOption(process, reading, { name: word.slice(2), rest });
    else for (const letter of word.slice(1)) shortOption(process, reading, letter);
  }
  const { flags } = reading;
  if (flags.has("h")) {
    yield* process.print(JQ_HELP);
    return 0;
  }
  if (flags.has("V")) {
    yield* process.print("jq-1.6\n");
    return 0;
  }
  if (
    reading.filter === undefined &&
    (process.tty === null || process.fds.get(1)?.stream !== process.tty.stream || rest.length > 0)
  )
    reading.filter = ".";
  if (reading.filter === undefined) throw new Failure(JQ_USAGE, 2);
  const filter = flags.has("f") ? readFile(process, reading.filter) : reading.filter;
  return argumentsOf(process, reading, filter);
}

function argumentsOf(
  process: Process,
  { flags, named, positional, words, indent, tab }: Reading,
  filter: string,
): JqArguments {
  const compact = flags.has("c") || indent === 0;
  const isTerminal = process.tty !== null && process.fds.get(1)?.stream === process.tty.stream;
  return {
    filter,
    files: words,
    named,
    positional,
    noInput: flags.has("n"),
    slurp: flags.has("s"),
    raw: flags.has("R"),
    rawOutput: flags.has("r") || flags.has("j"),
    join: flags.has("j"),
    exitStatus: flags.has("e"),
    style: {
      indent: compact ? null : tab ? "\t" : " ".repeat(indent),
      sortKeys: flags.has("S"),
      colours: flags.has("C") || (isTerminal && !flags.has("M") && !process.env.has("NO_COLOR")),
      ascii: flags.has("a"),
    },
  };
}

function operand(process: Process, reading: Reading, word: string): void {
  if (reading.filter === undefined) reading.filter = word;
  else if (reading.mode === "files") reading.words.push(word);
  else
    reading.positional.push(
      reading.mode === "args" ? word : jsonOf(process, word, "invalid JSON text passed to --jsonargs"),
    );
}

function shortOption(process: Process, { flags }: Reading, letter: string): void {
  if (!"sRncrjaSCMefhV".includes(letter)) unknown(process, `-${letter}`);
  flags.add(letter);
}

function unknown(_process: Process, option: string): never {
  throw new Failure(`jq: Unknown option ${option}\n${HINT}`, 2);
}

function longOption(process: Process, reading: Reading, { name, rest }: { name: string; rest: string[] }): void {
  const flag = FLAGS[name];
  if (flag !== undefined) reading.flags.add(flag);
  else if (name === "tab") reading.tab = true;
  else if (name === "indent") reading.indent = indentOf(rest.shift());
  else if (name === "args" || name === "jsonargs") reading.mode = name;
  else if (name === "arg") {
    const [key, value] = pair(name, rest);
    reading.named.set(key, value);
  } else if (name === "argjson") {
    const [key, value] = pair(name, rest);
    reading.named.set(key, jsonOf(process, value, "invalid JSON text passed to --argjson"));
  } else if (name === "slurpfile" || name === "rawfile") {
    const [key, path] = pair(name, rest);
    reading.named.set(key, name === "rawfile" ? readFile(process, path) : slurped(process, { name, key, path }));
  } else if (name === "stream" || name === "seq" || name === "unbuffered") {
    if (name !== "unbuffered") throw new Failure(`jq: option '--${name}' is not simulated here\n`, 2);
  } else unknown(process, `--${name}`);
}

function indentOf(text: string | undefined): number {
  const size = Number(text);
  if (text === undefined) throw new Failure(`jq: --indent takes one parameter\n${HINT}`, 2);
  if (!(size >= -1 && size <= 7)) throw new Failure(`jq: --indent takes a number between -1 and 7\n${HINT}`, 2);
  return size;
}

const HINT = `Use jq --help for help with command-line options,
or see the jq manpage, or online docs  at https://stedolan.github.io/jq
`;

function pair(name: string, rest: string[]): [string, string] {
  const [key, value] = [rest.shift(), rest.shift()];
  if (key === undefined || value === undefined)
    throw new Failure(
      `jq: --${name} takes two parameters (e.g. --${name} ${name === "arg" ? "varname value" : name === "argjson" ? "varname text" : "varname filename"})\n${HINT}`,
      2,
    );
  return [key, value];
}

function jsonOf(_process: Process, text: string, complaint: string): Value {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonMistake) throw new Failure(`jq: ${complaint}\n${HINT}`, 2);
    throw error;
  }
}

function readFile(process: Process, path: string): string {
  try {
    return decodeUtf8(process.machine.fs.readFile(path, process.cwd));
  } catch (error) {
    if (error instanceof OsError) throw new Failure(`jq: error: Could not open file ${path}: ${error.message}\n`, 2);
    throw error;
  }
}

function slurped(process: Process, { name, key, path }: { name: string; key: string; path: string }): Value {
  const reader = new JsonReader();
  try {
    reader.feed(readFile(process, path));
    reader.end();
  } catch (error) {
    if (error instanceof JsonMistake)
      throw new Failure(`jq: Bad JSON in --${name} ${key} ${path}: ${error.message}\n${HINT}`, 2);
    throw error;
  }
  return reader.take();
}
