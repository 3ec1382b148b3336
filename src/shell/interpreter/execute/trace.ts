/** `set -x`. Models: bash print_cmd.c, xtrace_print_word_list; PS4's first character once for each level. */
import type { Run } from "../../../sim/core/wait.ts";
import { expandPrompt } from "../prompt.ts";
import type { Shell } from "../shell.ts";

export function* trace(shell: Shell, text: string): Run<void> {
  const prompt = expandPrompt(shell, shell.variables.get("PS4") ?? "+ ");
  yield* shell.printError(`${prompt.slice(0, 1).repeat(1 + shell.traceLevel)}${prompt.slice(1)}${text}\n`);
}
