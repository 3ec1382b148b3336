/** What a shell runs in its own process for a builtin that is not in the shell itself (see interpreter/builtins/late.ts). */
import { assert } from "../../../sim/core/assert.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { lateCallOf } from "../../interpreter/builtins/late.ts";
import { LATE_BUILTINS } from "../../interpreter/builtins/late-table.ts";

export function* shellBuiltins(process: Process): Run<number> {
  const { name, shell, args, invocation } = lateCallOf(process);
  const builtin = LATE_BUILTINS.get(name);
  assert(builtin?.run !== undefined, "a late builtin without code", name);
  return yield* builtin.run(shell, args, invocation);
}
