/**
 * `kubectl delete`: by name, by selector or by file; then waits until the objects are gone.
 *
 * Models: k8s.io/kubectl/pkg/cmd/delete/{delete,delete_flags}.go
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { Interrupted } from "../../../../sim/os/signal.ts";
import { findResources } from "../client/builder.ts";
import { type Info, nameOfInfo, pathOfInfo } from "../client/info.ts";
import { hasFiles, queryOf } from "../client/query.ts";
import { qualifiedKind } from "../client/rest-mapper.ts";
import type { Command } from "../command.ts";
import { type DryRun, dryRunOf, dryRunSuffix } from "../dry-run.ts";
import { CommandError, Exit, expected, hasStatusReason, throwAll, withSource } from "../errors.ts";
import { bool, text } from "../flags/flag.ts";
import { ALL_NAMESPACES, DELETION_FLAGS, DRY_RUN, FIELD_SELECTOR, FILENAME_FLAGS, SELECTOR } from "../flags/shared.ts";
import type { Invocation } from "../invocation.ts";
import { waitForDeletion } from "../wait/deletion.ts";

export const DELETE: Command = {
  name: "delete",
  summary: "Delete resources by file names, stdin, resources and names, or by resources and label selector",
  usage: "([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])",
  flags: [
    ...FILENAME_FLAGS,
    ...DELETION_FLAGS,
    ALL_NAMESPACES,
    DRY_RUN,
    FIELD_SELECTOR,
    SELECTOR,
    bool("all"),
    bool("ignore-not-found"),
    bool("interactive/i"),
    bool("now"),
    text("output/o"),
    text("raw"),
    bool("wait", true),
  ],
  *run(call) {
    const options = deletionOptions(call);
    if (call.flags.text("raw") !== "") return yield* deleteRaw(call);
    const found = yield* findResources(call, queryOf(call, { unread: true }));
    checkFlags(call);
    if (options.isForced && options.gracePeriod === 0) yield* call.warn(IMMEDIATE);
    const infos = call.flags.bool("interactive") ? yield* confirmed(call, found.infos) : found.infos;
    if (infos === null) return;
    yield* deleteInfos(call, { infos, errors: found.errors, options, isSelected: !found.isByName });
  },
};

const IMMEDIATE =
  "Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.";

export interface DeletionOptions {
  /** -1: the object's own. */
  readonly gracePeriod: number;
  readonly isForced: boolean;
  readonly propagationPolicy: "Background" | "Foreground" | "Orphan";
  readonly dryRun: DryRun;
  readonly ignoresNotFound: boolean;
  readonly waits: boolean;
  readonly timeoutMs: number;
  readonly isQuiet: boolean;
}

export function deletionOptions(call: Invocation): DeletionOptions {
  const { flags } = call;
  const isForced = flags.bool("force");
  let gracePeriod = flags.int("grace-period");
  if (flags.boolOr("now", false)) {
    if (gracePeriod !== -1) throw new CommandError("--now and --grace-period cannot be specified together");
    gracePeriod = 1;
  }
  if (gracePeriod === 0 && !isForced) gracePeriod = 1;
  if (isForced && gracePeriod < 0) gracePeriod = 0;
  const selects =
    flags.boolOr("all", false) || flags.textOr("selector", "") !== "" || flags.textOr("field-selector", "") !== "";
  const ignores = flags.boolOr("ignore-not-found", false);
  return {
    gracePeriod,
    isForced,
    propagationPolicy: cascadeOf(flags.text("cascade")),
    dryRun: dryRunOf(flags),
    ignoresNotFound: ignores || (selects && flags.has("ignore-not-found") && !flags.changed("ignore-not-found")),
    waits: flags.boolOr("wait", true),
    timeoutMs: flags.int("timeout"),
    isQuiet: false,
  };
}

function cascadeOf(value: string): DeletionOptions["propagationPolicy"] {
  if (value === "background" || value === "true") return "Background";
  if (value === "foreground") return "Foreground";
  if (value === "orphan" || value === "false") return "Orphan";
  throw new CommandError(`invalid cascade value (${value}). Must be "background", "foreground", or "orphan"`);
}

