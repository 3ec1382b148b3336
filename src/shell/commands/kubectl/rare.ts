/** What few commands of kubectl need and much code does: a page loads it with the whole kubectl, when it is first asked for. */
import type { Mutable } from "../../../sim/kube/api/objects.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { FlagSet } from "./flags/flag-set.ts";
import type { ObjectPrinter } from "./output/formats.ts";
import type { FieldOrder } from "./output/json.ts";

export interface Rare {
  kustomize(process: Process, folder: string): { readonly text: string; readonly warnings: readonly string[] };
  goTemplate(text: string, allowMissing: boolean): ObjectPrinter;
  kyaml(object: Mutable, order?: FieldOrder): string;
}

/** Seen from the flags, before anything is done: afterwards it would be done twice. */
export function wantsRare(flags: FlagSet): boolean {
  if (flags.textOr("kustomize", "") !== "" || flags.textOr("template", "") !== "") return true;
  return /^(go-template|template|kyaml)/i.test(flags.textOr("output", ""));
}
