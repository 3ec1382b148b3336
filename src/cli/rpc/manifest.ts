/** The objects of a request: as they are, or from YAML text with many documents. */
import { parseAllDocuments } from "yaml";
import { optionalList, optionalText, type Request } from "./fields.ts";
import { Refusal } from "./refusal.ts";

export type Manifest = Record<string, unknown> & {
  apiVersion: string;
  kind: string;
  metadata?: Record<string, unknown>;
};

export function manifestsOf(request: Request): Manifest[] {
  const text = optionalText(request, "manifest");
  const objects = optionalList(request, "objects");
  if ((text === undefined) === (objects === undefined)) throw new Refusal("wanted manifest or objects, and not both");
  return (text === undefined ? [...(objects as unknown[])] : documentsOf(text)).flatMap(flatten).map(checked);
}

function documentsOf(text: string): unknown[] {
  const documents = parseAllDocuments(text, { version: "1.1", merge: true });
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document) => {
    if (document.errors[0] !== undefined) throw new Refusal(`manifest: ${document.errors[0].message}`);
    const value: unknown = document.toJS();
    return value === null || value === undefined ? [] : [value];
  });
}

/** A list is its items; one of a kind (`PodList`) may leave out what each item is. */
function flatten(value: unknown): unknown[] {
  const list = value as { kind?: unknown; apiVersion?: unknown; items?: unknown };
  if (typeof list !== "object" || list === null || typeof list.kind !== "string") return [value];
  if (!list.kind.endsWith("List") || !Array.isArray(list.items)) return [value];
  if (list.kind === "List") return list.items;
  const { apiVersion, kind } = list;
  return list.items.map((item: object) => ({ apiVersion, kind: kind.slice(0, -"List".length), ...item }));
}

function checked(value: unknown): Manifest {
  const object = value as Manifest;
  if (
    typeof object !== "object" ||
    object === null ||
    typeof object.kind !== "string" ||
    typeof object.apiVersion !== "string"
  )
    throw new Refusal("every object needs apiVersion and kind");
  return object;
}
