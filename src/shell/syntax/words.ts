/** How the text between expansions is read: what a backslash takes away depends on where it stands. */
import type { Part, TextPart, Word } from "./ast.ts";

/** `assignment` also knows tildes behind colons; `double` is between double quotes; `document` a here-document. */
export type WordContext = "word" | "assignment" | "double" | "operand" | "document";

const ESCAPED: Readonly<Record<"double" | "operand" | "document", string>> = {
  double: '$`"\\\n',
  operand: '$`"\\\n}',
  document: "$`\\\n",
};

/** Text without expansions, as written, in parts that are quoted or not. */
export function textParts(raw: string, context: WordContext): TextPart[] {
  if (!raw.includes("\\")) return raw === "" ? [] : [text(raw, context !== "word" && context !== "assignment")];
  return context === "word" || context === "assignment"
    ? bareParts(raw)
    : [text(unescaped(raw, ESCAPED[context]), true)];
}

function unescaped(raw: string, special: string): string {
  let out = "";
  for (let i = 0; i < raw.length; i++) {
    const next = raw[i + 1];
    if (raw[i] !== "\\" || next === undefined || !special.includes(next)) out += raw[i];
    else {
      i++;
      if (next !== "\n") out += next;
    }
  }
  return out;
}

function bareParts(raw: string): TextPart[] {
  const parts: TextPart[] = [];
  let bare = "";
  const flush = (): void => {
    if (bare !== "") parts.push(text(bare, false));
    bare = "";
  };
  for (let i = 0; i < raw.length; i++) {
    if (raw[i] !== "\\" || i + 1 === raw.length) {
      bare += raw[i];
      continue;
    }
    i++;
    if (raw[i] === "\n") continue;
    flush();
    const escaped = String.fromCodePoint(raw.codePointAt(i) as number);
    i += escaped.length - 1;
    parts.push(text(escaped, true));
  }
  flush();
  return parts;
}

function text(value: string, quoted: boolean): TextPart {
  return { kind: "text", text: value, quoted };
}

const TILDE = /^~([A-Za-z0-9._+-]*)(?=\/|$)/;
const TILDE_IN_VALUE = /^~([A-Za-z0-9._+-]*)(?=[/:]|$)/;

/** Turns tildes at the beginning of a word (and in values behind colons) into parts of their own. */
export function withTildes(parts: readonly Part[], context: WordContext): readonly Part[] {
  if (context !== "word" && context !== "assignment") return parts;
  const isValue = context === "assignment";
  const out: Part[] = [];
  for (const [i, part] of parts.entries()) {
    if (part.kind !== "text" || part.quoted || !part.text.includes("~")) {
      out.push(part);
      continue;
    }
    out.push(...splitTildes(part.text, { atStart: i === 0, isLast: i === parts.length - 1, isValue }));
  }
  return out;
}

interface Place {
  readonly atStart: boolean;
  readonly isLast: boolean;
  readonly isValue: boolean;
}

function splitTildes(value: string, place: Place): Part[] {
  const out: Part[] = [];
  let from = 0;
  const pieces = place.isValue ? value.split(/(?<=:)/) : [value];
  let at = 0;
  for (const [i, piece] of pieces.entries()) {
    const found = (place.isValue ? TILDE_IN_VALUE : TILDE).exec(piece);
    const endsWord = found !== null && at + found[0].length === value.length;
    if (found !== null && (i > 0 || place.atStart) && (!endsWord || place.isLast)) {
      if (at > from) out.push(text(value.slice(from, at), false));
      out.push({ kind: "tilde", user: found[1] as string });
      from = at + found[0].length;
    }
    at += piece.length;
  }
  if (from < value.length) out.push(text(value.slice(from), false));
  return out;
}

const GLOB = /[*?]|[@!+]\(/;

/** The value of a word in which nothing is expanded, or null. */
export function constantOf(parts: readonly Part[]): string | null {
  let value = "";
  let isInBracket = false;
  for (const part of parts) {
    if (part.kind === "text" && !part.quoted) {
      // A bracket is a pattern only where it is closed: `[` alone is a command.
      isInBracket ||= part.text.includes("[");
      if (isInBracket && part.text.includes("]", part.text.indexOf("[") + 1)) return null;
    }
    if (part.kind === "text" && (part.quoted || !GLOB.test(part.text))) value += part.text;
    else if (part.kind === "double") {
      const inner = constantOf(part.parts);
      if (inner === null) return null;
      value += inner;
    } else return null;
  }
  return value;
}

export function documentWord(parts: readonly Part[], raw: string): Word {
  return createWord(raw, parts);
}

export function createWord(text: string, parts: readonly Part[], braces: readonly Word[] | null = null): Word {
  const constant = braces === null ? constantOf(parts) : null;
  return { kind: "word", text, parts, constant, braces, isPlain: braces === null && parts.every(isPlain) };
}

/** Whether a part can be expanded by a function that never waits. */
export function isPlain(part: Part): boolean {
  switch (part.kind) {
    case "text":
    case "tilde":
      return true;
    case "double":
      return part.parts.every(isPlain);
    case "arithmetic":
      return part.expression.word === null || part.expression.word.isPlain;
    case "parameter":
      return part.operation === null && part.prefix === "" && part.subscript === null;
    default:
      return false;
  }
}
