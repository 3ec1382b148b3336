/** `--overrides`: a patch of the object that a command makes. Models: k8s.io/kubectl/pkg/cmd/util/override_options.go */

import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { applyJsonPatch, JsonPatchError } from "../../../../sim/kube/api/patch/json.ts";
import { applyMergePatch } from "../../../../sim/kube/api/patch/merge.ts";
import { patchSchemaOf } from "../../../../sim/kube/api/patch/patch-schema.ts";
import { applyStrategicPatch } from "../../../../sim/kube/api/patch/strategic.ts";
import { CommandError } from "../errors.ts";
import type { Invocation } from "../invocation.ts";

export function overridden({ flags }: Invocation, object: Mutable): Mutable {
  const text = flags.text("overrides");
  if (text === "") return object;
  const type = flags.text("override-type");
  if (!["json", "merge", "strategic"].includes(type))
    throw new CommandError(`invalid override type: ${type}, valid values are: json, merge, strategic`);
  let patch: Mutable;
  try {
    patch = JSON.parse(text);
  } catch {
    throw new CommandError("Invalid JSON Patch");
  }
  if (type === "merge") return applyMergePatch(object, patch);
  if (type === "strategic") return applyStrategicPatch(object, patch, patchSchemaOf(object.kind));
  try {
    return applyJsonPatch(object, patch);
  } catch (error) {
    if (error instanceof JsonPatchError) throw new CommandError(error.message);
    throw error;
  }
}
