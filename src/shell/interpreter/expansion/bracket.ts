/** Bracket expressions of patterns: `[a-z]`, `[!x]`, `[[:alpha:]]`. Models: POSIX XCU 2.13.1, XBD 9.3.5 in the C locale. */

export type CharTest = (char: string) => boolean;

const CLASSES: Readonly<Record<string, CharTest>> = {
  alpha: (c) => /^[A-Za-z]$/.test(c) || (c > "\x7f" && /^\p{L}$/u.test(c)),
  digit: (c) => c >= "0" && c <= "9" && c.length === 1,
  alnum: (c) => /^[A-Za-z0-9]$/.test(c) || (c > "\x7f" && /^[\p{L}\p{N}]$/u.test(c)),
  upper: (c) => (c >= "A" && c <= "Z") || (c > "\x7f" && /^\p{Lu}$/u.test(c)),
  lower: (c) => (c >= "a" && c <= "z") || (c > "\x7f" && /^\p{Ll}$/u.test(c)),
  space: (c) => " \t\n\v\f\r".includes(c),
  blank: (c) => c === " " || c === "\t",
  punct: (c) => /^[!-/:-@[-`{-~]$/.test(c),
  print: (c) => c >= " " && c !== "\x7f",
  graph: (c) => c > " " && c !== "\x7f",
  cntrl: (c) => c < " " || c === "\x7f",
  xdigit: (c) => /^[0-9A-Fa-f]$/.test(c),
  word: (c) => /^\w$/.test(c),
  ascii: (c) => c <= "\x7f",
};

export interface Bracket {
  readonly test: CharTest;
  /** The position after the closing bracket. */
  readonly end: number;
}

/** Reads the expression that begins at `at` with `[`; null when it does not end. */
export function readBracket(pattern: string, at: number): Bracket | null {
  let i = at + 1;
  const isNegated = pattern[i] === "!" || pattern[i] === "^";
  if (isNegated) i++;
  const tests: CharTest[] = [];
  for (let isFirst = true; ; isFirst = false) {
    if (i >= pattern.length) return null;
    if (pattern[i] === "]" && !isFirst) break;
    const named = /^\[([:.=])(.*?)\1\]/s.exec(pattern.slice(i));
    if (named !== null && named[1] === ":") {
      tests.push(CLASSES[named[2] as string] ?? (() => false));
      i += named[0].length;
      continue;
    }
    const low = readChar(pattern, i);
    if (low === null) return null;
    i = low.end;
    if (pattern[i] === "-" && i + 1 < pattern.length && pattern[i + 1] !== "]") {
      const high = readChar(pattern, i + 1);
      if (high === null) return null;
      i = high.end;
      tests.push(range(low.char, high.char));
    } else tests.push((c) => c === low.char);
  }
  const test: CharTest = (c) => tests.some((one) => one(c));
  return { test: isNegated ? (c) => !test(c) : test, end: i + 1 };
}

function range(low: string, high: string): CharTest {
  const [from, to] = [low.codePointAt(0) as number, high.codePointAt(0) as number];
  return (c) => {
    const point = c.codePointAt(0) as number;
    return point >= from && point <= to;
  };
}

function readChar(pattern: string, at: number): { char: string; end: number } | null {
  const named = /^\[([.=])(.+?)\1\]/s.exec(pattern.slice(at));
  if (named !== null) return { char: named[2] as string, end: at + named[0].length };
  const from = pattern[at] === "\\" && at + 1 < pattern.length ? at + 1 : at;
  const point = pattern.codePointAt(from);
  if (point === undefined) return null;
  const char = String.fromCodePoint(point);
  return { char, end: from + char.length };
}
