/** `set`, `shopt`, `unset`. Models: bash builtins/set.def, shopt.def */
import type { Run } from "../../../sim/core/wait.ts";
import { toBytes } from "../../syntax/bytes.ts";
import { printFunction } from "../../syntax/print.ts";
import { arrayText } from "../declaration.ts";
import { elementKey, parseReference } from "../expansion/subscript.ts";
import { SET_OPTIONS, SHOPT_NAMES } from "../options.ts";
import { quoteIfNeeded } from "../quote.ts";
import type { Shell, ShellFunction } from "../shell.ts";
import { BuiltinError, ShellError } from "../shell-error.ts";
import { isArray, type Variable } from "../variables.ts";
import { type Builtin, parseFlags } from "./builtin.ts";

const SET_USAGE = "set: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]";

export const set: Builtin = {
  isSpecial: true,
  *run(shell, args) {
    if (args.length === 1) return yield* listVariables(shell);
    for (let i = 1; i < args.length; i++) {
      const arg = args[i] as string;
      if (arg === "--" || arg === "-") {
        if (arg === "-") {
          shell.options.turn("xtrace", false);
          shell.options.turn("verbose", false);
        }
        if (arg === "--" || i + 1 < args.length) shell.positional = args.slice(i + 1);
        return 0;
      }
      if (arg === "+") continue;
      if (!/^[-+]./.test(arg)) {
        shell.positional = args.slice(i);
        return 0;
      }
      for (const letter of arg.slice(1)) {
        if (letter === "o") {
          const name = args[i + 1];
          if (name === undefined) yield* listOptions(shell, arg[0] === "-");
          else turnNamed(shell, name, arg[0] === "-");
          i++;
        } else turnLetter(shell, letter, arg);
      }
    }
    return 0;
  },
};

/** A mistake in a special builtin ends dash and ash. */
function specialError(shell: Shell, builtin: "set" | "unset", what: string): ShellError {
  const isAsh = shell.dialect.id === "ash";
  const words = builtin === "unset" ? what : `${isAsh ? "illegal" : "Illegal"} option ${what}`;
  return new ShellError(`${builtin}: ${isAsh ? "line 0: " : ""}${words}`, "shell", 2);
}

function turnLetter(shell: Shell, letter: string, arg: string): void {
  const option = SET_OPTIONS.find(([known]) => known === letter);
  if (option === undefined) {
    if (shell.dialect.id !== "bash") throw specialError(shell, "set", `${arg[0]}${letter}`);
    throw new BuiltinError(`${arg[0]}${letter}: invalid option\n${SET_USAGE}`, 2);
  }
  shell.options.turn(option[1], arg[0] === "-");
}

export function turnNamed(shell: Shell, name: string, on: boolean): void {
  if (!SET_OPTIONS.some(([, known]) => known === name)) {
    if (shell.dialect.id !== "bash") {
      if (shell.dialect.id === "ash") throw new BuiltinError(`illegal option -o ${name}`, 1);
      throw specialError(shell, "set", `-o ${name}`);
    }
    throw new BuiltinError(`${name}: invalid option name`, 2);
  }
  shell.options.turn(name, on);
  if (name === "posix") shell.isPosix = on;
}

function* listOptions(shell: Shell, readable: boolean): Run<void> {
  for (const [, name] of SET_OPTIONS) {
    const on = shell.options.isOn(name);
    yield* shell.process.print(
      readable ? `${name.padEnd(15)}\t${on ? "on" : "off"}\n` : `set ${on ? "-" : "+"}o ${name}\n`,
    );
  }
}

function* listVariables(shell: Shell): Run<number> {
  let text = "";
  for (const name of shell.variables.names()) {
    const variable = shell.variables.own(name) as Variable;
    if (isArray(variable)) text += `${name}=${arrayText(variable)}\n`;
    else {
      const value = variable.computed?.get() ?? variable.value;
      if (value === null) continue;
      text +=
        shell.dialect.id === "bash"
          ? `${name}=${quoteIfNeeded(value)}\n`
          : `${name}='${value.replaceAll("'", "'\"'\"'")}'\n`;
    }
  }
  if (shell.dialect.id === "bash" && !shell.isPosix)
    for (const name of [...shell.functions.keys()].sort())
      text += `${printFunction(name, (shell.functions.get(name) as ShellFunction).body)}\n`;
  yield* shell.process.write(1, toBytes(text));
  return 0;
}

const SHOPT_USAGE = "shopt: usage: shopt [-pqsu] [-o] [optname ...]";

