/**
 * A command of kubectl as data: its place in the tree, its flags, and what it does.
 *
 * Models: github.com/spf13/cobra/command.go
 */
import type { Run } from "../../../sim/core/wait.ts";
import type { Flag } from "./flags/flag.ts";
import type { Invocation } from "./invocation.ts";

export interface Command {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** What follows the command's name in the line `Usage:`. */
  readonly usage?: string;
  readonly summary: string;
  readonly flags?: readonly Flag[];
  /** Flags that must be given. */
  readonly required?: readonly string[];
  readonly subcommands?: readonly Command[];
  readonly hidden?: boolean;
  /** Called alone, it prints its help where others complain. */
  readonly helpsOnStdout?: "fine" | "failing";
  /** Absent: the command only has subcommands, and prints its help. */
  readonly run?: (call: Invocation) => Run<void>;
}

export interface CommandGroup {
  readonly title: string;
  readonly commands: readonly Command[];
}
