/**
 * Brace expansion, which comes before every other: pure text to pure texts, quotes and `${`, `$(` left alone.
 *
 * Models: bash braces.c
 */
import { LIMITS } from "./limits.ts";

/** A word's braces make more words than there is room for. */
export class TooManyWords extends Error {
  readonly count: number;

  constructor(count: number) {
    super(`${count} words of one`);
    this.count = count;
  }
}

/** The texts that a word's braces make of it; null when there is nothing to expand. Throws TooManyWords. */
export function expandBraces(text: string): string[] | null {
  if (!text.includes("{")) return null;
  const made = expand(text, 0);
  return made.length === 1 && made[0] === text ? null : made;
}

function expand(text: string, from: number): string[] {
  for (let open = findOpen(text, from); open >= 0; open = findOpen(text, open + 1)) {
    const found = readGroup(text, open);
    if (found === null) continue;
    const alternatives =
      found.commas.length > 0 ? splitAt(text, open, found) : sequence(text.slice(open + 1, found.close));
    if (alternatives === null) continue;
    const before = text.slice(0, open);
    const middle =
      found.commas.length > 0 ? alternatives.flatMap((alternative) => expand(alternative, 0)) : alternatives;
    const after = expand(text.slice(found.close + 1), 0);
    if (middle.length * after.length > LIMITS.bracedWords) throw new TooManyWords(middle.length * after.length);
    return middle.flatMap((one) => after.map((rest) => before + one + rest));
  }
  return [text];
}

interface Group {
  readonly close: number;
  readonly commas: readonly number[];
}

function splitAt(text: string, open: number, group: Group): string[] {
  const cuts = [open, ...group.commas, group.close];
  return cuts.slice(1).map((cut, i) => text.slice((cuts[i] as number) + 1, cut));
}

function findOpen(text: string, from: number): number {
  for (let i = from; i < text.length; i = skip(text, i)) if (text[i] === "{" && text[i - 1] !== "$") return i;
  return -1;
}

/** From an opening brace: where it closes and where its own commas are. */
function readGroup(text: string, open: number): Group | null {
  const commas: number[] = [];
  let depth = 0;
  for (let i = open; i < text.length; i = skip(text, i)) {
    const char = text[i];
    if (char === "{") depth++;
    else if (char === "," && depth === 1) commas.push(i);
    else if (char === "}" && --depth === 0) return { close: i, commas };
  }
  return null;
}

/** The position after the character at `i`, or after the quoted text or expansion that begins there. */
function skip(text: string, i: number): number {
  const char = text[i];
  if (char === "\\") return i + 2;
  if (char === "'") return after(text, "'", i + 1);
  if (char === '"' || char === "`") return afterQuoted(text, char, i + 1);
  if (char === "$" && text[i + 1] === "'") return afterQuoted(text, "'", i + 2);
  if (char === "$" && text[i + 1] === "{") return afterNested(text, i + 2, "{", "}");
  if ((char === "$" || char === "<" || char === ">") && text[i + 1] === "(") return afterNested(text, i + 2, "(", ")");
  return i + 1;
}

function after(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  return at < 0 ? text.length : at + 1;
}

function afterQuoted(text: string, end: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === end) return i + 1;
    else if (text[i] === "$" && (text[i + 1] === "(" || text[i + 1] === "{") && end === '"') i = skip(text, i) - 1;
  }
  return text.length;
}

function afterNested(text: string, from: number, open: string, close: string): number {
  let depth = 1;
  for (let i = from; i < text.length; i = text[i] === open || text[i] === close ? i + 1 : skip(text, i)) {
    if (text[i] === open) depth++;
    else if (text[i] === close && --depth === 0) return i + 1;
  }
  return text.length;
}

const NUMBERS = /^([-+]?\d+)\.\.([-+]?\d+)(?:\.\.([-+]?\d+))?$/;
/** A sequence of more than that is no sequence to bash. */
const MAX_INT = 2 ** 31 - 2;
const LETTERS = /^([a-zA-Z])\.\.([a-zA-Z])(?:\.\.([-+]?\d+))?$/;

/** `1..5`, `01..10..2`, `a..e`; null when it is none of these. */
function sequence(body: string): string[] | null {
  const numbers = NUMBERS.exec(body);
  if (numbers !== null) {
    const [from = "", to = "", step] = numbers.slice(1);
    const isPadded = [from, to].some((text) => /^[-+]?0\d/.test(text));
    const width = isPadded ? Math.max(from.length, to.length) : 0;
    return count(Number(from), Number(to), step)?.map((value) => padded(value, width)) ?? null;
  }
  const letters = LETTERS.exec(body);
  if (letters === null) return null;
  const [from = "", to = "", step] = letters.slice(1);
  const made = count(from.charCodeAt(0), to.charCodeAt(0), step)?.map((code) => String.fromCharCode(code)) ?? null;
  return made?.map((letter) => (letter === "\\" || letter === "`" ? `\\${letter}` : letter)) ?? null;
}

function padded(value: number, width: number): string {
  const digits = String(Math.abs(value));
  return value < 0 ? `-${digits.padStart(width - 1, "0")}` : digits.padStart(width, "0");
}

function count(from: number, to: number, step: string | undefined): number[] | null {
  const size = Math.abs(Number(step ?? 1)) || 1;
  const total = Math.floor(Math.abs(to - from) / size) + 1;
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || total > MAX_INT) return null;
  if (total > LIMITS.bracedWords) throw new TooManyWords(total);
  return Array.from({ length: total }, (_, i) => (to >= from ? from + i * size : from - i * size));
}
