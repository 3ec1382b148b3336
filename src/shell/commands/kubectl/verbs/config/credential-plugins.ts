/**
 * What `config set-credentials` writes about programs and providers that give credentials: they are kept, never run.
 *
 * Models: k8s.io/kubectl/pkg/cmd/config/set_credentials.go
 */
import type { Mutable } from "../../../../../sim/kube/api/objects.ts";
import { CommandError } from "../../errors.ts";
import { bool, type Flag, list, text } from "../../flags/flag.ts";
import type { FlagSet } from "../../flags/flag-set.ts";

export const PLUGIN_FLAGS: readonly Flag[] = [
  text("auth-provider"),
  list("auth-provider-arg"),
  text("exec-api-version"),
  list("exec-arg"),
  text("exec-command"),
  list("exec-env"),
  text("exec-interactive-mode"),
  bool("exec-provide-cluster-info"),
];
const MODES = ["IfAvailable", "Never", "Always"];

export function checkMethods(flags: FlagSet): void {
  const methods: string[] = [];
  if (flags.text("token") !== "") methods.push("--token");
  if (flags.text("username") !== "" || flags.text("password") !== "") methods.push("--username/--password");
  if (methods.length > 1)
    throw new CommandError(
      `you cannot specify more than one authentication method at the same time: ${methods.join(", ")}`,
    );
  const mode = flags.text("exec-interactive-mode");
  if (mode !== "" && !MODES.includes(mode))
    throw new CommandError("invalid interactive mode type, can be only IfAvailable, Never, Always");
}

/** The pairs of a list of `key=value` and `key-`; the key alone goes to `removed`. */
export function pairsOf(words: readonly string[], flag: string): { set: [string, string][]; removed: string[] } {
  const set: [string, string][] = [];
  const removed: string[] = [];
  for (const word of words) {
    const equals = word.indexOf("=");
    if (equals > 0) set.push([word.slice(0, equals), word.slice(equals + 1)]);
    else if (word.endsWith("-") && word.length > 1) removed.push(word.slice(0, -1));
    else throw new CommandError(`invalid ${flag} format: ${word}`);
  }
  return { set, removed };
}

export function withPlugins(user: Mutable, flags: FlagSet): Mutable {
  return withExec(withProvider(user, flags), flags);
}

function withProvider(user: Mutable, flags: FlagSet): Mutable {
  const name = flags.text("auth-provider");
  const before = user["auth-provider"];
  if (name === "" && before === undefined) return user;
  const { set, removed } = pairsOf(flags.list("auth-provider-arg"), "auth-provider-arg");
  const config = { ...(before?.config ?? {}), ...Object.fromEntries(set) };
  for (const key of removed) delete config[key];
  return { ...user, "auth-provider": { config, name: name === "" ? before.name : name } };
}

function withExec(user: Mutable, flags: FlagSet): Mutable {
  const command = flags.text("exec-command");
  const before = user.exec;
  if (command === "" && before === undefined) return user;
  const { set, removed } = pairsOf(flags.list("exec-env"), "exec-env");
  const env: Mutable[] = (before?.env ?? []).map((variable: Mutable) => ({ ...variable }));
  for (const [name, value] of set) {
    const known = env.find((variable) => variable.name === name);
    if (known === undefined) env.push({ name, value });
    else known.value = value;
  }
  const kept = env.filter(({ name }) => !removed.includes(name));
  const version = flags.text("exec-api-version") || before?.apiVersion;
  const mode = flags.text("exec-interactive-mode") || before?.interactiveMode;
  const args = flags.changed("exec-arg") ? flags.list("exec-arg") : (before?.args ?? null);
  const exec = {
    ...(version === undefined ? {} : { apiVersion: version }),
    args,
    command: command || before.command,
    env: kept.length === 0 ? null : kept,
    ...(mode === undefined ? {} : { interactiveMode: mode }),
    provideClusterInfo: flags.changed("exec-provide-cluster-info")
      ? flags.bool("exec-provide-cluster-info")
      : (before?.provideClusterInfo ?? false),
  };
  return { ...user, exec };
}
