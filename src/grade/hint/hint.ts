/**
 * A lab's hints: parted by lines of `---`, each one step nearer. A hint that helps with certain checks says so in its first
 * line, in a comment of MDX: `for: has-endpoints, by-name`. So a learner is first offered what fits where they stand.
 */

export interface Hint {
  /** The checks that it helps with; none: it fits everybody. */
  readonly checkIds: readonly string[];
  readonly text: string;
}

const FOR = /^\{\/\*\s*for:\s*([^*]*?)\s*\*\/\}[ \t]*\n?/;

export function hintsOf(hints: string): Hint[] {
  return hints
    .split(/^---$/m)
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => {
      const checkIds =
        FOR.exec(part)?.[1]
          ?.split(/[\s,]+/)
          .filter((id) => id !== "") ?? [];
      return { checkIds, text: part.replace(FOR, "").trim() };
    });
}

/** What an author wrote wrong: a check that there is not, or a mark and no hint. */
export function problemsOfHints(hints: readonly Hint[], checkIds: readonly string[]): string[] {
  return hints.flatMap((hint, index) => [
    ...hint.checkIds
      .filter((id) => !checkIds.includes(id))
      .map((id) => `hint ${index + 1} is for "${id}"; the lab's checks are ${checkIds.join(", ")}`),
    ...(hint.text === "" ? [`hint ${index + 1} says nothing`] : []),
  ]);
}
