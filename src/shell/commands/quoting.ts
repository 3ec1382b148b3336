/**
 * File names as GNU tools show them: nothing in a name can command the terminal that it is shown on.
 *
 * Models: gnulib lib/quotearg.c, the styles shell-escape, shell-escape-always, c and escape
 */
import { encodeUtf8 } from "../../sim/core/utf8.ts";

const NAMED: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};
const UNPRINTABLE = /\p{Cc}/u;
/** What the shell leaves alone in the middle of a word, and at its beginning. */
const PLAIN = /^(?![~#])[\w#%+,\-.:@\]/{}~\u00a0-\u{10ffff}]+$/u;

/** `name`, `'a b'`, `"it's"`, `'a'$'\n''b'`: quoted where a shell would want it. */
export function shellQuotedIfNeeded(name: string): string {
  return PLAIN.test(name) && name !== "{" && name !== "}" ? name : shellQuoted(name);
}

/** The same, always in quotes. */
export function shellQuoted(name: string): string {
  if (name.includes("'") && !/["$`\\]/.test(name) && !UNPRINTABLE.test(name)) return `"${name}"`;
  let out = "'";
  let inEscape = false;
  for (const char of name) {
    const isControl = UNPRINTABLE.test(char);
    if (isControl !== inEscape) out += isControl ? "'$'" : "''";
    inEscape = isControl;
    out += isControl ? escaped(char) : char === "'" ? "'\\''" : char;
  }
  return `${out}'`;
}

/** `"a\nb"`: as C writes a string. */
export function cQuoted(name: string): string {
  return `"${backslashed(name, /["\\]/)}"`;
}

/** `a\ b\n`: as `ls -b` does. */
export function backslashQuoted(name: string): string {
  return backslashed(name, /[\\ ]/);
}

function backslashed(name: string, special: RegExp): string {
  return [...name]
    .map((char) => (UNPRINTABLE.test(char) ? escaped(char) : special.test(char) ? `\\${char}` : char))
    .join("");
}

function escaped(char: string): string {
  return NAMED[char] ?? [...encodeUtf8(char)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
}

/** What `ls -q` shows: a question mark for what cannot be printed. */
export function questioned(name: string): string {
  return name.replace(/\p{Cc}/gu, "?");
}
