/** The one sentence for what Python has and we have not; no `except` of the program takes it. */
import { Failure } from "../../failure.ts";

export function notSimulated(what: string): Failure {
  return new Failure(`python3: ${what} is not simulated here\n`, 2);
}
