/** `kubectl plugin list`. Models: k8s.io/kubectl/pkg/cmd/plugin/plugin.go */
import type { Process } from "../../../../sim/os/process.ts";
import type { Command } from "../command.ts";
import { ROOT } from "../commands.ts";
import { CommandError, goQuote } from "../errors.ts";
import { walkTo } from "../find-command.ts";
import { bool } from "../flags/flag.ts";
import { findPlugins } from "../plugins.ts";

export const PLUGIN: Command = {
  name: "plugin",
  summary: "Provides utilities for interacting with plugins",
  usage: "[flags]",
  subcommands: [
    {
      name: "list",
      summary: "List all visible plugin executables on a user's PATH",
      usage: "[flags]",
      flags: [bool("name-only")],
      *run(call) {
        const { process } = call;
        const { paths, notices } = findPlugins(process);
        for (const notice of notices) yield* call.printError(notice);
        if (paths.length === 0) throw new CommandError("unable to find any kubectl plugins in your PATH");
        yield* call.print("The following compatible plugins are available:\n\n");
        const seen = new Map<string, string>();
        let count = 0;
        for (const path of paths) {
          const name = path.slice(path.lastIndexOf("/") + 1);
          yield* call.print(`${call.flags.bool("name-only") ? name : path}\n`);
          for (const warning of warningsOf(process, path, seen)) {
            yield* call.printError(`  - ${warning}\n`);
            count++;
          }
        }
        if (count === 0) return;
        throw new CommandError(count === 1 ? "one plugin warning was found" : `${count} plugin warnings were found`);
      },
    },
  ],
};

/** `seen` are the plugins before it, by name. */
function warningsOf({ machine, cwd }: Process, path: string, seen: Map<string, string>): string[] {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const warnings: string[] = [];
  const node = machine.fs.tryNode(path, cwd);
  if (node === undefined)
    warnings.push(`error: unable to identify ${path} as an executable file: stat ${path}: no such file or directory`);
  else if ((node.attributes.mode & 0o111) === 0)
    warnings.push(`warning: ${path} identified as a kubectl plugin, but it is not executable`);
  const earlier = seen.get(name);
  if (earlier === undefined) seen.set(name, path);
  else warnings.push(`warning: ${path} is overshadowed by a similarly named plugin: ${earlier}`);
  const found = walkTo(ROOT, name.split("-").slice(1));
  if (found.command !== ROOT) warnings.push(`warning: ${name} overwrites existing command: ${goQuote(found.path)}`);
  return warnings;
}
