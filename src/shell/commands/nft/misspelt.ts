/**
 * Which known name somebody may have meant. The distance is the real tool's, which compares from the second letter on
 * and lets the rows of its table overlap, so that what it proposes is what it proposes.
 *
 * Models: nftables 1.0.6 src/misspell.c
 */
export function nearestName(wanted: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const name of known) {
    const longest = Math.max(wanted.length, name.length);
    const shortest = Math.min(wanted.length, name.length);
    if (longest <= 1) continue;
    const threshold = longest - shortest <= 1 ? Math.max(Math.ceil(longest / 3), 1) : Math.ceil((longest + 2) / 3);
    const distance = distanceOf(name, wanted);
    if (distance > threshold || distance >= least) continue;
    best = name;
    least = distance;
  }
  return best;
}

function distanceOf(a: string, b: string): number {
  const width = b.length;
  const cells = new Array<number>((a.length + 1) * (width + 1)).fill(0);
  const at = (i: number, j: number): number => cells[i * width + j] ?? 0;
  const letter = (text: string, i: number): number => (i < text.length ? text.charCodeAt(i) : 0);
  for (let i = 0; i <= a.length; i++) cells[i * width] = i;
  for (let j = 0; j <= width; j++) cells[j] = j;
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= width; j++) {
      const cost = letter(a, i) === letter(b, j) ? 0 : 1;
      let least = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + cost);
      if (i > 1 && j > 1 && letter(a, i) === letter(b, j - 1) && letter(a, i - 1) === letter(b, j))
        least = Math.min(least, at(i - 2, j - 2) + cost);
      cells[i * width + j] = least;
    }
  return at(a.length, width);
}
