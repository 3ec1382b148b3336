/**
 * kubectl: a client of the API server and of nothing else. This file finds the command that is meant, reads its
 * flags, runs it, and tells what went wrong in kubectl's words.
 *
 * Models: k8s.io/kubectl/pkg/cmd/cmd.go, github.com/spf13/cobra/command.go (Find, ExecuteC)
 * SIMPLIFIED: no plugins (kubectl-NAME on the PATH) and no kuberc preferences.
 */
import type { Run } from "../../../sim/core/wait.ts";
import type { FieldDocs } from "../../../sim/kube/schema/field-docs.ts";
import type { Process, Program } from "../../../sim/os/process.ts";
import { Beyond } from "./beyond.ts";
import type { Command } from "./command.ts";
import type { Asked } from "./complete/complete.ts";
import { CommandError, Exit, errorLines, expected, ManyErrors, TemplateFailure } from "./errors.ts";
import { FlagError, FlagSet } from "./flags/flag-set.ts";
import { GLOBAL_FLAGS, HELP_FLAG } from "./flags/shared.ts";
import { Invocation } from "./invocation.ts";

/** What kubectl says about itself. */
export interface Help {
  of(command: Command, path: string): string;
  unknownCommand(root: Command, name: string): Error;
}

/** Without help of its own it is a kubectl of few words: what it has no answer to, the whole one does from the start. */
export interface Repertoire {
  readonly root: Command;
  /** `__complete`; only the whole kubectl has it. */
  readonly complete?: (asked: Asked) => Run<number>;
  readonly help: Help | null;
  /** What is written about every field; much text, and only `explain` wants it. */
  readonly docs: FieldDocs | null;
  readonly whole?: Program;
}

export function kubectlOf(repertoire: Repertoire): Program {
  const { whole } = repertoire;
  return function* kubectl(process) {
    try {
      if (process.argv[1] === "__complete") return yield* completeWords(process, repertoire);
      const found = findCommand(repertoire, process.argv.slice(1));
      return yield* runCommand(process, repertoire, found);
    } catch (error) {
      if (error instanceof Exit) return error.exitCode;
      if (!(error instanceof Beyond) || whole === undefined) return yield* giveUp(process, expected(error));
    }
    return yield* whole(process);
  };
}

function* completeWords(process: Process, repertoire: Repertoire): Run<number> {
  if (repertoire.complete === undefined) throw new Beyond();
  const words = process.argv.slice(2);
  const found = findCommand(repertoire, [...words.slice(0, -1)], true);
  const flags = allFlags(found.command);
  return yield* repertoire.complete({ process, ...found, flags, words: [...found.words, words.at(-1) ?? ""] });
}

function* giveUp(process: Process, error: Error): Run<number> {
  if (error instanceof TemplateFailure) yield* process.print(error.output);
  yield* process.printError(errorLines(error));
  return exitCodeOf(error);
}

function exitCodeOf(error: Error): number {
  if (error instanceof CommandError) return error.exitCode;
  if (error instanceof ManyErrors && error.errors.length === 1) return exitCodeOf(error.errors[0] as Error);
  return 1;
}

interface Found {
  readonly command: Command;
  readonly path: string;
  readonly words: readonly string[];
}

/** Walks down the tree: at each level the first word that is no flag, nor a flag's value, names the next command. */
function findCommand({ root, help }: Repertoire, argv: readonly string[], isLenient = false): Found {
  let found: Found = { command: root, path: "kubectl", words: argv };
  for (;;) {
    const { command, path, words } = found;
    const at = firstPlainWord(command, words);
    const name = at < 0 ? undefined : words[at];
    const next = command.subcommands?.find((sub) => sub.name === name || sub.aliases?.includes(name as string));
    if (next !== undefined) {
      found = { command: next, path: `${path} ${next.name}`, words: words.filter((_, i) => i !== at) };
      continue;
    }
    if (isLenient) return found;
    const wantsHelp = words[0] === "--help" || words[0] === "-h";
    if (name !== undefined && command === root && wantsHelp) return { ...found, words: ["--help"] };
    if (name !== undefined && command === root) throw helpFrom(help).unknownCommand(root, name);
    return found;
  }
}

function helpFrom(help: Help | null): Help {
  if (help === null) throw new Beyond();
  return help;
}

function firstPlainWord(command: Command, words: readonly string[]): number {
  const flags = new FlagSet(flagsOf(command));
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    if (word === "--") return -1;
    if (!word.startsWith("-") || word === "-") return word === "" ? -1 : at;
    if (!word.includes("=") && flags.takesNext(word)) at++;
  }
  return -1;
}

function flagsOf(command: Command): readonly ReturnType<typeof allFlags>[number][] {
  return allFlags(command);
}

function allFlags(command: Command) {
  const own = command.flags ?? [];
  const names = new Set(own.map(({ name }) => name));
  return [...own, ...GLOBAL_FLAGS.filter(({ name }) => !names.has(name)), HELP_FLAG];
}

function* runCommand(process: Process, { root, help, docs }: Repertoire, { command, path, words }: Found): Run<number> {
  const flags = new FlagSet(allFlags(command));
  try {
    flags.parse(words);
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    throw new CommandError(`${error.message}\n${adviceFor(command, path)}`, {
      exitCode: command.name === "diff" ? 2 : 1,
    });
  }
  const wanted = flags.bool("help") || (command === root && flags.args.length === 0) ? helpFrom(help) : null;
  for (const notice of flags.notices) yield* process.printError(`${notice}\n`);
  if (wanted !== null) {
    yield* process.print(wanted.of(command, path));
    return 0;
  }
  const missing = (command.required ?? []).filter((name) => !flags.changed(name));
  if (missing.length > 0)
    throw new CommandError(`required flag(s) ${missing.map((name) => `"${name}"`).join(", ")} not set`);
  if (command.run === undefined)
    return yield* withoutRun(process, command, { path, args: flags.args, help: helpFrom(help) });
  const call = new Invocation({ process, command, path, flags, docs });
  yield* command.run(call);
  if (flags.bool("warnings-as-errors") && call.warnings > 0)
    throw new CommandError(`${call.warnings} warning${call.warnings === 1 ? "" : "s"} received`);
  return 0;
}

/** Where help is to be found; two commands have words of their own for it. */
function adviceFor(command: Command, path: string): string {
  if (command.name === "diff") return `See '${path} -h' for help and examples`;
  return command.name === "options" ? "Run 'kubectl options' without flags." : `See '${path} --help' for usage.`;
}

/** A command that only holds others prints its help, on stderr and as a failure, or does not know the word. */
function* withoutRun(
  process: Process,
  command: Command,
  { path, args, help }: { readonly path: string; readonly args: readonly string[]; readonly help: Help },
): Run<number> {
  if (args.length > 0)
    throw new CommandError(`unknown command "${args.join(" ")}"\nSee '${path} -h' for help and examples`);
  yield* process.printError(help.of(command, path));
  return 1;
}
