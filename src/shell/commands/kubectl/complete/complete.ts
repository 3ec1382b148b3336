/**
 * `kubectl __complete WORDS…`: what the last word could become, one a line, and a number that says what shells do then.
 *
 * Models: github.com/spf13/cobra/completions.go, k8s.io/kubectl/pkg/util/completion/completion.go
 * SIMPLIFIED: kubectl's completion shows its own short texts beside commands and none beside flags.
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Process } from "../../../../sim/os/process.ts";
import type { Command } from "../command.ts";
import type { Flag } from "../flags/flag.ts";
import { FlagError, FlagSet } from "../flags/flag-set.ts";
import { GLOBAL_FLAGS } from "../flags/shared.ts";
import { Invocation } from "../invocation.ts";
import { USUAL_PARTS } from "../usual-parts.ts";
import { argumentsFor } from "./arguments.ts";
import { flagValues } from "./flag-values.ts";

export const DEFAULT = 0;
export const NO_SPACE = 2;
export const NO_FILES = 4;
export const EXTENSIONS = 8;

export interface Completions {
  readonly names: readonly string[];
  readonly directive: number;
}

const MEANINGS: readonly (readonly [number, string])[] = [
  [NO_SPACE, "ShellCompDirectiveNoSpace"],
  [NO_FILES, "ShellCompDirectiveNoFileComp"],
  [EXTENSIONS, "ShellCompDirectiveFilterFileExt"],
];

export interface Asked {
  readonly process: Process;
  readonly command: Command;
  readonly path: string;
  /** Its own flags and the global ones. */
  readonly flags: readonly Flag[];
  /** The words behind the command, the last of which is to be completed. */
  readonly words: readonly string[];
  /** Without descriptions. */
  readonly isPlain: boolean;
}

export function* complete(asked: Asked): Run<number> {
  const { process } = asked;
  let found: Completions;
  try {
    found = yield* completions(asked);
  } catch {
    found = { names: [], directive: NO_FILES };
  }
  const shown = asked.isPlain ? found.names.map((name) => name.replace(/\t.*$/, "")) : found.names;
  yield* process.print([...shown, `:${found.directive}`].map((line) => `${line}\n`).join(""));
  const meanings = MEANINGS.filter(([bit]) => (found.directive & bit) !== 0).map(([, name]) => name);
  const meaning = meanings.length === 0 ? "ShellCompDirectiveDefault" : meanings.join(", ");
  yield* process.printError(`Completion ended with directive: ${meaning}\n`);
  return 0;
}

function* completions({ process, command, path, flags: known, words }: Asked): Run<Completions> {
  const word = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const flags = new FlagSet(known);
  const waiting = flagWaiting(flags, before);
  const parsed = waiting === null ? before : before.slice(0, -1);
  try {
    flags.parse(parsed);
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    return { names: [], directive: DEFAULT };
  }
  const call = new Invocation({ process, command, path, flags, docs: null, rare: null, usual: USUAL_PARTS });
  if (waiting !== null) return yield* flagValues(call, waiting, word);
  if (word.startsWith("-") && !before.includes("--")) {
    const equals = word.indexOf("=");
    const required = requiredFlags(command, flags, word);
    if (required.length > 0) return { names: required, directive: NO_FILES };
    if (equals < 0) return { names: flagNames(known, word), directive: NO_FILES };
    return yield* flagValues(call, word.slice(0, equals), word.slice(equals + 1));
  }
  if (command.subcommands !== undefined && flags.args.length === 0) {
    const subs = command.subcommands.filter(
      ({ name, hidden }) => (hidden !== true || name === "help") && name.startsWith(word),
    );
    const sorted = [...subs].sort((a, b) => (a.name < b.name ? -1 : 1));
    if (sorted.length > 0 || command.run === undefined)
      return { names: sorted.map(({ name, summary }) => `${name}\t${summary}`), directive: NO_FILES };
  }
  const found = yield* argumentsFor(call, word);
  return { ...found, names: [...requiredFlags(command, flags, word), ...found.names] };
}

/** Flags that the command cannot do without come before anything else. */
function requiredFlags({ required = [] }: Command, flags: FlagSet, word: string): string[] {
  return required.filter((name) => !flags.changed(name) && `--${name}`.startsWith(word)).map((name) => `--${name}`);
}

/** The flag right before the cursor, when it wants a value. */
function flagWaiting(flags: FlagSet, before: readonly string[]): string | null {
  const last = before.at(-1);
  if (last === undefined || !last.startsWith("-") || last.includes("=") || before.includes("--")) return null;
  return flags.takesNext(last) ? last : null;
}

function flagNames(known: readonly Flag[], word: string): string[] {
  const places = (flag: Flag): string => `${GLOBAL_FLAGS.includes(flag) ? 0 : 1}${flag.name}`;
  const names = [...known]
    .sort((a, b) => (places(a) < places(b) ? -1 : 1))
    .filter(({ name, hidden }) => hidden !== true || name === "help")
    .flatMap(({ name, shorthand }) => [`--${name}`, ...(shorthand === undefined ? [] : [`-${shorthand}`])]);
  return names.filter((name) => name.startsWith(word));
}
