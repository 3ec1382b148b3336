/**
 * The checks that kubectl itself makes of an object before any request: a kind, and metadata of the right types.
 *
 * Models: k8s.io/apimachinery/pkg/apis/meta/v1/unstructured (UnstructuredJSONScheme), metav1.ObjectMeta
 */
import { isObject, type Mutable } from "../../../../sim/kube/api/objects.ts";
import { CommandError, goQuote } from "../errors.ts";
import type { Info } from "./info.ts";
import type { RestMapper } from "./rest-mapper.ts";

const TEXT_FIELDS = ["name", "generateName", "namespace", "selfLink", "uid", "resourceVersion"];

export function checkObject(object: Mutable, source: string): void {
  if (!isObject(object))
    throw new CommandError(
      `unable to decode ${goQuote(source)}: json: cannot unmarshal ${jsonTypeOf(object)} into Go value of type struct { Metadata v1.ObjectMeta }`.replace(
        "struct { Metadata v1.ObjectMeta }",
        "unstructured.detector",
      ),
    );
  const kind = object.kind;
  if (typeof kind !== "string" || kind === "")
    throw new CommandError(
      `unable to decode ${goQuote(source)}: Object 'Kind' is missing in '${JSON.stringify(sortedKeys(object))}'`,
    );
  const wrong = wrongMetadata(object.metadata);
  if (wrong !== null) throw new CommandError(`unable to decode ${goQuote(source)}: ${wrong}`);
}

/** What `--validate` leaves to the client: an API version and a kind. */
export function validate(object: Mutable, source: string): void {
  const missing = isObject(object)
    ? ["apiVersion", "kind"].filter((field) => typeof object[field] !== "string" || object[field] === "")
    : [];
  if (isObject(object) && missing.length === 0) return;
  const texts = missing.map((field) => `${field} not set`);
  const what =
    texts.length === 0 ? "invalid object to validate" : texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
  throw new CommandError(
    `error validating ${goQuote(source)}: error validating data: ${what}; if you choose to ignore these errors, turn validation off with --validate=false`,
  );
}

function wrongMetadata(metadata: Mutable): string | null {
  if (!isObject(metadata)) return null;
  for (const field of TEXT_FIELDS) {
    const value = metadata[field];
    if (value !== undefined && value !== null && typeof value !== "string") return wrongType(value, field);
  }
  for (const field of ["annotations", "labels"])
    for (const value of Object.values(isObject(metadata[field]) ? metadata[field] : {}))
      if (value !== null && typeof value !== "string") return wrongType(value, field);
  return null;
}

function wrongType(value: Mutable, field: string): string {
  return `json: cannot unmarshal ${jsonTypeOf(value)} into Go struct field ObjectMeta.metadata.${field} of type string`;
}

export function jsonTypeOf(value: Mutable): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  return value === null ? "null" : typeof value;
}

export function sortedKeys(value: Mutable): Mutable {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (!isObject(value)) return value;
  const sorted: { [field: string]: Mutable } = {};
  for (const key of Object.keys(value).sort()) if (value[key] !== undefined) sorted[key] = sortedKeys(value[key]);
  return sorted;
}

export function splitApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf("/");
  return slash < 0
    ? { group: "", version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** The object as an Info, when the server knows its kind. */
export function infoOfObject(object: Mutable, source: string, mapper: RestMapper): Info {
  const apiVersion = String(object.apiVersion ?? "");
  const { group, version } = splitApiVersion(apiVersion);
  const { name = "", namespace = "" } = object.metadata ?? {};
  const mapping = mapper.ofKind(group, object.kind, version);
  if (mapping !== undefined) return { mapping, namespace: namespace ?? "", name: name ?? "", source, object };
  const why = `no matches for kind ${goQuote(object.kind)} in version ${goQuote(apiVersion)}`;
  throw new CommandError(
    source === ""
      ? `unable to recognize ${why}`
      : `resource mapping not found for name: ${goQuote(name)} namespace: ${goQuote(namespace)} from ${goQuote(source)}: ${why}\nensure CRDs are installed first`,
  );
}

export function isListObject(object: Mutable): boolean {
  return typeof object?.kind === "string" && object.kind.endsWith("List") && Array.isArray(object.items);
}
