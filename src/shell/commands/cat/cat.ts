/**
 * Files one after the other. Models: coreutils src/cat.c, busybox coreutils/cat.c
 * SIMPLIFIED: `-v` shows bytes above 127 as M- notation only, never as characters of the locale.
 */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { Flavour } from "../flavour.ts";
import { closeInput, openInput } from "../input.ts";
import { type Options, parseOptions } from "../options.ts";

const LONG = {
  "show-all": "A",
  "number-nonblank": "b",
  "show-ends": "E",
  number: "n",
  "squeeze-blank": "s",
  "show-tabs": "T",
  "show-nonprinting": "v",
  help: "help",
};

export function* cat(process: Process, flavour: Flavour): Run<number> {
  const gnu = flavour.name === "gnu";
  const options = parseOptions(process, {
    short: gnu ? "AbeEnstTuv" : "nbvteAu",
    long: gnu ? LONG : {},
    hint: flavour.hint(process),
  });
  const format = formatter(options);
  let exitCode = 0;
  for (const name of options.operands.length === 0 ? ["-"] : options.operands) {
    try {
      const fd = openInput(process, name);
      for (let part = yield* process.read(fd); part !== null; part = yield* process.read(fd))
        yield* process.write(1, format === null ? part : format(part));
      closeInput(process, fd);
    } catch (error) {
      yield* process.printError(`${process.name}: ${flavour.cannotOpen(name, error)}\n`);
      exitCode = 1;
    }
  }
  return exitCode;
}

/** Null when bytes go through as they are. Line numbers and blank lines are counted over all files. */
function formatter(options: Options): ((part: Uint8Array) => Uint8Array) | null {
  const numbers = options.has("b") ? "nonblank" : options.has("n") ? "all" : null;
  const ends = options.has("A", "e", "E");
  const tabs = options.has("A", "t", "T");
  const nonPrinting = options.has("A", "e", "t", "v");
  const squeeze = options.has("s");
  if (numbers === null && !ends && !tabs && !nonPrinting && !squeeze) return null;
  const state = { line: 0, atStart: true, blanks: 0 };
  return (part) => {
    const out: number[] = [];
    const say = (text: string): void => {
      for (let i = 0; i < text.length; i++) out.push(text.charCodeAt(i));
    };
    for (const byte of part) {
      const blank = state.atStart && byte === 10;
      state.blanks = blank ? state.blanks + 1 : state.atStart ? 0 : state.blanks;
      if (squeeze && blank && state.blanks > 1) continue;
      if (state.atStart && (numbers === "all" || (numbers === "nonblank" && !blank)))
        say(`${String(++state.line).padStart(6)}\t`);
      state.atStart = byte === 10;
      if (byte === 10) say(ends ? "$\n" : "\n");
      else if (byte === 9) say(tabs ? "^I" : "\t");
      else if (nonPrinting) say(visible(byte));
      else out.push(byte);
    }
    return Uint8Array.from(out);
  };
}

function visible(byte: number): string {
  if (byte >= 128) return `M-${visible(byte - 128)}`;
  if (byte < 32) return `^${String.fromCharCode(byte + 64)}`;
  return byte === 127 ? "^?" : String.fromCharCode(byte);
}
