/** What length and distance codes stand for: a base and so many bits more. Models: RFC 1951 §3.2.5 */

type Row = readonly [base: number, extra: number];

function rows(first: number, extras: readonly number[]): Row[] {
  let base = first;
  return extras.map((extra): Row => {
    const row: Row = [base, extra];
    base += 2 ** extra;
    return row;
  });
}

const LENGTH_EXTRAS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5];

export const LENGTHS: readonly Row[] = [...rows(3, LENGTH_EXTRAS), [258, 0]];
export const DISTANCES: readonly Row[] = rows(
  1,
  [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13],
);
