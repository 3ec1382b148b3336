/**
 * Our own bugs, as opposed to a learner's or an author's mistakes. The page shows the message together with
 * the seed and the input log, which is all that is needed to see the bug again.
 */

export class AssertionError extends Error {
  override readonly name = "AssertionError";
  readonly state: unknown;

  constructor(message: string, state?: unknown) {
    super(state === undefined ? message : `${message}: ${inWords(state)}`);
    this.state = state;
  }
}

export function assert(condition: unknown, message: string, state?: unknown): asserts condition {
  if (!condition) throw new AssertionError(message, state);
}

/** For the default branch of a switch over a closed union: a new member that nobody handles does not compile. */
export function unreachable(value: never): never {
  throw new AssertionError("a case nobody handles", value);
}

function inWords(state: unknown): string {
  if (typeof state === "string") return state;
  try {
    return JSON.stringify(state) ?? String(state);
  } catch {
    return String(state);
  }
}
