/** `kubectl config view`. Models: k8s.io/kubectl/pkg/cmd/config/view.go */
import type { Mutable } from "../../../../../sim/kube/api/objects.ts";
import { OsError } from "../../../../../sim/os/os-error.ts";
import type { Process } from "../../../../../sim/os/process.ts";
import { absolutePath, dirname } from "../../../../../sim/os/vfs/path.ts";
import { configObject } from "../../client/config-file.ts";
import { type ConfigFile, mergedConfig } from "../../client/kubeconfig.ts";
import type { Command } from "../../command.ts";
import { CommandError } from "../../errors.ts";
import { bool, text } from "../../flags/flag.ts";
import { toBase64 } from "../../output/base64.ts";
import { goMessage, noSuchFormat, objectPrinter } from "../../output/formats.ts";
import { quoteJson } from "../../output/json.ts";

export const VIEW: Command = {
  name: "view",
  summary: "Display merged kubeconfig settings or a specified kubeconfig file",
  usage: "[flags]",
  flags: [
    bool("allow-missing-template-keys", true),
    bool("flatten"),
    bool("merge", true),
    bool("minify"),
    text("output/o", "yaml"),
    bool("raw"),
    bool("show-managed-fields"),
    text("template"),
  ],
  *run(call) {
    const { flags, process } = call;
    if (call.args.length > 0) throw call.usageError(`unexpected arguments: [${call.args.join(" ")}]`);
    let config = mergedConfig(process, flags);
    if (flags.bool("minify")) config = minified(config, flags.textOr("context", ""));
    if (flags.bool("flatten")) config = flattened(process, config);
    const shown = flags.bool("raw") || flags.bool("flatten") ? config : withoutSecrets(config);
    const object = configObject(shown);
    if (flags.text("output") === "json") return yield* call.print(`${structJson(object)}\n`);
    const print = objectPrinter(call);
    if (print === null) throw noSuchFormat(flags.text("output"));
    yield* call.print(print(object));
  },
};

function minified(config: ConfigFile, asked: string): ConfigFile {
  const current = asked || config.currentContext;
  if (current === "") throw new CommandError("current-context must exist in order to minify");
  const context = config.contexts.find(({ name }) => name === current);
  if (context === undefined) throw new CommandError(`cannot locate context ${current}`);
  const { cluster, user } = context.context ?? {};
  return {
    ...config,
    currentContext: current,
    contexts: [context],
    clusters: config.clusters.filter(({ name }) => name === cluster),
    users: config.users.filter(({ name }) => name === user),
  };
}

/** With what is in files that it names. */
function flattened(process: Process, config: ConfigFile): ConfigFile {
  const { fs } = process.machine;
  const base = dirname(absolutePath(config.path, process.cwd));
  const include = (value: Mutable, fields: readonly string[]): Mutable => {
    const { ...entry } = value ?? {};
    for (const field of fields) {
      if ((entry[field] ?? "") === "") continue;
      if (entry[`${field}-data`] !== undefined) throw new CommandError("cannot have values for both path and contents");
      const path = absolutePath(entry[field], base);
      try {
        entry[`${field}-data`] = toBase64(fs.readFile(path));
      } catch (error) {
        if (!(error instanceof OsError)) throw error;
        throw new CommandError(`open ${path}: ${goMessage(error)}`);
      }
      delete entry[field];
    }
    return entry;
  };
  const users = config.users.map((entry) => ({
    ...entry,
    user: include(entry.user, ["client-certificate", "client-key"]),
  }));
  const clusters = config.clusters.map((entry) => ({
    ...entry,
    cluster: include(entry.cluster, ["certificate-authority"]),
  }));
  return { ...config, users, clusters };
}

const OMITTED = ["certificate-authority-data", "client-certificate-data", "client-key-data"];
const REDACTED = ["token", "password"];

function withoutSecrets(config: ConfigFile): ConfigFile {
  const hide = (value: Mutable): Mutable =>
    Object.fromEntries(
      Object.entries<Mutable>(value ?? {}).map(([field, inner]) => {
        if (OMITTED.includes(field)) return [field, "DATA+OMITTED"];
        return [field, REDACTED.includes(field) ? "REDACTED" : inner];
      }),
    );
  return {
    ...config,
    clusters: config.clusters.map((entry) => ({ ...entry, cluster: hide(entry.cluster) })),
    users: config.users.map((entry) => ({ ...entry, user: hide(entry.user) })),
  };
}

/** Go prints a struct's fields in their order, which here is not that of their names. */
const ORDER = [
  "kind",
  "apiVersion",
  "preferences",
  "clusters",
  "users",
  "contexts",
  "current-context",
  "name",
  "cluster",
  "user",
  "context",
  "server",
];

const EXEC_ORDER: readonly string[] = ["command", "args", "env", "apiVersion", "provideClusterInfo", "interactiveMode"];

function structJson(value: Mutable, margin = ""): string {
  if (Array.isArray(value)) {
    const inner = `${margin}    `;
    return `[\n${value.map((item) => inner + structJson(item, inner)).join(",\n")}\n${margin}]`;
  }
  if (typeof value !== "object" || value === null) return typeof value === "string" ? quoteJson(value) : String(value);
  const isEntry = value.context !== undefined || value.cluster === undefined || typeof value.cluster !== "string";
  const rank = (key: string): number => (isEntry && ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length);
  // An exec plugin and an auth provider have an order of their own.
  const own = value.command !== undefined ? EXEC_ORDER : value.config !== undefined ? ["name", "config"] : [];
  const place = (key: string): number => (own.includes(key) ? own.indexOf(key) - own.length : rank(key));
  const keys = Object.keys(value).sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
  const inner = `${margin}    `;
  return `{\n${keys.map((key) => `${inner}${quoteJson(key)}: ${structJson(value[key], inner)}`).join(",\n")}\n${margin}}`;
}
