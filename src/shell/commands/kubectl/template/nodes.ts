/** What a Go template is made of. Models: text/template/parse/node.go */
import type { Complex, Float } from "./values.ts";

export type Operand =
  | { readonly type: "dot" | "nil" }
  | { readonly type: "constant"; readonly value: boolean | bigint | Float | Complex | string }
  | { readonly type: "field"; readonly fields: readonly string[] }
  | { readonly type: "variable"; readonly name: string; readonly fields: readonly string[] }
  | { readonly type: "function"; readonly name: string }
  | { readonly type: "pipe"; readonly pipe: Pipe }
  | { readonly type: "chain"; readonly of: Argument; readonly fields: readonly string[] };

/** Where something stands and how Go writes it again, for errors. */
export interface Source {
  readonly at: number;
  readonly text: string;
}

export type Argument = Operand & { readonly source: Source };

export interface CommandNode {
  readonly args: readonly Argument[];
  readonly source: Source;
}

export interface Pipe {
  readonly variables: readonly string[];
  readonly isAssignment: boolean;
  readonly commands: readonly CommandNode[];
  readonly source: Source;
}

export interface BranchNode {
  readonly type: "if" | "with" | "range";
  readonly pipe: Pipe;
  readonly list: readonly TemplateNode[];
  readonly otherwise: readonly TemplateNode[] | null;
}

export type TemplateNode =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "action"; readonly pipe: Pipe }
  | { readonly type: "break" | "continue" }
  | BranchNode
  | { readonly type: "template"; readonly name: string; readonly pipe: Pipe | null; readonly source: Source };

export interface ParsedTemplate {
  readonly list: readonly TemplateNode[];
  readonly defined: ReadonlyMap<string, readonly TemplateNode[]>;
}
