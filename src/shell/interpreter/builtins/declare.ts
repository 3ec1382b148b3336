/** `declare`, `typeset`, `local`, `export`, `readonly`. Models: bash builtins/declare.def, setattr.def */
import type { Run } from "../../../sim/core/wait.ts";
import type { Assignment } from "../../syntax/ast.ts";
import { toBytes } from "../../syntax/bytes.ts";
import { parseAssignment } from "../../syntax/parse.ts";
import { printFunction } from "../../syntax/print.ts";
import { declaration } from "../declaration.ts";
import { assign, assignArray } from "../execute/assign.ts";
import type { Invocation } from "../execute/simple.ts";
import { elementKey } from "../expansion/subscript.ts";
import type { Shell } from "../shell.ts";
import { BuiltinError, ExpressionError, ShellError } from "../shell-error.ts";
import { elementsOf, type Variable } from "../variables.ts";
import type { Builtin } from "./builtin.ts";

interface Request {
  readonly command: string;
  readonly on: ReadonlySet<string>;
  readonly off: ReadonlySet<string>;
  readonly operands: readonly { readonly text: string; readonly array: Assignment | undefined }[];
}

const USAGES: Readonly<Record<string, string>> = {
  declare: "declare: usage: declare [-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]",
  typeset: "typeset: usage: typeset [-aAfFgiIlnrtux] name[=value] ... or typeset -p [-aAfFilnrtux] [name ...]",
  local: "local: usage: local [option] name[=value] ...",
  export: "export: usage: export [-fn] [name[=value] ...] or export -p",
  readonly: "readonly: usage: readonly [-aAf] [name[=value] ...] or readonly -p",
};

const LETTERS: Readonly<Record<string, string>> = { export: "fnp", readonly: "aAfp" };

function read(command: string, { args, arrays }: Pick<Invocation, "args" | "arrays">): Request {
  const on = new Set<string>();
  const off = new Set<string>();
  const letters = LETTERS[command] ?? "aAfFgiIlnprtux";
  let i = 1;
  for (; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === "--") {
      i++;
      break;
    }
    if (!/^[-+]./.test(arg) || arrays.has(i)) break;
    for (const letter of arg.slice(1)) {
      if (!letters.includes(letter))
        throw new BuiltinError(`${arg[0]}${letter}: invalid option\n${USAGES[command]}`, 2);
      (arg[0] === "-" ? on : off).add(letter);
    }
  }
  const operands = args.slice(i).map((text, at) => ({ text, array: arrays.get(i + at) }));
  return { command, on, off, operands };
}

function* declare(shell: Shell, args: readonly string[], invocation: Invocation): Run<number> {
  const request = read(args[0] as string, { args, arrays: invocation.arrays });
  const { command, on, operands } = request;
  if (command === "local" && !shell.variables.inFunction) {
    const { id, words } = shell.dialect;
    if (id !== "bash") throw shell.fatal(`local: ${id === "ash" ? "line 0: " : ""}${words.notInFunction}`);
    throw new BuiltinError(words.notInFunction);
  }
  if (on.has("f") || on.has("F")) return yield* functions(shell, request);
  const isQuery = on.has("p") && (operands.length === 0 || (command !== "export" && command !== "readonly"));
  if (isQuery || (operands.length === 0 && command !== "local")) return yield* list(shell, request);
  if (operands.length === 0) return yield* listNames(shell, shell.variables.localNames(), request);
  let status = 0;
  for (const operand of operands) {
    try {
      if (!(yield* declareOne(shell, request, operand))) status = 1;
    } catch (error) {
      if (!(error instanceof ShellError) || error.scope === "shell" || error instanceof ExpressionError) throw error;
      yield* shell.complain(
        error.message,
        /readonly variable|circular|invalid variable name for/.test(error.message) ? command : null,
      );
      status = 1;
    }
  }
  return status;
}

const OPERAND = /^([A-Za-z_]\w*)(?:\[(.*?)\])?(?:(\+?)=(.*))?$/s;

