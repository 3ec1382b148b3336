/** The whole kubectl's rare parts. */
import { overwriteConflict } from "./apply/conflicts.ts";
import { checkServerVersion } from "./client/server-version.ts";
import { kustomize } from "./kustomize/kustomize.ts";
import { toKyaml } from "./output/kyaml.ts";
import type { Rare } from "./rare.ts";
import { goTemplatePrinter } from "./template/template-printer.ts";

export const RARE_PARTS: Rare = {
  kustomize,
  goTemplate: goTemplatePrinter,
  kyaml: toKyaml,
  checkServerVersion,
  overwriteConflict,
};
