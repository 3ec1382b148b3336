/** `python3 -m json.tool`. Models: CPython 3.11 Lib/json/tool.py */
import { decodeUtf8, encodeUtf8 } from "../../../sim/core/utf8.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import { openFile, readText } from "../input.ts";
import { formatJson, JsonError, JsonReader, type JsonStyle } from "./json-value.ts";

const USAGE = `usage: python -m json.tool [-h] [--sort-keys] [--no-ensure-ascii]
                           [--json-lines]
                           [--indent INDENT | --tab | --no-indent | --compact]
                           [infile] [outfile]
`;
const HELP = `${USAGE}
A simple command line interface for json module to validate and pretty-print
JSON objects.

positional arguments:
  infile             a JSON file to be validated or pretty-printed
  outfile            write the output of infile to outfile

options:
  -h, --help         show this help message and exit
  --sort-keys        sort the output of dictionaries alphabetically by key
  --no-ensure-ascii  disable escaping of non-ASCII characters
  --json-lines       parse input using the JSON Lines format. Use with --no-
                     indent or --compact to produce valid JSON Lines output.
  --indent INDENT    separate items with newlines and use this number of
                     spaces for indentation
  --tab              separate items with newlines and use tabs for indentation
  --no-indent        separate items with spaces rather than newlines
  --compact          suppress all whitespace separation (most compact)
`;

interface Arguments {
  readonly style: JsonStyle;
  readonly lines: boolean;
  readonly files: readonly string[];
}

export function* jsonTool(process: Process, args: readonly string[]): Run<number> {
  if (args.some((arg) => arg === "-h" || arg === "--help")) {
    yield* process.print(HELP);
    return 0;
  }
  const { style, lines, files } = readArguments(args);
  const text = yield* inputOf(process, files[0] ?? "-");
  try {
    const documents = lines ? text.split("\n").slice(0, text.endsWith("\n") ? -1 : undefined) : [text];
    const out = documents.map((document) => `${formatJson(new JsonReader(document).document(), style)}\n`).join("");
    const target = files[1];
    yield* process.write(
      target === undefined || target === "-" ? 1 : openFile(process, target, "write"),
      encodeUtf8(out),
    );
    return 0;
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    yield* process.printError(`${error.message}\n`);
    return 1;
  }
}

function* inputOf(process: Process, name: string): Run<string> {
  try {
    if (name === "-") return decodeUtf8(yield* process.readToEnd(0));
    return yield* readText(process, name);
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    const number = error.code === "EISDIR" ? 21 : error.code === "EACCES" ? 13 : 2;
    throw usageError(`argument infile: can't open '${name}': [Errno ${number}] ${error.message}: '${name}'`);
  }
}

function usageError(message: string): Failure {
  return new Failure(`${USAGE}python -m json.tool: error: ${message}\n`, 2);
}

function readArguments(args: readonly string[]): Arguments {
  let indent: string | null = "    ";
  let layout: string | null = null;
  const style = { itemSeparator: ",", keySeparator: ": ", ascii: true, sortKeys: false };
  const files: string[] = [];
  let lines = false;
  const rest = [...args];
  const choose = (option: string): void => {
    if (layout !== null && layout !== option)
      throw usageError(`argument ${option}: not allowed with argument ${layout}`);
    layout = option;
  };
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "--sort-keys") style.sortKeys = true;
    else if (arg === "--no-ensure-ascii") style.ascii = false;
    else if (arg === "--json-lines") lines = true;
    else if (arg === "--indent" || arg.startsWith("--indent=")) {
      choose("--indent");
      const value = arg === "--indent" ? rest.shift() : arg.slice(9);
      if (value === undefined) throw usageError("argument --indent: expected one argument");
      if (!/^\d+$/.test(value)) throw usageError(`argument --indent: invalid int value: '${value}'`);
      indent = " ".repeat(Number(value));
    } else if (arg === "--tab") {
      choose(arg);
      indent = "\t";
    } else if (arg === "--no-indent") {
      choose(arg);
      indent = null;
      style.itemSeparator = ", ";
    } else if (arg === "--compact") {
      choose(arg);
      indent = null;
      style.keySeparator = ":";
    } else if (arg.startsWith("-") && arg !== "-") throw usageError(`unrecognized arguments: ${arg}`);
    else files.push(arg);
  }
  if (files.length > 2) throw usageError(`unrecognized arguments: ${files.slice(2).join(" ")}`);
  return { style: { ...style, indent }, lines, files };
}
