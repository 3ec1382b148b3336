/**
 * "Did you mean": the known name that is nearest to one that is not.
 *
 * Models: CPython 3.11 Python/suggestions.c
 */
import { raised } from "./errors.ts";
import { NAMES } from "./names.ts";
import { notSimulated } from "./not-simulated.ts";
import type { Scope } from "./scope.ts";
import type { Raised } from "./values.ts";

const MOVE = 2;
const CASE = 1;
const MAX_LENGTH = 40;

/** `. Did you mean: 'print'?`, or nothing. */
export function suggestion(name: string, candidates: Iterable<string>): string {
  let best = "";
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    if (candidate === name) continue;
    const limit = Math.min(Math.floor(((name.length + candidate.length + 3) * MOVE) / 6), bestDistance - 1);
    const distance = editDistance(name, candidate);
    if (distance <= limit && (best === "" || distance < bestDistance)) [best, bestDistance] = [candidate, distance];
  }
  return best === "" ? "" : `. Did you mean: '${best}'?`;
}

function editDistance(a: string, b: string): number {
  if (a.length > MAX_LENGTH || b.length > MAX_LENGTH) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i * MOVE);
  for (let i = 1; i <= a.length; i++) {
    const next = [i * MOVE];
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min(
          (row[j] as number) + MOVE,
          (next[j - 1] as number) + MOVE,
          (row[j - 1] as number) + changeCost(a[i - 1] as string, b[j - 1] as string),
        ),
      );
    row = next;
  }
  return row[b.length] as number;
}

function changeCost(a: string, b: string): number {
  if (a === b) return 0;
  return a.toLowerCase() === b.toLowerCase() ? CASE : MOVE;
}

/** A name that no scope has: unknown to Python, or only to us. */
export function unknownName(scope: Scope, name: string): Error {
  const builtins = namesOf("builtins");
  if (builtins.includes(name)) return notSimulated(`${name}()`);
  const known: string[] = [];
  for (let at: Scope | null = scope; at !== null; at = at.parent) known.push(...at.names.keys());
  return raised("NameError", `name '${name}' is not defined${suggestion(name, [...known, ...builtins])}`);
}

/** What Python's `dir()` of it lists. */
export function namesOf(what: string): readonly string[] {
  return NAMES[what]?.split(" ") ?? [];
}

/** `words` are what Python says when there is no such attribute; that it has and we have not is said otherwise. */
export function unknownAttribute(
  what: string,
  name: string,
  words: string,
  own: Iterable<string> = [],
): Error | Raised {
  const known = namesOf(what);
  if (known.includes(name)) return notSimulated(`${what.replace(/^module /, "")}.${name}`);
  return raised("AttributeError", `${words}${suggestion(name, [...own, ...known])}`);
}
