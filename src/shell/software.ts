/** Everything that a cluster can run, for those who have all the code at hand. */
import { EVERY_PART } from "../sim/every-part.ts";
import type { Software } from "../sim/node/parts/software.ts";
import { COMMANDS } from "./commands/index.ts";

export const SOFTWARE: Software = { programs: COMMANDS, parts: EVERY_PART };
