/** What stands between a string's quotes: escapes, and the expressions of an f-string. Models: CPython 3.11 Parser/string_parser.c */
import type { Expression, FormatPart } from "./ast.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  "0": "\0",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "\n": "",
};

/** Who reads the expressions. */
export interface ExpressionReader {
  fault(message: string): Error;
  inner(text: string): Expression;
}

/** What stands in an f-string: texts, and expressions in braces. */
export function formatParts(
  text: string,
  { isRaw, outer }: { readonly isRaw: boolean; readonly outer: ExpressionReader },
): (string | FormatPart)[] {
  const parts: (string | FormatPart)[] = [];
  const say = (piece: string): void => {
    if (piece !== "") parts.push(isRaw ? piece : unescaped(piece));
  };
  let plain = "";
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if ((char === "{" || char === "}") && text[i + 1] === char) {
      plain += char;
      i++;
    } else if (char === "}") throw outer.fault("f-string: single '}' is not allowed");
    else if (char === "{") {
      say(plain);
      plain = "";
      const end = closingBrace(text, i + 1);
      if (end < 0) throw outer.fault("f-string: expecting '}'");
      parts.push(...formatPart(text.slice(i + 1, end), outer));
      i = end;
    } else plain += char;
  }
  say(plain);
  return parts;
}

function closingBrace(text: string, from: number): number {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    if ("([{".includes(text[i] as string)) depth++;
    else if (text[i] === "}" && depth === 0) return i;
    else if (")]}".includes(text[i] as string)) depth--;
  }
  return -1;
}

function formatPart(inside: string, outer: ExpressionReader): (string | FormatPart)[] {
  const found =
    /^((?:[^!:([{'"]|![=]|\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]|\{[^}]*\}|'[^']*'|"[^"]*")*?)(=)?\s*(?:!([rsa]))?(?::(.*))?$/s.exec(
      inside,
    );
  if (found === null || (found[1] ?? "").trim() === "") throw outer.fault("f-string: empty expression not allowed");
  const source = found[1] as string;
  const value = outer.inner(source.trim());
  const spec = found[4] === undefined ? [] : formatParts(found[4], { isRaw: true, outer });
  const shows = found[2] !== undefined;
  const part = { value, conversion: found[3] ?? (shows && spec.length === 0 ? "r" : ""), spec };
  return shows ? [`${source}=`, part] : [part];
}

export function unescaped(text: string): string {
  return text.replace(/\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{1,3}|.|\n)/gs, (whole, code: string) => {
    if (/^[xuU]./.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16));
    if (/^[0-7]/.test(code)) return String.fromCodePoint(Number.parseInt(code, 8));
    return ESCAPES[code] ?? whole;
  });
}
