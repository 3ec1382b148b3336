/**
 * Cells that many tables share.
 *
 * Models: pkg/printers/internalversion/printers.go
 */
import { parseRfc3339 } from "../../core/time.ts";
import { humanDuration } from "../api/duration.ts";
import type { KubeObject } from "../api/objects.ts";
import { type LabelSelectorObject, SelectorError, selectorOf } from "../api/selectors.ts";
import type { Column, Columns } from "./kind.ts";

export const NAME: Column = { name: "Name", format: "name" };
export const AGE: Column = { name: "Age" };

export function since(timestamp: string | undefined, nowMs: number): string {
  if (timestamp === undefined) return "<unknown>";
  const then = parseRfc3339(timestamp);
  return then === null ? "<unknown>" : humanDuration(nowMs - then);
}

export function ageOf(object: KubeObject, nowMs: number): string {
  return since(object.metadata.creationTimestamp, nowMs);
}

export const NAME_AND_AGE: Columns = {
  definitions: [NAME, AGE],
  cells: (object, nowMs) => [object.metadata.name, ageOf(object, nowMs)],
};

/** Resources without a printer of their own get the time as it is stored. */
export const NAME_AND_CREATED: Columns = {
  definitions: [NAME, { name: "Created At", type: "date" }],
  cells: (object) => [object.metadata.name, object.metadata.creationTimestamp ?? null],
};

export function formatLabels(labels: { readonly [key: string]: string } | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? "<none>" : pairs.sort().join(",");
}

export function formatSelector(selector: LabelSelectorObject | undefined): string {
  if (selector === undefined) return "<none>";
  try {
    const text = selectorOf(selector).toString();
    return text === "" ? "<none>" : text;
  } catch (error) {
    if (error instanceof SelectorError) return "<error>";
    throw error;
  }
}

export function containersOf(containers: readonly { name: string; image?: string }[] | undefined): {
  names: string;
  images: string;
} {
  const list = containers ?? [];
  return { names: list.map(({ name }) => name).join(","), images: list.map(({ image }) => image ?? "").join(",") };
}
