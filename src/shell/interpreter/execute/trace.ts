/** `set -x`. Models: bash print_cmd.c, xtrace_print_word_list; PS4's first character once for each level. */
import type { Run } from "../../../sim/core/wait.ts";
import { expandPrompt } from "../prompt.ts";
import type { Shell } from "../shell.ts";
import { ShellError } from "../shell-error.ts";

export function* trace(shell: Shell, text: string): Run<void> {
  const prompt = promptOf(shell);
  yield* shell.printError(`${prompt.slice(0, 1).repeat(1 + shell.traceLevel)}${prompt.slice(1)}${text}\n`);
}

/** A mistake in PS4 must not stop the command that is traced. */
function promptOf(shell: Shell): string {
  const prompt = shell.variables.get("PS4") ?? "+ ";
  try {
    return expandPrompt(shell, prompt);
  } catch (error) {
    if (error instanceof ShellError) return prompt;
    throw error;
  }
}
