/**
 * kubectl: a client of the API server and of nothing else. This file finds the command that is meant, reads its
 * flags, runs it, and tells what went wrong in kubectl's words.
 *
 * Models: k8s.io/kubectl/pkg/cmd/cmd.go, github.com/spf13/cobra/command.go (Find, ExecuteC)
 */
import type { Run } from "../../../sim/core/wait.ts";
import type { FieldDocs } from "../../../sim/kube/schema/field-docs.ts";
import type { Process, Program } from "../../../sim/os/process.ts";
import { Beyond } from "./beyond.ts";
import type { Command } from "./command.ts";
import type { Asked } from "./complete/complete.ts";
import { CommandError, Exit, errorLines, expected, ManyErrors, TemplateFailure } from "./errors.ts";
import { allFlags, type Found, tryFind, walkTo } from "./find-command.ts";
import { FlagError, FlagSet } from "./flags/flag-set.ts";
import { Invocation, klogHeader } from "./invocation.ts";
import type { Preferred } from "./kuberc/apply-preference.ts";
import { isKubercInUse } from "./kuberc/is-in-use.ts";
import { type Rare, wantsRare } from "./rare.ts";
import { type Usual, wantsUsual } from "./usual.ts";

/** What kubectl says about itself. */
export interface Help {
  of(command: Command, path: string): string;
  unknownCommand(root: Command, name: string): Error;
}

/** What only the whole kubectl does before it runs a command. */
export interface Extensions {
  prefer(process: Process, root: Command, words: readonly string[]): Run<Preferred>;
  plugin(process: Process, words: readonly string[], least: number): Run<number | null>;
}

/** Without help of its own it is a kubectl of few words: what it has no answer to, the whole one does from the start. */
export interface Repertoire {
  readonly root: Command;
  /** `__complete`; only the whole kubectl has it. */
  readonly complete?: (asked: Asked) => Run<number>;
  readonly help: Help | null;
  readonly extensions?: Extensions;
  /** What is written about every field; much text, and only `explain` wants it. */
  readonly docs: FieldDocs | null;
  readonly rare: Rare | null;
  readonly usual: Usual | null;
  readonly whole?: Program;
}

export function kubectlOf(repertoire: Repertoire): Program {
  const { whole } = repertoire;
  return function* kubectl(process) {
    try {
      return yield* runWords(process, repertoire);
    } catch (error) {
      if (error instanceof Exit) return error.exitCode;
      if (!(error instanceof Beyond) || whole === undefined) return yield* giveUp(process, expected(error));
    }
    return yield* whole(process);
  };
}

function* runWords(process: Process, repertoire: Repertoire): Run<number> {
  const { extensions, root } = repertoire;
  if (COMPLETE.includes(process.argv[1] ?? "")) return yield* completeWords(process, repertoire);
  if (extensions === undefined && isKubercInUse(process)) throw new Beyond();
  const typed = { root, words: process.argv.slice(1), defaults: [] };
  const preferred = extensions === undefined ? typed : yield* extensions.prefer(process, root, typed.words);
  const plugged = extensions === undefined ? null : yield* runAsPlugin(process, preferred, extensions);
  if (plugged !== null) return plugged;
  const found = findCommand(repertoire, preferred);
  return yield* runCommand(process, repertoire, { ...found, words: [...preferred.defaults, ...found.words] });
}

/** Plugins stand in for commands that there are not, and for what `create` cannot make. */
function* runAsPlugin(process: Process, { root, words }: Preferred, extensions: Extensions): Run<number | null> {
  if (words.length === 0 || words[0] === "--help" || words[0] === "-h") return null;
  const found = tryFind(root, words);
  if (found === null) {
    const name = words.find((word) => !word.startsWith("-"));
    return name === undefined || name === "help" ? null : yield* extensions.plugin(process, words, 1);
  }
  const [first] = found.words;
  if (found.path !== "kubectl create" || first === undefined || first.startsWith("-")) return null;
  return yield* extensions.plugin(process, words, words.length - found.words.length + 1);
}

/** What shells ask; the other is for those that show no descriptions. */
const COMPLETE = ["__complete", "__completeNoDesc"];

function* completeWords(process: Process, repertoire: Repertoire): Run<number> {
  if (repertoire.complete === undefined) throw new Beyond();
  const words = process.argv.slice(2);
  if (words.length === 0)
    return yield* giveUp(process, new CommandError("requires at least 1 arg(s), only received 0"));
  const isPlain = process.argv[1] !== COMPLETE[0];
  const found = walkTo(repertoire.root, words.slice(0, -1));
  const flags = allFlags(found.command);
  const asked = { process, ...found, flags, words: [...found.words, words.at(-1) ?? ""], isPlain };
  return yield* repertoire.complete(asked);
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

/** Throws when the first word is no command. */
function findCommand({ help }: Repertoire, { root, words }: Preferred): Found {
  const { unknown, ...found } = walkTo(root, words);
  if (found.command !== root || unknown === undefined) return found;
  const [first] = found.words;
  if (first === "--help" || first === "-h") return { ...found, words: ["--help"] };
  throw helpFrom(help).unknownCommand(root, unknown);
}

function helpFrom(help: Help | null): Help {
  if (help === null) throw new Beyond();
  return help;
}

const PROFILES = ["none", "cpu", "heap", "goroutine", "threadcreate", "block", "mutex", "trace"];

function* runCommand(process: Process, repertoire: Repertoire, { command, path, words }: Found): Run<number> {
  const { root, help, docs, rare, usual } = repertoire;
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
  const isOwn = command.flags?.some(({ name }) => name === "profile") === true;
  const profile = isOwn ? "none" : flags.textOr("profile", "none");
  if (!PROFILES.includes(profile)) throw new CommandError(`unknown profile '${profile}'`);
  const missing = (command.required ?? []).filter((name) => !flags.changed(name));
  if (missing.length > 0)
    throw new CommandError(`required flag(s) ${missing.map((name) => `"${name}"`).join(", ")} not set`);
  if (command.run === undefined)
    return yield* withoutRun(process, command, { path, args: flags.args, help: helpFrom(help) });
  if ((usual === null && wantsUsual(flags)) || (rare === null && wantsRare(flags))) throw new Beyond();
  const call = new Invocation({ process, command, path, flags, docs, rare, usual });
  if (flags.textOr("dry-run", "none") === "unchanged")
    yield* process.printError(
      `${klogHeader(process, "W")} helpers.go:719] --dry-run is deprecated and can be replaced with --dry-run=client.\n`,
    );
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
  if (path === "kubectl") {
    yield* process.print(help.of(command, path));
    return 0;
  }
  if (args.length > 0)
    throw new CommandError(`unknown command "${args.join(" ")}"\nSee '${path} -h' for help and examples`);
  const text = help.of(command, path);
  if (command.helpsOnStdout === undefined) yield* process.printError(text);
  else yield* process.print(text);
  return command.helpsOnStdout === "fine" ? 0 : 1;
}
