/**
 * The table of API types, read line by line as types are first needed.
 *
 * Models: api/openapi-spec (the parts that decoding, patching and explaining need)
 */
import { assert } from "../../core/assert.ts";
import { TABLE } from "./table.ts";

export type Scalar =
  | "string"
  | "bool"
  | "int32"
  | "int64"
  | "float64"
  | "intOrString"
  | "quantity"
  | "time"
  | "microTime"
  | "bytes"
  | "any";

export type TypeRef =
  | {
      readonly kind: Scalar;
      /** What Go calls a string with a type of its own: `DNSPolicy`. */
      readonly goName?: string;
    }
  | { readonly kind: "list"; readonly of: TypeRef }
  | { readonly kind: "map"; readonly of: TypeRef }
  | { readonly kind: "object"; readonly name: string };

export interface Field {
  readonly name: string;
  /** As Go declares it: `DNSPolicy`. */
  readonly goName: string;
  /** The struct that Go embeds and that brings this field. */
  readonly embedded?: string;
  readonly type: TypeRef;
  readonly required: boolean;
  /** A pointer in Go: its zero value is kept, not left out. */
  readonly pointer: boolean;
  /** A struct in Go that is there although optional. */
  readonly isStruct: boolean;
  /** Strategic merge patch: `merge`, `retainKeys`. */
  readonly strategies: readonly string[];
  readonly mergeKey?: string;
  /** Server-side apply. */
  readonly listType?: "map" | "set" | "atomic";
  readonly listKeys: readonly string[];
}

export interface ObjectType {
  readonly name: string;
  readonly group: string;
  readonly version: string;
  /** As Go calls it in errors: `v1.Container`. */
  readonly goName: string;
  readonly fields: ReadonlyMap<string, Field>;
}

const SCALARS: Readonly<Record<string, Scalar>> = {
  s: "string",
  b: "bool",
  i: "int32",
  l: "int64",
  f: "float64",
  "?": "intOrString",
  q: "quantity",
  t: "time",
  T: "microTime",
  y: "bytes",
  "*": "any",
};

/** Where two groups use one name, ours has the group in front; Go's has not. */
const GO_NAMES: Readonly<Record<string, string>> = {
  EventsEvent: "Event",
  EventsEventSeries: "EventSeries",
  DiscoveryEndpointPort: "EndpointPort",
  HorizontalPodAutoscalerV1: "HorizontalPodAutoscaler",
  HorizontalPodAutoscalerSpecV1: "HorizontalPodAutoscalerSpec",
  HorizontalPodAutoscalerStatusV1: "HorizontalPodAutoscalerStatus",
  CrossVersionObjectReferenceV1: "CrossVersionObjectReference",
};

const types = new Map<string, ObjectType>();

export function hasType(name: string): boolean {
  return TABLE[name] !== undefined;
}

export function typeNamed(name: string): ObjectType {
  const known = types.get(name);
  if (known !== undefined) return known;
  const line = TABLE[name];
  assert(line !== undefined, "no such type in the schema", name);
  const [home = "", ...fields] = line.split(" ");
  const [group = "", version = ""] = home.split("/");
  const type: ObjectType = {
    name,
    group,
    version,
    goName: `${version}.${GO_NAMES[name] ?? name}`,
    fields: new Map(parseFields(fields).map((field) => [field.name, field])),
  };
  types.set(name, type);
  return type;
}

function parseFields(words: readonly string[]): readonly Field[] {
  const out: Field[] = [];
  let embedded: string | undefined;
  for (const word of words) {
    if (word === ")") embedded = undefined;
    else if (word.endsWith("(")) embedded = word.slice(0, -1);
    else out.push({ ...parseField(word), ...(embedded === undefined ? {} : { embedded }) });
  }
  return out;
}

const NO_KEYS: readonly string[] = [];

function parseField(text: string): Field {
  const colon = text.indexOf(":");
  const [spelled = "", merging = ""] = text.slice(colon + 1).split("@") as [string, string | undefined];
  const marks = /[!^&]*$/.exec(spelled)?.[0] ?? "";
  const [name = "", goName = name.charAt(0).toUpperCase() + name.slice(1)] = text.slice(0, colon).split("=");
  const [patch = "", list = ""] = merging.split(";");
  const parts = patch === "" ? [] : patch.split(",");
  const mergeKey = parts.find((part) => part !== "merge" && part !== "retainKeys");
  const strategies = [
    ...(mergeKey !== undefined || parts.includes("merge") ? ["merge"] : []),
    ...(parts.includes("retainKeys") ? ["retainKeys"] : []),
  ];
  const [listType = "", keys = ""] = list.split(":");
  return {
    name,
    goName,
    type: parseType(spelled.slice(0, spelled.length - marks.length)),
    required: marks.includes("!"),
    pointer: marks.includes("^"),
    isStruct: marks.includes("&"),
    strategies,
    ...(mergeKey === undefined ? {} : { mergeKey }),
    ...(listType === "" ? {} : { listType: listType as "map" | "set" | "atomic" }),
    listKeys: keys === "" ? NO_KEYS : keys.split(","),
  };
}

function parseType(spelled: string): TypeRef {
  if (spelled.startsWith("[")) return { kind: "list", of: parseType(spelled.slice(1, -1)) };
  if (spelled.startsWith("{")) return { kind: "map", of: parseType(spelled.slice(1, -1)) };
  if (spelled.startsWith("s.")) return { kind: "string", goName: spelled.slice(2) };
  const scalar = SCALARS[spelled];
  return scalar === undefined ? { kind: "object", name: spelled } : { kind: scalar };
}

export function typeNames(): readonly string[] {
  return Object.keys(TABLE);
}
