/**
 * Objects in Kubernetes' protobuf encoding, as the JSON that the same client would have sent: kubectl 1.32 and newer
 * write so whatever they have Go types for.
 *
 * Models: staging/src/k8s.io/apimachinery/pkg/runtime/serializer/protobuf, the generated.proto files
 */
import { formatRfc3339 } from "../../../sim/core/time.ts";
import type { JsonValue, Mutable } from "../../../sim/kube/api/objects.ts";
import { type Field, type ObjectType, type TypeRef, typeNamed } from "../../../sim/kube/schema/schema.ts";
import { FIELD_NUMBERS } from "./field-numbers.ts";
import { type Entry, entriesOf, fieldBytes, fieldNumber, fieldText, ProtobufError } from "./wire.ts";

const MAGIC = Buffer.from("k8s\0");

/** Finds the name of the schema's type for what an object says it is. */
export type FindType = (apiVersion: string, kind: string) => string | undefined;

/** Null when it is no protobuf, or of a type that is not known. */
export function decodeProtobuf(body: Buffer, findType: FindType): Mutable | null {
  if (!body.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  try {
    const envelope = entriesOf(body.subarray(MAGIC.length));
    const typeMeta = entriesOf(fieldBytes(envelope, 1));
    const apiVersion = fieldText(typeMeta, 1);
    const kind = fieldText(typeMeta, 2);
    const name = findType(apiVersion, kind);
    if (name === undefined || FIELD_NUMBERS[name] === undefined) return null;
    return { apiVersion, kind, ...message(typeNamed(name), name, fieldBytes(envelope, 2)) };
  } catch (error) {
    if (error instanceof ProtobufError) return null;
    throw error;
  }
}

const numbers = new Map<string, ReadonlyMap<number, string>>();

function numbersOf(name: string): ReadonlyMap<number, string> {
  let known = numbers.get(name);
  if (known === undefined) {
    const made = new Map<number, string>();
    let next = 1;
    for (const word of (FIELD_NUMBERS[name] ?? "").split(" ")) {
      const [, number, field = ""] = /^(?:(\d+)=)?(.*)$/.exec(word) as RegExpExecArray;
      if (number !== undefined) next = Number(number);
      made.set(next++, field);
    }
    known = made;
    numbers.set(name, known);
  }
  return known;
}

/** `layout` names the message whose numbers count; embedded ones have their own, and the fields of the type around. */
function message(type: ObjectType, layout: string, bytes: Buffer): Mutable {
  const object: Mutable = {};
  for (const entry of entriesOf(bytes)) {
    const name = numbersOf(layout).get(entry.number);
    if (name === undefined) continue;
    if (name.startsWith("+")) {
      Object.assign(object, message(type, name.slice(1), bytesOf(entry)));
      continue;
    }
    const field = type.fields.get(name);
    if (field !== undefined) take(object, field, entry);
  }
  return object;
}

function take(object: Mutable, field: Field, entry: Entry): void {
  const { name, type } = field;
  if (type.kind === "list") {
    object[name] ??= [];
    object[name].push(value(type.of, entry));
  } else if (type.kind === "map") {
    const pair = entriesOf(bytesOf(entry));
    object[name] ??= {};
    const of = pair.find(({ number }) => number === 2);
    object[name][fieldText(pair, 1)] = of === undefined ? zero(type.of) : value(type.of, of);
  } else {
    const got = value(type, entry);
    // What is no pointer in Go is always sent, and nothing is meant by it.
    if (got === null || (!field.pointer && !field.required && (got === "" || got === 0 || got === false))) return;
    object[name] = got;
  }
}

function zero(type: TypeRef): JsonValue {
  return type.kind === "list" ? [] : "";
}

function value(type: TypeRef, entry: Entry): JsonValue {
  switch (type.kind) {
    case "string":
      return bytesOf(entry).toString();
    case "bool":
      return numberOf(entry) !== 0;
    case "int32":
    case "int64":
    case "float64":
      return numberOf(entry);
    case "bytes":
      return bytesOf(entry).toString("base64");
    case "quantity":
      return fieldText(entriesOf(bytesOf(entry)), 1);
    case "intOrString": {
      const parts = entriesOf(bytesOf(entry));
      return fieldNumber(parts, 1) === 1 ? fieldText(parts, 3) : fieldNumber(parts, 2);
    }
    case "time":
    case "microTime":
      return timeText(entriesOf(bytesOf(entry)), type.kind === "microTime");
    case "any":
      return raw(bytesOf(entry));
    case "object":
      return message(typeNamed(type.name), type.name, bytesOf(entry));
    case "list":
      // A list inside a map is a message with the items in it.
      return entriesOf(bytesOf(entry)).map((item) => value(type.of, item));
    case "map":
      throw new ProtobufError("a map where none can be");
  }
}

/** The zero time is sent as nothing. */
function timeText(parts: readonly Entry[], isMicro: boolean): string | null {
  if (parts.length === 0) return null;
  const seconds = fieldNumber(parts, 1);
  const text = formatRfc3339(seconds * 1000);
  if (!isMicro) return text;
  const micros = String(Math.floor(fieldNumber(parts, 2) / 1000)).padStart(6, "0");
  return text.replace("Z", `.${micros}Z`);
}

function raw(bytes: Buffer): JsonValue {
  const text = fieldBytes(entriesOf(bytes), 1).toString();
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return null;
  }
}

function bytesOf({ value }: Entry): Buffer {
  if (typeof value === "number") throw new ProtobufError("a number where bytes are wanted");
  return value;
}

function numberOf({ value }: Entry): number {
  if (typeof value !== "number") throw new ProtobufError("bytes where a number is wanted");
  return value;
}
