/** `fn`: a pure function of the API's or kubectl's. */
import { optionalRecord, type Request, text } from "../fields.ts";
import { FUNCTIONS } from "../functions.ts";
import { Refusal } from "../refusal.ts";

export function fn(_: unknown, request: Request): Record<string, unknown> {
  const name = text(request, "name");
  const call = FUNCTIONS.get(name);
  if (call === undefined)
    throw new Refusal(`fn: no function ${JSON.stringify(name)}; there are: ${[...FUNCTIONS.keys()].join(", ")}`);
  try {
    return { value: call(optionalRecord(request, "args") ?? {}) };
  } catch (error) {
    if (error instanceof Refusal || !(error instanceof Error) || isOurs(error)) throw error;
    return { refused: error.message };
  }
}

/** A mistake in our code is not a refusal. */
function isOurs(error: Error): boolean {
  return (
    error instanceof TypeError ||
    error instanceof ReferenceError ||
    error instanceof RangeError ||
    error.name === "AssertionError"
  );
}
