/** Where the cursor goes: words, lines, brackets, characters. Models: vim's motion.txt */
import type { Buffer, Place } from "./buffer.ts";

export interface Motion {
  readonly to: Place;
  /** Takes whole lines. */
  readonly isLinewise?: boolean;
  /** The character at the end belongs to it. */
  readonly isInclusive?: boolean;
}

type Class = "blank" | "word" | "mark";

function classOf(char: string | undefined, big: boolean): Class {
  if (char === undefined || /\s/.test(char)) return "blank";
  return big || /[\w\u00c0-\uffff]/.test(char) ? "word" : "mark";
}

/** The next place in the text, or null at its end; an empty line is a place. */
function after(buffer: Buffer, { line, column }: Place): Place | null {
  if (column + 1 < buffer.line(line).length) return { line, column: column + 1 };
  return line + 1 < buffer.lines.length ? { line: line + 1, column: 0 } : null;
}

function before(buffer: Buffer, { line, column }: Place): Place | null {
  if (column > 0) return { line, column: column - 1 };
  return line > 0 ? { line: line - 1, column: Math.max(0, buffer.line(line - 1).length - 1) } : null;
}

function kindAt(buffer: Buffer, { line, column }: Place, big: boolean): Class {
  return classOf(buffer.line(line)[column], big);
}

function isEmptyLine(buffer: Buffer, { line }: Place): boolean {
  return buffer.line(line) === "";
}

export function nextWord(buffer: Buffer, from: Place, big: boolean): Place {
  let at = from;
  const kind = kindAt(buffer, at, big);
  if (kind !== "blank")
    for (let next = after(buffer, at); ; next = after(buffer, at)) {
      if (next === null) return { line: at.line, column: buffer.line(at.line).length };
      const isNewLine = next.line !== at.line;
      at = next;
      if (isNewLine || kindAt(buffer, at, big) !== kind) break;
    }
  else {
    const next = after(buffer, at);
    if (next === null) return { line: at.line, column: buffer.line(at.line).length };
    at = next;
  }
  while (kindAt(buffer, at, big) === "blank" && !isEmptyLine(buffer, at)) {
    const next = after(buffer, at);
    if (next === null) return { line: at.line, column: buffer.line(at.line).length };
    at = next;
  }
  return at;
}

export function wordBack(buffer: Buffer, from: Place, big: boolean): Place {
  let at = before(buffer, from);
  while (at !== null && kindAt(buffer, at, big) === "blank" && !isEmptyLine(buffer, at)) at = before(buffer, at);
  if (at === null) return { line: 0, column: 0 };
  const kind = kindAt(buffer, at, big);
  for (let next = before(buffer, at); next !== null && next.line === at.line; next = before(buffer, at)) {
    if (kindAt(buffer, next, big) !== kind) break;
    at = next;
  }
  return at;
}

export function wordEnd(buffer: Buffer, from: Place, big: boolean): Place {
  let at = after(buffer, from);
  while (at !== null && kindAt(buffer, at, big) === "blank") at = after(buffer, at);
  if (at === null) return from;
  const kind = kindAt(buffer, at, big);
  for (let next = after(buffer, at); next !== null && next.line === at.line; next = after(buffer, at)) {
    if (kindAt(buffer, next, big) !== kind) break;
    at = next;
  }
  return at;
}

export function firstNonBlank(line: string): number {
  const at = line.search(/\S/);
  return at < 0 ? Math.max(0, line.length - 1) : at;
}

/** `f` `F` `t` `T`; null when the line has no such character there. */
export function findCharacter(
  line: string,
  column: number,
  { kind, char, count }: { readonly kind: string; readonly char: string; readonly count: number },
): number | null {
  const step = kind === "f" || kind === "t" ? 1 : -1;
  let at = column + (kind === "t" ? 0 : 0);
  for (let i = 0; i < count; i++) {
    at += step;
    while (at >= 0 && at < line.length && line[at] !== char) at += step;
    if (at < 0 || at >= line.length) return null;
  }
  return kind === "t" ? at - 1 : kind === "T" ? at + 1 : at;
}

/** An empty line, or the very end or beginning. */
export function paragraph(buffer: Buffer, line: number, step: 1 | -1): Place {
  let at = line;
  while (at + step >= 0 && at + step < buffer.lines.length && buffer.line(at) === "") at += step;
  while (at + step >= 0 && at + step < buffer.lines.length) {
    at += step;
    if (buffer.line(at) === "") return { line: at, column: 0 };
  }
  const last = buffer.lines.length - 1;
  return step === 1 ? { line: last, column: buffer.line(last).length } : { line: 0, column: 0 };
}

const PAIRS = "()[]{}";

/** `%` */
export function matchingBracket(buffer: Buffer, from: Place): Place | null {
  const line = buffer.line(from.line);
  let column = from.column;
  while (column < line.length && !PAIRS.includes(line[column] as string)) column++;
  const bracket = line[column];
  if (bracket === undefined) return null;
  const index = PAIRS.indexOf(bracket);
  const isOpen = index % 2 === 0;
  const other = PAIRS[isOpen ? index + 1 : index - 1];
  let depth = 0;
  for (
    let at: Place | null = { line: from.line, column };
    at !== null;
    at = isOpen ? after(buffer, at) : before(buffer, at)
  ) {
    const char = buffer.line(at.line)[at.column];
    if (char === bracket) depth++;
    else if (char === other && --depth === 0) return at;
  }
  return null;
}

export function isBefore(a: Place, b: Place): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column);
}

export function kindOf(char: string, big: boolean): Class {
  return classOf(char, big);
}