function* declareOne(shell: Shell, request: Request, { text, array }: Request["operands"][number]): Run<boolean> {
  const { command, on } = request;
  const found = OPERAND.exec(text);
  if (found === null) {
    yield* shell.complain(shell.dialect.words.badName(text), command);
    if (shell.dialect.id !== "bash" && !shell.isInteractive) {
      shell.jump = { kind: "exit" };
      shell.status = 2;
    }
    return false;
  }
  const [, name = "", subscript, plus, value] = found;
  const variable = target(shell, request, name);
  if (variable.readonly && value !== undefined) throw new ShellError(`${name}: readonly variable`);
  if (!(yield* setKind(shell, request, { name, variable }))) return false;
  const pointed = value ?? variable.value;
  if (command !== "export" && on.has("n") && pointed !== null && !/^[A-Za-z_]\w*(\[.*\])?$/.test(pointed)) {
    const words = pointed === "" ? "not a valid identifier" : "invalid variable name for name reference";
    yield* shell.complain(`\`${pointed}': ${words}`, command);
    return false;
  }
  setAttributes(request, variable);
  if (array !== undefined && array.value.kind === "array" && subscript === undefined) {
    if (variable.map === null && variable.list === null) shell.variables.asList(variable);
    yield* assignArray(shell, name, array.value, array.append);
  } else if (value !== undefined) yield* assignValue(shell, { name, subscript, append: plus === "+", value, variable });
  finishAttributes(request, variable);
  if (array === undefined || !request.off.has("a")) return true;
  yield* shell.complain(`${name}: cannot destroy array variables in this way`, command);
  return false;
}

/** The variable that is declared: a local one inside a function, unless asked otherwise. */
function target(shell: Shell, { command, on, off }: Request, name: string): Variable {
  const { variables } = shell;
  const isLocal =
    command === "local" || ((command === "declare" || command === "typeset") && variables.inFunction && !on.has("g"));
  if (isLocal) return variables.makeLocal(name, on.has("I"));
  if (on.has("g")) return variables.global(name);
  const real = on.has("n") || off.has("n") ? name : variables.resolve(name);
  const variable = variables.own(real);
  if (variable !== undefined) return variable;
  return variables.writable(real);
}

function* setKind(
  shell: Shell,
  { command, on, off }: Request,
  { name, variable }: { name: string; variable: Variable },
): Run<boolean> {
  if (on.has("a") && variable.map !== null) {
    yield* shell.complain(`${name}: cannot convert associative to indexed array`, command);
    return false;
  }
  if (on.has("A") && variable.list !== null) {
    yield* shell.complain(`${name}: cannot convert indexed to associative array`, command);
    return false;
  }
  if (off.has("a") && variable.list !== null) {
    yield* shell.complain(`${name}: cannot destroy array variables in this way`, command);
    return false;
  }
  if (on.has("a") && variable.list === null && variable.computed === null) shell.variables.asList(variable);
  if (on.has("A") && variable.map === null) {
    variable.map = new Map(variable.value === null ? [] : [["0", variable.value]]);
    variable.value = null;
  }
  return true;
}

function setAttributes({ on, off }: Request, variable: Variable): void {
  if (on.has("i")) variable.integer = true;
  if (off.has("i")) variable.integer = false;
  if (on.has("l")) variable.fold = "lower";
  if (on.has("u")) variable.fold = "upper";
  if (off.has("l") || off.has("u")) variable.fold = "";
  if (on.has("t")) variable.traced = true;
}

function finishAttributes({ command, on, off }: Request, variable: Variable): void {
  if (command === "export") variable.exported = !on.has("n");
  else if (on.has("n")) variable.reference = true;
  if (off.has("n")) variable.reference = false;
  if (on.has("x")) variable.exported = true;
  if (off.has("x")) variable.exported = false;
  if (command === "readonly" || on.has("r")) variable.readonly = true;
}

interface Value {
  readonly name: string;
  readonly subscript: string | undefined;
  readonly append: boolean;
  readonly value: string;
  readonly variable: Variable;
}

