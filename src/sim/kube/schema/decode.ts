/**
 * From a client's JSON to an object as the server stores it: types checked as Go's decoder checks them, unknown
 * fields found, quantities canonical, absences left out.
 *
 * Models: sigs.k8s.io/json (strict decoding), encoding/json's UnmarshalTypeError as printed
 * SIMPLIFIED: a wrong type is reported for the first field in the order of the request; nothing else is decoded then.
 */
import { parseRfc3339 } from "../../core/time.ts";
import { type Draft, isObject, type Mutable } from "../api/objects.ts";
import { canonicalQuantity, QuantityError } from "../api/quantity.ts";
import { type Field, type ObjectType, type Scalar, type TypeRef, typeNamed } from "./schema.ts";

export class DecodeError extends Error {
  /** The same in the words of the converter that reads a patched object, where it has others. */
  readonly conversion: string | undefined;

  constructor(message: string, conversion?: string) {
    super(message);
    this.conversion = conversion;
  }
}

export interface Decoded {
  readonly object: Draft;
  /** `unknown field "spec.foo"`, in the order met. */
  readonly strict: readonly string[];
}

interface Place {
  /** The struct and field names for a type error, without indexes. */
  readonly struct: string;
  readonly goPath: string;
  readonly path: string;
}

export function decode(typeName: string, value: Mutable): Decoded {
  const strict: string[] = [];
  const type = typeNamed(typeName);
  if (!isObject(value))
    throw new DecodeError(`json: cannot unmarshal ${jsonKind(value)} into Go value of type ${type.goName}`);
  const object = decodeObject(type, value, { struct: "", goPath: "", path: "" }, strict);
  return { object, strict };
}

function jsonKind(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}

function decodeObject(type: ObjectType, value: Draft, place: Place, strict: string[]): Draft {
  const out: Draft = {};
  const goName = type.goName.slice(type.goName.indexOf(".") + 1);
  for (const key of Object.keys(value)) {
    const given = value[key];
    const path = place.path === "" ? key : `${place.path}.${key}`;
    const field = type.fields.get(key);
    if (field === undefined) {
      strict.push(`unknown field ${JSON.stringify(path)}`);
      continue;
    }
    if (given === null || given === undefined) continue;
    const step = field.embedded === undefined ? key : `${field.embedded}.${key}`;
    const goPath = place.goPath === "" ? step : `${place.goPath}.${step}`;
    const decoded = decodeValue(field.type, given, { struct: goName, goPath, path }, strict);
    if (!isAbsence(field, decoded)) put(out, key, decoded);
  }
  for (const field of type.fields.values())
    if (isStruct(field) && out[field.name] === undefined)
      out[field.name] = decodeValue(field.type, {}, { ...place, struct: goName }, strict);
  return out;
}

/** Required, and a pointer in Go all the same: its absence is an error of its own. */
const POINTERS: ReadonlySet<string> = new Set([
  "LabelSelector",
  "LocalObjectReference",
  "ParentReference",
  "SecretReference",
]);

/** A struct in Go is there, with nothing in it, when nobody said anything. */
function isStruct({ name, type, required, pointer }: Field): boolean {
  return type.kind === "object" && !pointer && (required || name === "spec") && !POINTERS.has(type.name);
}

/** A key is a key, `__proto__` too. */
function put(out: Draft, key: string, value: Mutable): void {
  if (key !== "__proto__") out[key] = value;
  else Object.defineProperty(out, key, { value, enumerable: true, configurable: true, writable: true });
}

/** What Go's omitempty leaves out when the object is written again. */
function isAbsence(field: Field, value: Mutable): boolean {
  if (field.required || field.pointer) return false;
  if (value === "" || value === false || value === 0)
    return field.type.kind !== "intOrString" && field.type.kind !== "any";
  if (Array.isArray(value)) return value.length === 0;
  return field.type.kind === "map" && Object.keys(value).length === 0;
}

function decodeValue(type: TypeRef, value: Mutable, place: Place, strict: string[]): Mutable {
  switch (type.kind) {
    case "object":
      if (!isObject(value)) throw mismatch(value, type, place);
      return decodeObject(typeNamed(type.name), value, place, strict);
    case "list":
      if (!Array.isArray(value)) throw mismatch(value, type, place);
      return value.map((item, i) => decodeItem(type.of, item, { ...place, path: `${place.path}[${i}]` }, strict));
    case "map": {
      if (!isObject(value)) throw mismatch(value, type, place);
      const out: Draft = {};
      for (const key of Object.keys(value))
        put(out, key, decodeItem(type.of, value[key], { ...place, path: `${place.path}.${key}` }, strict));
      return out;
    }
    default:
      return decodeScalar(type.kind, value, place);
  }
}

