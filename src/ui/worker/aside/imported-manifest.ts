/**
 * What `kubectl get -o yaml` wrote in a real cluster, made into a manifest that another cluster takes: fields that the
 * other cluster gives itself go, and so do objects that its own controllers make. Whatever is left out is said.
 */
import { decodeManifests } from "../../../shell/commands/kubectl/client/decode.ts";
import { toYaml } from "../../../shell/commands/kubectl/output/yaml.ts";
import type { Mutable } from "../../../sim/kube/api/objects.ts";
import type { ImportView } from "../protocol.ts";
import { reasonToLeaveOut, withoutClusterFields } from "./cluster-fields.ts";

/** More than anybody pastes; a browser's memory is not a cluster's. */
const CHARACTERS_MAX = 2_000_000;
const OBJECTS_MAX = 2_000;

export function importedManifest(text: string): ImportView {
  if (text.length > CHARACTERS_MAX) return refused(`It is longer than ${CHARACTERS_MAX} characters.`);
  const objects: Mutable[] = [];
  try {
    decodeManifests(text.replaceAll("\r\n", "\n"), "the text", (object) => objects.push(...itemsOf(object)));
  } catch (error) {
    return refused(`It cannot be read: ${(error as Error).message}`);
  }
  if (objects.length > OBJECTS_MAX)
    return refused(`It has ${objects.length} objects, at most ${OBJECTS_MAX} are taken.`);
  if (objects.length === 0) return refused("There is no object in it.");
  return sorted(objects);
}

function sorted(objects: readonly Mutable[]): ImportView {
  const kept: string[] = [];
  const documents: string[] = [];
  const leftOut: string[] = [];
  const fields = new Map<string, number>();
  for (const object of objects) {
    const name = nameOf(object);
    const reason = reasonToLeaveOut(object);
    if (reason !== null) {
      leftOut.push(`${name}: ${reason}`);
      continue;
    }
    const { object: clean, removed } = withoutClusterFields(object);
    for (const field of removed) fields.set(field, (fields.get(field) ?? 0) + 1);
    kept.push(name);
    documents.push(toYaml(clean));
  }
  for (const [field, count] of [...fields].sort(([a], [b]) => (a < b ? -1 : 1)))
    leftOut.push(`the field ${field}, of ${count === 1 ? "one object" : `${count} objects`}`);
  return { text: documents.join("---\n"), kept, leftOut, trouble: null };
}

function itemsOf(object: Mutable): Mutable[] {
  if (typeof object !== "object" || object === null || Array.isArray(object)) return [];
  const isList = typeof object.kind === "string" && object.kind.endsWith("List") && Array.isArray(object.items);
  return isList ? object.items.flatMap(itemsOf) : [object];
}

function nameOf({ kind, metadata }: Mutable): string {
  const { namespace, name } = metadata ?? {};
  return `${kind ?? "an object without a kind"} ${namespace === undefined ? "" : `${namespace}/`}${name ?? ""}`.trim();
}

function refused(trouble: string): ImportView {
  return { text: "", kept: [], leftOut: [], trouble };
}
