/**
 * `fc`: what was typed, listed, edited or run again.
 *
 * Models: bash builtins/fc.def
 * SIMPLIFIED: a number beyond the history means its end.
 */
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import { fromBytes, toBytes } from "../../syntax/bytes.ts";
import type { History } from "../history.ts";
import { runText } from "../script.ts";
import type { Shell } from "../shell.ts";
import { BuiltinError } from "../shell-error.ts";
import { type Builtin, parseFlags, parseNumber } from "./builtin.ts";

const USAGE = "fc: usage: fc [-e ename] [-lnr] [first] [last] or fc -s [pat=rep] [command]";
/** So many lines are listed when none is named. */
const LISTED = 16;

export const fc: Builtin = {
  *run(shell, args) {
    const { history } = shell;
    // A negative number is no option.
    const end = args.findIndex((word, i) => i > 0 && /^-\d/.test(word));
    const { flags, values, rest } = parseFlags(end < 0 ? args : args.toSpliced(end, 0, "--"), "e:lnrs", USAGE);
    if (history === null) return 0;
    if (flags.has("s") || values.get("e") === "-") return yield* again(shell, history, rest);
    if (!flags.has("l")) return yield* edited(shell, history, { editor: values.get("e"), words: rest });
    const lines = chosen(history, rest, history.lines.length - 1 - LISTED);
    const listed = flags.has("r") ? lines.reverse() : lines;
    yield* shell.process.write(
      1,
      toBytes(listed.map(({ number, text }) => `${flags.has("n") ? "" : number}\t ${text}\n`).join("")),
    );
    return 0;
  },
};

interface Numbered {
  readonly number: number;
  readonly text: string;
}

/** From the first that is meant to the last, whichever comes first; the `fc` itself is not among them. */
function chosen(history: History, [first, last]: readonly string[], usual: number): Numbered[] {
  const newest = history.lines.length - 2;
  const from = first === undefined ? Math.max(0, usual) : indexOf(history, first);
  const to = last === undefined ? (first === undefined || usual < newest ? newest : from) : indexOf(history, last);
  const [low, high] = from <= to ? [from, to] : [to, from];
  const lines = history.lines.slice(low, high + 1).map((text, i) => ({ number: history.firstNumber + low + i, text }));
  return from <= to ? lines : lines.reverse();
}

function indexOf(history: History, word: string): number {
  const newest = history.lines.length - 2;
  const number = parseNumber(word);
  if (number === null) {
    const found = history.lines.findLastIndex((line, i) => i <= newest && line.startsWith(word));
    if (found < 0) throw new BuiltinError("no command found");
    return found;
  }
  const index = number <= 0 ? newest + 1 + number : number - history.firstNumber;
  return Math.max(0, Math.min(newest, index));
}

/** `fc -s old=new command` */
function* again(shell: Shell, history: History, words: readonly string[]): Run<number> {
  const changes = words.filter((word) => word.includes("="));
  const [wanted] = words.filter((word) => !word.includes("="));
  const newest = history.lines.length - 2;
  const at = wanted === undefined ? newest : indexOf(history, wanted);
  if (at < 0) throw new BuiltinError("no command found");
  let text = history.lines[at] as string;
  for (const change of changes) {
    const equals = change.indexOf("=");
    text = text.replaceAll(change.slice(0, equals), () => change.slice(equals + 1));
  }
  return yield* runAgain(shell, history, text);
}

function* edited(
  shell: Shell,
  history: History,
  { editor, words }: { readonly editor: string | undefined; readonly words: readonly string[] },
): Run<number> {
  const newest = history.lines.length - 2;
  const lines = chosen(history, words, newest);
  if (lines.length === 0) throw new BuiltinError("no command found");
  const { fs } = shell.process.machine;
  const path = `/tmp/bash-fc.${shell.process.pid}`;
  fs.writeFile(path, toBytes(lines.map(({ text }) => `${text}\n`).join("")));
  try {
    const program = editor ?? shell.variables.get("FCEDIT") ?? shell.variables.get("EDITOR") ?? "vi";
    const status = yield* runText(shell, `${program} ${path}`, { line: shell.line, label: shell.name });
    if (status !== 0) return status;
    return yield* runAgain(shell, history, fromBytes(fs.readFile(path)).replace(/\n$/, ""));
  } catch (error) {
    if (error instanceof OsError) throw new BuiltinError(`${path}: cannot open temp file: ${error.message}`);
    throw error;
  } finally {
    if (fs.tryNode(path) !== undefined) fs.removeFile(path);
  }
}

/** It is shown, takes the place of `fc` in the history, and runs. */
function* runAgain(shell: Shell, history: History, text: string): Run<number> {
  yield* shell.printError(`${text}\n`);
  history.remove(-1);
  history.add(text);
  return yield* runText(shell, text, { line: shell.line, label: shell.name });
}
