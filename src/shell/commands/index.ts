/** Every program that a file tree can name, by its id, in the order of the ids. */
import type { ProgramTable } from "../../sim/os/machine.ts";
import { COMMON } from "./common.ts";
import { curl } from "./curl/curl.ts";
import { tool } from "./failure.ts";
import { kubectl } from "./kubectl/kubectl.ts";
import { tableOf } from "./program-line.ts";
import { RARE } from "./rare.ts";
import { USUAL } from "./usual.ts";

export const COMMANDS: ProgramTable = tableOf([
  ...COMMON,
  ...USUAL,
  ...RARE,
  ["curl", tool(curl)],
  ["kubectl", kubectl],
]);
