/** Which hint is offered next: one for a check that fails now, in the author's order; then those for everybody. */

export interface HintLine {
  /** The checks that it helps with; none: everybody. */
  readonly checkIds: readonly string[];
}

/** `failing`: null before the first check. Null: no hint is left that fits. */
export function nextHint(
  hints: readonly HintLine[],
  shown: ReadonlySet<number>,
  failing: readonly string[] | null,
): number | null {
  const left = hints.map((hint, index) => ({ ...hint, index })).filter(({ index }) => !shown.has(index));
  const fits = left.find(({ checkIds }) => checkIds.some((id) => failing?.includes(id)));
  const general = left.find(({ checkIds }) => checkIds.length === 0);
  // Before anything was checked nobody knows where the learner stands.
  const any = failing === null ? left[0] : undefined;
  return (fits ?? general ?? any)?.index ?? null;
}
