/** Every program that a file tree can name, by its id: one sorted line per command. */

import type { ProgramTable } from "../../sim/os/machine.ts";
import type { Program } from "../../sim/os/process.ts";
import { kubectl } from "./kubectl/kubectl.ts";

const LINES: readonly (readonly [id: string, program: Program])[] = [["kubectl", kubectl]];

export const COMMANDS: ProgramTable = new Map(LINES);
