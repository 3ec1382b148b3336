/**
 * A lab's texts with a student's values in them. `@app@` is the value of `app`. What stands between a line
 * `@if fault=selector@` and a line `@end@` is there for that value only (`@if fault=a|b@` for one of two). The signs
 * mean nothing to a shell, to YAML or to MDX at these places, so that the files stay readable as what they are.
 */
import type { Values } from "./variable.ts";

const NAME = /@([a-z][a-zA-Z0-9]*)@/g;
const IF = /^\s*(?:#\s*)?@if ([a-z][a-zA-Z0-9]*)=(\S+)@\s*$/;
const END = /^\s*(?:#\s*)?@end@\s*$/;

export function filledIn(text: string, values: Values): string {
  return linesFor(text, values).replace(NAME, (whole, name: string) => values[name] ?? whole);
}

function linesFor(text: string, values: Values): string {
  if (!text.includes("@if ")) return text;
  let isShown = true;
  const kept = text.split("\n").filter((line) => {
    const opened = IF.exec(line);
    if (opened !== null) isShown = (opened[2] as string).split("|").includes(values[opened[1] as string] ?? "");
    if (opened === null && END.test(line)) {
      isShown = true;
      return false;
    }
    return opened === null && isShown;
  });
  return kept.join("\n");
}

/** The variables that a text has stretches for. */
export function namesAskedFor(text: string): string[] {
  return text.split("\n").flatMap((line) => IF.exec(line)?.[1] ?? []);
}

/** Names that a text uses and nobody defines; a stretch that is opened and not closed counts as `end`. */
export function unknownNames(text: string, known: readonly string[]): string[] {
  const lines = text.split("\n");
  const conditions = namesAskedFor(text);
  const used = [...text.matchAll(NAME)].map((found) => found[1] as string).filter((name) => name !== "end");
  const unknown = [...conditions, ...used].filter((name) => !known.includes(name));
  const isClosed = conditions.length === lines.filter((line) => END.test(line)).length;
  return [...new Set(isClosed ? unknown : [...unknown, "end"])];
}
