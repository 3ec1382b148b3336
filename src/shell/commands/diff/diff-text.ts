/** Changes in the formats of diff. Models: diffutils src/normal.c, src/context.c */
import type { Change } from "./changes.ts";

interface Sides {
  readonly a: readonly string[];
  readonly b: readonly string[];
  readonly changes: readonly Change[];
  /** The last line has no line feed. */
  readonly openEnd: readonly [boolean, boolean];
}

const NO_NEWLINE = "\\ No newline at end of file\n";

export function normalText({ a, b, changes, openEnd }: Sides): string {
  let text = "";
  for (const { left, right } of changes) {
    const letter = left[0] === left[1] ? "a" : right[0] === right[1] ? "d" : "c";
    text += `${range(left, letter === "a")}${letter}${range(right, letter === "d")}\n`;
    for (let i = left[0]; i < left[1]; i++) text += `< ${a[i]}\n${i === a.length - 1 && openEnd[0] ? NO_NEWLINE : ""}`;
    if (letter === "c") text += "---\n";
    for (let i = right[0]; i < right[1]; i++)
      text += `> ${b[i]}\n${i === b.length - 1 && openEnd[1] ? NO_NEWLINE : ""}`;
  }
  return text;
}

/** Counted from 1; for nothing, the line before. */
function range([from, to]: readonly [number, number], isEmpty: boolean): string {
  if (isEmpty) return String(from);
  return to - from === 1 ? String(from + 1) : `${from + 1},${to}`;
}

export function unifiedText({
  a,
  b,
  changes,
  context,
  heads,
  openEnd,
}: Sides & { readonly context: number; readonly heads: readonly [string, string] }): string {
  let text = `--- ${heads[0]}\n+++ ${heads[1]}\n`;
  for (const group of grouped(changes, context)) {
    const [first, last] = [group[0] as Change, group.at(-1) as Change];
    const from = Math.max(0, first.left[0] - context);
    const to = Math.min(a.length, last.left[1] + context);
    const rightFrom = Math.max(0, first.right[0] - (first.left[0] - from));
    const rightTo = last.right[1] + (to - last.left[1]);
    text += `@@ -${hunkRange(from, to)} +${hunkRange(rightFrom, rightTo)} @@\n`;
    let at = from;
    const same = (until: number): void => {
      for (; at < until; at++) text += ` ${a[at]}\n${at === a.length - 1 && openEnd[0] ? NO_NEWLINE : ""}`;
    };
    for (const { left, right } of group) {
      same(left[0]);
      for (; at < left[1]; at++) text += `-${a[at]}\n${at === a.length - 1 && openEnd[0] ? NO_NEWLINE : ""}`;
      for (let i = right[0]; i < right[1]; i++)
        text += `+${b[i]}\n${i === b.length - 1 && openEnd[1] ? NO_NEWLINE : ""}`;
    }
    same(to);
  }
  return text;
}

function hunkRange(from: number, to: number): string {
  const count = to - from;
  return count === 1 ? String(from + 1) : `${count === 0 ? from : from + 1},${count}`;
}

function grouped(changes: readonly Change[], context: number): Change[][] {
  const groups: Change[][] = [];
  for (const change of changes) {
    const last = groups.at(-1)?.at(-1);
    if (last !== undefined && change.left[0] - last.left[1] <= 2 * context) groups.at(-1)?.push(change);
    else groups.push([change]);
  }
  return groups;
}