function decodeItem(type: TypeRef, value: Mutable, place: Place, strict: string[]): Mutable {
  if (value !== null) return decodeValue(type, value, place, strict);
  if (type.kind === "object") return {};
  if (type.kind === "list") return [];
  return type.kind === "string" ? "" : type.kind === "quantity" ? "0" : null;
}

const MAX_INT32 = 2_147_483_647;
/** As near as a double comes to it. */
const MAX_INT64 = 2 ** 63;

function decodeScalar(kind: Scalar, value: Mutable, place: Place): Mutable {
  switch (kind) {
    case "string":
      if (typeof value === "string") return value;
      break;
    case "bool":
      if (typeof value === "boolean") return value;
      break;
    case "int32":
    case "int64":
      if (typeof value !== "number") break;
      if (
        !Number.isInteger(value) ||
        Math.abs(value) > (kind === "int32" ? MAX_INT32 + (value < 0 ? 1 : 0) : MAX_INT64)
      )
        throw new DecodeError(
          `json: cannot unmarshal number ${value} into Go struct field ${place.struct}.${place.goPath} of type ${kind}`,
        );
      return value;
    case "float64":
      if (typeof value === "number") return value;
      break;
    case "intOrString":
      if (typeof value === "string" || Number.isInteger(value)) return value;
      if (typeof value === "number")
        throw new DecodeError(`json: cannot unmarshal number ${value} into Go value of type int32`);
      throw new DecodeError(`json: cannot unmarshal ${jsonKind(value)} into Go value of type string`);
    case "quantity":
      return decodeQuantity(value);
    case "time":
    case "microTime":
      return decodeTime(value, kind);
    case "bytes":
      if (typeof value === "string") return checkBase64(value);
      break;
    case "any":
      return value;
  }
  throw mismatch(value, { kind }, place);
}

function decodeQuantity(value: Mutable): string {
  if (typeof value !== "string" && typeof value !== "number")
    throw new DecodeError(
      `unmarshalerDecoder: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'`,
    );
  try {
    return canonicalQuantity(String(value).trim());
  } catch (error) {
    if (error instanceof QuantityError) throw new DecodeError(error.message);
    throw error;
  }
}

function decodeTime(value: Mutable, kind: Scalar): string {
  if (typeof value !== "string")
    throw new DecodeError(`json: cannot unmarshal ${jsonKind(value)} into Go value of type string`);
  const layout = kind === "time" ? "2006-01-02T15:04:05Z07:00" : "2006-01-02T15:04:05.000000Z07:00";
  if (parseRfc3339(value) === null)
    throw new DecodeError(
      `parsing time ${JSON.stringify(value)} as ${JSON.stringify(layout)}: cannot parse ${JSON.stringify(value)} as "2006"`,
    );
  return value;
}

/** Go counts the byte at which its decoder gave up. */
function checkBase64(text: string): string {
  const clean = text.replace(/[\r\n]/g, "");
  const bad = /[^A-Za-z0-9+/]/.exec(clean.replace(/={1,2}$/, ""));
  if (bad !== null) throw new DecodeError(`illegal base64 data at input byte ${bad.index}`);
  if (clean.length % 4 !== 0)
    throw new DecodeError(`illegal base64 data at input byte ${clean.length - (clean.length % 4 || 4)}`);
  return clean;
}

function mismatch(value: unknown, type: TypeRef, place: Place): DecodeError {
  return new DecodeError(
    `json: cannot unmarshal ${jsonKind(value)} into Go struct field ${place.struct}.${place.goPath} of type ${goType(type)}`,
    conversionProblem(value, type),
  );
}

function conversionProblem(value: unknown, type: TypeRef): string {
  const kind = Array.isArray(value) ? "slice" : typeof value === "boolean" ? "bool" : typeof value;
  const from = kind === "number" ? (Number.isInteger(value) ? "int64" : "float64") : kind === "object" ? "map" : kind;
  if (type.kind === "map") return `cannot restore map from ${from}`;
  if (type.kind === "list") return `cannot restore slice from ${from}`;
  if (type.kind === "object") return `cannot restore struct from: ${from}`;
  return from === "int64" || from === "float64"
    ? `cannot convert ${from} to ${goType(type)}`
    : `unrecognized type: ${goType(type)}`;
}

function goType(type: TypeRef): string {
  if (type.kind === "list") return `[]${goType(type.of)}`;
  if (type.kind === "map") return `map[string]${goType(type.of)}`;
  if (type.kind === "object") return typeNamed(type.name).goName;
  return type.kind === "bytes" ? "[]uint8" : type.kind;
}
