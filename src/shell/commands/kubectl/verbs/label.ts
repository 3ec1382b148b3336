/**
 * `kubectl label` and `kubectl annotate`: the same change to two fields, with two voices.
 *
 * Models: k8s.io/kubectl/pkg/cmd/label/label.go, pkg/cmd/annotate/annotate.go
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { isValidLabelValue } from "../../../../sim/kube/api/validation/formats.ts";
import { forEachResource } from "../client/each.ts";
import { type Info, pathOfInfo } from "../client/info.ts";
import { hasFiles, queryOf } from "../client/query.ts";
import type { Command } from "../command.ts";
import { CommandError, goQuote, ManyErrors } from "../errors.ts";
import { bool, text } from "../flags/flag.ts";
import {
  ALL_NAMESPACES,
  DRY_RUN,
  FIELD_SELECTOR,
  FILENAME_FLAGS,
  fieldManager,
  OUTPUT_FLAGS,
  RECORD,
  SELECTOR,
} from "../flags/shared.ts";
import type { Invocation } from "../invocation.ts";
import { Results } from "../output/results.ts";
import { recordCause } from "../record.ts";

type Field = "label" | "annotation";

interface Change {
  readonly set: Readonly<Record<string, string>>;
  readonly removed: readonly string[];
}

function changeCommand(name: "label" | "annotate", field: Field, summary: string): Command {
  return {
    name,
    summary,
    usage: "[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]",
    flags: [
      ...FILENAME_FLAGS,
      ...OUTPUT_FLAGS,
      ALL_NAMESPACES,
      DRY_RUN,
      FIELD_SELECTOR,
      fieldManager(`kubectl-${name}`),
      RECORD,
      SELECTOR,
      bool("all"),
      bool("list"),
      bool("local"),
      bool("overwrite"),
      text("resource-version"),
    ],
    *run(call) {
      const results = new Results(call);
      const { resources, words } = splitArgs(call.args, field);
      const change = field === "label" ? parseLabels(words) : parseAnnotations(words);
      checkFlags(call, { resources, change, field });
      const found = { isSingle: false };
      const query = queryOf(call, { args: resources, latest: !call.flags.bool("local") });
      yield* forEachResource(call, query, (info) => changeOne(call, { info, change, field, results, found, query }));
    },
  };
}

export const LABEL = changeCommand("label", "label", "Update the labels on a resource");
export const ANNOTATE = changeCommand("annotate", "annotation", "Update the annotations on a resource");

/** What names objects comes first, what changes them after it. */
export function splitArgs(args: readonly string[], what: string): { resources: string[]; words: string[] } {
  const resources: string[] = [];
  const words: string[] = [];
  for (const arg of args) {
    const isChange = (arg.includes("=") && !arg.startsWith("=")) || (arg.endsWith("-") && arg !== "-");
    if (isChange) words.push(arg);
    else if (words.length === 0) resources.push(arg);
    else throw new CommandError(`all resources must be specified before ${what} changes: ${arg}`);
  }
  return { resources, words };
}

function parseLabels(words: readonly string[]): Change {
  const set: Record<string, string> = {};
  const removed: string[] = [];
  for (const word of words) {
    if (!word.includes("=")) {
      removed.push(word.slice(0, -1));
      continue;
    }
    const parts = word.split("=");
    if (parts.length !== 2) throw new CommandError(`invalid label spec: ${word}`);
    const problems = isValidLabelValue(parts[1] as string);
    if (problems.length > 0) throw new CommandError(`invalid label value: ${goQuote(word)}: ${problems.join(";")}`);
    set[parts[0] as string] = parts[1] as string;
  }
  if (removed.some((key) => set[key] !== undefined))
    throw new CommandError("can not both modify and remove a label in the same command");
  return { set, removed };
}

function parseAnnotations(words: readonly string[]): Change {
  const set: Record<string, string> = {};
  const removed: string[] = [];
  for (const word of words) {
    const equals = word.indexOf("=");
    if (equals > 0) set[word.slice(0, equals)] = word.slice(equals + 1);
    else removed.push(word.slice(0, -1));
  }
  const both = removed.filter((key) => set[key] !== undefined);
  if (both.length === 1)
    throw new CommandError(`can not both modify and remove the following annotation in the same command: ${both[0]}`);
  if (both.length > 1)
    throw new CommandError(
      `can not both modify and remove the following annotation(s) in the same command: ${both.join(", ")}`,
    );
  return { set, removed };
}

