/** Functions of Python's library, written here: what they take, and what they say when they are given something else. */
import type { Run } from "../../../../sim/core/wait.ts";
import { raised } from "./errors.ts";
import type { Interpreter } from "./interpreter.ts";
import { type Keywords, PyFunction, typeName, type Value } from "./values.ts";

/** Parameters by name, in their order; `?` behind one that may be left out. */
export type Given = Readonly<Record<string, Value | undefined>>;

/** A function that waits for nothing. */
export function native(name: string, parameters: string, body: (given: Given) => Value): PyFunction {
  // biome-ignore lint/correctness/useYield: what calls it may wait; this one does not.
  return waiting(name, parameters, function* (_, given) {
    return body(given);
  });
}

/** A function that may wait: for time, for the network, or for a function of the program. */
export function waiting(
  name: string,
  parameters: string,
  body: (run: Interpreter, given: Given) => Run<Value>,
): PyFunction {
  const names = parameters.split(" ").filter((word) => word !== "");
  return new PyFunction(name, (run, args, keywords) => body(run, bind(name, names, { args, keywords })));
}

function bind(
  name: string,
  names: readonly string[],
  { args, keywords }: { readonly args: readonly Value[]; readonly keywords: Keywords },
): Given {
  const given: Record<string, Value | undefined> = {};
  const visible = names[0] === "self" ? names.length - 1 : names.length;
  const count = args.length - (names[0] === "self" ? 1 : 0);
  const needed = names.filter((own) => !own.endsWith("?") && own !== "self").length;
  if (args.length > names.length || args.length + keywords.size < needed + (names[0] === "self" ? 1 : 0))
    throw wrongCount(name, count + keywords.size, { needed, visible });
  for (const [i, own] of names.entries()) {
    const plain = own.replace("?", "");
    given[plain] = args[i] ?? (args.length > i ? null : keywords.get(plain));
  }
  for (const key of keywords.keys())
    if (!names.some((own) => own.replace("?", "") === key))
      throw raised("TypeError", `${name}() got an unexpected keyword argument '${key}'`);
  return given;
}

function wrongCount(name: string, got: number, { needed, visible }: { needed: number; visible: number }): Error {
  if (visible === 0) return raised("TypeError", `${name}() takes no arguments (${got} given)`);
  if (needed === visible && visible === 1)
    return raised("TypeError", `${name}() takes exactly one argument (${got} given)`);
  const limit = got < needed ? needed : visible;
  const how = needed === visible ? "" : got < needed ? "at least " : "at most ";
  return raised("TypeError", `${name} expected ${how}${limit} argument${limit === 1 ? "" : "s"}, got ${got}`);
}

/** Or what Python says when it is none. */
export function text(value: Value | undefined, words: (type: string) => string): string {
  if (typeof value === "string") return value;
  throw raised("TypeError", words(typeName(value ?? null)));
}

export function whole(value: Value | undefined, otherwise: number): number {
  if (value === undefined || value === null) return otherwise;
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  throw raised("TypeError", `'${typeName(value)}' object cannot be interpreted as an integer`);
}
