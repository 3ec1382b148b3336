/**
 * An object of the API as Go's value of it is written before it is hashed: every field of every struct in the order of
 * its declaration, with its type, also where nothing is set.
 *
 * Models: k8s.io/utils/dump ForHash (go-spew's %#v with sorted keys and without methods)
 * SIMPLIFIED: a time that is set is written as none; the process's time zone would be in it.
 */
import { isObject } from "../api/objects.ts";
import { goQuantity } from "./go-quantity.ts";
import { type Field, type ObjectType, type Scalar, type TypeRef, typeNamed } from "./schema.ts";

const NIL = "<nil>";

const SCALARS: Readonly<Record<Exclude<Scalar, "any">, string>> = {
  string: "string",
  bool: "bool",
  int32: "int32",
  int64: "int64",
  float64: "float64",
  intOrString: "intstr.IntOrString",
  quantity: "resource.Quantity",
  time: "v1.Time",
  microTime: "v1.MicroTime",
  bytes: "[]uint8",
};

/** `typeName` is one of those that the table has in Go's order. */
export function dumpForHash(typeName: string, value: unknown): string {
  const type = typeNamed(typeName);
  return `(${type.goName})${struct(type, value)}`;
}

function struct(type: ObjectType, value: unknown): string {
  const given = isObject(value) ? value : {};
  let text = "{";
  let inside: string | undefined;
  for (const field of type.fields.values()) {
    if (field.embedded !== inside) {
      if (inside !== undefined) text += "}";
      inside = field.embedded;
      if (text !== "{") text += " ";
      if (inside !== undefined) text += `${inside}:(v1.${inside}){`;
    } else if (text !== "{") text += " ";
    text += `${field.goName}:${typed(field, given[field.name])}`;
  }
  return `${text}${inside === undefined ? "" : "}"}}`;
}

function typed(field: Field, value: unknown): string {
  const type = goTypeOf(field.type);
  if (isPointer(field)) return `(*${type})${value === undefined ? NIL : written(field.type, value)}`;
  return `(${type})${written(field.type, value)}`;
}

function isPointer({ type, pointer, required, isStruct }: Field): boolean {
  return pointer || (type.kind === "object" && !required && !isStruct);
}

function goTypeOf(type: TypeRef): string {
  switch (type.kind) {
    case "object":
      return typeNamed(type.name).goName;
    case "list":
      return `[]${goTypeOf(type.of)}`;
    case "map":
      return type.of.kind === "quantity" ? "v1.ResourceList" : `map[string]${goTypeOf(type.of)}`;
    case "string":
      return type.goName === undefined ? "string" : type.goName.includes(".") ? type.goName : `v1.${type.goName}`;
    case "any":
      return "interface {}";
    default:
      return SCALARS[type.kind];
  }
}

/** Nothing said is Go's zero. */
function written(type: TypeRef, value: unknown): string {
  switch (type.kind) {
    case "object":
      return struct(typeNamed(type.name), value);
    case "list":
      if (!Array.isArray(value) || value.length === 0) return NIL;
      return `[${value.map((item) => written(type.of, item)).join(" ")}]`;
    case "map":
      return map(type.of, value);
    case "quantity":
      return goQuantity(value === undefined ? "" : String(value));
    case "intOrString":
      return typeof value === "string"
        ? `{Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)${value}}`
        : `{Type:(intstr.Type)0 IntVal:(int32)${value ?? 0} StrVal:(string)}`;
    case "time":
    case "microTime":
      return `{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)${NIL}}}`;
    case "bool":
      return value === true ? "true" : "false";
    case "string":
      return value === undefined ? "" : String(value);
    case "int32":
    case "int64":
    case "float64":
      return String(value ?? 0);
    default:
      return NIL;
  }
}

function map(of: TypeRef, value: unknown): string {
  const keys = isObject(value) ? Object.keys(value).sort() : [];
  if (!isObject(value) || keys.length === 0) return NIL;
  return `map[${keys.map((key) => `${key}:${written(of, value[key])}`).join(" ")}]`;
}
