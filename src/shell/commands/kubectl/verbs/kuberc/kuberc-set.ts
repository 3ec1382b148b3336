/** `kubectl kuberc set`. Models: k8s.io/kubectl/pkg/cmd/kuberc/set.go */
import type { Mutable } from "../../../../../sim/kube/api/objects.ts";
import { OsError } from "../../../../../sim/os/os-error.ts";
import type { Command } from "../../command.ts";
import { CommandError, goQuote, throwAll } from "../../errors.ts";
import { bool, list, text } from "../../flags/flag.ts";
import type { FlagSet } from "../../flags/flag-set.ts";
import type { Invocation } from "../../invocation.ts";
import { NEW_PREFERENCE, pathOfPreference, readPreference, savePreference, withoutAbsent } from "./preference-file.ts";

const POLICIES = ["AllowAll", "DenyAll", "Allowlist"];

export const SET_PREFERENCE: Command = {
  name: "set",
  summary: "Set values in the kuberc configuration",
  usage: "--section (defaults|aliases) --command COMMAND",
  flags: [
    list("allowlist-entry"),
    list("appendarg"),
    text("command"),
    text("kuberc"),
    text("name"),
    list("option"),
    bool("overwrite"),
    text("policy"),
    list("prependarg"),
    text("section"),
  ],
  required: ["section"],
  *run(call) {
    const { path } = pathOfPreference(call);
    const { flags } = call;
    checkFlags(flags);
    const preference = preferenceAt(call, path);
    const options = optionsOf(flags);
    const section = flags.text("section");
    if (section === "defaults") setDefaults(preference, flags, options);
    else if (section === "aliases") setAlias(preference, flags, options);
    else setPolicy(preference, flags);
    yield* savePreference(call, preference, path);
  },
};

function checkFlags(flags: FlagSet): void {
  const section = flags.text("section");
  if (!["defaults", "aliases", "credentialplugin"].includes(section))
    throw new CommandError(`--section must be "defaults", "aliases", or "credentialplugin", got: ${section}`);
  if (section === "aliases" && flags.text("name") === "")
    throw new CommandError("--name is required when --section=aliases");
  if (section === "defaults" && flags.text("name") !== "")
    throw new CommandError("--name should not be specified when --section=defaults");
  if (section === "defaults" && (flags.list("prependarg").length > 0 || flags.list("appendarg").length > 0))
    throw new CommandError("--prependarg and --appendarg are only valid for --section=aliases");
  if (section !== "credentialplugin") {
    if (flags.text("command") === "")
      throw new CommandError("--command is required when --section=aliases or --section=defaults");
    return;
  }
  const policy = flags.text("policy");
  const entries = flags.list("allowlist-entry").length;
  if (policy === "") throw new CommandError("--policy is required when --section=credentialplugin");
  if (!POLICIES.includes(policy))
    throw new CommandError(` --policy must be  "AllowAll", "DenyAll", or "Allowlist", got: ${policy}`);
  if (policy !== "Allowlist" && entries > 0)
    throw new CommandError("--allowlist-entry may only be used when --section=credentialplugin and --policy=Allowlist");
  if (policy === "Allowlist" && entries === 0)
    throw new CommandError("--allowlist-entry is required when --section=credentialplugin and --policy=Allowlist");
}

function preferenceAt(call: Invocation, path: string): Mutable {
  try {
    return readPreference(call, path);
  } catch (error) {
    if (error instanceof OsError && error.code === "ENOENT") return { ...NEW_PREFERENCE };
    throw error;
  }
}

function optionsOf(flags: FlagSet): Mutable[] {
  return flags.list("option").map((option) => {
    const equals = option.indexOf("=");
    if (equals < 0) throw new CommandError(`invalid option format ${goQuote(option)}, expected flag=value`);
    return { name: option.slice(0, equals).replace(/^-+/, ""), default: option.slice(equals + 1) };
  });
}

function setDefaults(preference: Mutable, flags: FlagSet, options: Mutable[]): void {
  const command = flags.text("command");
  const entries: Mutable[] = preference.defaults ?? [];
  const known = entries.find((entry) => entry.command === command);
  if (known !== undefined && !flags.bool("overwrite"))
    throw new CommandError(`defaults for command ${goQuote(command)} already exist, use --overwrite to replace`);
  if (known === undefined) entries.push({ command, options: options.length === 0 ? null : options });
  else if (options.length > 0) known.options = options;
  preference.defaults = entries;
}

function setAlias(preference: Mutable, flags: FlagSet, options: Mutable[]): void {
  const name = flags.text("name");
  const entries: Mutable[] = preference.aliases ?? [];
  const at = entries.findIndex((entry) => entry.name === name);
  if (at >= 0 && !flags.bool("overwrite"))
    throw new CommandError(`alias ${goQuote(name)} already exists, use --overwrite to replace`);
  const known = entries[at] ?? {};
  const or = (given: readonly Mutable[], field: string): Mutable => (given.length > 0 ? given : known[field]);
  const alias = withoutAbsent({
    name,
    command: flags.text("command"),
    prependArgs: or(flags.list("prependarg"), "prependArgs"),
    appendArgs: or(flags.list("appendarg"), "appendArgs"),
    options: or(options, "options"),
  });
  if (at < 0) entries.push(alias);
  else entries[at] = alias;
  preference.aliases = entries;
}

function setPolicy(preference: Mutable, flags: FlagSet): void {
  const policy = flags.text("policy");
  if (policy === "Allowlist") preference.credentialPluginAllowlist = allowlistOf(flags.list("allowlist-entry"));
  preference.credentialPluginPolicy = policy;
}

function allowlistOf(pairs: readonly string[]): Mutable[] {
  const entries: Mutable[] = [];
  const faults: Error[] = [];
  for (const pair of pairs.flatMap((one) => one.split(","))) {
    const equals = pair.indexOf("=");
    const field = pair.slice(0, Math.max(equals, 0));
    const value = pair.slice(equals + 1);
    if (equals < 0) faults.push(new CommandError(`improperly formatted allowlist entry: ${goQuote(pair)}`));
    else if (field === "name")
      faults.push(new CommandError('allowlist entry field "name" is deprecated, use "command" instead'));
    else if (field !== "command")
      faults.push(new CommandError(`unrecognized allowlist entry field: ${goQuote(field)}`));
    else if (value.trim() === "")
      faults.push(new CommandError(`empty value in allowlist entry for field ${goQuote(field)}`));
    else entries.push({ command: value });
  }
  throwAll(faults);
  return entries;
}
