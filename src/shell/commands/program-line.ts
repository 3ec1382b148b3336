/** What tables of programs are made of. */
import type { ProgramTable } from "../../sim/os/machine.ts";
import type { Program } from "../../sim/os/process.ts";

/** A program by the id that a file tree gives it. */
export type ProgramLine = readonly [id: string, program: Program];

/** Lists of what there is (busybox's own, say) come in the order of the table, however its lines were put together. */
export function tableOf(lines: readonly ProgramLine[]): ProgramTable {
  return new Map([...lines].sort(([left], [right]) => (left < right ? -1 : 1)));
}