function checkFlags(
  call: Invocation,
  {
    resources,
    change,
    field,
  }: { readonly resources: readonly string[]; readonly change: Change; readonly field: Field },
): void {
  const { flags } = call;
  if (flags.bool("list") && flags.text("output") !== "")
    throw new CommandError("--list and --output may not be specified together");
  if (flags.bool("all") && flags.text("selector") !== "")
    throw new CommandError("cannot set --all and --selector at the same time");
  if (flags.bool("all") && flags.text("field-selector") !== "")
    throw new CommandError("cannot set --all and --field-selector at the same time");
  if (flags.bool("local") && resources.length > 0)
    throw new CommandError(
      `can only use local files by -f ${field === "label" ? "pod.yaml or --filename=pod.json" : "rsrc.yaml or --filename=rsrc.json"} when --local=true is set`,
    );
  if (resources.length === 0 && !hasFiles(call))
    throw new CommandError("one or more resources must be specified as <resource> <name> or <resource>/<name>");
  const isEmpty = Object.keys(change.set).length === 0 && change.removed.length === 0;
  if (isEmpty && !flags.bool("list")) throw new CommandError(`at least one ${field} update is required`);
}

interface Target {
  readonly info: Info;
  readonly change: Change;
  readonly field: Field;
  readonly results: Results;
  readonly found: { isSingle: boolean };
  readonly query: { readonly args?: readonly string[]; readonly selector?: string; readonly all?: boolean };
}

function* changeOne(call: Invocation, target: Target): Run<void> {
  const { info, change, field, results } = target;
  const { flags } = call;
  const fieldName = `${field}s` as "labels" | "annotations";
  const before: Readonly<Record<string, string>> = info.object.metadata[fieldName] ?? {};
  if (!flags.bool("overwrite")) checkOverwrites(before, change.set, field);
  const added = Object.keys(change.set).filter((key) => before[key] !== change.set[key]);
  const gone = change.removed.filter((key) => before[key] !== undefined);
  const isLocal = results.dryRun === "client" || flags.bool("local") || flags.bool("list");
  if (!isLocal && field === "label")
    for (const key of change.removed)
      if (before[key] === undefined) yield* call.print(`label ${goQuote(key)} not found.\n`);
  const after = Object.fromEntries(
    Object.entries({ ...before, ...change.set }).filter(([key]) => !change.removed.includes(key)),
  );
  let object: Mutable = { ...info.object, metadata: { ...info.object.metadata, [fieldName]: after } };
  if (!isLocal && (added.length > 0 || gone.length > 0 || field === "annotation"))
    object = yield* call.client.request("PATCH", pathOfInfo(info), {
      body: patchOf({ fieldName, added, gone, set: change.set, version: flags.text("resource-version") }),
      contentType: "application/merge-patch+json",
      query: [
        ["fieldManager", flags.text("field-manager")],
        ...(results.dryRun === "server" ? ([["dryRun", "All"]] as const) : []),
      ],
    });
  if (!isLocal && (added.length > 0 || gone.length > 0)) yield* recordCause(call, info, results);
  if (flags.bool("list")) return yield* listValues(call, target, after);
  yield* results.print(object, field === "annotation" ? "annotated" : labelOperation(added.length, gone.length));
}

function patchOf(part: {
  readonly fieldName: string;
  readonly added: readonly string[];
  readonly gone: readonly string[];
  readonly set: Readonly<Record<string, string>>;
  readonly version: string;
}): Mutable {
  const values: Record<string, string | null> = {};
  for (const key of part.added) values[key] = part.set[key] as string;
  for (const key of part.gone) values[key] = null;
  const metadata: Mutable = Object.keys(values).length > 0 ? { [part.fieldName]: values } : {};
  if (part.version !== "") metadata.resourceVersion = part.version;
  return Object.keys(metadata).length > 0 ? { metadata } : {};
}

function checkOverwrites(
  before: Readonly<Record<string, string>>,
  set: Readonly<Record<string, string>>,
  field: Field,
): void {
  const clashes = Object.keys(set).filter((key) => before[key] !== undefined && before[key] !== set[key]);
  if (clashes.length === 0) return;
  const texts = clashes.map((key) => `'${key}' already has a value (${before[key]})`);
  if (field === "annotation")
    throw new CommandError(`--overwrite is false but found the following declared annotation(s): ${texts.join("; ")}`);
  throw new ManyErrors(texts.map((text) => new CommandError(`${text}, and --overwrite is false`)));
}

function labelOperation(added: number, removed: number): string {
  if (added > 0 && removed > 0) return "modified";
  if (added > 0) return "labeled";
  return removed > 0 ? "unlabeled" : "not labeled";
}

function* listValues(
  call: Invocation,
  { info, field, query }: Target,
  values: Readonly<Record<string, string>>,
): Run<void> {
  const names = query.args ?? [];
  const isOne = names.length === 2 || (names.length === 1 && (names[0] as string).includes("/"));
  const lines = Object.keys(values)
    .sort()
    .map((key) => `${isOne ? "" : " "}${key}=${values[key]}\n`);
  const head = `Listing ${field}s for ${info.mapping.kind}.${info.mapping.group}/${info.name}:\n`;
  yield* call.print(`${isOne ? "" : head}${lines.join("")}`);
}
