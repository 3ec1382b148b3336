/** Commands that only speak of kubectl itself. Models: k8s.io/kubectl/pkg/cmd/{options,completion,kustomize}, alpha.go */

import type { Command } from "../command.ts";
import { ROOT } from "../commands.ts";
import { BASH_SCRIPT } from "../complete/bash-script.ts";
import { CommandError } from "../errors.ts";
import { bool, list, slice, text } from "../flags/flag.ts";
import { globalOptions, helpOf, unknownTopic } from "../help.ts";
import { kustomize } from "../kustomize/kustomize.ts";

export const OPTIONS: Command = {
  name: "options",
  summary: "List of global command-line options (applies to all commands)",
  *run(call) {
    yield* call.print(globalOptions(call.process.env.get("HOME") ?? ""));
  },
};

export const HELP: Command = {
  name: "help",
  summary: "Help about any command",
  hidden: true,
  *run(call) {
    let command: Command = ROOT;
    let path = "kubectl";
    for (const topic of call.args) {
      const next: Command | undefined = command.subcommands?.find(
        ({ name, aliases }) => name === topic || aliases?.includes(topic) === true,
      );
      if (next === undefined && command === ROOT) return yield* call.printError(unknownTopic(call.args));
      if (next === undefined) break;
      command = next;
      path = `${path} ${next.name}`;
    }
    yield* call.print(helpOf(command, path));
  },
};

export const ALPHA: Command = {
  name: "alpha",
  summary: "Commands for features in alpha",
  hidden: true,
  *run(call) {
    yield* call.printError("No alpha commands are available in this version of kubectl\n");
  },
};

const SHELLS = ["bash", "zsh", "fish", "powershell"];

export const COMPLETION: Command = {
  name: "completion",
  summary: "Output shell completion code for the specified shell (bash, zsh, fish, or powershell)",
  usage: "SHELL",
  *run(call) {
    const [shell] = call.args;
    if (shell === undefined) throw call.usageError("Shell not specified.");
    if (call.args.length > 1) throw call.usageError("Too many arguments. Expected only the shell type.");
    if (!SHELLS.includes(shell)) throw call.usageError(`Unsupported shell type ${JSON.stringify(shell)}.`);
    if (shell === "bash") yield* call.print(BASH_SCRIPT);
    else yield* call.print(`# ${shell} completion for kubectl: this shell completes kubectl by itself\n`);
  },
};

const RESTRICTORS = ["LoadRestrictionsRootOnly", "LoadRestrictionsNone"];

export const KUSTOMIZE: Command = {
  name: "kustomize",
  summary: "Build a kustomization target from a directory or URL",
  usage: "DIR [flags]",
  flags: [
    bool("as-current-user"),
    bool("enable-alpha-plugins"),
    bool("enable-helm"),
    list("env/e"),
    slice("helm-api-versions"),
    text("helm-command", "helm"),
    bool("helm-debug"),
    text("helm-kube-version"),
    text("load-restrictor", "LoadRestrictionsRootOnly"),
    list("mount"),
    bool("network"),
    text("network-name", "bridge"),
    text("output/o"),
  ],
  *run(call) {
    if (call.args.length > 1) throw new CommandError("specify one path to kustomization.yaml");
    const restrictor = call.flags.text("load-restrictor");
    if (!RESTRICTORS.includes(restrictor))
      throw new CommandError(
        `illegal flag value --load-restrictor ${restrictor}; legal values: [${RESTRICTORS.join(" ")}]`,
      );
    const { text: manifests, warnings } = kustomize(
      call.process,
      call.args[0] ?? ".",
      restrictor !== "LoadRestrictionsNone",
    );
    for (const warning of warnings) yield* call.printError(warning);
    const { fs } = call.process.machine;
    const output = call.flags.text("output");
    if (output === "") yield* call.print(manifests);
    else fs.writeFile(output, manifests, call.process.cwd);
  },
};
