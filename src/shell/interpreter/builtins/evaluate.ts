/** `eval`, `source`, `exec`, `command`, `builtin`. Models: bash builtins/eval.def, source.def, exec.def, command.def */

import { concatBytes } from "../../../sim/core/utf8.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { OpenFile } from "../../../sim/os/vfs/open-file.ts";
import { fromBytes } from "../../syntax/bytes.ts";
import { deepen, enterCall } from "../execute/function.ts";
import { findProgram, runProgram, takeOver } from "../execute/program.ts";
import { builtinOf, type Invocation, runBuiltin } from "../execute/simple.ts";
import { runText } from "../script.ts";
import type { Shell } from "../shell.ts";
import { BuiltinError, ShellError } from "../shell-error.ts";
import { type Builtin, parseFlags } from "./builtin.ts";
import { describeCommands } from "./describe.ts";

export const evalBuiltin: Builtin = {
  isSpecial: true,
  *run(shell, args) {
    const operands = args[1] === "--" ? args.slice(2) : args.slice(1);
    if (shell.dialect.id === "bash" && /^-./.test(operands[0] ?? "") && args[1] !== "--")
      throw new BuiltinError(`${(operands[0] as string).slice(0, 2)}: invalid option\neval: usage: eval [arg ...]`, 2);
    const text = operands.join(" ");
    if (text.trim() === "") return 0;
    enterCall(shell, "eval");
    shell.traceLevel++;
    try {
      const label = `${shell.name}: eval`;
      return yield* deepen(shell, runText(shell, text, { line: shell.line, label }));
    } finally {
      shell.depth--;
      shell.traceLevel--;
    }
  },
};

export const source: Builtin = {
  isSpecial: true,
  *run(shell, args) {
    const operands = args[1] === "--" ? args.slice(2) : args.slice(1);
    const [name, ...positional] = operands;
    if (name === undefined)
      throw new BuiltinError(`filename argument required\n${args[0]}: usage: ${args[0]} filename [arguments]`, 2);
    if (/^-./.test(name) && args[1] !== "--")
      throw new BuiltinError(
        `${name.slice(0, 2)}: invalid option\n${args[0]}: usage: ${args[0]} filename [arguments]`,
        2,
      );
    const text = yield* readSource(shell, name, args[0] as string);
    if (text === null) {
      yield* shell.complain(`${name}: No such file or directory`);
      return 1;
    }
    return yield* runSourced(shell, { name, text, positional });
  },
};

/** Along PATH first when there is no slash in the name, then here. Null when it is nowhere: bash says so without naming the builtin. */
function* readSource(shell: Shell, name: string, builtin: string): Run<string | null> {
  const { machine, cwd } = shell.process;
  const paths =
    name.includes("/") || !shell.options.shopt("sourcepath") ? [] : (shell.variables.get("PATH") ?? "").split(":");
  const along = paths
    .map((path) => `${path === "" ? "." : path}/${name}`)
    .find((path) => machine.fs.tryNode(path, cwd)?.kind === "file");
  try {
    const path = along ?? name;
    const file = machine.open(path, "read", { process: shell.process });
    // What is no file (a pipe behind /dev/fd/63) is read as it comes.
    if (machine.fs.tryNode(path, cwd)?.kind !== "file") return fromBytes(yield* readAll(file));
    file.close();
    return fromBytes(machine.fs.readFile(path, cwd));
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    const isDirectory = error.code === "EISDIR";
    if (shell.dialect.id !== "bash")
      throw new ShellError(
        shell.dialect.id === "dash"
          ? `.: ${shell.dialect.words.cannotOpen(name, error.message)}`
          : `${builtin}: line 0: can't open '${name}': ${error.message}`,
        "shell",
        2,
      );
    if (isDirectory) throw new BuiltinError(`${name}: is a directory`);
    if (error.code !== "ENOENT") throw new BuiltinError(`${name}: ${error.message}`);
    return null;
  }
}

