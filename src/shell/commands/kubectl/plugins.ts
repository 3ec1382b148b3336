/**
 * Plugins: programs on the PATH that are called `kubectl-` and something, and run for commands that kubectl has not.
 *
 * Models: k8s.io/kubectl/pkg/cmd/plugin.go, pkg/cmd/plugin/plugin.go
 */
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { runCommand } from "../run-command.ts";
import { CommandError, goQuote } from "./errors.ts";

/** Folders of the PATH, each once, in their order. */
function foldersOf(process: Process): string[] {
  return [...new Set((process.env.get("PATH") ?? "").split(":"))].filter((folder) => folder.trim() !== "");
}

export interface FoundPlugins {
  readonly paths: readonly string[];
  readonly notices: readonly string[];
}

export function findPlugins(process: Process): FoundPlugins {
  const { fs } = process.machine;
  const notices: string[] = [];
  const paths = foldersOf(process).flatMap((folder) => {
    const node = fs.tryNode(folder, process.cwd);
    if (node?.kind !== "directory") {
      const why = node === undefined ? "no such file or directory" : "not a directory";
      const call = node === undefined ? "open" : "readdirent";
      notices.push(
        `Unable to read directory ${goQuote(folder)} from your PATH: ${call} ${folder}: ${why}. Skipping...\n`,
      );
      return [];
    }
    const names = [...fs.list(folder, process.cwd)].filter((name) => name.startsWith("kubectl-")).sort();
    return names
      .map((name) => `${folder.replace(/\/+$/, "")}/${name}`)
      .filter((path) => fs.tryNode(path, process.cwd)?.kind !== "directory");
  });
  return { paths, notices };
}

/** A plugin's exit status, or null when there is none for these words. `least` words are at least its name. */
export function* runPlugin(process: Process, words: readonly string[], least: number): Run<number | null> {
  const end = words.findIndex((word) => word.startsWith("-"));
  const names = (end < 0 ? words : words.slice(0, end)).map((word) => word.replaceAll("-", "_"));
  if (names.length === 0) {
    const message = `Error: flags cannot be placed before plugin name: ${words[0]}`;
    throw new CommandError(message, { plain: true });
  }
  for (let count = names.length; count >= least; count--) {
    const path = lookUp(process, `kubectl-${names.slice(0, count).join("-")}`);
    if (path !== null) return yield* runCommand(process, [path, ...words.slice(count)]);
  }
  return null;
}

function lookUp(process: Process, name: string): string | null {
  try {
    return process.machine.executable(name, { cwd: process.cwd, path: process.env.get("PATH") }).path;
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    return null;
  }
}
