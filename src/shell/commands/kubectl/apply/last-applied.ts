/**
 * What was applied last time, kept in an annotation of the object.
 *
 * Models: k8s.io/kubectl/pkg/util/apply.go
 */
import type { JsonObject, Mutable } from "../../../../sim/kube/api/objects.ts";
import { compactJson } from "../output/json.ts";
import { structOrder } from "../output/struct-order.ts";

export const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** The object as it is remembered: without the annotation itself, and with a list of annotations even if empty. */
export function configurationText(object: Mutable): string {
  const { [LAST_APPLIED]: _, ...annotations } = object.metadata?.annotations ?? {};
  return `${compactJson({ ...object, metadata: { ...object.metadata, annotations } })}\n`;
}

export function withLastApplied(object: Mutable): Mutable {
  const annotations = { ...object.metadata?.annotations, [LAST_APPLIED]: configurationText(object) };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

export function lastAppliedOf(object: Mutable): string | null {
  return object.metadata?.annotations?.[LAST_APPLIED] ?? null;
}

export function parseLastApplied(text: string | null): JsonObject {
  if (text === null) return {};
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return {};
  }
}

/** The same of what kubectl built itself: its fields are in the order of Go's structs. */
export function builtWithLastApplied(object: Mutable, save: boolean): Mutable {
  if (!save) return object;
  const annotations = { ...object.metadata?.annotations, [LAST_APPLIED]: `${compactJson(object, structOrder)}\n` };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/** With `--save-config`, or where the object already remembers. */
export function maybeWithLastApplied(object: Mutable, save: boolean): Mutable {
  return save || lastAppliedOf(object) !== null ? withLastApplied(object) : object;
}

export function withoutNulls(value: Mutable): Mutable {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  const kept: { [field: string]: Mutable } = {};
  for (const [field, inner] of Object.entries(value)) if (inner !== null) kept[field] = withoutNulls(inner);
  return kept;
}
