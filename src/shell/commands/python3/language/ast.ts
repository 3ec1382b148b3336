/** The tree of a Python program: as much of the language as is typed after `python3 -c`. Models: CPython 3.11 Parser/Python.asdl */
import type { Value } from "./values.ts";

export interface Parameter {
  readonly name: string;
  readonly fallback: Expression | null;
  /** `*args`, `**kwargs`. */
  readonly stars: 0 | 1 | 2;
}

export interface Argument {
  readonly name: string | null;
  readonly stars: 0 | 1 | 2;
  readonly value: Expression;
}

export interface Clause {
  readonly target: Expression;
  readonly over: Expression;
  readonly conditions: readonly Expression[];
}

export interface FormatPart {
  readonly value: Expression;
  readonly conversion: string;
  readonly spec: readonly (string | FormatPart)[];
}

export type Expression =
  | { readonly kind: "constant"; readonly value: Value }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "list" | "tuple" | "set"; readonly items: readonly Expression[] }
  | { readonly kind: "dict"; readonly entries: readonly (readonly [Expression | null, Expression])[] }
  | { readonly kind: "unary"; readonly operator: string; readonly operand: Expression }
  | { readonly kind: "binary"; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "logic"; readonly operator: "and" | "or"; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "compare"; readonly first: Expression; readonly rest: readonly (readonly [string, Expression])[] }
  | { readonly kind: "call"; readonly callee: Expression; readonly args: readonly Argument[] }
  | { readonly kind: "attribute"; readonly of: Expression; readonly name: string }
  | { readonly kind: "index"; readonly of: Expression; readonly at: Expression }
  | {
      readonly kind: "slice";
      readonly from: Expression | null;
      readonly to: Expression | null;
      readonly step: Expression | null;
    }
  | { readonly kind: "lambda"; readonly parameters: readonly Parameter[]; readonly body: Expression }
  | { readonly kind: "choice"; readonly when: Expression; readonly then: Expression; readonly otherwise: Expression }
  | {
      readonly kind: "comprehension";
      readonly makes: "list" | "set" | "dict" | "generator";
      readonly key: Expression | null;
      readonly element: Expression;
      readonly clauses: readonly Clause[];
    }
  | { readonly kind: "format"; readonly parts: readonly (string | FormatPart)[] }
  | { readonly kind: "starred"; readonly value: Expression }
  | { readonly kind: "walrus"; readonly name: string; readonly value: Expression };

export interface Handler {
  readonly types: Expression | null;
  readonly name: string | null;
  readonly body: Block;
}

export type Block = readonly Statement[];

export type Statement = { readonly line: number } & (
  | { readonly kind: "expression"; readonly value: Expression }
  | { readonly kind: "assign"; readonly targets: readonly Expression[]; readonly value: Expression }
  | { readonly kind: "augment"; readonly target: Expression; readonly operator: string; readonly value: Expression }
  | { readonly kind: "import"; readonly names: readonly (readonly [string, string | null])[] }
  | { readonly kind: "from"; readonly module: string; readonly names: readonly (readonly [string, string | null])[] }
  | { readonly kind: "if" | "while"; readonly when: Expression; readonly body: Block; readonly otherwise: Block }
  | {
      readonly kind: "for";
      readonly target: Expression;
      readonly over: Expression;
      readonly body: Block;
      readonly otherwise: Block;
    }
  | {
      readonly kind: "try";
      readonly body: Block;
      readonly handlers: readonly Handler[];
      readonly otherwise: Block;
      readonly last: Block;
    }
  | {
      readonly kind: "with";
      readonly items: readonly (readonly [Expression, Expression | null])[];
      readonly body: Block;
    }
  | { readonly kind: "def"; readonly name: string; readonly parameters: readonly Parameter[]; readonly body: Block }
  | { readonly kind: "class"; readonly name: string; readonly bases: readonly Expression[]; readonly body: Block }
  | { readonly kind: "return"; readonly value: Expression | null }
  | { readonly kind: "raise"; readonly value: Expression | null; readonly cause: Expression | null }
  | { readonly kind: "assert"; readonly when: Expression; readonly message: Expression | null }
  | { readonly kind: "delete"; readonly targets: readonly Expression[] }
  | { readonly kind: "global"; readonly names: readonly string[] }
  | { readonly kind: "pass" | "break" | "continue" }
);
