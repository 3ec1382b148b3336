/** `json`. Models: CPython 3.11 Lib/json/__init__.py, decoder.py, encoder.py */
import { decodeUtf8 } from "../../../../../sim/core/utf8.ts";
import type { Run } from "../../../../../sim/core/wait.ts";
import { formatJson, JsonError, JsonReader, type JsonStyle, type JsonValue } from "../../json-value.ts";
import { exception, exceptionType, raised } from "../errors.ts";
import type { Interpreter } from "../interpreter.ts";
import { type Chain, libraryFrames } from "../library-frames.ts";
import { type Given, waiting } from "../native.ts";
import { repr, str } from "../text.ts";
import { PyBytes, PyDict, PyList, type PyObject, PyTuple, PyType, Raised, typeName, type Value } from "../values.ts";
import { moduleOf } from "./module.ts";

const DECODE_ERROR = new PyType("JSONDecodeError", { module: "json.decoder", bases: [exceptionType("ValueError")] });

export function jsonModule(): PyObject {
  return moduleOf(
    "json",
    [
      waiting("loads", "s", function* (run, { s = null }) {
        yield* run.process.charge(10);
        return loads(s);
      }),
      waiting("load", "fp", load),
      waiting("dumps", "obj indent? sort_keys? ensure_ascii? separators? default?", function* (run, given) {
        yield* run.process.charge(10);
        return dumps(given);
      }),
      waiting("dump", "obj fp indent? sort_keys? ensure_ascii? separators? default?", function* (run, given) {
        return yield* run.call(run.attribute(given.fp ?? null, "write"), [dumps(given)]);
      }),
    ],
    [["JSONDecodeError", DECODE_ERROR]],
  );
}

function* load(run: Interpreter, { fp = null }: Given): Run<Value> {
  const text = yield* run.call(run.attribute(fp, "read"), []);
  try {
    return loads(text);
  } catch (error) {
    if (error instanceof Raised) error.trace.push(...libraryFrames("JSON_LOAD"));
    throw error;
  }
}

function loads(value: Value): Value {
  if (typeof value !== "string" && !(value instanceof PyBytes))
    throw raised("TypeError", `the JSON object must be str, bytes or bytearray, not ${typeName(value)}`);
  const text = typeof value === "string" ? value : decodeUtf8(value.data);
  try {
    return fromJson(new JsonReader(text).document());
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const made = new Raised(exception(DECODE_ERROR, [error.message]));
    const [, msg = "", line = "1", column = "1", at = "0"] =
      /^(.*): line (\d+) column (\d+) \(char (\d+)\)$/s.exec(error.message) ?? [];
    for (const [name, own] of [
      ["msg", msg],
      ["doc", text],
      ["lineno", BigInt(line)],
      ["colno", BigInt(column)],
      ["pos", BigInt(at)],
    ] as const)
      made.exception.attributes.set(name, own);
    made.trace.push(...libraryFrames(chainOf(msg)).reverse());
    throw made;
  }
}

function chainOf(message: string): Chain {
  if (message === "Extra data") return "JSON_EXTRA";
  return message === "Expecting value" ? "JSON_VALUE" : "JSON_SCAN";
}

function fromJson(value: JsonValue): Value {
  switch (value.kind) {
    case "object":
      return PyDict.of(value.members.map(([name, member]) => [name, fromJson(member)] as const));
    case "array":
      return new PyList(value.items.map(fromJson));
    case "string":
      return value.text;
    case "plain":
      return plain(value.text);
  }
}

const WORDS: Readonly<Record<string, Value>> = {
  null: null,
  true: true,
  false: false,
  NaN: Number.NaN,
  Infinity: 1 / 0,
  "-Infinity": -1 / 0,
};

function plain(text: string): Value {
  const word = WORDS[text];
  if (word !== undefined) return word;
  return /^-?\d+$/.test(text) ? BigInt(text) : Number(text);
}

function dumps(given: Given): string {
  const { indent = null, separators = null } = given;
  const [item, key] = separators instanceof PyTuple ? separators.items.map(str) : [indent === null ? ", " : ",", ": "];
  const style: JsonStyle = {
    indent: indent === null ? null : typeof indent === "string" ? indent : " ".repeat(Number(indent as bigint)),
    itemSeparator: item ?? ", ",
    keySeparator: key ?? ": ",
    ascii: given.ensure_ascii !== false,
    sortKeys: given.sort_keys === true,
  };
  return formatJson(toJson(given.obj ?? null, given.default ?? null), style);
}

function toJson(value: Value, otherwise: Value): JsonValue {
  const inner = (one: Value): JsonValue => toJson(one, otherwise);
  if (typeof value === "string") return { kind: "string", text: value };
  if (value === null || typeof value === "boolean")
    return { kind: "plain", text: value === null ? "null" : String(value) };
  if (typeof value === "bigint") return { kind: "plain", text: repr(value) };
  if (typeof value === "number")
    return { kind: "plain", text: repr(value).replace("inf", "Infinity").replace("nan", "NaN") };
  if (value instanceof PyList || value instanceof PyTuple) return { kind: "array", items: value.items.map(inner) };
  if (value instanceof PyDict)
    return {
      kind: "object",
      members: [...value.entries.values()].map(([key, member]) => [keyText(key), inner(member)] as const),
    };
  if (otherwise instanceof PyType && otherwise.name === "str") return { kind: "string", text: str(value) };
  const error = raised("TypeError", `Object of type ${typeName(value)} is not JSON serializable`);
  error.trace.push(...libraryFrames("JSON_DUMPS").reverse());
  throw error;
}

function keyText(key: Value): string {
  if (typeof key === "string") return key;
  if (key === null || typeof key === "boolean") return key === null ? "null" : String(key);
  if (typeof key === "bigint" || typeof key === "number") return repr(key);
  throw raised("TypeError", `keys must be str, int, float, bool or None, not ${typeName(key)}`);
}