function* readAll(file: OpenFile): Run<Uint8Array> {
  const parts: Uint8Array[] = [];
  try {
    for (let got = file.tryRead(65_536); got !== "eof"; got = file.tryRead(65_536)) {
      if (got === "would-block") yield { on: [file.stream.readable] };
      else parts.push(got);
    }
  } finally {
    file.close();
  }
  return concatBytes(parts);
}

interface Sourced {
  readonly name: string;
  readonly text: string;
  readonly positional: readonly string[];
}

function* runSourced(shell: Shell, { name, text, positional }: Sourced): Run<number> {
  const { positional: before, line, source: outer } = shell;
  enterCall(shell, name);
  if (positional.length > 0) shell.positional = positional;
  shell.calls.push({ name: "source", source: name, line });
  shell.source = name;
  shell.status = 0;
  try {
    const status = yield* deepen(shell, runText(shell, text, { line: 1, label: name }));
    if (shell.jump?.kind === "return") {
      shell.jump = null;
      return shell.status;
    }
    return status;
  } finally {
    shell.calls.pop();
    if (positional.length > 0) shell.positional = before;
    shell.line = line;
    shell.source = outer;
    shell.depth--;
  }
}

export const exec: Builtin = {
  isSpecial: true,
  *run(shell, args) {
    const isBash = shell.dialect.id === "bash";
    const { values, rest } = isBash
      ? parseFlags(args, "cla:", "exec: usage: exec [-cl] [-a name] [command [argument ...]] [redirection ...]")
      : { values: new Map<string, string>(), rest: args.slice(args[1] === "--" ? 2 : 1) };
    const [name] = rest;
    if (name === undefined) return 0;
    const found = findProgram(shell, name);
    if ("problem" in found) {
      const words = found.status === 127 && !name.includes("/") ? `${name}: not found` : found.problem;
      yield* shell.complain(words, "exec");
      if (!shell.isInteractive && !shell.options.shopt("execfail")) {
        shell.status = found.status;
        shell.jump = { kind: "exit" };
      }
      return found.status;
    }
    return yield* takeOver(shell, found, [values.get("a") ?? name, ...rest.slice(1)]);
  },
};

const DEFAULT_PATH = "/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin";

export const command: Builtin = {
  *run(shell, args, invocation) {
    const { flags, rest } = parseFlags(args, "pvV", "command: usage: command [-pVv] command [arg ...]");
    if (flags.has("v") || flags.has("V"))
      return yield* describeCommands(shell, rest, { style: flags.has("V") ? "long" : "short", isCommand: true });
    const [name] = rest;
    if (name === undefined) return 0;
    const builtin = builtinOf(shell, name);
    const offset = args.length - rest.length;
    if (builtin !== undefined)
      return yield* runBuiltin(shell, builtin, { ...invocation, args: rest, arrays: shifted(invocation, offset) });
    if (!flags.has("p")) return yield* runProgram(shell, rest, invocation.node);
    const path = shell.variables.get("PATH");
    shell.variables.force("PATH", DEFAULT_PATH);
    try {
      return yield* runProgram(shell, rest, invocation.node);
    } finally {
      if (path !== null) shell.variables.force("PATH", path);
    }
  },
};

export const builtinBuiltin: Builtin = {
  *run(shell, args, invocation) {
    const rest = args[1] === "--" ? args.slice(2) : args.slice(1);
    const [name] = rest;
    if (name === undefined) return 0;
    const builtin = builtinOf(shell, name);
    if (builtin === undefined) throw new BuiltinError(`${name}: not a shell builtin`);
    return yield* runBuiltin(shell, builtin, {
      ...invocation,
      args: rest,
      arrays: shifted(invocation, args.length - rest.length),
    });
  },
};

function shifted({ arrays }: Invocation, by: number): Invocation["arrays"] {
  return new Map([...arrays].map(([at, assignment]) => [at - by, assignment]));
}
