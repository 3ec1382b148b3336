/** `kubectl cordon`, `uncordon`, `taint`. Models: k8s.io/kubectl/pkg/cmd/{drain,taint} */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { isQualifiedName, isValidLabelValue } from "../../../../sim/kube/api/validation/formats.ts";
import { findResources } from "../client/builder.ts";
import { forEachResource } from "../client/each.ts";
import { type Info, pathOfInfo } from "../client/info.ts";
import { queryOf } from "../client/query.ts";
import type { Command } from "../command.ts";
import { CommandError, expected, throwAll } from "../errors.ts";
import { bool } from "../flags/flag.ts";
import { DRY_RUN, fieldManager, OUTPUT_FLAGS, SELECTOR, VALIDATE } from "../flags/shared.ts";
import type { Invocation } from "../invocation.ts";
import { Results, writeQuery } from "../output/results.ts";
import { splitArgs } from "./label.ts";

function cordonCommand(name: "cordon" | "uncordon", summary: string): Command {
  return {
    name,
    summary,
    usage: "NODE",
    flags: [DRY_RUN, SELECTOR],
    *run(call) {
      const nodes = yield* nodesOf(call);
      yield* setSchedulable(call, nodes, name === "uncordon");
    },
  };
}

export const CORDON = cordonCommand("cordon", "Mark node as unschedulable");
export const UNCORDON = cordonCommand("uncordon", "Mark node as schedulable");

/** The Nodes that are named, or selected. */
export function* nodesOf(call: Invocation): Run<readonly Info[]> {
  const { args, flags, command } = call;
  const selector = flags.text("selector");
  if (args.length === 0 && selector === "") throw call.usageError(`USAGE: ${command.name} NODE [flags]`);
  if (args.length > 0 && selector !== "")
    throw new CommandError("error: cannot specify both a node name and a --selector option");
  const names = args.flatMap((arg) => (arg.includes("/") ? [arg] : [`nodes/${arg}`]));
  const found = yield* findResources(call, queryOf(call, { args: selector === "" ? names : ["nodes"] }));
  throwAll(found.errors);
  return found.infos;
}

export function* setSchedulable(call: Invocation, nodes: readonly Info[], isSchedulable: boolean): Run<void> {
  const results = new Results(call);
  const word = isSchedulable ? "uncordoned" : "cordoned";
  for (const info of nodes) {
    if ((info.object.spec?.unschedulable === true) === !isSchedulable) {
      yield* results.print(info.object, `already ${word}`);
      continue;
    }
    try {
      if (results.dryRun !== "client")
        yield* call.client.request("PATCH", pathOfInfo(info), {
          body: { spec: { unschedulable: isSchedulable ? null : true } },
          contentType: "application/strategic-merge-patch+json",
          query: writeQuery(call, results.dryRun),
        });
      yield* results.print(info.object, word);
    } catch (error) {
      yield* call.printError(
        `error: unable to ${isSchedulable ? "uncordon" : "cordon"} node "${info.name}": ${expected(error).message}\n`,
      );
    }
  }
}

export const TAINT: Command = {
  name: "taint",
  summary: "Update the taints on one or more nodes",
  usage: "NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N",
  flags: [...OUTPUT_FLAGS, DRY_RUN, fieldManager("kubectl-taint"), SELECTOR, VALIDATE, bool("all"), bool("overwrite")],
  *run(call) {
    const results = new Results(call);
    const { resources, words } = splitTaintArgs(call);
    const change = parseTaints(call, words);
    yield* forEachResource(call, queryOf(call, { args: resources, latest: true }), (info) =>
      taintOne(call, { info, change, results }),
    );
  },
};

function splitTaintArgs(call: Invocation): { resources: readonly string[]; words: readonly string[] } {
  const { flags, args } = call;
  const { resources, words } = splitTaintWords(args);
  if (resources.length === 0) throw new CommandError("one or more resources must be specified as <resource> <name>");
  if (words.length === 0) throw new CommandError("at least one taint update is required");
  const type = (resources[0] as string).split("/")[0] as string;
  if (!["node", "nodes", "no"].includes(type.toLowerCase()))
    throw new CommandError(`invalid resource type ${type}, only node types are supported`);
  if (flags.bool("all") && flags.text("selector") !== "")
    throw new CommandError("setting 'all' parameter with a non empty selector is prohibited");
  const isNamed = resources.length > 1 || (resources[0] as string).includes("/");
  if (!flags.bool("all") && flags.text("selector") === "" && !isNamed)
    throw new CommandError("at least one resource name must be specified since 'all' parameter is not set");
  return { resources, words };
}

