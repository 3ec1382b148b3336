/**
 * Backslash escapes of `echo -e`, `printf` and `$'…'`: nearly the same, and different in the octal ones and `\c`.
 *
 * Models: bash lib/sh/strtrans.c, builtins/printf.def
 */
import { normalized, textOfByte } from "./bytes.ts";

/** `echo` knows `\0nnn` and stops at `\c`; `argument` is that of `%b`, `format` printf's first argument; `ansi` is `$'…'`. */
export type EscapeStyle = "echo" | "argument" | "format" | "ansi";

const SIMPLE: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  e: "\x1b",
  E: "\x1b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

export interface Decoded {
  readonly text: string;
  /** `\c` said that nothing follows. */
  readonly isCut: boolean;
}

export function decodeEscapes(text: string, style: EscapeStyle): Decoded {
  if (!text.includes("\\")) return { text, isCut: false };
  let out = "";
  for (let at = 0; at < text.length; ) {
    if (text[at] !== "\\" || at + 1 >= text.length) {
      out += text[at++];
      continue;
    }
    const read = readEscape(text, at + 1, style);
    if (read === "cut") return { text: normalized(out), isCut: true };
    out += read.text;
    at = read.end;
  }
  return { text: normalized(out), isCut: false };
}

interface Escape {
  readonly text: string;
  readonly end: number;
}

/** The escape whose letter is at `at`. */
export function readEscape(text: string, at: number, style: EscapeStyle): Escape | "cut" {
  const letter = text[at] as string;
  if (SIMPLE[letter] !== undefined) return { text: SIMPLE[letter], end: at + 1 };
  if (letter === "x") return hex(text, at, { digits: 2, isByte: true });
  if (letter === "u") return hex(text, at, { digits: 4, isByte: false });
  if (letter === "U") return hex(text, at, { digits: 8, isByte: false });
  if (letter === "c" && (style === "echo" || style === "argument")) return "cut";
  if (letter === "c" && style === "ansi" && at + 1 < text.length)
    return { text: String.fromCharCode(text.charCodeAt(at + 1) & 31), end: at + 2 };
  if ((letter === '"' || letter === "'" || letter === "?") && style !== "echo") return { text: letter, end: at + 1 };
  const octal = (
    style === "echo" ? /^0[0-7]{0,3}/ : style === "argument" ? /^(?:0[0-7]{0,3}|[1-7][0-7]{0,2})/ : /^[0-7]{1,3}/
  ).exec(text.slice(at, at + 4));
  if (octal === null) return { text: `\\${letter}`, end: at + 1 };
  return { text: textOfByte(Number.parseInt(octal[0], 8) & 255), end: at + octal[0].length };
}

function hex(text: string, at: number, { digits, isByte }: { digits: number; isByte: boolean }): Escape {
  const found = new RegExp(`^[0-9a-fA-F]{1,${digits}}`).exec(text.slice(at + 1));
  if (found === null) return { text: `\\${text[at]}`, end: at + 1 };
  const code = Number.parseInt(found[0], 16);
  const char = isByte ? textOfByte(code) : code > 0x10ffff ? "" : String.fromCodePoint(code);
  return { text: char, end: at + 1 + found[0].length };
}
