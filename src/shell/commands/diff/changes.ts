/** What must be removed and added to make one list of lines of another: the fewest lines. Models: Myers, "An O(ND) Difference Algorithm", by its trace. */
import { LimitError } from "../../../sim/core/limits.ts";

export interface Change {
  /** Lines `from` to `to` (not included) of the left side go… */
  readonly left: readonly [from: number, to: number];
  /** …and these of the right side come. */
  readonly right: readonly [from: number, to: number];
}

const MAX_STEPS = 20_000;

export function changesBetween(a: readonly string[], b: readonly string[]): Change[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const pairs = matches(a.slice(start, a.length - end), b.slice(start, b.length - end));
  const changes: Change[] = [];
  let [x, y] = [start, start];
  for (const [i, j] of [
    ...pairs.map(([l, r]) => [l + start, r + start] as const),
    [a.length - end, b.length - end] as const,
  ]) {
    if (i > x || j > y) changes.push({ left: [x, i], right: [y, j] });
    [x, y] = [i + 1, j + 1];
  }
  return changes;
}

/** Pairs of equal lines, in order. */
function matches(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  const most = a.length + b.length;
  const reach = new Map<number, number>([[1, 0]]);
  const history: Map<number, number>[] = [];
  for (let d = 0; d <= most; d++) {
    if (d > MAX_STEPS) throw new LimitError("fileBytes", "the files differ too much for diff");
    history.push(new Map(reach));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
      let x = down ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1;
      let y = x - k;
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x++;
        y++;
      }
      reach.set(k, x);
      if (x >= a.length && y >= b.length) return walkBack(history, { x: a.length, y: b.length, d });
    }
  }
  return [];
}

function walkBack(
  history: readonly Map<number, number>[],
  end: { x: number; y: number; d: number },
): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  let { x, y } = end;
  for (let d = end.d; d >= 0; d--) {
    const reach = history[d] as Map<number, number>;
    const k = x - y;
    const down = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
    const before = down ? k + 1 : k - 1;
    const beforeX = d === 0 ? 0 : (reach.get(before) ?? 0);
    const beforeY = d === 0 ? 0 : beforeX - before;
    while (x > beforeX && y > beforeY && x > 0 && y > 0) pairs.push([--x, --y]);
    [x, y] = [beforeX, beforeY];
  }
  return pairs.reverse();
}
