/** `kubectl set env`. Models: k8s.io/kubectl/pkg/cmd/set/set_env.go */

import { decodeUtf8 } from "../../../../../sim/core/utf8.ts";
import type { Run } from "../../../../../sim/core/wait.ts";
import { draftOf, type Mutable } from "../../../../../sim/kube/api/objects.ts";
import { findResources } from "../../client/builder.ts";
import type { Info } from "../../client/info.ts";
import { queryOf } from "../../client/query.ts";
import type { Command } from "../../command.ts";
import { fieldValue, resourceValue } from "../../describe/env-values.ts";
import { CommandError, expected, goQuote, throwAll } from "../../errors.ts";
import { bool, list, slice, text } from "../../flags/flag.ts";
import type { Invocation } from "../../invocation.ts";
import { fromBase64 } from "../../output/base64.ts";
import { Results } from "../../output/results.ts";
import { changePodSpecs, nameIn, podSpecOf, SET_FLAGS, selectContainers } from "./pod-spec-change.ts";

export const ENV: Command = {
  name: "env",
  summary: "Update environment variables on a pod template",
  usage: "RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N",
  flags: [
    ...SET_FLAGS,
    text("containers/c", "*"),
    list("env/e"),
    text("from"),
    slice("keys"),
    bool("list"),
    bool("overwrite", true),
    text("prefix"),
    bool("resolve"),
  ],
  *run(call) {
    const { flags } = call;
    if (flags.bool("all") && flags.text("selector") !== "")
      throw new CommandError("cannot set --all and --selector at the same time");
    const { resources, words } = splitWords(call);
    const results = new Results(call);
    checkFlags(call, resources, words);
    const change = yield* parseEnv(call, [...flags.list("env"), ...words]);
    if (flags.text("from") !== "") change.set.push(...(yield* variablesFrom(call)));
    const prefixed = change.set.map((variable) => ({ ...variable, name: flags.text("prefix") + variable.name }));
    if (flags.bool("list")) return yield* listEnv(call, resources, { set: prefixed, removed: change.removed });
    yield* changePodSpecs(call, {
      args: resources,
      results,
      operation: "env updated",
      failure: "failed to patch env update to pod template: ",
      change: (draft, info) =>
        changeDraft(call, draft, { set: prefixed, removed: change.removed, name: nameIn(call, info) }),
    });
  },
};

interface EnvChange {
  /** Whose it is, for what goes wrong with it. */
  readonly name?: string;
  readonly set: Mutable[];
  readonly removed: string[];
}

/** Objects first; a word with `=`, a minus at its end, or `-` alone is a variable. */
function splitWords({ args }: Invocation): { resources: string[]; words: string[] } {
  const isEnv = (word: string): boolean =>
    (word.includes("=") && !word.startsWith("=")) || (word.endsWith("-") && word.length > 1) || word === "-";
  const first = args.findIndex(isEnv);
  if (first < 0) return { resources: [...args], words: [] };
  if (!args.slice(first).every(isEnv))
    throw new CommandError(`all resources must be specified before environment changes: ${args.join(" ")}`);
  return { resources: args.slice(0, first), words: args.slice(first) };
}

function checkFlags({ flags }: Invocation, resources: readonly string[], words: readonly string[]): void {
  if (flags.list("filename").includes("-") && words.includes("-"))
    throw new CommandError("standard input cannot be used for multiple arguments");
  if (flags.list("filename").length === 0 && resources.length === 0)
    throw new CommandError("one or more resources must be specified as <resource> <name> or <resource>/<name>");
  if (flags.bool("list") && flags.text("output") !== "")
    throw new CommandError("--list and --output may not be specified together");
  if (flags.list("keys").length > 0 && flags.text("from") === "")
    throw new CommandError("when specifying --keys, a configmap or secret must be provided with --from");
}

function* parseEnv(call: Invocation, words: readonly string[]): Run<EnvChange> {
  const set: Mutable[] = [];
  const removed: string[] = [];
  for (const word of words) {
    if (word === "-") {
      for (const line of decodeUtf8(yield* call.process.readToEnd(0)).split("\n"))
        if (line.includes("=")) set.push(variableOf(line));
    } else if (word.includes("=")) set.push(variableOf(word));
    else if (word.endsWith("-")) removed.push(word.slice(0, -1));
    else throw new CommandError(`unknown environment variable: ${word}`);
  }
  const both = removed.find((name) => set.some((variable) => variable.name === name));
  if (both !== undefined)
    throw new CommandError("can not both modify and remove the same environment variable in the same command");
  return { set, removed };
}

function variableOf(word: string): Mutable {
  const equals = word.indexOf("=");
  const name = word.slice(0, equals);
  if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name))
    throw new CommandError(
      `${goQuote(name)} is not a valid key name: a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')`,
    );
  return { name, value: word.slice(equals + 1) };
}

