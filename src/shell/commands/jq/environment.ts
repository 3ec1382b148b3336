/** Names in scope: variables, functions and labels, as a chain of frames; and the budget that every step is paid from. */
import { Failure } from "../failure.ts";
import type { Definition, Filter } from "./syntax.ts";
import type { Value } from "./value.ts";

/** A filter with the scope that it was written in. */
export interface Closure {
  readonly body: Filter;
  readonly scope: Scope;
}

export type Binding =
  | { readonly type: "variable"; readonly name: string; readonly value: Value }
  | { readonly type: "function"; readonly name: string; readonly definition: Definition }
  | { readonly type: "argument"; readonly name: string; readonly closure: Closure }
  | { readonly type: "library"; readonly name: ""; readonly functions: ReadonlyMap<string, Definition> }
  | { readonly type: "label"; readonly name: string; readonly mark: object };

export interface Scope {
  readonly outer: Scope | null;
  readonly binding: Binding | null;
  readonly world: JqWorld;
}

/** Where values are and what else a filter can ask for. */
export interface JqWorld {
  readonly nowSec: number;
  readonly environment: Value;
  readonly named: Value;
  /** The next of the inputs; undefined when there is none. */
  nextInput(): Value | undefined;
  /** `input_line_number`, `input_filename`. */
  readonly place: { readonly line: number; readonly file: string | null };
  debug(text: string): void;
  readonly budget: { left: number; depth: number };
}

export function inner(outer: Scope, binding: Binding): Scope {
  return { outer, binding, world: outer.world };
}

export function findVariable(scope: Scope, name: string): Value | undefined {
  for (let at: Scope | null = scope; at !== null; at = at.outer)
    if (at.binding?.type === "variable" && at.binding.name === name) return at.binding.value;
  return undefined;
}

export function findLabel(scope: Scope, name: string): object | undefined {
  for (let at: Scope | null = scope; at !== null; at = at.outer)
    if (at.binding?.type === "label" && at.binding.name === name) return at.binding.mark;
  return undefined;
}

type Callable =
  | { readonly type: "argument"; readonly closure: Closure }
  | { readonly type: "function"; readonly definition: Definition; readonly home: Scope };

/** A function by name and number of parameters, with the scope that it sees. */
export function findFunction(scope: Scope, name: string, arity: number): Callable | null {
  for (let at: Scope | null = scope; at !== null; at = at.outer) {
    const { binding } = at;
    if (binding === null) continue;
    if (binding.type === "library") {
      const definition = binding.functions.get(`${name}/${arity}`);
      if (definition !== undefined) return { type: "function", definition, home: at };
    }
    if (binding.name !== name) continue;
    if (binding.type === "argument" && arity === 0) return binding;
    if (binding.type === "function" && binding.definition.params.length === arity)
      return { type: "function", definition: binding.definition, home: at };
  }
  return null;
}

export const BUDGET = { steps: 5_000_000, depth: 2000 } as const;

export function pay({ budget }: JqWorld): void {
  if (--budget.left < 0)
    throw new Failure(`jq: error: more than ${BUDGET.steps} steps, which is where this simulator stops a filter\n`, 5);
}
