/**
 * The three-way merge of `apply`: what was applied last time, what is wanted now, and what the server has.
 *
 * Models: k8s.io/kubectl/pkg/cmd/apply/patcher.go
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { JsonObject, Mutable } from "../../../../sim/kube/api/objects.ts";
import { applyMergePatch, createMergePatch, threeWayMergePatch } from "../../../../sim/kube/api/patch/merge.ts";
import { patchSchemaOf } from "../../../../sim/kube/api/patch/patch-schema.ts";
import { applyStrategicPatch, StrategicPatchError } from "../../../../sim/kube/api/patch/strategic.ts";
import { createThreeWayPatch, createTwoWayPatch } from "../../../../sim/kube/api/patch/strategic-diff.ts";
import { type Info, pathOfInfo } from "../client/info.ts";
import { hasSchema } from "../client/schema.ts";
import { CommandError, hasStatusReason } from "../errors.ts";
import type { Invocation } from "../invocation.ts";
import { compactJson } from "../output/json.ts";
import { lastAppliedOf, parseLastApplied } from "./last-applied.ts";

export interface Patched {
  /** Null when none could be made of what is wanted. */
  readonly patch: JsonObject | null;
  readonly object: Mutable;
  readonly error: Error | null;
}

const RETRIES = 5;
const STRATEGIC = "application/strategic-merge-patch+json";
const MERGE = "application/merge-patch+json";

function threeWayPatch(call: Invocation, info: Info, current: Mutable, modified: Mutable): JsonObject {
  const original = parseLastApplied(lastAppliedOf(current));
  if (!hasSchema(info.mapping)) return threeWayMergePatch(original, modified, current);
  const schema = patchSchemaOf(info.mapping.kind);
  const patch = createThreeWayPatch({ original, modified, current }, schema);
  const conflict = call.flags.boolOr("overwrite", true)
    ? null
    : call.rare.overwriteConflict({ patch, original, current }, schema);
  if (conflict !== null) throw new StrategicPatchError(conflict);
  return patch;
}

/** The patch, or why there is none: an item of a list without the field that tells it from the others, for instance. */
function* patchOrFault(call: Invocation, info: Info, current: Mutable, modified: Mutable): Run<JsonObject | Error> {
  try {
    return threeWayPatch(call, info, current, modified);
  } catch (error) {
    if (!(error instanceof StrategicPatchError)) throw error;
    for (const spec of ["openapi v3 spec", "openapi spec"])
      yield* call.printError(`warning: error calculating patch from ${spec}: ${error.message}\n`);
    const texts = [parseLastApplied(lastAppliedOf(current)), modified, current].map((value) => compactJson(value));
    const [original, wanted, found] = texts;
    return new CommandError(
      `creating patch with:\noriginal:\n${original}\n\nmodified:\n${wanted}\n\ncurrent:\n${found}\n\nfor: ${error.message}`,
    );
  }
}

export function isEmptyPatch(patch: JsonObject | null): boolean {
  return patch !== null && Object.keys(patch).length === 0;
}

/** Sends the patch, again with the newer object when somebody else was faster. */
export function* patchApplied(
  call: Invocation,
  info: Info,
  options: { readonly modified: Mutable; readonly query: readonly (readonly [string, string])[] },
): Run<Patched> {
  let current = info.object;
  for (let attempt = 0; ; attempt++) {
    const patch = yield* patchOrFault(call, info, current, options.modified);
    if (patch instanceof Error) return { patch: null, object: current, error: patch };
    if (isEmptyPatch(patch)) return { patch, object: current, error: null };
    try {
      const object = yield* call.client.request("PATCH", pathOfInfo(info), {
        body: patch,
        contentType: hasSchema(info.mapping) ? STRATEGIC : MERGE,
        query: options.query,
      });
      return { patch, object, error: null };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (attempt >= RETRIES || !hasStatusReason(error, "Conflict")) return { patch, object: current, error };
      current = yield* call.client.get(pathOfInfo(info));
    }
  }
}

/** The patch without a server, for `--dry-run=client`. */
export function* patchLocally(call: Invocation, info: Info, modified: Mutable): Run<Patched> {
  const patch = yield* patchOrFault(call, info, info.object, modified);
  if (patch instanceof Error) return { patch: null, object: info.object, error: patch };
  if (isEmptyPatch(patch)) return { patch, object: info.object, error: null };
  return { patch, object: applyLocally(info, info.object, patch), error: null };
}

export function applyLocally(info: Info, object: Mutable, patch: JsonObject): Mutable {
  return hasSchema(info.mapping)
    ? applyStrategicPatch(object, patch, patchSchemaOf(info.mapping.kind))
    : applyMergePatch(object, patch);
}

/** The smallest patch from one state to another: what `set`, `edit` and others send. */
export function twoWayPatch(info: Info, before: Mutable, after: Mutable): JsonObject {
  return hasSchema(info.mapping)
    ? createTwoWayPatch(before, after, patchSchemaOf(info.mapping.kind))
    : createMergePatch(before, after);
}

export function patchTypeOf(info: Info): string {
  return hasSchema(info.mapping) ? STRATEGIC : MERGE;
}
