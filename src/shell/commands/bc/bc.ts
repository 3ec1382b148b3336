/**
 * The calculator with numbers as long as one likes.
 *
 * Models: GNU bc 1.07.1 bc/execute.c, bc/main.c
 * SIMPLIFIED: -l has no j(); arrays are not passed to functions; no read().
 */
import { decodeUtf8 } from "../../../sim/core/utf8.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Interrupted } from "../../../sim/os/signal.ts";
import { Failure } from "../failure.ts";
import { readText } from "../input.ts";
import { parseOptions } from "../options.ts";
import { BcMachine, type Flow } from "./machine.ts";
import { BcError } from "./number.ts";
import { BcParser, tokenize } from "./program.ts";

const BANNER = `bc 1.07.1
Copyright 1991-1994, 1997, 1998, 2000, 2004, 2006, 2008, 2012-2017 Free Software Foundation, Inc.
This is free software with ABSOLUTELY NO WARRANTY.
For details type \`warranty'. 
`;

export function* bc(process: Process): Run<number> {
  const options = parseOptions(process, {
    short: "hilqswv",
    long: { interactive: "i", mathlib: "l", quiet: "q", standard: "s", warn: "w", version: "v", help: "h" },
    hint: "usage: bc [options] [file ...]\n",
  });
  if (options.has("v")) {
    yield* process.print(BANNER.split("\n").slice(0, 2).join("\n").concat("\n"));
    return 0;
  }
  const machine = new BcMachine(process, options.has("l"));
  for (const name of options.operands) {
    try {
      if ((yield* runText(process, machine, yield* readText(process, name), name)) === "quit") return 0;
    } catch (error) {
      if (error instanceof OsError) throw new Failure(`File ${name} is unavailable.\n`, 1);
      throw error;
    }
  }
  const isTyped = process.tty !== null && process.fds.get(0)?.stream === process.tty.stream;
  if (isTyped && !options.has("q")) yield* process.print(BANNER);
  if (!isTyped) {
    yield* runText(process, machine, decodeUtf8(yield* process.readToEnd(0)), "(standard_in)");
    return 0;
  }
  return yield* converse(process, machine);
}

/** Ctrl-C gives up what was typed, and not bc. */
function* converse(process: Process, machine: BcMachine): Run<number> {
  for (process.on("INT", "throw"); ; ) {
    try {
      return yield* readLines(process, machine);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      yield* process.print("\n(interrupt) use quit to exit.\n");
    }
  }
}

function* readLines(process: Process, machine: BcMachine): Run<number> {
  let pending = "";
  for (let line = yield* process.readLine(0); line !== null; line = yield* process.readLine(0)) {
    pending += `${line}\n`;
    if (/\\$/.test(line) || depthOf(pending) > 0) continue;
    if ((yield* runText(process, machine, pending, "(standard_in)")) === "quit") break;
    pending = "";
  }
  return 0;
}

function depthOf(text: string): number {
  return text.split("{").length - text.split("}").length;
}

function* runText(process: Process, machine: BcMachine, text: string, name: string): Run<Flow> {
  let parser: BcParser;
  try {
    parser = new BcParser(tokenize(text));
  } catch (error) {
    if (!(error instanceof BcError)) throw error;
    yield* process.printError(`${name} 1: ${error.message}\n`);
    return "go";
  }
  for (;;) {
    const { line } = parser;
    try {
      const statements = parser.next();
      if (statements === null) return "go";
      for (const statement of statements) {
        const flow = yield* machine.execute(statement);
        if (flow === "quit") return "quit";
      }
    } catch (error) {
      if (!(error instanceof BcError)) throw error;
      yield* machine.flush();
      yield* process.printError(
        error.message === "syntax error"
          ? `${name} ${parser.isAtLineEnd ? parser.line + 1 : Math.max(line, parser.line)}: syntax error\n`
          : `Runtime error (func=(main), adr=5): ${error.message}\n`,
      );
      parser.skipLine();
    }
    yield* machine.flush();
  }
}
