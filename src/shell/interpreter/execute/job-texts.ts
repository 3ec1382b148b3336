/** How the job table writes down a command. Models: bash print_cmd.c make_command_string(); dash and ash keep what was typed. */
import type { Node } from "../../syntax/ast.ts";
import { printJob } from "../../syntax/print.ts";
import type { Shell } from "../shell.ts";

/** One text for each process of the command; `typed` is the same as it was typed. */
export function jobTexts(shell: Shell, node: Node, typed: readonly string[]): readonly string[] {
  if (shell.dialect.id !== "bash") return typed;
  return isPlainPipeline(node) ? node.commands.map(printJob) : [printJob(node)];
}

/** Each of its commands is a process of the job itself. */
export function isPlainPipeline(node: Node): node is Extract<Node, { kind: "pipeline" }> {
  return node.kind === "pipeline" && !node.negated && node.timed === null && node.commands.length > 1;
}
