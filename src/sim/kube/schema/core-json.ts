/**
 * An object as the API server's internal type of it is written as JSON in messages: Go's names, Go's order, and
 * what is not there as null, "", 0 or false.
 *
 * Models: pkg/apis/core/types.go (how it differs from core/v1), encoding/json
 */
import { htmlSafe } from "../api/go-json.ts";
import { isObject, type JsonObject, type JsonValue } from "../api/objects.ts";
import { type Field, type ObjectType, type TypeRef, typeNamed } from "./schema.ts";

/** Where the internal type has a field elsewhere: behind which one. */
const BEHIND: Readonly<Record<string, string>> = {
  "PodSpec.setHostnameAsFQDN": "subdomain",
  "PodSpec.preemptionPolicy": "priority",
  "PodSpec.overhead": "runtimeClassName",
  "Volume.quobyte": "rbd",
};

/** What a Pod says of its host is in the internal security context, before all else. */
const OF_THE_HOST = ["hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers"];

const ordered = new Map<string, readonly Field[]>();

export function coreJson(typeName: string, value: unknown): JsonObject {
  return struct(typeNamed(typeName), isObject(value) ? value : {});
}

/** As json.MarshalIndent writes it, with so many spaces a level. */
export function coreJsonText(typeName: string, value: unknown, indent: number): string {
  return htmlSafe(JSON.stringify(coreJson(typeName, value), null, indent));
}

function fieldsOf(type: ObjectType): readonly Field[] {
  let fields = ordered.get(type.name);
  if (fields === undefined) {
    const isPodSpec = type.name === "PodSpec";
    const all = [...type.fields.values()].filter(
      ({ name }) => !isPodSpec || (name !== "serviceAccount" && !OF_THE_HOST.includes(name)),
    );
    const behind = ({ name }: Field): string | undefined => BEHIND[`${type.name}.${name}`];
    fields = all
      .filter((field) => behind(field) === undefined)
      .flatMap((field) => [field, ...all.filter((other) => behind(other) === field.name)]);
    ordered.set(type.name, fields);
  }
  return fields;
}

function struct(type: ObjectType, value: JsonObject): JsonObject {
  if (type.group === "meta") return tagged(type, value);
  const out: { [name: string]: JsonValue } = {};
  for (const field of fieldsOf(type)) {
    const given = value[field.name];
    if (field.goName === "ObjectMeta") Object.assign(out, written(field.type, given ?? {}));
    else if (given === undefined && isNil(field)) out[field.goName] = null;
    else out[field.goName] = written(field.type, given);
  }
  if (type.name === "PodSpec" && isObject(out.SecurityContext)) {
    const spec = typeNamed("PodSpec").fields;
    const host = OF_THE_HOST.map((name) => spec.get(name) as Field).map((field) => [
      field.goName,
      value[field.name] ?? (field.pointer ? null : false),
    ]);
    out.SecurityContext = { ...Object.fromEntries(host), ...out.SecurityContext };
  }
  return out;
}

/** Types that the internal ones share with v1 have JSON names, and leave out what is not there. */
function tagged(type: ObjectType, value: JsonObject): JsonObject {
  const out: { [name: string]: JsonValue } = {};
  for (const { name } of type.fields.values()) if (value[name] !== undefined) out[name] = value[name] as JsonValue;
  return out;
}

function isNil({ type, pointer, required, isStruct }: Field): boolean {
  if (type.kind === "object") return pointer || !(required || isStruct);
  return pointer || type.kind === "list" || type.kind === "map" || type.kind === "time";
}

function written(type: TypeRef, value: JsonValue | undefined): JsonValue {
  switch (type.kind) {
    case "object":
      return struct(typeNamed(type.name), isObject(value) ? value : {});
    case "list":
      return Array.isArray(value) ? value.map((item: JsonValue) => written(type.of, item)) : null;
    case "map":
      return isObject(value)
        ? Object.fromEntries(
            Object.keys(value)
              .sort()
              .map((key) => [key, written(type.of, value[key])]),
          )
        : null;
    case "bool":
      return value ?? false;
    case "quantity":
      return value ?? "0";
    case "string":
      return value ?? "";
    default:
      return value ?? 0;
  }
}
