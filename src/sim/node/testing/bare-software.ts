/** All parts, and no program of the shell's: for worlds in which nobody types. */
import { EVERY_PART } from "../parts/every.ts";
import type { Software } from "../parts/software.ts";

export const BARE_SOFTWARE: Software = { programs: new Map(), parts: EVERY_PART };
