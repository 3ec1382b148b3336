/** What a jq filter is made of. */
import type { Value } from "./value.ts";

export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=";
export type Arithmetic = "+" | "-" | "*" | "/" | "%";
export type Assignment = "=" | "|=" | "+=" | "-=" | "*=" | "/=" | "%=" | "//=";

export interface Definition {
  readonly name: string;
  /** `$a` binds a value and a filter of that name. */
  readonly params: readonly string[];
  readonly body: Filter;
}

export type Pattern =
  | { readonly type: "variable"; readonly name: string }
  | { readonly type: "array"; readonly items: readonly Pattern[] }
  | { readonly type: "object"; readonly entries: readonly PatternEntry[] };

export interface PatternEntry {
  readonly key: Filter;
  /** `{$a}` and `{$a: pattern}` bind the value by that name too. */
  readonly variable: string | null;
  readonly pattern: Pattern | null;
}

export interface ObjectEntry {
  readonly key: Filter;
  readonly value: Filter;
}

export type Filter =
  | { readonly type: "identity" }
  | { readonly type: "recurse" }
  | { readonly type: "literal"; readonly value: Value }
  | { readonly type: "text"; readonly format: string | null; readonly parts: readonly (string | Filter)[] }
  | { readonly type: "format"; readonly name: string }
  | { readonly type: "index"; readonly target: Filter; readonly key: Filter }
  | { readonly type: "slice"; readonly target: Filter; readonly from: Filter | null; readonly to: Filter | null }
  | { readonly type: "iterate"; readonly target: Filter }
  | { readonly type: "array"; readonly items: Filter | null }
  | { readonly type: "object"; readonly entries: readonly ObjectEntry[] }
  | { readonly type: "negate"; readonly operand: Filter }
  | { readonly type: "pipe" | "comma" | "and" | "or" | "alternative"; readonly left: Filter; readonly right: Filter }
  | { readonly type: "arithmetic"; readonly operator: Arithmetic; readonly left: Filter; readonly right: Filter }
  | { readonly type: "compare"; readonly operator: Comparison; readonly left: Filter; readonly right: Filter }
  | { readonly type: "assign"; readonly operator: Assignment; readonly left: Filter; readonly right: Filter }
  | { readonly type: "if"; readonly condition: Filter; readonly yes: Filter; readonly no: Filter }
  | { readonly type: "try"; readonly body: Filter; readonly handler: Filter | null }
  | {
      readonly type: "reduce";
      readonly source: Filter;
      readonly pattern: Pattern;
      readonly start: Filter;
      readonly update: Filter;
    }
  | {
      readonly type: "foreach";
      readonly source: Filter;
      readonly pattern: Pattern;
      readonly start: Filter;
      readonly update: Filter;
      readonly extract: Filter | null;
    }
  | { readonly type: "define"; readonly definition: Definition; readonly rest: Filter }
  | { readonly type: "call"; readonly name: string; readonly args: readonly Filter[] }
  | { readonly type: "variable"; readonly name: string }
  | { readonly type: "label"; readonly name: string; readonly body: Filter }
  | { readonly type: "break"; readonly name: string }
  | { readonly type: "bind"; readonly source: Filter; readonly patterns: readonly Pattern[]; readonly body: Filter };
