/** grep's patterns as one question to a line: where do you match, from here on? */
import type { Process } from "../../../sim/os/process.ts";
import { fail } from "../failure.ts";
import { compileRegex, type PosixRegex, RegexError } from "../posix-regex/posix-regex.ts";

export interface LineMatcher {
  /** Start and end of the first match at or after `from`; null when there is none. */
  find(line: string, from: number): readonly [number, number] | null;
}

export interface PatternSettings {
  readonly kind: string;
  readonly ignoreCase: boolean;
  readonly words: boolean;
  readonly wholeLine: boolean;
}

type Finder = (line: string, from: number) => readonly [number, number] | null;

export function lineMatcher(process: Process, patterns: readonly string[], settings: PatternSettings): LineMatcher {
  const finders = patterns.map((pattern) => bounded(finderOf(process, pattern, settings), settings));
  const [only] = finders;
  if (finders.length === 1 && only !== undefined) return { find: only };
  return {
    find(line, from) {
      let best: readonly [number, number] | null = null;
      for (const finder of finders) {
        const found = finder(line, from);
        if (found === null) continue;
        if (best === null || found[0] < best[0] || (found[0] === best[0] && found[1] > best[1])) best = found;
      }
      return best;
    },
  };
}

function finderOf(process: Process, pattern: string, { kind, ignoreCase, wholeLine }: PatternSettings): Finder {
  if (kind === "F") {
    const wanted = ignoreCase ? pattern.toLowerCase() : pattern;
    return (line, from) => {
      const at = (ignoreCase ? line.toLowerCase() : line).indexOf(wanted, from);
      return at < 0 ? null : [at, at + wanted.length];
    };
  }
  if (kind !== "F" && /^\[:\w+:\]$/.test(pattern))
    fail(process, `character class syntax is [${pattern}], not ${pattern}`, 2);
  if (kind === "P") return perlFinder(process, pattern, ignoreCase);
  const text = wholeLine ? (kind === "E" ? `^(${pattern})$` : `^\\(${pattern}\\)$`) : pattern;
  const regex = compiled(process, text, kind === "E", ignoreCase);
  return (line, from) => {
    const match = regex.exec(line, from);
    return match === null ? null : [match[0] as number, match[1] as number];
  };
}

function compiled(process: Process, pattern: string, extended: boolean, ignoreCase: boolean): PosixRegex {
  try {
    return compileRegex(pattern, { extended, ignoreCase });
  } catch (error) {
    // GNU grep is less exact about a bracket with nothing in it.
    if (error instanceof RegexError)
      return fail(
        process,
        pattern === "["
          ? "Invalid regular expression"
          : extended
            ? error.message
            : error.message.replace("{ or \\{", "\\{"),
        2,
      );
    throw error;
  }
}

function perlFinder(process: Process, pattern: string, ignoreCase: boolean): Finder {
  if (/\([^)]*[+*][^)]*\)[+*{]/.test(pattern))
    fail(process, "-P with a repeated group that repeats is not simulated here", 2);
  try {
    // What stands before \K must be there and is no part of the match.
    const kept = pattern.lastIndexOf("\\K");
    const text = kept < 0 ? pattern : `(?<=${pattern.slice(0, kept)})${pattern.slice(kept + 2)}`;
    const regex = new RegExp(text, `g${ignoreCase ? "i" : ""}`);
    return (line, from) => {
      regex.lastIndex = from;
      const found = regex.exec(line);
      return found === null ? null : [found.index, found.index + found[0].length];
    };
  } catch {
    const open = pattern.replace(/\\./g, "").split("(").length - pattern.replace(/\\./g, "").split(")").length;
    const words = open > 0 ? "missing closing parenthesis" : open < 0 ? "unmatched closing parenthesis" : null;
    return fail(process, words ?? "unknown syntax in the Perl expression", 2);
  }
}

/** -w: not beside a word character; -x: the whole line. */
function bounded(finder: Finder, { words, wholeLine, kind }: PatternSettings): Finder {
  if (wholeLine && (kind === "F" || kind === "P"))
    return (line) => {
      const found = finder(line, 0);
      return found !== null && found[0] === 0 && found[1] === line.length ? found : null;
    };
  if (!words) return finder;
  return (line, from) => {
    for (let at = from; at <= line.length; ) {
      const found = finder(line, at);
      if (found === null) return null;
      if (!isWordAt(line, found[0] - 1) && !isWordAt(line, found[1]) && found[1] > found[0]) return found;
      at = found[0] + 1;
    }
    return null;
  };
}

function isWordAt(line: string, at: number): boolean {
  return /[A-Za-z0-9_\u00c0-\u024f]/.test(line[at] ?? "");
}
