/** What `#`, `%`, `/`, `^` and `,` in `${…}` do to one value. Models: bash subst.c, parameter_brace_remove_pattern and on. */
import type { Pattern } from "./pattern.ts";

export function removePattern(value: string, pattern: Pattern, operator: "#" | "##" | "%" | "%%"): string {
  if (operator === "#" || operator === "##") {
    const ends = pattern.ends(value, 0);
    const end = operator === "#" ? ends[0] : ends.at(-1);
    return end === undefined ? value : value.slice(end);
  }
  if (pattern.literal !== null)
    return value.endsWith(pattern.literal) ? value.slice(0, value.length - pattern.literal.length) : value;
  const starts = boundaries(value);
  if (operator === "%") starts.reverse();
  const start = starts.find((at) => pattern.matches(value.slice(at)));
  return start === undefined ? value : value.slice(0, start);
}

function boundaries(value: string): number[] {
  const all: number[] = [];
  for (let at = 0; at < value.length; at++) {
    const unit = value.charCodeAt(at);
    if (unit < 0xdc00 || unit > 0xdfff || at === 0) all.push(at);
  }
  all.push(value.length);
  return all;
}

export interface Replacement {
  readonly pattern: Pattern;
  readonly operator: "/" | "//" | "/#" | "/%";
  /** Given the matched text. */
  readonly replacement: (matched: string) => string;
}

export function replacePattern(value: string, { pattern, operator, replacement }: Replacement): string {
  if (pattern.literal === "" && operator !== "/#" && operator !== "/%") return value;
  if (operator === "/#") {
    const end = pattern.ends(value, 0).at(-1);
    return end === undefined ? value : replacement(value.slice(0, end)) + value.slice(end);
  }
  if (operator === "/%") {
    const start = boundaries(value).find((at) => pattern.ends(value, at).at(-1) === value.length);
    return start === undefined ? value : value.slice(0, start) + replacement(value.slice(start));
  }
  let out = "";
  let at = 0;
  while (at <= value.length) {
    const next = pattern.literal === null ? at : value.indexOf(pattern.literal, at);
    if (next < 0) break;
    out += value.slice(at, next);
    at = next;
    const end = pattern.ends(value, at).at(-1);
    if (end === undefined || (end === at && (at < value.length || value !== ""))) {
      if (end === at && operator === "/") break;
      out += value.charAt(at++);
      continue;
    }
    out += replacement(value.slice(at, end));
    at = end === at ? at + 1 : end;
    if (operator === "/") break;
  }
  return out + value.slice(at);
}

/** `^`, `^^`, `,`, `,,`, and the `~` pair that bash has but does not document. */
export function changeCase(value: string, operator: string, pattern: Pattern | null): string {
  const change = operator[0] === "^" ? (c: string) => c.toUpperCase() : (c: string) => c.toLowerCase();
  const all = operator.length === 2;
  let out = "";
  let isFirst = true;
  for (const char of value) {
    out += (all || isFirst) && (pattern === null || pattern.matches(char)) ? change(char) : char;
    isFirst = false;
  }
  return out;
}
