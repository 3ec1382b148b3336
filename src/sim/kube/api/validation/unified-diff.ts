/**
 * How two texts differ, as the API server shows it when what may not change has changed.
 *
 * Models: apimachinery/pkg/util/diff Diff, github.com/pmezard/go-difflib (Python's SequenceMatcher)
 */
const CONTEXT = 3;
/** In a text of so many lines, those that are more than a hundredth of it begin no match. */
const LONG = 200;

interface Match {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

interface Change {
  readonly isEqual: boolean;
  readonly a: readonly [number, number];
  readonly b: readonly [number, number];
}

export function unifiedDiff(before: string, after: string): string {
  const a = before.split("\n");
  const b = after.split("\n");
  let text = "";
  for (const group of groupsOf(changesBetween(a, b))) {
    const [first, last] = [group[0] as Change, group.at(-1) as Change];
    text += `@@ -${range(first.a[0], last.a[1])} +${range(first.b[0], last.b[1])} @@\n`;
    for (const change of group) {
      const lines = (all: readonly string[], [from, to]: readonly [number, number], mark: string): string =>
        all
          .slice(from, to)
          .map((line) => `${mark}${line}\n`)
          .join("");
      text += change.isEqual ? lines(a, change.a, " ") : lines(a, change.a, "-") + lines(b, change.b, "+");
    }
  }
  return text;
}

function range(from: number, to: number): string {
  const length = to - from;
  if (length === 1) return String(from + 1);
  return `${length === 0 ? from : from + 1},${length}`;
}

function changesBetween(a: readonly string[], b: readonly string[]): Change[] {
  const changes: Change[] = [];
  let [i, j] = [0, 0];
  for (const match of [...matchesOf(a, b), { a: a.length, b: b.length, size: 0 }]) {
    if (i < match.a || j < match.b) changes.push({ isEqual: false, a: [i, match.a], b: [j, match.b] });
    [i, j] = [match.a + match.size, match.b + match.size];
    if (match.size > 0) changes.push({ isEqual: true, a: [match.a, i], b: [match.b, j] });
  }
  return changes;
}

/** The longest first, then what is left and right of it; those that touch are one. */
function matchesOf(a: readonly string[], b: readonly string[]): readonly Match[] {
  const places = placesIn(b);
  const found: Match[] = [];
  const rest: [number, number, number, number][] = [[0, a.length, 0, b.length]];
  for (let span = rest.pop(); span !== undefined; span = rest.pop()) {
    const [aFrom, aTo, bFrom, bTo] = span;
    const match = longest(a, b, { span, places });
    if (match.size === 0) continue;
    found.push(match);
    if (aFrom < match.a && bFrom < match.b) rest.push([aFrom, match.a, bFrom, match.b]);
    const [aEnd, bEnd] = [match.a + match.size, match.b + match.size];
    if (aEnd < aTo && bEnd < bTo) rest.push([aEnd, aTo, bEnd, bTo]);
  }
  const joined: Match[] = [];
  for (const match of found.sort((one, other) => one.a - other.a)) {
    const last = joined.at(-1);
    if (last !== undefined && last.a + last.size === match.a && last.b + last.size === match.b)
      joined[joined.length - 1] = { ...last, size: last.size + match.size };
    else joined.push(match);
  }
  return joined;
}

function placesIn(lines: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  lines.forEach((line, i) => {
    const known = places.get(line);
    if (known === undefined) places.set(line, [i]);
    else known.push(i);
  });
  if (lines.length < LONG) return places;
  const most = Math.floor(lines.length / 100) + 1;
  return new Map([...places].filter(([, at]) => at.length <= most));
}

function longest(
  a: readonly string[],
  b: readonly string[],
  how: {
    readonly span: readonly [number, number, number, number];
    readonly places: ReadonlyMap<string, readonly number[]>;
  },
): Match {
  const [aFrom, aTo, bFrom, bTo] = how.span;
  let best = { a: aFrom, b: bFrom, size: 0 };
  let ending = new Map<number, number>();
  for (let i = aFrom; i < aTo; i++) {
    const now = new Map<number, number>();
    for (const j of how.places.get(a[i] as string) ?? []) {
      if (j < bFrom || j >= bTo) continue;
      const size = (ending.get(j - 1) ?? 0) + 1;
      now.set(j, size);
      if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
    }
    ending = now;
  }
  while (best.a > aFrom && best.b > bFrom && a[best.a - 1] === b[best.b - 1])
    best = { a: best.a - 1, b: best.b - 1, size: best.size + 1 };
  while (best.a + best.size < aTo && best.b + best.size < bTo && a[best.a + best.size] === b[best.b + best.size])
    best.size++;
  return best;
}

/** Changes that have few equal lines between them are shown together. */
function groupsOf(changes: readonly Change[]): Change[][] {
  const groups: Change[][] = [];
  let group: Change[] = [];
  changes.forEach((change, i) => {
    if (!change.isEqual) {
      group.push(change);
      return;
    }
    const [from, to] = change.a;
    const head: Change = { isEqual: true, a: [from, Math.min(to, from + CONTEXT)], b: upTo(change, CONTEXT) };
    const tail: Change = { isEqual: true, a: [Math.max(from, to - CONTEXT), to], b: lastOf(change, CONTEXT) };
    const isLast = i === changes.length - 1;
    if (i > 0 && !isLast && to - from <= 2 * CONTEXT) {
      group.push(change);
      return;
    }
    if (i > 0) groups.push([...group, head]);
    group = isLast ? [] : [tail];
  });
  if (group.some(({ isEqual }) => !isEqual)) groups.push(group);
  return groups;
}

function upTo({ b: [from, to] }: Change, count: number): readonly [number, number] {
  return [from, Math.min(to, from + count)];
}

function lastOf({ b: [from, to] }: Change, count: number): readonly [number, number] {
  return [Math.max(from, to - count), to];
}
