/** Whether a session gets this terminal. Models: k8s.io/kubectl/pkg/cmd/exec/exec.go SetupTTY */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Invocation } from "../invocation.ts";
import { isTerminal } from "../terminal.ts";

export interface StreamFlags {
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly isQuiet: boolean;
}

/** True when keys go through as they are; says so when a terminal was wanted and there is none. */
export function* setUpTerminal(call: Invocation, { stdin, tty, isQuiet }: StreamFlags): Run<boolean> {
  if (!stdin || !tty) return false;
  if (isTerminal(call.process, 0)) return true;
  if (!isQuiet) yield* call.printError("Unable to use a TTY - input is not a terminal or the right kind of file\n");
  return false;
}
