/** `complete`, `compgen`, `compopt`. Models: bash builtins/complete.def */
import { ACTIONS, ANY_COMMAND, type CompletionSpec, generate } from "../../line-editor/programmable.ts";
import { toBytes } from "../../syntax/bytes.ts";
import { inHashOrder } from "../hash-order.ts";
import { quoteTrace } from "../quote.ts";
import type { Shell } from "../shell.ts";
import { BuiltinError } from "../shell-error.ts";
import { type Builtin, parseFlags, usageError } from "./builtin.ts";

const SPEC = "abcdefgjksuvprDEIo:A:G:W:F:C:X:P:S:";
const COMPLETE_USAGE =
  "complete: usage: complete [-abcdefgjksuv] [-pr] [-DEI] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [name ...]";
const COMPGEN_USAGE =
  "compgen: usage: compgen [-abcdefgjksuv] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [word]";
const OPTIONS = "bashdefault default dirnames filenames noquote nosort nospace plusdirs".split(" ");
/** What stands for a command's name where there is none: the first word, an empty line, any other command. */
const STANDINS = { D: ANY_COMMAND, E: "_EmptycmD_", I: "_InitialWorD_" } as const;
/** Of the table that holds what commands' arguments are: they are told in its order. */
const BUCKETS = 512;

type Flags = ReturnType<typeof parseFlags>;

/** `-A file -A directory`: every use of an option that may come more than once. */
function all(args: readonly string[], letter: string): string[] {
  const found: string[] = [];
  for (let i = 1; i < args.length && args[i] !== "--"; i++) {
    const arg = args[i] as string;
    if (arg === `-${letter}`) found.push(args[++i] ?? "");
    else if (arg.startsWith(`-${letter}`)) found.push(arg.slice(2));
    else if (/^-[oAGWFCXPS]$/.test(arg)) i++;
  }
  return found;
}

function specOf(args: readonly string[], { flags, values }: Flags): CompletionSpec {
  const options = all(args, "o");
  const wrong = options.find((option) => !OPTIONS.includes(option));
  if (wrong !== undefined) throw new BuiltinError(`${wrong}: invalid option name`, 2);
  const named = all(args, "A");
  const unknown = named.find((action) => !ACTIONS.has(action));
  if (unknown !== undefined) throw new BuiltinError(`${unknown}: invalid action name`, 2);
  const lettered = [...ACTIONS].filter(([, { letter }]) => letter !== null && flags.has(letter)).map(([name]) => name);
  return { options: new Set(options), actions: [...lettered, ...named], values };
}

/** As `complete` prints it, to be read again. */
function shown(name: string, { options, actions, values }: CompletionSpec): string {
  const parts = ["complete", ...[...options].sort().map((option) => `-o ${option}`)];
  for (const action of actions) {
    const letter = ACTIONS.get(action)?.letter;
    parts.push(letter == null ? `-A ${action}` : `-${letter}`);
  }
  for (const letter of "GWPSXCF") {
    const value = values.get(letter);
    if (value !== undefined) parts.push(`-${letter} ${letter === "F" ? value : quoteTrace(value)}`);
  }
  const standin = Object.entries(STANDINS).find(([, value]) => value === name)?.[0];
  return `${[...parts, standin === undefined ? name : `-${standin}`].join(" ")}\n`;
}

export const complete: Builtin = {
  *run(shell, args) {
    const found = parseFlags(args, SPEC, COMPLETE_USAGE);
    const { flags, rest } = found;
    const standins = (["D", "E", "I"] as const).filter((letter) => flags.has(letter)).map((letter) => STANDINS[letter]);
    const names = standins.length > 0 ? standins : rest;
    if (flags.has("r")) return yield* removeSpecs(shell, names);
    if (flags.has("p") || args.length === 1) return yield* printSpecs(shell, names);
    if (names.length === 0) throw usageError(COMPLETE_USAGE.slice("complete: usage: ".length));
    const spec = specOf(args, found);
    for (const name of names) shell.completions.set(name, spec);
    return 0;
  },
};

function* removeSpecs(shell: Shell, names: readonly string[]) {
  if (names.length === 0) shell.completions.clear();
  let status = 0;
  for (const name of names) {
    if (shell.completions.delete(name)) continue;
    yield* shell.complain(`${name}: no completion specification`, "complete");
    status = 1;
  }
  return status;
}

function* printSpecs(shell: Shell, names: readonly string[]) {
  let status = 0;
  for (const name of names.length > 0 ? names : inHashOrder(shell.completions, BUCKETS).map(([name]) => name)) {
    const spec = shell.completions.get(name);
    if (spec !== undefined) yield* shell.process.write(1, toBytes(shown(name, spec)));
    else {
      yield* shell.complain(`${name}: no completion specification`, "complete");
      status = 1;
    }
  }
  return status;
}

export const compgen: Builtin = {
  *run(shell, args) {
    const found = parseFlags(args, SPEC.replace("prDEI", ""), COMPGEN_USAGE);
    const spec = specOf(args, found);
    const [word = ""] = found.rest;
    if (spec.values.has("F")) yield* shell.complain("warning: -F option may not work as you expect", "compgen");
    const made = yield* generate(shell, spec, { command: "compgen", words: ["compgen", word], line: "", word });
    yield* shell.process.write(1, toBytes(made.map((one) => `${one}\n`).join("")));
    return made.length > 0 ? 0 : 1;
  },
};

/** Inside a completion function: changes the options of the completion that runs. */
export const compopt: Builtin = {
  *run(shell, args) {
    const names: string[] = [];
    const changes: [string, boolean][] = [];
    for (let i = 1; i < args.length; i++) {
      const arg = args[i] as string;
      if (arg === "-o" || arg === "+o") changes.push([args[++i] ?? "", arg === "-o"]);
      else if (arg === "-D" || arg === "-E" || arg === "-I") names.push(STANDINS[arg.charAt(1) as "D" | "E" | "I"]);
      else names.push(arg);
    }
    const wrong = changes.find(([option]) => !OPTIONS.includes(option));
    if (wrong !== undefined) throw new BuiltinError(`${wrong[0]}: invalid option name`, 2);
    if (names.length === 0 && shell.completing === null)
      throw new BuiltinError("not currently executing completion function", 1);
    let status = 0;
    for (const name of names.length > 0 ? names : [null]) {
      const options = name === null ? shell.completing : (shell.completions.get(name)?.options ?? null);
      if (options === null) {
        yield* shell.complain(`${name}: no completion specification`, "compopt");
        status = 1;
      } else for (const [option, on] of changes) on ? options.add(option) : options.delete(option);
    }
    return status;
  },
};
