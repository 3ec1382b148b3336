/** Commands behind a colon: ranges, s, d, g, set, and what `vi.ts` does with files. Models: vim's cmdline.txt, change.txt */
import { compileRegex, groupText, type PosixRegex, RegexError } from "../posix-regex/posix-regex.ts";
import type { Buffer } from "./buffer.ts";

export interface ExLine {
  readonly from: number;
  readonly to: number;
  readonly hasRange: boolean;
  readonly name: string;
  readonly bang: boolean;
  readonly rest: string;
}

export class ExError extends Error {}

interface Where {
  readonly line: number;
  readonly last: number;
  find(pattern: string, direction: 1 | -1): number | null;
}

/** Lines are counted from 0 here. */
export function parseEx(text: string, where: Where): ExLine {
  let rest = text.trimStart();
  let [from, to, hasRange] = [where.line, where.line, false];
  if (rest.startsWith("%")) {
    [from, to, hasRange] = [0, where.last, true];
    rest = rest.slice(1);
  } else {
    const first = address(rest, where);
    if (first !== null) {
      [from, to, hasRange] = [first.line, first.line, true];
      rest = first.rest;
      if (/^[,;]/.test(rest)) {
        const second = address(rest.slice(1), where);
        to = second?.line ?? where.line;
        rest = second?.rest ?? rest.slice(1);
      }
    }
  }
  const found = /^\s*(s(?=[^\w\s])|g(?=[^\w\s])|v(?=[^\w\s])|[A-Za-z]+|[=<>&!]*)(!?)(.*)$/s.exec(rest);
  const [, name = "", bang = "", tail = ""] = found ?? [];
  if (from > to) [from, to] = [to, from];
  if (hasRange && (to > where.last || from < 0)) throw new ExError("E16: Invalid range");
  return { from: Math.max(0, from), to: Math.max(0, to), hasRange, name, bang: bang === "!", rest: tail.trimStart() };
}

function address(text: string, where: Where): { line: number; rest: string } | null {
  const found = /^\s*(\d+|\.|\$|\/((?:\\.|[^/])*)\/?)?((?:[+-]\d*)*)/.exec(text);
  if (found === null || found[0].trim() === "") return null;
  const [whole, base, pattern, offsets = ""] = found;
  let line = where.line;
  if (base === "$") line = where.last;
  else if (pattern !== undefined) {
    const at = where.find(pattern, 1);
    if (at === null) throw new ExError(`E486: Pattern not found: ${pattern}`);
    line = at;
  } else if (base !== undefined && base !== ".") line = Number(base) - 1;
  for (const [, sign, count] of offsets.matchAll(/([+-])(\d*)/g))
    line += (sign === "+" ? 1 : -1) * (count === "" ? 1 : Number(count));
  return { line, rest: text.slice(whole.length) };
}

/** vim's own additions to basic expressions, as far as people type them. */
export function compilePattern(pattern: string, ignoreCase: boolean): PosixRegex {
  let source = pattern;
  let folds = ignoreCase;
  if (source.includes("\\c")) {
    source = source.replaceAll("\\c", "");
    folds = true;
  }
  const isVery = source.startsWith("\\v");
  source = (isVery ? source.slice(2) : source)
    .replaceAll("\\d", "[0-9]")
    .replaceAll("\\s", "[ \t]")
    .replaceAll("\\w", "[0-9A-Za-z_]")
    .replaceAll("\\=", "\\?");
  try {
    return compileRegex(source, { extended: isVery, ignoreCase: folds });
  } catch (error) {
    if (error instanceof RegexError) throw new ExError(`E486: Pattern not found: ${pattern}`);
    throw error;
  }
}

export interface Substituted {
  readonly count: number;
  readonly lines: number;
  readonly last: number;
}

/** `s/pattern/replacement/flags` */
export function substitute(
  buffer: Buffer,
  { from, to, rest }: Pick<ExLine, "from" | "to" | "rest">,
  { lastPattern, ignoreCase }: { readonly lastPattern: string; readonly ignoreCase: boolean },
): Substituted & { readonly pattern: string } {
  const separator = rest[0] ?? "/";
  const parts = splitAt(rest.slice(1), separator);
  const pattern = parts[0] === "" ? lastPattern : (parts[0] ?? "");
  const [, replacement = "", flags = ""] = parts;
  if (pattern === "") throw new ExError("E35: No previous regular expression");
  const regex = compilePattern(pattern, ignoreCase || flags.includes("i"));
  let [count, lines, last] = [0, 0, from];
  for (let at = from, end = to; at <= end; at++) {
    const made = replaced(buffer.line(at), regex, { replacement, global: flags.includes("g") });
    if (made === null) continue;
    const broken = made.text.split("\r");
    buffer.lines.splice(at, 1, ...broken);
    end += broken.length - 1;
    at += broken.length - 1;
    count += made.count;
    lines++;
    last = at;
  }
  if (count === 0 && !flags.includes("e")) throw new ExError(`E486: Pattern not found: ${pattern}`);
  return { count, lines, last, pattern };
}

function replaced(
  line: string,
  regex: PosixRegex,
  { replacement, global }: { readonly replacement: string; readonly global: boolean },
): { text: string; count: number } | null {
  let text = "";
  let copied = 0;
  let count = 0;
  for (let from = 0; from <= line.length; ) {
    const match = regex.exec(line, from);
    if (match === null) break;
    const [start = 0, end = 0] = match;
    text += line.slice(copied, start);
    text += replacement.replace(/\\(\d|.)|&/g, (whole, escaped: string | undefined) => {
      if (escaped === undefined) return groupText(line, match, 0);
      if (/\d/.test(escaped)) return groupText(line, match, Number(escaped));
      return escaped === "n" ? "\0" : escaped === "r" ? "\r" : escaped === "t" ? "\t" : whole.slice(1);
    });
    copied = end;
    count++;
    from = end > start ? end : end + 1;
    if (!global) break;
  }
  return count === 0 ? null : { text: text + line.slice(copied), count };
}

function splitAt(text: string, separator: string): string[] {
  const parts = [""];
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char === "\\" && text[i + 1] === separator) {
      parts[parts.length - 1] += separator;
      i++;
    } else if (char === "\\") {
      parts[parts.length - 1] += char + (text[i + 1] ?? "");
      i++;
    } else if (char === separator && parts.length < 3) parts.push("");
    else parts[parts.length - 1] += char;
  }
  return parts;
}