/** One variable for each key of a ConfigMap or Secret. */
function* variablesFrom(call: Invocation): Run<Mutable[]> {
  const { flags } = call;
  const found = yield* findResources(call, queryOf(call, { args: [flags.text("from")], filenames: [] }));
  throwAll(found.errors);
  const variables: Mutable[] = [];
  for (const { object, mapping, name } of found.infos) {
    if (mapping.kind !== "Secret" && mapping.kind !== "ConfigMap")
      throw new CommandError("unsupported resource specified in --from");
    const ref = mapping.kind === "Secret" ? "secretKeyRef" : "configMapKeyRef";
    for (const key of Object.keys(object.data ?? {}).sort()) {
      if (flags.list("keys").length > 0 && !flags.list("keys").includes(key)) continue;
      const variable = key.replace(/[^A-Za-z0-9_]/g, "_").toUpperCase();
      if (variable !== key) yield* call.printError(`Warning: key ${key} transferred to ${variable}\n`);
      variables.push({ name: variable, valueFrom: { [ref]: { key, name } } });
    }
  }
  return variables;
}

function* changeDraft(call: Invocation, draft: Mutable, change: EnvChange): Run<void> {
  const spec = podSpecOf(draft);
  const pattern = call.flags.text("containers");
  const meant = [...selectContainers(spec.containers, pattern), ...selectContainers(spec.initContainers, pattern)];
  if (meant.length === 0)
    yield* call.warn(`${draft.kind}/${draft.metadata.name} does not have any containers matching ${goQuote(pattern)}`);
  for (const container of meant) {
    const before: Mutable[] = container.env ?? [];
    if (!call.flags.bool("overwrite")) checkOverwrites(before, change);
    const after = before
      .filter(({ name }) => !change.removed.includes(name))
      .map((variable) => change.set.find(({ name }) => name === variable.name) ?? variable);
    const added = change.set.filter(({ name }) => !before.some((variable) => variable.name === name));
    container.env = [...after, ...added];
    if (container.env.length === 0) delete container.env;
  }
}

function checkOverwrites(before: readonly Mutable[], { set, name: owner = "" }: EnvChange): void {
  for (const { name, value } of set) {
    const held = before.find((variable) => variable.name === name);
    if (held !== undefined && held.value !== value)
      throw new CommandError(`${owner} '${name}' already has a value (${held.value ?? ""}), and --overwrite is false`);
  }
}

function* listEnv(call: Invocation, resources: readonly string[], change: EnvChange): Run<void> {
  const found = yield* findResources(call, queryOf(call, { args: resources, latest: true }));
  throwAll(found.errors);
  for (const info of found.infos) {
    const draft = draftOf(info.object);
    yield* changeDraft(call, draft, change);
    const spec = podSpecOf(draft);
    const pattern = call.flags.text("containers");
    for (const container of [
      ...selectContainers(spec.containers, pattern),
      ...selectContainers(spec.initContainers, pattern),
    ]) {
      const resolves = call.flags.bool("resolve");
      const lines: string[] = [];
      for (const variable of container.env ?? [])
        lines.push(resolves ? yield* resolvedLine(call, variable, { info, container }) : lineOf(variable));
      yield* call.print(`# ${info.mapping.kind} ${info.name}, container ${container.name}\n${lines.join("")}`);
    }
  }
}

/** The variable with the value that its reference has now. */
function* resolvedLine(
  call: Invocation,
  variable: Mutable,
  { info, container }: { readonly info: Info; readonly container: Mutable },
): Run<string> {
  const { name, valueFrom } = variable;
  if (valueFrom === undefined) return lineOf(variable);
  try {
    return `${name}=${yield* resolved(call, valueFrom, { info, container })}\n`;
  } catch (error) {
    return `${lineOf(variable).trimEnd()} error: ${expected(error).message}\n`;
  }
}

function* resolved(
  call: Invocation,
  { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef }: Mutable,
  { info, container }: { readonly info: Info; readonly container: Mutable },
): Run<string> {
  if (fieldRef !== undefined) return fieldValue(info.object, fieldRef.fieldPath);
  if (resourceFieldRef !== undefined) return resourceValue(resourceFieldRef, container);
  const [ref, type] = configMapKeyRef === undefined ? [secretKeyRef, "secrets"] : [configMapKeyRef, "configmaps"];
  const { data = {} } = yield* call.client.get(`/api/v1/namespaces/${info.namespace}/${type}/${ref.name}`);
  const value: string | undefined = data[ref.key];
  if (value === undefined)
    throw new CommandError(`key ${ref.key} not found in ${type === "secrets" ? "secret" : "config map"} ${ref.name}`);
  return type === "secrets" ? decodeUtf8(fromBase64(value) ?? new Uint8Array()) : value;
}

function lineOf({ name, value = "", valueFrom }: Mutable): string {
  return valueFrom === undefined ? `${name}=${value}\n` : `# ${name} from ${referenceText(valueFrom)}\n`;
}

function referenceText({ configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef }: Mutable): string {
  if (configMapKeyRef !== undefined) return `configmap ${configMapKeyRef.name}, key ${configMapKeyRef.key}`;
  if (secretKeyRef !== undefined) return `secret ${secretKeyRef.name}, key ${secretKeyRef.key}`;
  if (fieldRef !== undefined) return `field path ${fieldRef.fieldPath}`;
  if (resourceFieldRef === undefined) return "invalid valueFrom";
  const { containerName = "", divisor = "0", resource } = resourceFieldRef;
  const container = containerName === "" ? "" : `${containerName}/`;
  return divisor === "0"
    ? `resource field ${container}${resource}`
    : `resource field ${container}${resource} (${divisor})`;
}