function checkFlags({ flags }: Invocation): void {
  const output = flags.text("output");
  if (output !== "" && output !== "name")
    throw new CommandError(`unexpected -o output mode: ${output}. We only support '-o name'`);
  if (flags.bool("all") && flags.text("selector") !== "")
    throw new CommandError("cannot set --all and --selector at the same time");
  if (flags.bool("all") && flags.text("field-selector") !== "")
    throw new CommandError("cannot set --all and --field-selector at the same time");
  if (flags.int("grace-period") > 0 && flags.bool("force"))
    throw new CommandError("--force and --grace-period greater than 0 cannot be specified together");
}

function* deleteRaw(call: Invocation): Run<void> {
  if (hasFiles(call) && call.flags.list("filename").length > 1)
    throw new CommandError("--raw can only use a single local file or stdin");
  yield* call.print(yield* call.client.raw("DELETE", call.flags.text("raw")));
}

/** Null when it is not confirmed, or there is nothing to confirm. */
function* confirmed(call: Invocation, infos: readonly Info[]): Run<readonly Info[] | null> {
  if (infos.length === 0) {
    yield* call.print("No resources found\n");
    return null;
  }
  const names = infos.map((info) => `${nameOfInfo(info)}\n`).join("");
  yield* call.print(
    `You are about to delete the following ${infos.length} resource(s):\n${names}Do you want to continue? (y/N): `,
  );
  const answer = yield* call.process.readLine(0);
  if (answer !== null && answer.trim().toLowerCase() === "y") return infos;
  yield* call.print("deletion is cancelled\n");
  return null;
}

interface Deletion {
  readonly infos: readonly Info[];
  readonly errors: readonly Error[];
  readonly options: DeletionOptions;
  readonly isSelected: boolean;
}

export function* deleteInfos(call: Invocation, { infos, errors, options }: Deletion): Run<void> {
  const failed: Error[] = [...errors];
  const deleted: (Info & { readonly uid: string })[] = [];
  let attempted = 0;
  for (const info of infos) {
    if (call.connection.isNamespaceExplicit && !info.mapping.isNamespaced && options.waits)
      yield* call.warn("deleting cluster-scoped resources, not scoped to the provided namespace");
    try {
      attempted++;
      const response = yield* deleteOne(call, info, options);
      deleted.push({ ...info, uid: response?.details?.uid ?? response?.metadata?.uid ?? "" });
    } catch (error) {
      const known = expected(error);
      if (!(options.ignoresNotFound && hasStatusReason(known, "NotFound"))) failed.push(known);
    }
  }
  throwAll(failed);
  if (attempted === 0) return yield* call.print("No resources found\n");
  if (!options.waits || options.dryRun !== "none") return;
  call.process.on("INT", "throw");
  try {
    yield* waitForDeletion(call, deleted, options.timeoutMs);
  } catch (error) {
    if (error instanceof Interrupted) throw new Exit(1);
    throw error;
  }
}

function* deleteOne(call: Invocation, info: Info, options: DeletionOptions): Run<Mutable> {
  if (options.dryRun === "client") {
    yield* say(call, info, options);
    return null;
  }
  try {
    const response = yield* call.client.request("DELETE", pathOfInfo(info), {
      body: {
        kind: "DeleteOptions",
        apiVersion: "v1",
        propagationPolicy: options.propagationPolicy,
        ...(options.gracePeriod >= 0 ? { gracePeriodSeconds: options.gracePeriod } : {}),
        ...(options.dryRun === "server" ? { dryRun: ["All"] } : {}),
      },
      query: options.dryRun === "server" ? [["dryRun", "All"]] : [],
    });
    yield* say(call, info, options);
    return response;
  } catch (error) {
    throw withSource("deleting", info.source, expected(error));
  }
}

function* say(call: Invocation, info: Info, options: DeletionOptions): Run<void> {
  if (options.isQuiet) return;
  const kind = qualifiedKind(info.mapping);
  if (call.flags.textOr("output", "") === "name" && call.command.name === "delete")
    return yield* call.print(`${kind}/${info.name}\n`);
  const done = options.gracePeriod === 0 ? "force deleted" : "deleted";
  const where = info.mapping.isNamespaced ? ` from ${info.namespace} namespace` : "";
  yield* call.print(`${kind} "${info.name}" ${done}${where}${dryRunSuffix(options.dryRun)}\n`);
}
