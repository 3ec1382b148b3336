/** `kubectl config set…`. Models: k8s.io/kubectl/pkg/cmd/config/{set,set_cluster,set_context,set_credentials,unset}.go */

import { encodeUtf8 } from "../../../../../sim/core/utf8.ts";
import type { Run } from "../../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../../sim/kube/api/objects.ts";
import { OsError } from "../../../../../sim/os/os-error.ts";
import { absolutePath } from "../../../../../sim/os/vfs/path.ts";
import { ENTRY_FIELD, removeEntry, type Section, saveCurrentContext, saveEntry } from "../../client/config-file.ts";
import { mergedConfig } from "../../client/kubeconfig.ts";
import type { Command } from "../../command.ts";
import { CommandError, goQuote } from "../../errors.ts";
import { bool, text } from "../../flags/flag.ts";
import { helpOf } from "../../help.ts";
import type { Invocation } from "../../invocation.ts";
import { toBase64 } from "../../output/base64.ts";
import { goMessage } from "../../output/formats.ts";
import { checkMethods, PLUGIN_FLAGS, withPlugins } from "./credential-plugins.ts";

function* wrongArgs(call: Invocation): Run<never> {
  yield* call.print(helpOf(call.command, call.path));
  throw new CommandError(`Unexpected args: [${call.args.join(" ")}]`);
}

function entryOf(call: Invocation, section: Section, name: string): Mutable {
  const found = mergedConfig(call.process, call.flags)[section].find((entry) => entry.name === name);
  return found?.[ENTRY_FIELD[section]];
}

/** Flags that were given, under the names of the fields. */
function givenFields(call: Invocation, fields: Readonly<Record<string, string>>): Mutable {
  const given: Record<string, Mutable> = {};
  for (const [flag, field] of Object.entries(fields))
    if (call.flags.changed(flag))
      given[field] = field.endsWith("verify") ? call.flags.bool(flag) : call.flags.text(flag);
  return given;
}

function merged(before: Mutable, given: Mutable): Mutable {
  return Object.fromEntries(
    Object.entries<Mutable>({ ...before, ...given }).filter(([, value]) => value !== "" && value !== false),
  );
}

export const SET_CONTEXT: Command = {
  name: "set-context",
  summary: "Set a context entry in kubeconfig",
  usage: "[NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]",
  flags: [text("cluster"), bool("current"), text("namespace/n"), text("user")],
  *run(call) {
    const { process, flags, args } = call;
    if (args.length > 1 || (args.length === 1 && flags.bool("current"))) yield* wrongArgs(call);
    const name = flags.bool("current") ? mergedConfig(process, flags).currentContext : (args[0] ?? "");
    if (name === "")
      throw new CommandError(
        flags.bool("current") ? "no current context is set" : "you must specify a non-empty context name or --current",
      );
    const before = entryOf(call, "contexts", name);
    const given = givenFields(call, { cluster: "cluster", namespace: "namespace", user: "user" });
    saveEntry(process, flags, { section: "contexts", name, value: merged(before, given) });
    yield* call.print(`Context ${goQuote(name)} ${before === undefined ? "created" : "modified"}.\n`);
  },
};

export const SET_CLUSTER: Command = {
  name: "set-cluster",
  summary: "Set a cluster entry in kubeconfig",
  usage:
    "NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com]",
  flags: [
    text("certificate-authority"),
    bool("embed-certs"),
    bool("insecure-skip-tls-verify"),
    text("proxy-url"),
    text("server"),
    text("tls-server-name"),
  ],
  *run(call) {
    if (call.args.length !== 1) yield* wrongArgs(call);
    const [name] = call.args as [string];
    const given = givenFields(call, {
      "certificate-authority": "certificate-authority",
      "insecure-skip-tls-verify": "insecure-skip-tls-verify",
      "proxy-url": "proxy-url",
      server: "server",
      "tls-server-name": "tls-server-name",
    });
    embed(call, given, ["certificate-authority"]);
    const value = merged(entryOf(call, "clusters", name), given);
    saveEntry(call.process, call.flags, { section: "clusters", name, value });
    yield* call.print(`Cluster ${goQuote(name)} set.\n`);
  },
};

