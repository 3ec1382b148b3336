/**
 * Word expansion: from words to arguments, texts and patterns. Words without commands in them are expanded by plain
 * functions; the others by generators, as a command may wait.
 *
 * Models: POSIX XCU 2.6, bash subst.c
 */

import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { ParameterPart, Part, Word } from "../../syntax/ast.ts";
import { LIMITS } from "../../syntax/limits.ts";
import { evaluate, evaluatePlain } from "../arithmetic/evaluate.ts";
import type { Shell } from "../shell.ts";
import { ShellError } from "../shell-error.ts";
import { startProcessSubstitution, substituteCommand } from "../substitution.ts";
import { expandPathname } from "./glob.ts";
import { expandParameter } from "./parameter.ts";
import { Pattern } from "./pattern.ts";
import { FieldSink, PatternSink, RegexSink, ReplacementSink, type Sink, TextSink } from "./sinks.ts";

/** What bash needs for a word of its own beside the text. */
const BYTES_PER_WORD = 48;

/** Words to arguments: braces, expansions, splitting, files. */
export function* expandWords(shell: Shell, words: readonly Word[]): Run<string[]> {
  const out: string[] = [];
  for (const word of words) yield* expandInto(shell, word, out);
  return out;
}

export function* expandInto(shell: Shell, word: Word, out: string[]): Run<void> {
  if (word.constant !== null) out.push(word.constant);
  else if (word.braces !== null && shell.options.isOn("braceexpand") && shell.dialect.features.braces) {
    if (word.excess !== undefined) {
      yield* shell.printError(
        `${shell.name}: brace expansion: failed to allocate memory for ${word.excess} elements\n`,
      );
      out.push(yield* expandText(shell, word));
    }
    for (const one of word.braces) yield* expandInto(shell, one, out);
  } else {
    const sink = fieldSink(shell);
    if (word.isPlain) expandPlainParts(shell, word.parts, { sink, quoted: false, inValue: false });
    else yield* expandParts(shell, word.parts, { sink, quoted: false, inValue: false });
    finishFields(shell, sink, out);
    if (out.length > LIMITS.words) throw outOfMemory(out.length * BYTES_PER_WORD);
  }
}

/** The same without waiting; false when the word needs more than that. */
export function expandIntoNow(shell: Shell, word: Word, out: string[]): boolean {
  if (word.constant !== null) {
    out.push(word.constant);
    return true;
  }
  if (!word.isPlain || word.braces !== null) return false;
  const first = word.parts[0];
  if (word.parts.length === 1 && first?.kind === "double" && first.parts.length === 1) {
    const only = first.parts[0] as Part;
    if (only.kind === "parameter" && only.name !== "@" && only.name !== "*") {
      out.push(plainValue(shell, only));
      return true;
    }
  }
  const sink = fieldSink(shell);
  expandPlainParts(shell, word.parts, { sink, quoted: false, inValue: false });
  finishFields(shell, sink, out);
  return true;
}

function fieldSink(shell: Shell): FieldSink {
  return new FieldSink(shell.variables.get("IFS"), shell.options.extglob);
}

function finishFields(shell: Shell, sink: FieldSink, out: string[]): void {
  sink.end();
  for (const { text, pattern } of sink.fields) {
    if (pattern === null || shell.options.noglob) out.push(text);
    else matchFiles(shell, { text, pattern }, out);
  }
}

