/**
 * Makes a command line what the kuberc file wants it to be: aliases become commands, and flags that are not given
 * get their values from it.
 *
 * Models: k8s.io/kubectl/pkg/kuberc/kuberc.go
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Process } from "../../../../sim/os/process.ts";
import type { Command } from "../command.ts";
import { CommandError, goQuote } from "../errors.ts";
import { allFlags, tryFind } from "../find-command.ts";
import type { Flag } from "../flags/flag.ts";
import { FlagError, FlagSet } from "../flags/flag-set.ts";
import { loadPreference, type OptionDefault, type Preference } from "./preference.ts";

/** A command line as it is to be run. */
export interface Preferred {
  /** With the alias among its commands. */
  readonly root: Command;
  readonly words: readonly string[];
  /** Flags that the file gives, to stand before what is typed. */
  readonly defaults: readonly string[];
}

export function* applyPreference(process: Process, root: Command, words: readonly string[]): Run<Preferred> {
  const unchanged = { root, words, defaults: [] };
  if (words.length === 0) return unchanged;
  try {
    const { preference, notice } = loadPreference(process, explicitPath(words));
    if (notice !== "") yield* process.printError(notice);
    if (preference === null) return unchanged;
    validate(preference);
    const aliased = yield* withAlias(process, root, words, preference);
    const defaults = yield* defaultsFor(process, aliased, preference);
    return { ...aliased, defaults: [...aliased.defaults, ...defaults] };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(`error occurred while applying preferences ${error.message}`, { plain: true });
  }
}

/** The value of `--kuberc`, looked for before any flag is read. */
function explicitPath(words: readonly string[]): string {
  for (const [i, word] of words.entries()) {
    if (word === "--") return "";
    const isNext = word === "--kuberc";
    if (!isNext && !word.includes("--kuberc=")) continue;
    const value = isNext ? words[i + 1] : word.split("=")[1];
    if (value === undefined || (value === "" && !isNext)) throw new CommandError("kuberc file is not found");
    return value;
  }
  return "";
}

function validate({ aliases, defaults, policy, allowlist }: Preference): void {
  const checkOptions = (options: readonly OptionDefault[]): void => {
    const dashed = options.find(({ name }) => name.startsWith("-"));
    if (dashed !== undefined) throw new CommandError(`flag name ${dashed.name} should be in long form without dashes`);
  };
  const seen = new Set<string>();
  for (const { name, options } of aliases) {
    if (!/^[a-zA-Z]+$/.test(name))
      throw new CommandError("invalid alias name, can only include alphabetical characters");
    checkOptions(options);
    if (seen.has(name)) throw new CommandError(`duplicate alias name ${name}`);
    seen.add(name);
  }
  for (const { options } of defaults) checkOptions(options);
  checkPolicy(policy, allowlist);
}

/** Models: k8s.io/client-go/plugin/pkg/client/auth/exec ValidatePluginPolicy */
function checkPolicy(policy: string, allowlist: Preference["allowlist"]): void {
  if (policy === "" || policy === "AllowAll" || policy === "DenyAll") {
    if (allowlist === null) return;
    const shown = policy === "" ? "plugin policy is not set" : `plugin policy is ${goQuote(policy)}`;
    throw new CommandError(`misconfigured credential plugin allowlist: ${shown} but allowlist is non-nil`);
  }
  if (policy !== "Allowlist") throw new CommandError(`unknown plugin policy: ${goQuote(policy)}`);
  if (allowlist === null || allowlist.length === 0)
    throw new CommandError(
      'misconfigured credential plugin allowlist: plugin policy is "Allowlist" but allowlist is empty',
    );
}

function* withAlias(
  process: Process,
  root: Command,
  words: readonly string[],
  { aliases }: Preference,
): Run<Preferred> {
  const unchanged = { root, words, defaults: [] };
  if (tryFind(root, words) !== null) return unchanged;
  const at = words.findIndex((word) => !word.startsWith("-") && !word.startsWith("__complete"));
  const alias = aliases.find(({ name }) => name === words[at]);
  if (alias === undefined) return unchanged;
  if (tryFind(root, [alias.name]) !== null) {
    yield* process.printError(`Warning: Setting alias ${goQuote(alias.name)} to a built-in command is not supported\n`);
    return unchanged;
  }
  const target = alias.command.split(/\s+/).filter((word) => word !== "");
  const found = tryFind(root, target);
  if (found === null)
    throw new CommandError(
      `command ${goQuote(alias.command)} not found to set alias ${goQuote(alias.name)}: [${target.join(" ")}]`,
    );
  const { aliases: _, ...existing } = found.command;
  const command: Command = { ...existing, name: alias.name };
  const flags = allFlags(command);
  const program = process.argv[0] ?? "";
  const defaults = alias.options.flatMap((option) =>
    given(flags, option, words, {
      unknown: `invalid alias flag ${option.name} in alias ${program}`,
      wrong: `could not apply value ${option.default} to flag ${option.name} in alias ${program} err: `,
    }),
  );
  const changed = [...words.slice(0, at + 1), ...alias.prependArgs, ...words.slice(at + 1), ...alias.appendArgs];
  return { root: { ...root, subcommands: [...(root.subcommands ?? []), command] }, words: changed, defaults };
}

function* defaultsFor(process: Process, { root, words }: Preferred, { aliases, defaults }: Preference): Run<string[]> {
  const found = tryFind(root, words);
  if (found === null) return [];
  const { command } = found;
  const flags: string[] = [];
  for (const entry of defaults) {
    const target = tryFind(
      root,
      entry.command.split(/\s+/).filter((word) => word !== ""),
    );
    if (target === null) {
      yield* process.printError(`Warning: command ${goQuote(entry.command)} not found to set kuberc override\n`);
      continue;
    }
    if (target.command.name !== command.name) continue;
    if (aliases.some(({ name }) => name === command.name) && !isBuiltIn(root, command))
      throw new CommandError(`alias ${command.name} can not be overridden`);
    const known = allFlags(command);
    for (const option of entry.options)
      flags.push(
        ...given(known, option, words, {
          unknown: `invalid flag ${option.name} for command ${entry.command}`,
          wrong: `could not apply override value ${option.default} to flag ${option.name} in command ${entry.command} err: `,
        }),
      );
  }
  return flags;
}

function isBuiltIn(root: Command, command: Command): boolean {
  return root.subcommands?.at(-1) !== command;
}

/** The flag as a word, or none where it is typed. */
function given(
  flags: readonly Flag[],
  { name, default: value }: OptionDefault,
  words: readonly string[],
  told: { readonly unknown: string; readonly wrong: string },
): string[] {
  const flag = flags.find((one) => one.name === name);
  if (flag === undefined) throw new CommandError(told.unknown);
  if (isTyped(flag, words)) return [];
  const word = `--${name}=${value}`;
  try {
    new FlagSet(flags).parse([word]);
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    throw new CommandError(`${told.wrong}${error.message}`);
  }
  return [word];
}

function isTyped({ name, shorthand }: Flag, words: readonly string[]): boolean {
  return words.some((word) => {
    if (word === `--${name}` || word.startsWith(`--${name}=`)) return true;
    if (shorthand === undefined) return false;
    return word.startsWith(`-${shorthand}`) || (/^-[a-zA-Z]+$/.test(word) && word.slice(1).includes(shorthand));
  });
}