export const shopt: Builtin = {
  *run(shell, args) {
    const { flags, rest } = parseFlags(args, "pqsuo", SHOPT_USAGE);
    const forSet = flags.has("o");
    const names: readonly string[] = forSet ? SET_OPTIONS.map(([, name]) => name) : SHOPT_NAMES;
    const isOn = (name: string): boolean => (forSet ? shell.options.isOn(name) : shell.options.shopt(name));
    if (flags.has("s") && flags.has("u")) throw new BuiltinError("cannot set and unset shell options simultaneously");
    const sets = flags.has("s") || flags.has("u");
    let status = 0;
    if (rest.length === 0 && !flags.has("q")) {
      const wanted = names.filter((name) => !sets || isOn(name) === flags.has("s"));
      for (const name of wanted)
        yield* shell.process.print(shown(name, isOn(name), { forSet, reusable: flags.has("p") }));
      return 0;
    }
    for (const name of rest) {
      if (!names.includes(name)) {
        yield* shell.complain(`${name}: invalid ${forSet ? "option" : "shell option"} name`, "shopt");
        status = 1;
      } else if (sets) {
        if (forSet) turnNamed(shell, name, flags.has("s"));
        else shell.options.turnShopt(name, flags.has("s"));
      } else {
        if (!isOn(name)) status = 1;
        if (!flags.has("q")) yield* shell.process.print(shown(name, isOn(name), { forSet, reusable: flags.has("p") }));
      }
    }
    return status;
  },
};

function shown(name: string, on: boolean, { forSet, reusable }: { forSet: boolean; reusable: boolean }): string {
  if (!reusable) return `${name.padEnd(15)}\t${on ? "on" : "off"}\n`;
  return forSet ? `set ${on ? "-" : "+"}o ${name}\n` : `shopt ${on ? "-s" : "-u"} ${name}\n`;
}

const UNSET_USAGE = "unset: usage: unset [-f] [-v] [-n] [name ...]";

export const unset: Builtin = {
  isSpecial: true,
  *run(shell, args) {
    const { flags, rest } = parseFlags(args, "fvn", UNSET_USAGE);
    if (flags.has("f") && flags.has("v"))
      throw new BuiltinError("cannot simultaneously unset a function and a variable");
    let status = 0;
    for (const text of rest) {
      const problem = unsetOne(shell, text, flags);
      if (problem === null) continue;
      if (shell.dialect.id !== "bash") throw specialError(shell, "unset", problem);
      yield* shell.complain(problem, "unset");
      status = 1;
    }
    return status;
  },
};

function unsetOne(shell: Shell, text: string, flags: ReadonlySet<string>): string | null {
  if (flags.has("f")) return unsetFunction(shell, text);
  const reference = parseReference(text);
  if (reference === null) return flags.has("v") ? `\`${text}': not a valid identifier` : unsetFunction(shell, text);
  const name = flags.has("n") ? reference.name : shell.variables.resolve(reference.name);
  const pointed = parseReference(name);
  const subscript = reference.subscript ?? pointed?.subscript ?? null;
  const real = pointed?.name ?? name;
  const variable = shell.variables.own(real);
  if (variable === undefined) return !flags.has("v") && shell.functions.has(text) ? unsetFunction(shell, text) : null;
  if (variable.readonly)
    return shell.dialect.id === "bash" ? `${real}: cannot unset: readonly variable` : `${real}: is read only`;
  if (subscript === null) shell.variables.unset(real);
  else if (variable.map !== null && !((subscript === "@" || subscript === "*") && !variable.map.has(subscript)))
    variable.map.delete(String(elementKey(shell, real, subscript)));
  else if (subscript === "@" || subscript === "*") {
    if (variable.map !== null) variable.map.clear();
    else variable.list = [];
  } else if (variable.list === null && variable.value !== null && Number(elementKey(shell, real, subscript)) === 0)
    shell.variables.unset(real);
  else if (variable.list === null) return `${real}: not an array variable`;
  else removeElement(variable.list, Number(elementKey(shell, real, subscript)));
  return null;
}

/** The array ends behind its last element, whatever was behind that. */
function removeElement(list: string[], index: number): void {
  delete list[index];
  while (list.length > 0 && !(list.length - 1 in list)) list.length--;
}

function unsetFunction(shell: Shell, name: string): string | null {
  if (shell.readonlyFunctions.has(name)) return `${name}: cannot unset: readonly function`;
  shell.functions.delete(name);
  return null;
}