function matchFiles(shell: Shell, { text, pattern }: { text: string; pattern: string }, out: string[]): void {
  const { options, process } = shell;
  const found = expandPathname(
    pattern,
    { fs: process.machine.fs, cwd: process.cwd },
    {
      extended: options.extglob || /[@!+?*]\(/.test(pattern),
      dotglob: options.shopt("dotglob") || (shell.variables.get("GLOBIGNORE") ?? "") !== "",
      globstar: options.shopt("globstar"),
      nocaseglob: options.shopt("nocaseglob"),
    },
  );
  const kept = withoutIgnored(shell, found);
  if (kept.length > 0) out.push(...kept);
  else if (options.shopt("failglob")) throw new ShellError(`no match: ${text}`);
  else if (!options.shopt("nullglob")) out.push(text);
}

/** What GLOBIGNORE does not want: its patterns match whole paths, and no `*` in them a slash. */
function withoutIgnored(shell: Shell, paths: readonly string[]): readonly string[] {
  const ignored = shell.variables.get("GLOBIGNORE");
  if (ignored === null || ignored === "") return paths;
  const patterns = ignored.match(/(?:\[[^\]]*(?:\[:\w+:\][^\]]*)*\]|\\.|[^:])+/g) ?? [];
  const compiled = patterns.map((text) => ({
    depth: text.split("/").length,
    pattern: new Pattern(text, { extended: true }),
  }));
  return paths.filter(
    (path) => !compiled.some(({ depth, pattern }) => depth === path.split("/").length && pattern.matches(path)),
  );
}

/** One text, neither split nor matched: assignments, here-strings, `case`. */
export function* expandText(shell: Shell, word: Word): Run<string> {
  if (word.constant !== null) return word.constant;
  if (word.isPlain) return expandPlainText(shell, word);
  const sink = new TextSink();
  yield* expandParts(shell, word.parts, { sink, quoted: false, inValue: true });
  return sink.text;
}

export function expandPlainText(shell: Shell, word: Word): string {
  if (word.constant !== null) return word.constant;
  const sink = new TextSink();
  expandPlainParts(shell, word.parts, { sink, quoted: false, inValue: true });
  return sink.text;
}

/** A pattern in which what was quoted stands for itself. */
export function* expandPattern(shell: Shell, word: Word, quoted = false): Run<string> {
  const sink = new PatternSink();
  yield* expandParts(shell, word.parts, { sink, quoted, inValue: true });
  return sink.text;
}

export function expandPlainPattern(shell: Shell, word: Word): string {
  const sink = new PatternSink();
  expandPlainParts(shell, word.parts, { sink, quoted: false, inValue: true });
  return sink.text;
}

export function* expandRegex(shell: Shell, word: Word): Run<string> {
  const sink = new RegexSink();
  yield* expandParts(shell, word.parts, { sink, quoted: false, inValue: true });
  return sink.text;
}

export function* expandReplacement(shell: Shell, word: Word): Run<string> {
  const sink = new ReplacementSink();
  yield* expandParts(shell, word.parts, { sink, quoted: false, inValue: true });
  return sink.text;
}

/** Where parts go and how. */
export interface Target {
  readonly sink: Sink;
  readonly quoted: boolean;
  /** An assignment's value and the like, where nothing is split. */
  readonly inValue: boolean;
  /** The word of `${x:-word}`: its unquoted text is split too. */
  readonly inOperand?: boolean;
}

export function* expandParts(shell: Shell, parts: readonly Part[], target: Target): Run<void> {
  for (const part of parts) {
    switch (part.kind) {
      case "double":
        yield* expandDouble(shell, part.parts, target);
        break;
      case "command":
        emit(yield* substituteCommand(shell, part.body), target);
        break;
      case "process":
        target.sink.quoted(yield* startProcessSubstitution(shell, part));
        break;
      case "arithmetic":
        emit(String(yield* evaluate(shell, part.expression)), target);
        break;
      case "parameter":
        if (part.operation === null && part.prefix === "" && part.subscript === null)
          plainParameter(shell, part, target);
        else yield* expandParameter(shell, part, target);
        break;
      default:
        expandPlainParts(shell, [part], target);
    }
  }
}

function* expandDouble(shell: Shell, parts: readonly Part[], { sink, inValue }: Target): Run<void> {
  if (parts.length === 0 || !parts.every(isListPart)) sink.quoted("");
  yield* expandParts(shell, parts, { sink, quoted: true, inValue });
}

