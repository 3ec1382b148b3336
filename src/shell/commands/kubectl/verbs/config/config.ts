/** `kubectl config`. Models: k8s.io/kubectl/pkg/cmd/config */
import type { Run } from "../../../../../sim/core/wait.ts";
import { removeEntry, saveCurrentContext, saveEntry } from "../../client/config-file.ts";
import { configPaths, mergedConfig } from "../../client/kubeconfig.ts";
import type { Command } from "../../command.ts";
import { CommandError, goQuote } from "../../errors.ts";
import { bool, text } from "../../flags/flag.ts";
import { helpOf } from "../../help.ts";
import type { Invocation } from "../../invocation.ts";
import { TabWriter } from "../../output/tab-writer.ts";
import { SET, SET_CLUSTER, SET_CONTEXT, SET_CREDENTIALS, UNSET } from "./config-set.ts";
import { VIEW } from "./config-view.ts";

/** Wrong arguments: help on stdout, and then the error. */
export function* wrongArgs(call: Invocation): Run<never> {
  yield* call.print(helpOf(call.command, call.path));
  throw new CommandError(`Unexpected args: [${call.args.join(" ")}]`);
}

const CURRENT_CONTEXT: Command = {
  name: "current-context",
  summary: "Display the current-context",
  usage: "[flags]",
  *run(call) {
    const { currentContext } = mergedConfig(call.process, call.flags);
    if (currentContext === "") throw new CommandError("current-context is not set");
    yield* call.print(`${currentContext}\n`);
  },
};

const USE_CONTEXT: Command = {
  name: "use-context",
  aliases: ["use"],
  summary: "Set the current-context in a kubeconfig file",
  usage: "CONTEXT_NAME",
  *run(call) {
    if (call.args.length !== 1) yield* wrongArgs(call);
    const [name] = call.args as [string];
    if (!mergedConfig(call.process, call.flags).contexts.some((context) => context.name === name))
      throw new CommandError(`no context exists with the name: ${goQuote(name)}`);
    saveCurrentContext(call.process, call.flags, name);
    yield* call.print(`Switched to context ${goQuote(name)}.\n`);
  },
};

const GET_CONTEXTS: Command = {
  name: "get-contexts",
  summary: "Describe one or many contexts",
  usage: "[(-o|--output=)name)]",
  flags: [bool("no-headers"), text("output/o")],
  *run(call) {
    const { flags, args } = call;
    const output = flags.text("output");
    if (!["", "name"].includes(output)) throw new CommandError("--output is only supported for name");
    const config = mergedConfig(call.process, flags);
    const sorted = [...config.contexts].sort((a, b) => (a.name < b.name ? -1 : 1));
    const missing = args.filter((name) => !sorted.some((context) => context.name === name));
    const shown = args.length === 0 ? sorted : sorted.filter(({ name }) => args.includes(name));
    if (output === "name") yield* call.print(shown.map(({ name }) => `${name}\n`).join(""));
    else {
      const writer = new TabWriter();
      if (!flags.bool("no-headers")) writer.line(["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"]);
      for (const { name, context = {} } of shown)
        writer.line([
          name === config.currentContext ? "*" : "",
          name,
          context.cluster ?? "",
          context.user ?? "",
          context.namespace ?? "",
        ]);
      yield* call.print(writer.flush());
    }
    if (missing.length > 0) throw new CommandError(missing.map((name) => `context ${name} not found`).join("\n"));
  },
};

function listCommand(name: string, section: "clusters" | "users", summary: string): Command {
  return {
    name,
    summary,
    usage: "[flags]",
    *run(call) {
      const entries = [...mergedConfig(call.process, call.flags)[section]].map((entry) => entry.name).sort();
      yield* call.print(["NAME", ...entries].map((entry) => `${entry}\n`).join(""));
    },
  };
}

function deleteCommand(what: "cluster" | "context" | "user"): Command {
  return {
    name: `delete-${what}`,
    summary: `Delete the specified ${what} from the kubeconfig`,
    usage: "NAME",
    *run(call) {
      const { process, flags, args } = call;
      if (args.length !== 1) {
        yield* call.print(helpOf(call.command, call.path));
        return;
      }
      const [name] = args as [string];
      const config = mergedConfig(process, flags);
      const [path] = configPaths(process, flags);
      if (!config[`${what}s`].some((entry) => entry.name === name))
        throw new CommandError(`cannot delete ${what} ${name}, not in ${path}`);
      if (what === "context" && config.currentContext === name)
        yield* call.printError(
          'warning: this removed your active context, use "kubectl config use-context" to select a different one\n',
        );
      removeEntry(process, flags, `${what}s`, name);
      yield* call.print(`deleted ${what} ${name} from ${path}\n`);
    },
  };
}

const RENAME: Command = {
  name: "rename-context",
  summary: "Rename a context from the kubeconfig file",
  usage: "CONTEXT_NAME NEW_NAME",
  *run(call) {
    const { process, flags, args } = call;
    if (args.length !== 2) yield* wrongArgs(call);
    const [from, to] = args as [string, string];
    const config = mergedConfig(process, flags);
    const [path] = configPaths(process, flags);
    const context = config.contexts.find(({ name }) => name === from);
    if (context === undefined)
      throw new CommandError(`cannot rename the context ${goQuote(from)}, it's not in ${path}`);
    if (config.contexts.some(({ name }) => name === to))
      throw new CommandError(
        `cannot rename the context ${goQuote(from)}, the context ${goQuote(to)} already exists in ${path}`,
      );
    saveEntry(process, flags, { section: "contexts", name: to, value: context.context });
    removeEntry(process, flags, "contexts", from);
    if (config.currentContext === from) saveCurrentContext(process, flags, to);
    yield* call.print(`Context ${goQuote(from)} renamed to ${goQuote(to)}.\n`);
  },
};

export const CONFIG: Command = {
  name: "config",
  summary: "Modify kubeconfig files",
  usage: "SUBCOMMAND",
  subcommands: [
    CURRENT_CONTEXT,
    deleteCommand("cluster"),
    deleteCommand("context"),
    deleteCommand("user"),
    listCommand("get-clusters", "clusters", "Display clusters defined in the kubeconfig"),
    GET_CONTEXTS,
    listCommand("get-users", "users", "Display users defined in the kubeconfig"),
    RENAME,
    SET,
    SET_CLUSTER,
    SET_CONTEXT,
    SET_CREDENTIALS,
    UNSET,
    USE_CONTEXT,
    VIEW,
  ],
};
