/** kubectl with every command, and without the text that `explain` prints: that is the whole kubectl's to do. */
import type { Program } from "../../../sim/os/process.ts";
import { ROOT } from "./commands.ts";
import { complete } from "./complete/complete.ts";
import { EXTENSIONS } from "./extensions.ts";
import { helpOf, unknownCommand } from "./help.ts";
import { kubectlOf } from "./program.ts";
import { RARE_PARTS } from "./rare-parts.ts";
import { USUAL_PARTS } from "./usual-parts.ts";

export function kubectlOfEveryCommand(whole: Program): Program {
  return kubectlOf({
    root: ROOT,
    complete,
    help: { of: helpOf, unknownCommand },
    extensions: EXTENSIONS,
    docs: null,
    rare: RARE_PARTS,
    usual: USUAL_PARTS,
    whole,
  });
}
