/** Stands for a tool that a real image has and nobody here has written: it says so. */
import type { Run } from "../../core/wait.ts";
import type { Process } from "../../os/process.ts";

export function* notSimulated(process: Process): Run<number> {
  yield* process.printError(`${process.name}: not simulated here\n`);
  return 127;
}
