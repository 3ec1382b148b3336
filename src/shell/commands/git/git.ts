/** There is no git here, and it says so instead of pretending. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";

// biome-ignore lint/correctness/useYield: it only refuses.
export function* git(_process: Process): Run<number> {
  throw new Failure("git: not simulated here; files in this home folder have no history\n", 1);
}
