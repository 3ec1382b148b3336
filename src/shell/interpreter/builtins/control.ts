/** `:`, `true`, `false`, `break`, `continue`, `return`, `exit`, `shift`, `let`. */

import { evaluateArithmetic } from "../arithmetic/evaluate.ts";
import { isZero } from "../arithmetic/int64.ts";
import type { Shell } from "../shell.ts";
import { BuiltinError, ShellError } from "../shell-error.ts";
import { type Builtin, parseNumber } from "./builtin.ts";

export const colon: Builtin = { plain: () => 0, isSpecial: true };
export const trueBuiltin: Builtin = { plain: () => 0 };
export const falseBuiltin: Builtin = { plain: () => 1 };

function jumpOut(kind: "break" | "continue"): NonNullable<Builtin["plain"]> {
  return (shell, args) => {
    if (shell.loops === 0) {
      if (shell.dialect.id !== "bash") return 0;
      throw new BuiltinError("only meaningful in a `for', `while', or `until' loop", 0);
    }
    const operands = args[1] === "--" ? args.slice(2) : args.slice(1);
    const levels = operands[0] === undefined ? 1 : parseNumber(operands[0]);
    if (levels === null) throw new ShellError(`${kind}: ${operands[0]}: numeric argument required`, "shell", 128);
    if (operands.length > 1) throw new ShellError(`${kind}: too many arguments`);
    if (levels < 1) {
      shell.jump = { kind: "break", levels: shell.loops };
      throw new BuiltinError(`${operands[0]}: loop count out of range`);
    }
    shell.jump = { kind, levels: Math.min(levels, shell.loops) };
    return 0;
  };
}

export const breakBuiltin: Builtin = { plain: jumpOut("break"), isSpecial: true };
export const continueBuiltin: Builtin = { plain: jumpOut("continue"), isSpecial: true };

export const returnBuiltin: Builtin = {
  isSpecial: true,
  plain(shell, args) {
    if (shell.calls.length === 0) {
      if (shell.dialect.id !== "bash") {
        shell.jump = { kind: "exit" };
        return statusArgument(shell, args, "return");
      }
      throw new BuiltinError("can only `return' from a function or sourced script", 2);
    }
    const status = statusArgument(shell, args, "return");
    shell.jump = { kind: "return" };
    return status;
  },
};

export const exitBuiltin: Builtin = {
  isSpecial: true,
  *run(shell, args) {
    if (shell.isInteractive && !shell.isSubshell) {
      if (shell.dialect.id === "bash") yield* shell.printError(shell.isLogin ? "logout\n" : "exit\n");
      if (
        shell.jobs.all.some((job) => job.processes.some((process) => process.state === "stopped")) &&
        !shell.warnedOfJobs
      ) {
        shell.warnedOfJobs = true;
        yield* shell.printError("There are stopped jobs.\n");
        return 1;
      }
    }
    let status: number;
    try {
      status = statusArgument(shell, args, "exit");
    } catch (error) {
      if (!(error instanceof BuiltinError)) throw error;
      yield* shell.complain(error.message, "exit");
      status = error.status;
      if (status === 1) return 1;
    }
    shell.jump = { kind: "exit" };
    return status;
  },
};

function statusArgument(shell: Shell, args: readonly string[], name: string): number {
  const operands = args[1] === "--" ? args.slice(2) : args.slice(1);
  const [text] = operands;
  if (text === undefined) return shell.status;
  const status = parseNumber(text);
  if (status === null) {
    if (name === "return") {
      shell.jump = { kind: "return" };
      throw new BuiltinError(`${text}: numeric argument required`, 2);
    }
    throw new BuiltinError(shell.dialect.words.illegalNumber(text), 2);
  }
  if (operands.length > 1) throw new ShellError(`${name}: too many arguments`);
  return status & 255;
}

export const shift: Builtin = {
  isSpecial: true,
  plain(shell, args) {
    const operands = args[1] === "--" ? args.slice(2) : args.slice(1);
    const count = operands[0] === undefined ? 1 : parseNumber(operands[0]);
    if (count === null) {
      const words = shell.dialect.words.illegalNumber(operands[0] as string);
      if (shell.dialect.id !== "bash") throw new ShellError(`shift: ${words}`, "shell", 2);
      throw new BuiltinError(words);
    }
    if (operands.length > 1) throw new ShellError("shift: too many arguments");
    if (count < 0) throw new BuiltinError(`${operands[0]}: shift count out of range`);
    if (count > shell.positional.length) {
      if (shell.dialect.id === "dash") throw new ShellError("shift: can't shift that many", "shell", 2);
      return 1;
    }
    shell.positional = shell.positional.slice(count);
    return 0;
  },
};

export const letBuiltin: Builtin = {
  plain(shell, args) {
    if (args.length < 2) throw new BuiltinError("expression expected");
    let result = 0 as ReturnType<typeof evaluateArithmetic>;
    try {
      for (const text of args.slice(1)) result = evaluateArithmetic(shell, text);
    } catch (error) {
      if (error instanceof ShellError && error.scope === "line") throw new BuiltinError(error.message);
      throw error;
    }
    return isZero(result) ? 1 : 0;
  },
};