function* assignValue(shell: Shell, { name, subscript, append, value, variable }: Value): Run<void> {
  if (subscript !== undefined && subscript !== "") {
    shell.variables.setElement(name, elementKey(shell, name, subscript), value, append);
    return;
  }
  const isList = variable.list !== null || variable.map !== null;
  const compound = isList && /^\(.*\)$/s.test(value) ? parseAssignment(`${name}${append ? "+" : ""}=${value}`) : null;
  if (compound !== null) yield* assign(shell, compound);
  else if (shell.variables.own(name) === variable) shell.variables.set(name, value, append);
  else variable.value = append ? (variable.value ?? "") + value : value;
}

function* list(shell: Shell, request: Request): Run<number> {
  const { command, on, operands } = request;
  if (operands.length > 0)
    return yield* listNames(
      shell,
      operands.map(({ text }) => text),
      request,
    );
  if (command === "declare" && on.size === 0) {
    for (const name of shell.variables.names()) yield* printAssignment(shell, name);
    return 0;
  }
  const wanted = (variable: Variable): boolean => {
    if (command === "export") return variable.exported;
    if (command === "readonly" || on.has("r")) return variable.readonly;
    return (
      (!on.has("x") || variable.exported) &&
      (!on.has("i") || variable.integer) &&
      (!on.has("a") || variable.list !== null) &&
      (!on.has("A") || variable.map !== null) &&
      (!on.has("n") || variable.reference)
    );
  };
  for (const name of shell.variables.names()) {
    const variable = shell.variables.own(name) as Variable;
    if (!wanted(variable)) continue;
    const text =
      shell.dialect.id === "bash" ? declaration(name, variable) : `${command} ${name}='${variable.value ?? ""}'`;
    yield* shell.process.write(1, toBytes(`${text}\n`));
  }
  return 0;
}

function* printAssignment(shell: Shell, name: string): Run<void> {
  const variable = shell.variables.own(name) as Variable;
  const text = declaration(name, variable).replace(/^declare -\S+ /, "");
  if (text.includes("=")) yield* shell.process.write(1, toBytes(`${text}\n`));
}

function* listNames(shell: Shell, names: readonly string[], { command, on }: Request): Run<number> {
  let status = 0;
  for (const name of names) {
    const variable = shell.variables.own(name);
    if (variable === undefined || (command === "local" && on.size === 0 && variable === undefined)) {
      yield* shell.complain(`${name}: not found`, command);
      status = 1;
      continue;
    }
    if (command === "local" && !on.has("p")) yield* shell.process.write(1, toBytes(`${localText(name, variable)}\n`));
    else yield* shell.process.write(1, toBytes(`${declaration(name, variable)}\n`));
  }
  return status;
}

function localText(name: string, variable: Variable): string {
  return elementsOf(variable).length === 0 ? name : declaration(name, variable).replace(/^declare -\S+ /, "");
}

function* functions(shell: Shell, { command, on, operands }: Request): Run<number> {
  if (command === "export" || (command === "readonly" && operands.length > 0)) {
    for (const { text } of operands) {
      if (!shell.functions.has(text)) throw new BuiltinError(`${text}: not a function`);
      if (command === "readonly") shell.readonlyFunctions.add(text);
    }
    return 0;
  }
  const names = operands.length > 0 ? operands.map(({ text }) => text) : [...shell.functions.keys()].sort();
  let status = 0;
  for (const name of names) {
    const found = shell.functions.get(name);
    if (found === undefined) {
      status = 1;
      continue;
    }
    if (on.has("r")) shell.readonlyFunctions.add(name);
    const extended = shell.options.shopt("extdebug") ? `${name} ${found.line} ${found.source}` : name;
    const line = operands.length > 0 ? extended : `declare -f ${name}`;
    yield* shell.process.write(1, toBytes(on.has("F") ? `${line}\n` : `${printFunction(name, found.body)}\n`));
  }
  return status;
}

export const declareBuiltin: Builtin = { run: declare, declares: true };
export const declareSpecial: Builtin = { run: declare, declares: true, isSpecial: true };
