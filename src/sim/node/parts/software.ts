/** All code from outside the simulated world that a cluster runs: programs for machines, and parts to make it from. */

import type { ProgramTable } from "../../os/machine.ts";
import type { Rehearsal } from "../kubelet/rehearsal.ts";
import type { Parts } from "./parts.ts";

export interface Software {
  readonly programs: ProgramTable;
  readonly parts: Parts;
  /** For whoever has clusters to stand for that were recorded without containers. */
  readonly rehearse?: (annotation: string) => Rehearsal;
}
