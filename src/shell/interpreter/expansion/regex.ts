/**
 * POSIX extended regular expressions in terms of the language's own.
 *
 * Models: regex(7).
 * SIMPLIFIED: of several alternatives the first that matches is taken, not the longest.
 */
import { LIMITS } from "../../syntax/limits.ts";

const CLASSES: Readonly<Record<string, string>> = {
  alpha: "\\p{L}",
  digit: "0-9",
  alnum: "\\p{L}\\p{N}",
  upper: "\\p{Lu}",
  lower: "\\p{Ll}",
  space: "\\s",
  blank: " \\t",
  punct: "!-\\/:-@\\[-`{-~",
  print: "\\x20-\\x7e\\u{a0}-\\u{10ffff}",
  graph: "\\x21-\\x7e\\u{a1}-\\u{10ffff}",
  cntrl: "\\x00-\\x1f\\x7f",
  xdigit: "0-9A-Fa-f",
};

/** Null when it is no regular expression. */
export function compileRegex(pattern: string, ignoreCase: boolean): RegExp | null {
  if (pattern.length > LIMITS.lineLength) return null;
  const translated = translate(pattern);
  if (translated === null || isExplosive(translated)) return null;
  try {
    return new RegExp(translated, ignoreCase ? "isu" : "su");
  } catch {
    return null;
  }
}

/** A repeated group that itself ends in a repetition, `(a+)+`, can take for ever to fail. */
function isExplosive(pattern: string): boolean {
  return /\((?:[^()\\]|\\.)*[+*}](?:[^()\\]|\\.)?\)(?:[*+]|\{\d*,\}|\{\d{2,})/.test(pattern) && pattern.length > 200;
}

function translate(pattern: string): string | null {
  let out = "";
  for (let at = 0; at < pattern.length; ) {
    const char = pattern[at] as string;
    if (char === "[") {
      const bracket = translateBracket(pattern, at);
      if (bracket === null) return null;
      out += bracket.text;
      at = bracket.end;
    } else if (char === "\\") {
      const escaped = escapeOf(pattern.charAt(at + 1));
      out += escaped;
      at += 2;
    } else if (char === "{" && !/^\{\d+(,\d*)?\}/.test(pattern.slice(at))) {
      out += "\\{";
      at++;
    } else if (char === "*" && (at === 0 || "(|^".includes(pattern.charAt(at - 1)))) {
      out += "\\*";
      at++;
    } else if (char === "}" && !/\{\d+(,\d*)?$/.test(pattern.slice(0, at))) {
      out += "\\}";
      at++;
    } else {
      out += char === "/" ? "\\/" : char === "]" ? "\\]" : char;
      at++;
    }
  }
  return out;
}

function escapeOf(char: string): string {
  if (char === "<" || char === ">") return "\\b";
  if (/[wWsSbB]/.test(char)) return `\\${char}`;
  if (char === "") return "\\\\";
  return /[.*+?^${}()|[\]\\/]/.test(char) ? `\\${char}` : char;
}

function translateBracket(pattern: string, start: number): { text: string; end: number } | null {
  let at = start + 1;
  let out = "[";
  if (pattern[at] === "^") {
    out += "^";
    at++;
  }
  for (let isFirst = true; ; isFirst = false) {
    const char = pattern[at];
    if (char === undefined) return null;
    if (char === "]" && !isFirst) return { text: `${out}]`, end: at + 1 };
    const named = /^\[([:.=])(.*?)\1\]/.exec(pattern.slice(at));
    if (named !== null) {
      const body = named[2] as string;
      const inner = named[1] === ":" ? CLASSES[body] : body.replace(/[\\\]^-]/g, "\\$&");
      if (inner === undefined) return null;
      out += inner;
      at += named[0].length;
    } else {
      const isRange = char === "-" && !isFirst && pattern[at + 1] !== "]";
      out +=
        /[\\[\]^]/.test(char) || (char === "-" && !isRange) || /[&~!#%,:;<=>@`]/.test(char)
          ? escapedInBracket(char)
          : char;
      at++;
    }
  }
}

function escapedInBracket(char: string): string {
  return /[\\[\]^-]/.test(char) ? `\\${char}` : char;
}
