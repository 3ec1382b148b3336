/** What a search for objects comes upon. Models: k8s.io/cli-runtime/pkg/resource/visitor.go (ContinueOnErrorVisitor) */
import type { Run } from "../../../../sim/core/wait.ts";
import { expected, ManyErrors } from "../errors.ts";
import type { Info } from "./info.ts";

/** Objects and errors as they are found; an error ends it only when asked to. */
export class Gathered {
  readonly infos: Info[] = [];
  readonly errors: Error[] = [];
  readonly #stopAtError: boolean;

  constructor(stopAtError: boolean) {
    this.#stopAtError = stopAtError;
  }

  /** False when there is to be no more. */
  *attempt(step: () => Run<void> | void): Run<boolean> {
    try {
      const run = step();
      if (run !== undefined) yield* run;
    } catch (error) {
      const known = expected(error);
      if (known instanceof ManyErrors) this.errors.push(...known.errors);
      else this.errors.push(known);
      return !this.#stopAtError;
    }
    return true;
  }

  result(): { infos: readonly Info[]; errors: readonly Error[] } {
    return { infos: this.infos, errors: this.errors };
  }
}
