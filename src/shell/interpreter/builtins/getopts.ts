/** `getopts`. Models: bash builtins/getopts.def; POSIX XCU getopts. */
import type { Shell } from "../shell.ts";
import { BuiltinError } from "../shell-error.ts";
import { NAME } from "../variables.ts";
import { type Builtin, usageError } from "./builtin.ts";

export const getopts: Builtin = {
  *run(shell, args) {
    const operands = args[1] === "--" ? args.slice(2) : args.slice(1);
    const [spec, name, ...own] = operands;
    if (spec === undefined || name === undefined) throw usageError("getopts optstring name [arg ...]");
    const list = own.length > 0 ? own : shell.positional;
    const isQuiet = spec.startsWith(":");
    const found = next(shell, spec.replace(/^:/, ""), list);
    if (!NAME.test(name)) throw new BuiltinError(`\`${name}': not a valid identifier`);
    const complain = shell.variables.get("OPTERR") !== "0" && !isQuiet;
    if (found === null) {
      shell.variables.set(name, "?");
      shell.variables.unset("OPTARG");
      return 1;
    }
    const { letter, value, problem } = found;
    if (problem !== null && complain) {
      const words = problem === "missing" ? "option requires an argument" : "illegal option";
      yield* shell.printError(
        shell.dialect.words.badOption(problem, letter) ?? `${shell.name}: ${words} -- ${letter}\n`,
      );
    }
    shell.variables.set(name, problem === null ? letter : problem === "missing" && isQuiet ? ":" : "?");
    const argument = problem === null ? value : isQuiet ? letter : null;
    if (argument === null) shell.variables.unset("OPTARG");
    else shell.variables.set("OPTARG", argument);
    return 0;
  },
};

interface Option {
  readonly letter: string;
  readonly value: string | null;
  readonly problem: "missing" | "unknown" | null;
}

/** The next option. OPTIND is the next argument; within a bundle the place in it is remembered. */
function next(shell: Shell, spec: string, list: readonly string[]): Option | null {
  const state = shell.getopts;
  const index = Number(shell.variables.get("OPTIND") ?? 1) || 1;
  if (index !== state.at) shell.getopts = { at: index, in: 0 };
  let at = index;
  let inside = shell.getopts.in;
  const move = (to: number, within: number): void => {
    at = to;
    shell.getopts = { at: to, in: within };
    shell.variables.set("OPTIND", String(to));
  };
  const word = list[at - 1];
  if (inside === 0) {
    if (word === undefined || !/^-./.test(word)) {
      move(word === undefined ? Math.max(list.length + 1, 1) : at, 0);
      return null;
    }
    if (word === "--") {
      move(at + 1, 0);
      return null;
    }
    inside = 1;
  }
  const text = word ?? "";
  const letter = text.charAt(inside);
  const isLast = inside + 1 >= text.length;
  const known = letter === ":" ? -1 : spec.indexOf(letter);
  if (known < 0 || spec[known + 1] !== ":") {
    move(isLast ? at + 1 : at, isLast ? 0 : inside + 1);
    return { letter, value: null, problem: known < 0 ? "unknown" : null };
  }
  if (!isLast) {
    move(at + 1, 0);
    return { letter, value: text.slice(inside + 1), problem: null };
  }
  const value = list[at];
  move(value === undefined ? at + 1 : at + 2, 0);
  return { letter, value: value ?? null, problem: value === undefined ? "missing" : null };
}