export const SET_CREDENTIALS: Command = {
  name: "set-credentials",
  summary: "Set a user entry in kubeconfig",
  usage:
    "NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password] [--auth-provider=provider_name] [--auth-provider-arg=key=value] [--exec-command=exec_command] [--exec-api-version=exec_api_version] [--exec-arg=arg] [--exec-env=key=value]",
  flags: [
    text("client-certificate"),
    text("client-key"),
    bool("embed-certs"),
    ...PLUGIN_FLAGS,
    text("password"),
    text("token"),
    text("username"),
  ],
  *run(call) {
    if (call.args.length !== 1) yield* wrongArgs(call);
    const [name] = call.args as [string];
    const given = givenFields(call, {
      "client-certificate": "client-certificate",
      "client-key": "client-key",
      password: "password",
      token: "token",
      username: "username",
    });
    embed(call, given, ["client-certificate", "client-key"]);
    checkMethods(call.flags);
    const value = withPlugins(merged(entryOf(call, "users", name), given), call.flags);
    saveEntry(call.process, call.flags, { section: "users", name, value });
    yield* call.print(`User ${goQuote(name)} set.\n`);
  },
};

/** Where the files are, or with `--embed-certs` what is in them. */
function embed(call: Invocation, given: Mutable, fields: readonly string[]): void {
  for (const field of fields) {
    const path = given[field];
    if (path === undefined) continue;
    if (!call.flags.bool("embed-certs")) {
      given[field] = path === "" ? "" : absolutePath(path, call.process.cwd);
      given[`${field}-data`] = "";
      continue;
    }
    try {
      given[`${field}-data`] = toBase64(call.process.machine.fs.readFile(path, call.process.cwd));
    } catch (error) {
      if (!(error instanceof OsError)) throw error;
      throw new CommandError(`could not stat ${field} file ${path}: stat ${path}: ${goMessage(error)}`);
    }
    given[field] = "";
  }
}

const SECTIONS: readonly string[] = ["clusters", "contexts", "users"];

function sectionOf(property: string): { readonly section: Section; readonly name: string; readonly field: string } {
  const parts = property.split(".");
  const section = parts[0] as string;
  if (!SECTIONS.includes(section)) throw new CommandError(`unable to parse ${property} after [] at api.Config`);
  const isField = parts.length > 2;
  return {
    section: section as Section,
    name: (isField ? parts.slice(1, -1) : parts.slice(1)).join("."),
    field: isField ? (parts.at(-1) as string) : "",
  };
}

export const SET: Command = {
  name: "set",
  summary: "Set an individual value in a kubeconfig file",
  usage: "PROPERTY_NAME PROPERTY_VALUE",
  flags: [bool("set-raw-bytes")],
  *run(call) {
    if (call.args.length !== 2) yield* wrongArgs(call);
    const [property, written] = call.args as [string, string];
    if (property === "current-context") saveCurrentContext(call.process, call.flags, written);
    else {
      const { section, name, field } = sectionOf(property);
      const isRaw = field.endsWith("-data") && call.flags.bool("set-raw-bytes");
      const value: Mutable = /^(true|false)$/.test(written)
        ? written === "true"
        : isRaw
          ? toBase64(encodeUtf8(written))
          : written;
      const before = entryOf(call, section, name) ?? {};
      saveEntry(call.process, call.flags, { section, name, value: { ...before, [field]: value } });
    }
    yield* call.print(`Property ${goQuote(property)} set.\n`);
  },
};

export const UNSET: Command = {
  name: "unset",
  summary: "Unset an individual value in a kubeconfig file",
  usage: "PROPERTY_NAME",
  *run(call) {
    if (call.args.length !== 1) yield* wrongArgs(call);
    const [property] = call.args as [string];
    if (property === "current-context") saveCurrentContext(call.process, call.flags, "");
    else {
      const { section, name, field } = sectionOf(property);
      const whole = field === "" ? null : entryOf(call, section, name);
      if (whole === null || whole === undefined)
        removeEntry(call.process, call.flags, section, field === "" ? name : `${name}.${field}`);
      else {
        const { [field]: _, ...rest } = whole;
        saveEntry(call.process, call.flags, { section, name, value: rest });
      }
    }
    yield* call.print(`Property ${goQuote(property)} unset.\n`);
  },
};
