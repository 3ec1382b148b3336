/**
 * Help: what commands there are and what they take. The prose is ours; where it is printed, and how it is laid out,
 * is kubectl's.
 *
 * Models: k8s.io/kubectl/pkg/util/templates
 */
import type { Command, CommandGroup } from "./command.ts";
import { GROUPS } from "./commands.ts";
import { CommandError } from "./errors.ts";
import { formatDuration } from "./flags/duration.ts";
import type { Flag } from "./flags/flag.ts";
import { GLOBAL_FLAGS } from "./flags/shared.ts";
import { FLAG_SUMMARIES } from "./flags/summaries.ts";

const OPTIONS_HINT = 'Use "kubectl options" for a list of global command-line options (applies to all commands).\n';

export function helpOf(command: Command, path: string): string {
  if (path === "kubectl") return rootHelp();
  const parts = [`${command.summary}.\n`];
  if (command.aliases !== undefined) parts.push(`Aliases:\n${[command.name, ...command.aliases].join(", ")}\n`);
  const subcommands = (command.subcommands ?? []).filter(({ hidden }) => hidden !== true);
  if (subcommands.length > 0) parts.push(`Available Commands:\n${commandLines(subcommands)}`);
  const flags = (command.flags ?? []).filter(({ hidden }) => hidden !== true);
  if (flags.length > 0) parts.push(`Options:\n${flagLines(flags)}`);
  parts.push(`Usage:\n  ${usageLine(command, path)}\n`);
  const more =
    subcommands.length > 0 ? `Use "${path} <command> --help" for more information about a given command.\n` : "";
  return `${parts.join("\n")}\n${more}${OPTIONS_HINT}`;
}

function usageLine(command: Command, path: string): string {
  if (command.usage === undefined) return `${path} [flags] [options]`;
  const options = command.usage.includes("[options]") ? [] : ["[options]"];
  return [path, command.usage, ...options].filter((part) => part !== "").join(" ");
}

function rootHelp(): string {
  const intro =
    "kubectl controls the Kubernetes cluster manager.\n\n Find more information at: https://kubernetes.io/docs/reference/kubectl/\n\n";
  return `${intro}${groupLines()}Usage:\n  kubectl [flags] [options]\n\nUse "kubectl <command> --help" for more information about a given command.\n${OPTIONS_HINT}`;
}

function groupLines(): string {
  const width = Math.max(...GROUPS.flatMap(({ commands }) => commands.map(({ name }) => name.length)));
  const groups = GROUPS.map((group: CommandGroup) => `${group.title}:\n${commandLines(group.commands, width)}\n`);
  groups.splice(-1, 0, "Subcommands provided by plugins:\n\n");
  return groups.join("");
}

/** Help for a topic that does not exist. */
export function unknownTopic(topics: readonly string[]): string {
  return `Unknown help topic [${topics.map((topic) => `\`${topic}\``).join(" ")}]\n\n\n${groupLines()}Usage:\n  kubectl [flags] [options]\n\nUse "kubectl <command> --help" for more information about a given command.\n${OPTIONS_HINT}`;
}

function commandLines(commands: readonly Command[], least = 11): string {
  const width = Math.max(least, ...commands.map(({ name }) => name.length));
  return commands.map(({ name, summary }) => `  ${name.padEnd(width)}   ${summary}\n`).join("");
}

export function flagLines(flags: readonly Flag[]): string {
  const sorted = [...flags].sort((a, b) => (a.name < b.name ? -1 : 1));
  return sorted
    .map((flag) => {
      const names = flag.shorthand === undefined ? `--${flag.name}` : `-${flag.shorthand}, --${flag.name}`;
      return `    ${names}=${shownDefault(flag)}:\n\t${FLAG_SUMMARIES[flag.name] ?? ""}\n`;
    })
    .join("\n");
}

function shownDefault({ type, fallback }: Flag): string {
  if (type === "text") return `'${fallback}'`;
  if (type === "pairs") return "";
  if (type === "duration") return formatDuration(fallback as number);
  if (type === "list" || type === "slice") return `[${(fallback as readonly string[]).join(",")}]`;
  return String(fallback);
}

export function globalOptions(home: string): string {
  return `The following options can be passed to any command:\n\n${flagLines(GLOBAL_FLAGS).replace("$HOME", home)}`;
}

/** `unknown command "gt" for "kubectl"`, with what may have been meant. */
/** Other tools' words for what kubectl does. */
const MEANT: ReadonlyMap<string, readonly string[]> = new Map([
  ["delete", ["rm", "remove"]],
  ["describe", ["inspect"]],
  ["get", ["list", "ls"]],
  ["top", ["stats"]],
]);

export function unknownCommand(root: Command, typed: string): CommandError {
  const near = (root.subcommands ?? [])
    .filter(
      ({ name, hidden }) =>
        hidden !== true &&
        (isNear(typed.toLowerCase(), name) || MEANT.get(name)?.includes(typed.toLowerCase()) === true),
    )
    .map(({ name }) => name);
  const hint = near.length === 0 ? "" : `\n\nDid you mean this?\n${near.map((name) => `\t${name}`).join("\n")}`;
  return new CommandError(`unknown command "${typed}" for "kubectl"${hint}`);
}

function isNear(typed: string, name: string): boolean {
  return name.startsWith(typed) || editDistance(typed, name) <= 2;
}

/** Levenshtein's distance, as cobra counts it. */
export function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      const least = Math.min(row[j] as number, next[j - 1] as number, row[j - 1] as number);
      next.push(same ? (row[j - 1] as number) : least + 1);
    }
    row = next;
  }
  return row[other.length] as number;
}
