/** An awk program as data, once it is parsed. Models: POSIX awk(1), "Grammar" */
import type { PosixRegex } from "../posix-regex/posix-regex.ts";

export type AwkExpression =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "regex"; readonly regex: PosixRegex }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "field"; readonly index: AwkExpression }
  | { readonly kind: "element"; readonly name: string; readonly keys: readonly AwkExpression[] }
  | {
      readonly kind: "assign";
      readonly operator: string;
      readonly target: AwkExpression;
      readonly value: AwkExpression;
    }
  | { readonly kind: "step"; readonly target: AwkExpression; readonly by: 1 | -1; readonly isPrefix: boolean }
  | { readonly kind: "unary"; readonly operator: "!" | "-" | "+"; readonly operand: AwkExpression }
  | { readonly kind: "binary"; readonly operator: string; readonly left: AwkExpression; readonly right: AwkExpression }
  | { readonly kind: "choice"; readonly test: AwkExpression; readonly yes: AwkExpression; readonly no: AwkExpression }
  | { readonly kind: "in"; readonly keys: readonly AwkExpression[]; readonly array: string }
  | { readonly kind: "group"; readonly parts: readonly AwkExpression[] }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly AwkExpression[] }
  | { readonly kind: "builtin"; readonly name: string; readonly args: readonly AwkExpression[] }
  | {
      readonly kind: "getline";
      readonly from: "main" | "file" | "command";
      readonly source: AwkExpression | null;
      readonly target: AwkExpression | null;
    };

export interface AwkRedirect {
  readonly operator: ">" | ">>" | "|";
  readonly to: AwkExpression;
}

export type AwkStatement =
  | { readonly kind: "block"; readonly body: readonly AwkStatement[] }
  | { readonly kind: "expression"; readonly value: AwkExpression }
  | {
      readonly kind: "print" | "printf";
      readonly args: readonly AwkExpression[];
      readonly redirect: AwkRedirect | null;
    }
  | { readonly kind: "if"; readonly test: AwkExpression; readonly yes: AwkStatement; readonly no: AwkStatement | null }
  | { readonly kind: "while"; readonly test: AwkExpression; readonly body: AwkStatement }
  | { readonly kind: "do"; readonly body: AwkStatement; readonly test: AwkExpression }
  | {
      readonly kind: "for";
      readonly start: AwkStatement | null;
      readonly test: AwkExpression | null;
      readonly step: AwkStatement | null;
      readonly body: AwkStatement;
    }
  | { readonly kind: "for-in"; readonly variable: string; readonly array: string; readonly body: AwkStatement }
  | { readonly kind: "break" | "continue" | "next" | "nextfile" }
  | { readonly kind: "exit" | "return"; readonly value: AwkExpression | null }
  | { readonly kind: "delete"; readonly name: string; readonly keys: readonly AwkExpression[] | null };

export interface AwkRule {
  readonly pattern: "BEGIN" | "END" | "always" | { readonly from: AwkExpression; readonly to: AwkExpression | null };
  /** Null: print the record. */
  readonly body: AwkStatement | null;
}

export interface AwkFunction {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly body: AwkStatement;
}

export interface AwkProgram {
  readonly rules: readonly AwkRule[];
  readonly functions: ReadonlyMap<string, AwkFunction>;
  readonly dialect: "mawk" | "busybox";
}
