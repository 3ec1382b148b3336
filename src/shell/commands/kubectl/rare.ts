/** What few commands of kubectl need and much code does: a page loads it with the whole kubectl, when it is first asked for. */
import type { Run } from "../../../sim/core/wait.ts";
import type { JsonObject, Mutable } from "../../../sim/kube/api/objects.ts";
import type { PatchSchema } from "../../../sim/kube/api/patch/patch-schema.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { RestClient } from "./client/rest-client.ts";
import type { FlagSet } from "./flags/flag-set.ts";
import type { ObjectPrinter } from "./output/formats.ts";
import type { FieldOrder } from "./output/json.ts";

export interface Rare {
  kustomize(
    process: Process,
    folder: string,
    isRestricted?: boolean,
  ): { readonly text: string; readonly warnings: readonly string[] };
  goTemplate(text: string, allowMissing: boolean): ObjectPrinter;
  checkServerVersion(client: RestClient): Run<void>;
  overwriteConflict(
    states: { readonly patch: JsonObject; readonly original: JsonObject; readonly current: JsonObject },
    schema: PatchSchema,
  ): string | null;
  kyaml(object: Mutable, order?: FieldOrder): string;
}

/** Seen from the flags, before anything is done: afterwards it would be done twice. */
export function wantsRare(flags: FlagSet): boolean {
  if (flags.boolOr("match-server-version", false) || !flags.boolOr("overwrite", true)) return true;
  if (flags.textOr("kustomize", "") !== "" || flags.textOr("template", "") !== "") return true;
  return /^(go-template|template|kyaml)/i.test(flags.textOr("output", ""));
}