/** `"$@"` alone makes no word when there is no parameter. */
function isListPart(part: Part): boolean {
  if (part.kind !== "parameter" || part.prefix === "#") return false;
  return (
    part.name === "@" || part.subscript === "@" || (part.operation?.kind === "names" && part.operation.operator === "@")
  );
}

export function expandPlainParts(shell: Shell, parts: readonly Part[], target: Target): void {
  const { sink, quoted } = target;
  for (const part of parts) {
    switch (part.kind) {
      case "text":
        if (part.quoted || quoted) sink.quoted(part.text);
        else if (target.inOperand === true) sink.split(part.text);
        else sink.bare(part.text);
        break;
      case "tilde":
        sink.quoted(homeOf(shell, part.user));
        break;
      case "double":
        if (part.parts.length === 0 || !part.parts.every(isListPart)) sink.quoted("");
        expandPlainParts(shell, part.parts, { sink, quoted: true, inValue: target.inValue });
        break;
      case "parameter":
        plainParameter(shell, part, target);
        break;
      case "arithmetic":
        emit(String(evaluatePlain(shell, part.expression)), target);
        break;
    }
  }
}

/** SIMPLIFIED: bash ends when it has no more memory; this one gives up the command. */
function outOfMemory(bytes: number): ShellError {
  return new ShellError(`xrealloc: cannot allocate ${bytes} bytes`);
}

/** A value that an expansion produced. */
export function emit(value: string, { sink, quoted, inValue }: Target): void {
  if (value.length > LIMITS.valueLength) throw outOfMemory(value.length);
  if (quoted) sink.quoted(value);
  else if (inValue) sink.bare(value);
  else sink.split(value);
}

function plainParameter(shell: Shell, part: ParameterPart, target: Target): void {
  if (part.name === "@" || part.name === "*") emitList(shell, shell.positional, part.name, target);
  else emit(plainValue(shell, part), target);
}

function plainValue(shell: Shell, part: ParameterPart): string {
  const value = shell.parameter(part.name);
  if (value !== null) return value;
  if (shell.options.nounset) shell.unset(/^\d+$/.test(part.name) ? `$${part.name}` : part.name);
  return "";
}

/** `$@` and `$*`, and the same of an array, in and out of quotes. */
export function emitList(shell: Shell, values: readonly string[], name: "@" | "*", target: Target): void {
  const { sink, quoted, inValue } = target;
  const ifs = shell.variables.get("IFS");
  if (name === "*" && (quoted || inValue)) {
    const joined = values.join(ifs === null ? " " : ifs.slice(0, 1));
    if (quoted) sink.quoted(joined);
    else sink.bare(joined);
    return;
  }
  for (const [i, value] of values.entries()) {
    if (quoted || inValue) {
      if (i > 0) sink.separate();
      if (quoted) sink.quoted(value);
      else sink.bare(value);
    } else {
      if (i > 0) sink.separateBare();
      sink.split(value);
    }
  }
}

export function homeOf(shell: Shell, user: string): string {
  if (user === "") return shell.variables.get("HOME") ?? passwdHome(shell, null) ?? "/";
  if (user === "+") return shell.variables.get("PWD") ?? shell.process.cwd;
  if (user === "-") return shell.variables.get("OLDPWD") ?? "~-";
  return passwdHome(shell, user) ?? `~${user}`;
}

/** A user's home folder from `/etc/passwd`; null: of the user with the shell's own number. */
function passwdHome(shell: Shell, user: string | null): string | null {
  try {
    const text = shell.process.machine.fs.readText("/etc/passwd");
    const entries = text.split("\n").map((line) => line.split(":"));
    return entries.find(([name, , uid]) => (user === null ? uid === "0" : name === user))?.[5] ?? null;
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    return user === "root" ? "/root" : null;
  }
}
