/**
 * Python as it is typed beside a network: one-liners, small scripts, and two modules that are run by their names.
 *
 * Models: CPython 3.11 Modules/main.c, Lib/json/tool.py, Lib/http/server.py
 * SIMPLIFIED: a part of the language and of its library (`language/`); no prompt of its own.
 */
import { decodeUtf8 } from "../../../sim/core/utf8.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import { readText } from "../input.ts";
import { httpServer } from "./http-server.ts";
import { jsonTool } from "./json-tool.ts";
import { notSimulated } from "./language/not-simulated.ts";
import { runProgram } from "./language/program.ts";
import { PYTHON_VERSION } from "./version.ts";

/** Options that change nothing of what is simulated. */
const IGNORED = /^-[BbdEIOPsSuvxq]+$/;

export function* python3(process: Process): Run<number> {
  const args = process.argv.slice(1);
  while (IGNORED.test(args[0] ?? "")) args.shift();
  const [first = "-", ...rest] = args;
  if (first === "--version" || first === "-V") {
    yield* process.print(`Python ${PYTHON_VERSION}\n`);
    return 0;
  }
  if (first.startsWith("-m")) return yield* runModule(process, first === "-m" ? rest : [first.slice(2), ...rest]);
  if (first.startsWith("-c")) {
    const [text, ...argv] = first === "-c" ? rest : [first.slice(2), ...rest];
    if (text === undefined) throw new Failure(`Argument expected for the -c option\n${USAGE}`, 2);
    return yield* runProgram(process, { text, file: "<string>", argv: ["-c", ...argv] });
  }
  if (first === "-") {
    if (process.tty !== null && process.fds.get(0)?.stream === process.tty.stream)
      throw notSimulated("the prompt of its own");
    const text = decodeUtf8(yield* process.readToEnd(0));
    return yield* runProgram(process, { text, file: "<stdin>", argv: ["-", ...rest] });
  }
  if (first.startsWith("-")) throw new Failure(`Unknown option: ${first.slice(0, 2)}\n${USAGE}`, 2);
  return yield* runProgram(process, { text: yield* fileText(process, first), file: first, argv: [first, ...rest] });
}

const USAGE =
  "usage: python3 [option] ... [-c cmd | -m mod | file | -] [arg] ...\nTry `python -h' for more information.\n";

function* runModule(process: Process, [module = "", ...args]: readonly string[]): Run<number> {
  if (module === "json.tool") return yield* jsonTool(process, args);
  if (module === "http.server") return yield* httpServer(process, args);
  throw notSimulated(`-m ${module}`);
}

function* fileText(process: Process, path: string): Run<string> {
  try {
    return yield* readText(process, path);
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    const full = path.startsWith("/") ? path : `${process.cwd === "/" ? "" : process.cwd}/${path}`;
    const number = error.code === "EISDIR" ? 21 : error.code === "EACCES" ? 13 : 2;
    throw new Failure(`python3: can't open file '${full}': [Errno ${number}] ${error.message}\n`, 2);
  }
}
