/** Which pages somebody may have meant who came to an address that does not exist. */

export interface NamedPage {
  readonly path: string;
  readonly title: string;
}

const LEAST = 0.34;

/** The best first; none where nothing is like it. */
export function nearestPages<T extends NamedPage>(path: string, pages: readonly T[], most: number): T[] {
  const wanted = wordsOf(path);
  return pages
    .map((page) => ({ page, likeness: likenessOf(wanted, wordsOf(`${page.path} ${page.title}`)) }))
    .filter(({ likeness }) => likeness >= LEAST)
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, most)
    .map(({ page }) => page);
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Of the wanted words, how many the page has; a word with a slip counts for less. */
function likenessOf(wanted: readonly string[], words: readonly string[]): number {
  if (wanted.length === 0) return 0;
  const best = wanted.map((word) => Math.max(0, ...words.map((other) => wordLikeness(word, other))));
  return best.reduce((sum, likeness) => sum + likeness, 0) / wanted.length;
}

function wordLikeness(a: string, b: string): number {
  const longer = Math.max(a.length, b.length);
  const likeness = 1 - editsBetween(a, b) / longer;
  return likeness < 0.6 ? 0 : likeness;
}

/** Letters to put in, take out or change until one word is the other. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (letter === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
