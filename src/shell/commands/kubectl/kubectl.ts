/** kubectl with every command that it has. */
import { ROOT } from "./commands.ts";
import { helpOf, unknownCommand } from "./help.ts";
import { kubectlOf } from "./program.ts";

export const kubectl = kubectlOf({ root: ROOT, help: { of: helpOf, unknownCommand } });
