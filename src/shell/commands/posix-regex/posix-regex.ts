/** The regular expressions of grep, sed, awk and expr. Models: regex(7), regcomp(3). */

import { RegexMachine } from "./machine.ts";
import { nativeSource } from "./native.ts";
import { parseRegex, type RegexDialect } from "./parse.ts";

export { RegexError } from "./syntax.ts";

export interface RegexOptions extends RegexDialect {
  readonly ignoreCase?: boolean;
  /** `^` and `$` hold at every line of the text (sed's M flag). */
  readonly multiline?: boolean;
}

/** `[start, end, start1, end1, …]`; -1 where a group took no part. */
export type RegexMatch = readonly number[];

export interface PosixRegex {
  readonly groups: number;
  /** The leftmost, longest match at or after `from`. */
  exec(text: string, from?: number): RegexMatch | null;
  test(text: string): boolean;
}

/** Throws RegexError in regcomp's words. */
export function compileRegex(pattern: string, options: RegexOptions): PosixRegex {
  const { node, groups } = parseRegex(pattern, options);
  const ignoreCase = options.ignoreCase === true;
  const multiline = options.multiline === true;
  const native = nativeSource(node, ignoreCase);
  if (native !== null) return nativeRegex(native, groups, `${ignoreCase ? "i" : ""}${multiline ? "m" : ""}`);
  const machine = new RegexMachine(node, groups, { ignoreCase, multiline });
  return {
    groups,
    exec: (text, from = 0) => machine.exec(text, from),
    test: (text) => machine.exec(text, 0) !== null,
  };
}

function nativeRegex(source: string, groups: number, flags: string): PosixRegex {
  const finder = new RegExp(source, `gu${groups > 0 ? "d" : ""}${flags}`);
  const tester = new RegExp(source, `u${flags}`);
  return {
    groups,
    exec(text, from = 0) {
      if (from > text.length) return null;
      finder.lastIndex = from;
      const found = finder.exec(text);
      if (found === null) return null;
      if (groups === 0) return [found.index, found.index + found[0].length];
      return (found.indices ?? []).flatMap((pair) => (pair === undefined ? [-1, -1] : [...pair]));
    },
    test: (text) => tester.test(text),
  };
}

/** The text that a group took; empty when it took no part. */
export function groupText(text: string, match: RegexMatch, index: number): string {
  const start = match[2 * index] ?? -1;
  return start < 0 ? "" : text.slice(start, match[2 * index + 1]);
}
