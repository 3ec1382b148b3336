/** Finds the command that words name. Models: github.com/spf13/cobra/command.go Find */
import type { Command } from "./command.ts";
import type { Flag } from "./flags/flag.ts";
import { FlagSet } from "./flags/flag-set.ts";
import { GLOBAL_FLAGS, HELP_FLAG } from "./flags/shared.ts";

export interface Found {
  readonly command: Command;
  /** `kubectl create service` */
  readonly path: string;
  /** What is left without the commands' names. */
  readonly words: readonly string[];
}

/** Its own flags, and those that every command takes. */
export function allFlags(command: Command): readonly Flag[] {
  const own = command.flags ?? [];
  const names = new Set(own.map(({ name }) => name));
  return [...own, ...GLOBAL_FLAGS.filter(({ name }) => !names.has(name)), HELP_FLAG];
}

/** Walks down the tree: at each level the first word that is no flag, nor a flag's value, names the next command. */
export function walkTo(root: Command, argv: readonly string[]): Found & { readonly unknown: string | undefined } {
  let found: Found = { command: root, path: "kubectl", words: argv };
  for (;;) {
    const { command, path, words } = found;
    const at = firstPlainWord(command, words);
    const name = at < 0 ? undefined : words[at];
    const next = command.subcommands?.find((sub) => sub.name === name || sub.aliases?.includes(name as string));
    if (next === undefined) return { ...found, unknown: name };
    found = { command: next, path: `${path} ${next.name}`, words: words.filter((_, i) => i !== at) };
  }
}

/** Null when the first word is no command. */
export function tryFind(root: Command, argv: readonly string[]): Found | null {
  const { unknown, ...found } = walkTo(root, argv);
  return found.command === root && unknown !== undefined ? null : found;
}

function firstPlainWord(command: Command, words: readonly string[]): number {
  const flags = new FlagSet(allFlags(command));
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    if (word === "--") return -1;
    if (!word.startsWith("-")) return word === "" ? -1 : at;
    // A flag that this level does not know is thought to take a value.
    const isAlone = word.startsWith("--") || word.length === 2;
    if (isAlone && !word.includes("=") && flags.named(word)?.whenBare === undefined) at++;
  }
  return -1;
}
