/** `kubectl kuberc`. Models: k8s.io/kubectl/pkg/cmd/kuberc/{kuberc,view}.go */
import type { Mutable } from "../../../../../sim/kube/api/objects.ts";
import { OsError } from "../../../../../sim/os/os-error.ts";
import type { Command } from "../../command.ts";
import { CommandError } from "../../errors.ts";
import { text } from "../../flags/flag.ts";
import { OUTPUT_FLAGS } from "../../flags/shared.ts";
import type { Invocation } from "../../invocation.ts";
import { noSuchFormat, objectPrinter } from "../../output/formats.ts";
import { SET_PREFERENCE } from "./kuberc-set.ts";
import { NEW_PREFERENCE, pathOfPreference, readPreference, savePreference } from "./preference-file.ts";

/** What kubectl recommends. */
const RECOMMENDED: Mutable = {
  ...NEW_PREFERENCE,
  defaults: [
    { command: "apply", options: [{ name: "server-side", default: "true" }] },
    { command: "delete", options: [{ name: "interactive", default: "true" }] },
  ],
};

const VIEW: Command = {
  name: "view",
  summary: "Display the current kuberc configuration",
  usage: "",
  flags: [...OUTPUT_FLAGS.filter(({ name }) => name !== "output"), text("output/o", "yaml"), text("kuberc")],
  *run(call) {
    const { path, isExplicit } = pathOfPreference(call);
    let preference: Mutable;
    try {
      preference = readPreference(call, path);
    } catch (error) {
      if (!(error instanceof OsError) || error.code !== "ENOENT") throw error;
      if (isExplicit) throw new CommandError(`kuberc file not found at ${path}`);
      return yield* offerDefault(call, path);
    }
    // Struct order is what JSON has; YAML sorts by itself.
    const { kind, apiVersion, defaults = [], aliases = [], ...policy } = preference;
    if (!kind || !apiVersion)
      throw new CommandError(
        "missing apiVersion or kind; try GetObjectKind().SetGroupVersionKind() if you know the type",
      );
    const print = objectPrinter(call, (keys) => [...keys]);
    if (print === null) throw noSuchFormat(call.flags.text("output"));
    yield* call.print(print({ kind, apiVersion, defaults, aliases, ...policy }));
  },
};

function* offerDefault(call: Invocation, path: string) {
  yield* call.print(`kuberc file not found at ${path}\n`);
  yield* call.print("Would you like to generate a default kuberc file with recommended options? (y/N): ");
  const answer = yield* call.process.readLine(0);
  if (answer?.trim().toLowerCase() === "y") yield* savePreference(call, RECOMMENDED, path);
}

export const KUBERC: Command = {
  name: "kuberc",
  summary: "Manage kuberc configuration files",
  usage: "SUBCOMMAND",
  subcommands: [SET_PREFERENCE, VIEW],
};