/** A taint has an equals sign, a colon or a minus at its end. */
function splitTaintWords(args: readonly string[]): { resources: string[]; words: string[] } {
  const isTaint = (arg: string): boolean => arg.includes("=") || arg.includes(":") || arg.endsWith("-");
  const marked = args.map((arg) => (isTaint(arg) && !arg.includes("=") && !arg.endsWith("-") ? `${arg}-` : arg));
  const { resources } = splitArgs(marked, "taint");
  return { resources, words: args.slice(resources.length) };
}

interface TaintChange {
  readonly added: readonly Mutable[];
  readonly removed: readonly Mutable[];
}

const EFFECTS = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

function parseTaints(call: Invocation, words: readonly string[]): TaintChange {
  const added: Mutable[] = [];
  const removed: Mutable[] = [];
  for (const word of words) {
    const isRemoval = word.endsWith("-");
    const taint = parseTaint(call, isRemoval ? word.slice(0, -1) : word);
    if (isRemoval) removed.push(taint);
    else {
      if ((taint.effect ?? "") === "") throw new CommandError(`invalid taint spec: ${word}`);
      if (added.some(({ key, effect }) => key === taint.key && effect === taint.effect))
        throw new CommandError(`duplicated taints with the same key and effect: ${JSON.stringify(taint)}`);
      added.push(taint);
    }
  }
  const clashes = removed.filter(({ key, effect = "" }) =>
    added.some((one) => one.key === key && (effect === "" || one.effect === effect)),
  );
  if (clashes.length > 0)
    throw new CommandError(
      `can not both modify and remove the following taint(s) in the same command: ${clashes.map(({ key, effect = "" }) => `${key}=${effect}`).join(", ")}`,
    );
  return { added, removed };
}

function parseTaint(call: Invocation, text: string): Mutable {
  const [pair, effect = "", ...rest] = text.split(":") as [string, string | undefined];
  const [key, value = "", ...more] = pair.split("=") as [string, string | undefined];
  if (rest.length > 0 || more.length > 0) throw new CommandError(`invalid taint spec: ${text}`);
  if (effect !== "" && !EFFECTS.includes(effect))
    throw call.usageError(`invalid taint effect: ${effect}, unsupported taint effect`);
  const problems = [...isQualifiedName(key), ...(value === "" ? [] : isValidLabelValue(value))];
  if (problems.length > 0) throw new CommandError(`invalid taint spec: ${text}, ${problems.join("; ")}`);
  return { ...(effect === "" ? {} : { effect }), key, ...(value === "" ? {} : { value }) };
}

function* taintOne(
  call: Invocation,
  { info, change, results }: { readonly info: Info; readonly change: TaintChange; readonly results: Results },
): Run<void> {
  const before: readonly Mutable[] = info.object.spec?.taints ?? [];
  if (!call.flags.bool("overwrite")) checkTaintOverwrites(info.name, before, change.added);
  const missing = change.removed.filter((gone) => !before.some((taint) => isRemoved(taint, gone)));
  if (missing.length > 0)
    throw new CommandError(
      missing.map(({ key, effect }) => `taint "${key}${effect ? `:${effect}` : ""}" not found`).join("\n"),
    );
  const kept = before.filter(
    (taint) =>
      !change.removed.some((gone) => isRemoved(taint, gone)) &&
      !change.added.some(({ key, effect }) => key === taint.key && effect === taint.effect),
  );
  const taints = [...change.added, ...kept];
  if (results.dryRun !== "client")
    yield* call.client.request("PATCH", pathOfInfo(info), {
      body: { spec: { taints: taints.length > 0 ? taints : null } },
      contentType: "application/merge-patch+json",
      query: writeQuery(call, results.dryRun),
    });
  yield* results.print(
    { ...info.object, spec: { ...info.object.spec, taints } },
    taintOperation(change, call.flags.bool("overwrite")),
  );
}

function isRemoved(taint: Mutable, gone: Mutable): boolean {
  return taint.key === gone.key && (gone.effect === undefined || gone.effect === taint.effect);
}

function checkTaintOverwrites(node: string, before: readonly Mutable[], added: readonly Mutable[]): void {
  const clashes = added.filter(({ key, effect }) =>
    before.some((taint) => taint.key === key && taint.effect === effect),
  );
  if (clashes.length === 0) return;
  const texts = clashes.map(({ key, value = "", effect }) => `{${key} ${value} ${effect} <nil>}`);
  throw new CommandError(
    `node ${node} already has ${texts.map((text) => text.slice(1).split(" ")[0]).join(", ")} taint(s) with same effect(s) and --overwrite is false`,
  );
}

function taintOperation({ added, removed }: TaintChange, overwrites: boolean): string {
  if (overwrites || (added.length > 0 && removed.length > 0)) return "modified";
  return added.length > 0 ? "tainted" : "untainted";
}
