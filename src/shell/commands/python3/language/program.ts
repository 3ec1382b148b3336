/**
 * A program from its text to its exit status, with the traceback of what nobody caught.
 *
 * Models: CPython 3.11 Python/pythonrun.c, Python/traceback.c, Lib/traceback.py
 * SIMPLIFIED: below a line of a file there are no carets.
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Process } from "../../../../sim/os/process.ts";
import type { Block } from "./ast.ts";
import { execute, noteFrame } from "./execute.ts";
import { Interpreter } from "./interpreter.ts";
import { parseProgram } from "./parse.ts";
import { Scope } from "./scope.ts";
import { SyntaxFault } from "./syntax-fault.ts";
import { raisedFor } from "./system-errors.ts";
import { str } from "./text.ts";
import { type Frame, Raised } from "./values.ts";

export interface Program {
  readonly text: string;
  /** `<string>`, `<stdin>` or a path. */
  readonly file: string;
  readonly argv: readonly string[];
}

const INTERRUPTED = 130;

export function* runProgram(process: Process, { text, file, argv }: Program): Run<number> {
  const lines = file.startsWith("<") ? null : text.split("\n");
  const run = new Interpreter(process, { argv, file, lines });
  const scope = new Scope("<module>", null);
  process.on("INT", "throw");
  let block: Block;
  try {
    block = parseProgram(text);
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    yield* process.printError(error.shown(text, file));
    return 1;
  }
  try {
    yield* execute(run, scope, block);
    return 0;
  } catch (error) {
    const own = error instanceof Raised ? error : raisedFor(error);
    if (own === null) throw error;
    noteFrame(run, scope, own);
    return yield* ended(run, own);
  }
}

/** What nobody caught: an exit, or a traceback. */
function* ended(run: Interpreter, error: Raised): Run<number> {
  const { process } = run;
  const { type, attributes } = error.exception;
  if (type.name === "SystemExit") {
    const code = attributes.get("code") ?? null;
    if (code === null) return 0;
    if (typeof code === "bigint" || typeof code === "boolean") return Number(BigInt.asUintN(8, BigInt(code)));
    yield* process.printError(`${str(code)}\n`);
    return 1;
  }
  yield* process.printError(yield* traceback(run, error, new Set()));
  return type.name === "KeyboardInterrupt" ? INTERRUPTED : 1;
}

function* traceback(run: Interpreter, error: Raised, seen: Set<Raised>): Run<string> {
  seen.add(error);
  let before = "";
  const { cause, context } = error;
  if (cause instanceof Raised && !seen.has(cause))
    before = `${yield* traceback(run, cause, seen)}\nThe above exception was the direct cause of the following exception:\n\n`;
  else if (cause === null && context !== null && !seen.has(context))
    before = `${yield* traceback(run, context, seen)}\nDuring handling of the above exception, another exception occurred:\n\n`;
  const frames = [...error.trace].reverse();
  const head = frames.length === 0 ? "" : `Traceback (most recent call last):\n${framesText(frames)}`;
  const { type } = error.exception;
  const words = yield* run.str(error.exception);
  const name = type.module === "__main__" ? type.name : type.fullName;
  return `${before}${head}${name}${words === "" ? "" : `: ${words}`}\n`;
}

const SHOWN_REPEATS = 3;

function framesText(frames: readonly Frame[]): string {
  let text = "";
  let repeats = 0;
  const close = (): void => {
    const more = repeats - SHOWN_REPEATS;
    if (more > 0) text += `  [Previous line repeated ${more} more time${more === 1 ? "" : "s"}]\n`;
  };
  for (const [i, { file, line, scope, shown }] of frames.entries()) {
    const last = frames[i - 1];
    if (last !== undefined && last.file === file && last.line === line && last.scope === scope) repeats++;
    else {
      close();
      repeats = 1;
    }
    if (repeats > SHOWN_REPEATS) continue;
    text += `  File "${file}", line ${line}, in ${scope}\n${shown === undefined ? "" : `${shown}\n`}`;
  }
  close();
  return text;
}
