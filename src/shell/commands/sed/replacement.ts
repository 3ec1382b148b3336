/** The right side of `s`: `&`, `\1`, `\n`, and GNU's `\U \L \u \l \E`. */

import { C_ESCAPES } from "../c-escapes.ts";
import { groupText, type PosixRegex, type RegexMatch } from "../posix-regex/posix-regex.ts";
import { numbered, type Substitution } from "./parse-script.ts";

/** Null when nothing matched. An empty match right behind the one before it does not count. */
export function replaceWith(
  regex: PosixRegex,
  text: string,
  { replacement, global, nth }: Substitution,
): string | null {
  let out = "";
  let copied = 0;
  let count = 0;
  let lastEnd = -1;
  let done = false;
  for (let from = 0; from <= text.length; ) {
    const match = regex.exec(text, from);
    if (match === null) break;
    const [start, end] = match as unknown as [number, number];
    if (!(start === end && start === lastEnd)) {
      lastEnd = end;
      if (++count >= nth) {
        out += text.slice(copied, start) + expand(replacement, text, match);
        copied = end;
        done = true;
        if (!global) break;
      }
    }
    from = end > start ? end : start + 1;
  }
  return done ? out + text.slice(copied) : null;
}

type Case = "" | "U" | "L";

function expand(replacement: string, text: string, match: RegexMatch): string {
  let out = "";
  let mode: Case = "";
  let once: "" | "u" | "l" = "";
  const add = (piece: string): void => {
    if (piece === "") return;
    let shown = mode === "U" ? piece.toUpperCase() : mode === "L" ? piece.toLowerCase() : piece;
    if (once !== "") shown = (once === "u" ? shown[0]?.toUpperCase() : shown[0]?.toLowerCase()) + shown.slice(1);
    once = "";
    out += shown;
  };
  for (let i = 0; i < replacement.length; i++) {
    const char = replacement[i] as string;
    if (char === "&") add(groupText(text, match, 0));
    else if (char !== "\\") add(char);
    else {
      const next = replacement[++i] ?? "";
      if (/\d/.test(next)) add(groupText(text, match, Number(next)));
      else if (next === "U" || next === "L") mode = next;
      else if (next === "E") mode = "";
      else if (next === "u" || next === "l") once = next;
      else {
        const number = /^(?:x[0-9a-fA-F]{1,2}|o[0-7]{1,3}|d\d{1,3})/.exec(replacement.slice(i));
        if (number !== null) i += number[0].length - 1;
        add(number === null ? (C_ESCAPES[next] ?? next) : numbered(number[0]));
      }
    }
  }
  return out;
}
