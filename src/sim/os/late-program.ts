/**
 * A program whose file is on the machine and whose code is not here yet. It is a program like any other: when it runs,
 * the clock is held until the code has come, and then it runs at that very instant.
 *
 * Models: nothing that a real machine has; a page without connection is told in the words of a tool, exit status 126.
 */
import type { Late } from "../core/late.ts";
import type { Program } from "./process.ts";

const NOT_LOADED = 126;

export function lateProgram(late: Late<Program>): Program {
  return function* awaitProgram(process) {
    const program = yield* late.awaited();
    if (program !== null) return yield* program(process);
    yield* process.printError(`${process.name}: could not be loaded; check your connection and try again\n`);
    return NOT_LOADED;
  };
}
