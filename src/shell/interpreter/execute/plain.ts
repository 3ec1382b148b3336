/**
 * The short way: commands that can be run to their end by plain functions, without a generator for each level. Loops
 * that count spend nearly all their time here.
 */
import type { Assignment, Node, Simple, Word } from "../../syntax/ast.ts";
import { evaluatePlain } from "../arithmetic/evaluate.ts";
import { BUILTINS } from "../builtins/index.ts";
import { expandIntoNow, expandPlainText } from "../expansion/expand.ts";
import type { Shell } from "../shell.ts";
import { BuiltinError, ExpressionError } from "../shell-error.ts";

/** The status; null when the node must go the long way. Nothing has happened then. */
export function runPlain(shell: Shell, node: Node): number | null {
  if (shell.options.xtrace || shell.traps.has("DEBUG")) return null;
  if (node.kind === "arithmetic") return runArithmetic(shell, node);
  if (node.kind !== "simple" || node.redirects.length > 0) return null;
  return node.words.length === 0 ? runAssignments(shell, node) : runBuiltin(shell, node);
}

function runArithmetic(shell: Shell, node: Extract<Node, { kind: "arithmetic" }>): number | null {
  const { word } = node.expression;
  if (node.redirects.length > 0 || (word !== null && !word.isPlain)) return null;
  shell.line = node.line;
  try {
    return evaluatePlain(shell, node.expression) === 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new Complaint(error, "((");
  }
}

function runAssignments(shell: Shell, node: Simple): number | null {
  for (const assignment of node.assignments)
    if (!isSimpleAssignment(assignment) || shell.variables.own(assignment.name)?.reference === true) return null;
  shell.line = node.line;
  for (const { name, value, append } of node.assignments) {
    shell.variables.set(name, expandPlainText(shell, value as Word), append);
    if (shell.options.allexport) shell.variables.writable(name).exported = true;
  }
  return 0;
}

function isSimpleAssignment({ value, subscript }: Assignment): boolean {
  return subscript === null && value.kind === "word" && (value.constant !== null || value.isPlain);
}

function runBuiltin(shell: Shell, node: Simple): number | null {
  const first = node.words[0] as Simple["words"][number];
  if (first.kind !== "word" || first.constant === null || node.assignments.length > 0) return null;
  const builtin = BUILTINS.get(first.constant);
  if (builtin === undefined || builtin.plain === undefined || shell.functions.has(first.constant)) return null;
  if (shell.disabled.has(first.constant) || shell.dialect.lacks.has(first.constant)) return null;
  for (const word of node.words)
    if (word.kind !== "word" || (word.constant === null && (!word.isPlain || word.braces !== null))) return null;
  shell.line = node.line;
  const args: string[] = [];
  for (const word of node.words) expandIntoNow(shell, word as Word, args);
  try {
    const status = builtin.plain(shell, args);
    shell.lastArgument = args.at(-1) as string;
    return status;
  } catch (error) {
    if (!(error instanceof BuiltinError)) throw error;
    throw new Complaint(error, first.constant);
  }
}

/** A plain builtin has something to say, which takes a generator: whoever called says it. */
export class Complaint extends Error {
  readonly builtin: string;
  readonly status: number;

  constructor(error: BuiltinError | ExpressionError, builtin: string) {
    super(error.message);
    this.builtin = builtin;
    this.status = error.status;
  }
}
