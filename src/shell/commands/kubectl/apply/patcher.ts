/**
 * The three-way merge of `apply`: what was applied last time, what is wanted now, and what the server has.
 *
 * Models: k8s.io/kubectl/pkg/cmd/apply/patcher.go
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { JsonObject, Mutable } from "../../../../sim/kube/api/objects.ts";
import { applyMergePatch, createMergePatch, threeWayMergePatch } from "../../../../sim/kube/api/patch/merge.ts";
import { patchSchemaOf } from "../../../../sim/kube/api/patch/patch-schema.ts";
import { applyStrategicPatch } from "../../../../sim/kube/api/patch/strategic.ts";
import { createThreeWayPatch, createTwoWayPatch } from "../../../../sim/kube/api/patch/strategic-diff.ts";
import { type Info, pathOfInfo } from "../client/info.ts";
import { hasSchema } from "../client/schema.ts";
import { hasStatusReason } from "../errors.ts";
import type { Invocation } from "../invocation.ts";
import { lastAppliedOf, parseLastApplied } from "./last-applied.ts";

export interface Patched {
  readonly patch: JsonObject;
  readonly object: Mutable;
  readonly error: Error | null;
}

const RETRIES = 5;
const STRATEGIC = "application/strategic-merge-patch+json";
const MERGE = "application/merge-patch+json";

export function threeWayPatch(info: Info, current: Mutable, modified: Mutable): JsonObject {
  const original = parseLastApplied(lastAppliedOf(current));
  if (!hasSchema(info.mapping)) return threeWayMergePatch(original, modified, current);
  return createThreeWayPatch({ original, modified, current }, patchSchemaOf(info.mapping.kind));
}

export function isEmptyPatch(patch: JsonObject): boolean {
  return Object.keys(patch).length === 0;
}

/** Sends the patch, again with the newer object when somebody else was faster. */
export function* patchApplied(
  call: Invocation,
  info: Info,
  options: { readonly modified: Mutable; readonly query: readonly (readonly [string, string])[] },
): Run<Patched> {
  let current = info.object;
  for (let attempt = 0; ; attempt++) {
    const patch = threeWayPatch(info, current, options.modified);
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
export function patchLocally(info: Info, modified: Mutable): Patched {
  const patch = threeWayPatch(info, info.object, modified);
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
