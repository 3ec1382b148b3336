/** awk's program text in tokens. A slash begins an expression where a value may stand. Models: POSIX awk(1) grammar, mawk scan.c */
import { C_ESCAPES } from "../c-escapes.ts";

/** The program cannot be read. */
export class AwkError extends Error {}

/** It came to grief while it ran. */
export class AwkRuntimeError extends Error {}

export type AwkToken =
  | { readonly kind: "number"; readonly value: number; readonly line: number }
  | { readonly kind: "string"; readonly text: string; readonly line: number }
  | { readonly kind: "regex"; readonly text: string; readonly line: number }
  | {
      readonly kind: "name" | "call-name" | "keyword" | "builtin" | "symbol";
      readonly text: string;
      readonly line: number;
    }
  | { readonly kind: "newline" | "end"; readonly line: number };

const KEYWORDS = new Set([
  "BEGIN",
  "END",
  "function",
  "func",
  "if",
  "else",
  "while",
  "for",
  "do",
  "break",
  "continue",
  "next",
  "nextfile",
  "exit",
  "return",
  "delete",
  "in",
  "getline",
  "print",
  "printf",
]);
export const BUILTINS = new Set([
  "length",
  "substr",
  "index",
  "split",
  "sub",
  "gsub",
  "match",
  "sprintf",
  "sin",
  "cos",
  "atan2",
  "exp",
  "log",
  "sqrt",
  "int",
  "rand",
  "srand",
  "tolower",
  "toupper",
  "system",
  "close",
  "fflush",
  "strftime",
  "systime",
  "gensub",
]);
const SYMBOLS = [
  "**=",
  "**",
  "&&",
  "||",
  "==",
  "!=",
  "<=",
  ">=",
  ">>",
  "++",
  "--",
  "+=",
  "-=",
  "*=",
  "/=",
  "%=",
  "^=",
  "!~",
  "{",
  "}",
  "(",
  ")",
  "[",
  "]",
  ";",
  ",",
  "+",
  "-",
  "*",
  "/",
  "%",
  "^",
  "!",
  ">",
  "<",
  "|",
  "?",
  ":",
  "~",
  "$",
  "=",
];
const ESCAPES: Readonly<Record<string, string>> = {
  ...C_ESCAPES,
  '"': '"',
  "/": "/",
};

export function tokenize(source: string, dialect: "mawk" | "busybox"): AwkToken[] {
  const tokens: AwkToken[] = [];
  let at = 0;
  let line = 1;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found === null) return null;
    at += found[0].length;
    return found[0];
  };
  while (at < source.length) {
    if (take(/[ \t\r]+|\\\r?\n|#[^\n]*/y) !== null) continue;
    if (source[at] === "\n") {
      tokens.push({ kind: "newline", line: line++ });
      at++;
      continue;
    }
    const number = take(/(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/y);
    if (number !== null) {
      tokens.push({ kind: "number", value: Number(number), line });
      continue;
    }
    const name = take(/[A-Za-z_]\w*/y);
    if (name !== null) {
      const kind = KEYWORDS.has(name)
        ? "keyword"
        : BUILTINS.has(name)
          ? "builtin"
          : source[at] === "("
            ? "call-name"
            : "name";
      tokens.push({ kind, text: name === "func" ? "function" : name, line });
      continue;
    }
    if (source[at] === '"') {
      const { text, end } = readString(source, at + 1, line);
      tokens.push({ kind: "string", text, line });
      at = end;
    } else if (source[at] === "/" && valueMayStand(tokens.at(-1))) {
      const { text, end } = readRegex(source, at + 1, line);
      tokens.push({ kind: "regex", text, line });
      at = end;
    } else {
      const symbol = SYMBOLS.find(
        (candidate) => source.startsWith(candidate, at) && !(dialect === "mawk" && candidate.startsWith("**")),
      );
      if (symbol === undefined) throw new AwkError(`${line}: unexpected character '${source[at]}'`);
      tokens.push({ kind: "symbol", text: symbol === "**" ? "^" : symbol === "**=" ? "^=" : symbol, line });
      at += symbol.length;
    }
  }
  tokens.push({ kind: "newline", line }, { kind: "end", line });
  return tokens;
}

function valueMayStand(last: AwkToken | undefined): boolean {
  if (last === undefined || last.kind === "newline" || last.kind === "keyword") return true;
  return last.kind === "symbol" && ![")", "]", "$", "++", "--"].includes(last.text);
}

function readString(source: string, from: number, line: number): { text: string; end: number } {
  let text = "";
  for (let at = from; ; at++) {
    const char = source[at];
    if (char === undefined || char === "\n")
      throw new AwkError(`line ${line}: runaway string constant "${source.slice(from, from + 20)} ...`);
    if (char === '"') return { text, end: at + 1 };
    if (char !== "\\") {
      text += char;
      continue;
    }
    const hex = /^x([0-9a-fA-F]{1,2})/.exec(source.slice(at + 1, at + 4));
    const octal = /^[0-7]{1,3}/.exec(source.slice(at + 1, at + 4))?.[0];
    if (hex !== null) {
      text += String.fromCharCode(Number.parseInt(hex[1] as string, 16));
      at += hex[0].length;
    } else if (octal !== undefined) {
      text += String.fromCharCode(Number.parseInt(octal, 8));
      at += octal.length;
    } else {
      const next = source[++at] ?? "";
      text += next === "\n" ? "" : (ESCAPES[next] ?? `\\${next}`);
    }
  }
}

function readRegex(source: string, from: number, line: number): { text: string; end: number } {
  let inBracket = false;
  for (let at = from; ; at++) {
    const char = source[at];
    if (char === undefined || char === "\n")
      throw new AwkError(`line ${line}: runaway regular expression /${source.slice(from, from + 20)} ...`);
    if (char === "\\") at++;
    else if (char === "[" && !inBracket) {
      inBracket = true;
      if (source[at + 1] === "^") at++;
      if (source[at + 1] === "]") at++;
    } else if (char === "]") inBracket = false;
    else if (char === "/" && !inBracket) return { text: source.slice(from, at), end: at + 1 };
  }
}

/** What -v and operands of the form name=value may contain. */
export function unescapeValue(text: string): string {
  return text.replace(/\\([0-7]{1,3}|.)/gs, (whole, char: string) =>
    /^[0-7]/.test(char) ? String.fromCharCode(Number.parseInt(char, 8)) : (ESCAPES[char] ?? whole),
  );
}
