/**
 * Which programs somebody at a terminal has run, for whoever wants to know whether a tool was used: argv, where and when.
 * What a container does by itself is not in it.
 *
 * Models: acct(5). SIMPLIFIED: the last few thousand, and neither times nor exit codes.
 */
import { LIMITS } from "../core/limits.ts";

export interface RanProgram {
  readonly atUs: number;
  /** The machine's name. */
  readonly where: string;
  readonly argv: readonly string[];
}

export class Accounting {
  readonly #ran: RanProgram[] = [];

  /** Oldest first. */
  get ran(): readonly RanProgram[] {
    return this.#ran;
  }

  note(program: RanProgram): void {
    this.#ran.push(program);
    if (this.#ran.length > LIMITS.ranPrograms) this.#ran.splice(0, LIMITS.ranPrograms / 2);
  }
}
