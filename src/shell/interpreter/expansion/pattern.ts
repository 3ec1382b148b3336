/**
 * Shell patterns: `*`, `?`, brackets and, where asked for, `@(a|b)` and its kin. Matching follows all possibilities
 * at once as a set of positions, so that no pattern can take for ever.
 *
 * Models: POSIX XCU 2.13, bash lib/glob/sm_loop.c
 */
import { type CharTest, readBracket } from "./bracket.ts";

type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "any" }
  | { readonly kind: "star" }
  | { readonly kind: "set"; readonly test: CharTest }
  | { readonly kind: "group"; readonly operator: string; readonly alternatives: readonly (readonly Piece[])[] };

export interface PatternOptions {
  readonly extended: boolean;
  readonly ignoreCase?: boolean;
}

export class Pattern {
  /** The one text that it matches, when there is no special character in it. */
  readonly literal: string | null;
  readonly #pieces: readonly Piece[];
  readonly #ignoreCase: boolean;

  constructor(pattern: string, options: PatternOptions) {
    this.#ignoreCase = options.ignoreCase === true;
    this.#pieces = new Reader(this.#fold(pattern), options.extended).read();
    const only = this.#pieces[0];
    const isText = this.#pieces.length === 1 && only?.kind === "text";
    this.literal = this.#ignoreCase ? null : this.#pieces.length === 0 ? "" : isText ? only.text : null;
  }

  #fold(text: string): string {
    return this.#ignoreCase ? text.toLowerCase() : text;
  }

  matches(text: string): boolean {
    if (this.literal !== null) return text === this.literal;
    const folded = this.#fold(text);
    if (this.#pieces.length === 1 && this.#pieces[0]?.kind === "star") return true;
    return matchAll(this.#pieces, folded);
  }

  /** Where a match that begins at `from` can end, in ascending order. */
  ends(text: string, from: number): readonly number[] {
    if (this.literal !== null) return text.startsWith(this.literal, from) ? [from + this.literal.length] : [];
    return run(this.#pieces, this.#fold(text), [from]);
  }
}

/** Whether there is anything in it that makes it more than a text. */
export function isPattern(text: string, extended: boolean): boolean {
  return /[*?]|\[[\s\S]*\]/.test(text) || (extended && /[@!+?*]\(/.test(text));
}

/** Text that matches itself. */
export function escapePattern(text: string): string {
  return /[\\*?[\]!@+()|^-]/.test(text) ? text.replace(/[\\*?[\]!@+()|^-]/g, "\\$&") : text;
}

class Reader {
  readonly #pattern: string;
  readonly #extended: boolean;
  #at = 0;

  constructor(pattern: string, extended: boolean) {
    this.#pattern = pattern;
    this.#extended = extended;
  }

  read(inGroup = false): Piece[] {
    const pieces: Piece[] = [];
    let text = "";
    const flush = (): void => {
      if (text !== "") pieces.push({ kind: "text", text });
      text = "";
    };
    while (this.#at < this.#pattern.length) {
      const char = this.#pattern[this.#at] as string;
      if (inGroup && (char === "|" || char === ")")) break;
      const special = this.#special(char);
      if (special !== null) {
        flush();
        if (special.kind !== "star" || pieces.at(-1)?.kind !== "star") pieces.push(special);
      } else {
        if (char === "\\" && this.#at + 1 < this.#pattern.length) this.#at++;
        text += this.#pattern[this.#at++];
      }
    }
    flush();
    return pieces;
  }

  #special(char: string): Piece | null {
    if (this.#extended && "@!+?*".includes(char) && this.#pattern[this.#at + 1] === "(") {
      const group = this.#group(char);
      if (group !== null) return group;
    }
    if (char === "*" || char === "?") {
      this.#at++;
      return { kind: char === "*" ? "star" : "any" };
    }
    const bracket = char === "[" ? readBracket(this.#pattern, this.#at) : null;
    if (bracket === null) return null;
    this.#at = bracket.end;
    return { kind: "set", test: bracket.test };
  }

  #group(operator: string): Piece | null {
    const start = this.#at;
    const alternatives: Piece[][] = [];
    this.#at += 2;
    for (;;) {
      alternatives.push(this.read(true));
      const char = this.#pattern[this.#at++];
      if (char === ")") return { kind: "group", operator, alternatives };
      if (char === "|") continue;
      this.#at = start;
      return null;
    }
  }
}

/** Matches a whole text; without groups by remembering only the last star, else by following every possibility. */
function matchAll(pieces: readonly Piece[], text: string): boolean {
  if (pieces.some((piece) => piece.kind === "group")) return run(pieces, text, [0]).includes(text.length);
  let at = 0;
  let i = 0;
  let starPiece = -1;
  let starAt = 0;
  for (;;) {
    const piece = pieces[i];
    if (piece === undefined && at === text.length) return true;
    if (piece?.kind === "star") {
      starPiece = i++;
      starAt = at;
      if (i === pieces.length) return true;
      continue;
    }
    const next = piece === undefined ? -1 : step(piece, text, at);
    if (next >= 0) {
      at = next;
      i++;
    } else {
      if (starPiece < 0 || starAt >= text.length) return false;
      starAt += width(text, starAt);
      at = starAt;
      i = starPiece + 1;
    }
  }
}

/** The position after a piece of fixed width; -1 when it does not match there. */
function step(piece: Piece, text: string, at: number): number {
  if (piece.kind === "text") return text.startsWith(piece.text, at) ? at + piece.text.length : -1;
  if (at >= text.length) return -1;
  const length = width(text, at);
  if (piece.kind === "set") return piece.test(text.slice(at, at + length)) ? at + length : -1;
  return at + length;
}

function width(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xd800 && unit < 0xdc00 && at + 1 < text.length ? 2 : 1;
}

/** From a set of positions to the set of positions behind the pieces; both ascending. */
function run(pieces: readonly Piece[], text: string, starts: readonly number[]): readonly number[] {
  let positions = starts;
  for (const piece of pieces) {
    if (positions.length === 0) return positions;
    if (piece.kind === "star") positions = allFrom(text, positions[0] as number);
    else if (piece.kind === "group") positions = runGroup(piece.operator, piece.alternatives, { text, positions });
    else positions = positions.map((at) => step(piece, text, at)).filter((at) => at >= 0);
  }
  return positions;
}

function allFrom(text: string, from: number): number[] {
  const all: number[] = [];
  for (let at = from; at < text.length; at += width(text, at)) all.push(at);
  all.push(text.length);
  return all;
}

interface At {
  readonly text: string;
  readonly positions: readonly number[];
}

function runGroup(
  operator: string,
  alternatives: readonly (readonly Piece[])[],
  { text, positions }: At,
): readonly number[] {
  const once = (from: readonly number[]): readonly number[] =>
    sorted(alternatives.flatMap((alternative) => [...run(alternative, text, from)]));
  if (operator === "@") return once(positions);
  if (operator === "?") return sorted([...positions, ...once(positions)]);
  if (operator === "!") {
    const reached = positions.flatMap((from) => {
      const ends = new Set(once([from]));
      return allFrom(text, from).filter((at) => !ends.has(at));
    });
    return sorted(reached);
  }
  const reached = new Set<number>(operator === "*" ? positions : []);
  for (let from = positions; from.length > 0; ) {
    const fresh = once(from).filter((at) => !reached.has(at));
    for (const at of fresh) reached.add(at);
    from = fresh;
  }
  return sorted([...reached]);
}

function sorted(positions: readonly number[]): number[] {
  return [...new Set(positions)].sort((a, b) => a - b);
}
