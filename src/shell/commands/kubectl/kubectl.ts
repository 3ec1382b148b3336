/** kubectl with everything that it has. */
import { FIELD_DOCS } from "../../../sim/kube/schema/docs.ts";
import { ROOT } from "./commands.ts";
import { complete } from "./complete/complete.ts";
import { EXTENSIONS } from "./extensions.ts";
import { helpOf, unknownCommand } from "./help.ts";
import { kubectlOf } from "./program.ts";
import { RARE_PARTS } from "./rare-parts.ts";
import { USUAL_PARTS } from "./usual-parts.ts";

export const kubectl = kubectlOf({
  root: ROOT,
  complete,
  help: { of: helpOf, unknownCommand },
  extensions: EXTENSIONS,
  docs: FIELD_DOCS,
  rare: RARE_PARTS,
  usual: USUAL_PARTS,
});
