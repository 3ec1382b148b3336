/**
 * `kubectl apply`: what a manifest says becomes what the server has.
 *
 * Models: k8s.io/kubectl/pkg/cmd/apply/apply.go
 * SIMPLIFIED: no apply sets.
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import {
  configurationText,
  LAST_APPLIED,
  lastAppliedOf,
  withLastApplied,
  withoutNulls,
} from "../apply/last-applied.ts";
import { withoutClientSideApply } from "../apply/migration.ts";
import { isEmptyPatch, patchApplied, patchLocally } from "../apply/patcher.ts";
import { allowedMappings, objectsToPrune } from "../apply/prune.ts";
import { findResources } from "../client/builder.ts";
import { type Info, pathOfInfo, withObject } from "../client/info.ts";
import { hasFiles, queryOf } from "../client/query.ts";
import { apiVersionOf, type Mapping, pathOf } from "../client/rest-mapper.ts";
import type { Command } from "../command.ts";
import { CommandError, expected, hasStatusReason, throwAll, withSource } from "../errors.ts";
import { bool, slice, text } from "../flags/flag.ts";
import {
  DELETION_FLAGS,
  DRY_RUN,
  FILENAME_FLAGS,
  fieldManager,
  OUTPUT_FLAGS,
  RECORD,
  SELECTOR,
  VALIDATE,
} from "../flags/shared.ts";
import type { Invocation } from "../invocation.ts";
import { compactJson, type FieldOrder } from "../output/json.ts";
import { Results, writeQuery } from "../output/results.ts";
import { withCause } from "../record.ts";
import { deleteAndCreate } from "./apply-force.ts";
import { EDIT_LAST_APPLIED, SET_LAST_APPLIED, VIEW_LAST_APPLIED } from "./apply-last-applied.ts";
import { deletionOptions } from "./delete.ts";

export const APPLY: Command = {
  name: "apply",
  summary: "Apply a configuration to a resource by file name or stdin",
  usage: "(-f FILENAME | -k DIRECTORY)",
  flags: [
    ...FILENAME_FLAGS,
    ...OUTPUT_FLAGS,
    ...DELETION_FLAGS,
    DRY_RUN,
    fieldManager("kubectl-client-side-apply"),
    RECORD,
    SELECTOR,
    VALIDATE,
    bool("all"),
    text("applyset", "", { hidden: true }),
    bool("force-conflicts"),
    bool("openapi-patch", true),
    bool("overwrite", true),
    bool("prune"),
    slice("prune-allowlist"),
    bool("server-side"),
    text("subresource"),
    bool("wait"),
  ],
  subcommands: [EDIT_LAST_APPLIED, SET_LAST_APPLIED, VIEW_LAST_APPLIED],
  *run(call) {
    if (call.args.length > 0) throw call.usageError(`Unexpected args: [${call.args.join(" ")}]`);
    const results = new Results(call, undefined, listFirst);
    deletionOptions(call);
    requireFiles(call);
    checkFlags(call, results);
    yield* applyAll(call, results);
  },
};

/** The list that holds what was applied is a struct of kubectl's own; its items are as they came. */
const listFirst: FieldOrder = (keys, parent) =>
  parent === "" && keys.includes("items") ? ["kind", "apiVersion", "metadata", "items"] : [...keys].sort();

export function requireFiles(call: Invocation): void {
  if (!hasFiles(call)) throw new CommandError("must specify one of -f and -k");
}

function checkFlags({ flags }: Invocation, { dryRun }: Results): void {
  const serverSide = flags.bool("server-side");
  if (flags.bool("force-conflicts") && !serverSide)
    throw new CommandError("--force-conflicts only works with --server-side");
  if (dryRun === "client" && serverSide)
    throw new CommandError("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
  if (serverSide && flags.bool("force")) throw new CommandError("--force cannot be used with --server-side");
  if (dryRun === "server" && flags.bool("force"))
    throw new CommandError("--dry-run=server cannot be used with --force");
  if (flags.bool("all") && flags.text("selector") !== "")
    throw new CommandError("cannot set --all and --selector at the same time");
  if (flags.text("subresource") !== "" && !serverSide)
    throw new CommandError("--subresource can only be specified for --server-side");
  if (flags.bool("prune") && flags.bool("force")) throw new CommandError("--force cannot be used with --prune");
  if (flags.bool("prune") && serverSide)
    throw new CommandError("--prune is in alpha and doesn't currently work on objects created by server-side apply");
  if (flags.bool("prune") && !flags.bool("all") && flags.text("selector") === "")
    throw new CommandError(
      "all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector",
    );
}

function* applyAll(call: Invocation, results: Results): Run<void> {
  const found = yield* findResources(call, queryOf(call, { all: false }));
  const errors: Error[] = [...found.errors];
  if (found.infos.length === 0 && errors.length === 0) throw new CommandError("no objects passed to apply");
  const allowed = call.flags.bool("prune") ? yield* allowedMappings(call) : [];
  const applied: Mutable[] = [];
  for (const info of found.infos) {
    try {
      applied.push(yield* applyOne(call, info, results));
    } catch (error) {
      errors.push(expected(error));
    }
  }
  throwAll(errors);
  if (results.printsObjects) {
    if (applied.length === 1) yield* results.print(applied[0], "");
    else yield* results.print({ apiVersion: "v1", kind: "List", metadata: {}, items: applied }, "");
  }
  if (call.flags.bool("prune"))
    yield* prune(call, { applied, namespaces: found.infos.map(({ namespace }) => namespace), allowed, results });
}

function* prune(
  call: Invocation,
  parts: {
    readonly applied: readonly Mutable[];
    readonly namespaces: readonly string[];
    readonly allowed: readonly Mapping[];
    readonly results: Results;
  },
): Run<void> {
  const { results } = parts;
  const options = deletionOptions(call);
  for (const { mapping, object } of yield* objectsToPrune(call, { ...parts, warnsOfDefaults: true })) {
    const { namespace = "", name } = object.metadata;
    if (results.dryRun !== "client")
      yield* call.client.request("DELETE", pathOf(mapping, namespace, name), {
        body: {
          kind: "DeleteOptions",
          apiVersion: "v1",
          propagationPolicy: options.propagationPolicy,
          ...(call.flags.int("grace-period") >= 0 ? { gracePeriodSeconds: call.flags.int("grace-period") } : {}),
          ...(results.dryRun === "server" ? { dryRun: ["All"] } : {}),
        },
      });
    yield* results.print(object, "pruned");
  }
}

function* applyOne(call: Invocation, info: Info, results: Results): Run<Mutable> {
  if (info.name === "" && (info.object.metadata?.generateName ?? "") !== "")
    throw new CommandError(`from ${info.object.metadata.generateName}: cannot use generate name with apply`);
  if (call.flags.bool("server-side")) return yield* applyServerSide(call, info, results);
  let current: Mutable;
  try {
    current = yield* call.client.get(pathOfInfo(info));
  } catch (error) {
    const known = expected(error);
    if (!hasStatusReason(known, "NotFound"))
      throw withSource(
        `retrieving current configuration of:\n${describeInfo(info)}\nfrom server for:`,
        info.source,
        known,
      );
    return yield* createOne(call, info, results);
  }
  return yield* updateOne(call, { info, current, results });
}

function* createOne(call: Invocation, info: Info, results: Results): Run<Mutable> {
  let object = withoutNulls(withLastApplied(withCause(call, info.object)));
  if (results.dryRun !== "client") {
    try {
      object = yield* call.client.request("POST", pathOf(info.mapping, info.namespace), {
        body: object,
        query: writeQuery(call, results.dryRun),
      });
    } catch (error) {
      throw withSource("creating", info.source, expected(error));
    }
  }
  if (!results.printsObjects) yield* results.print(object, "created");
  return object;
}

function* updateOne(
  call: Invocation,
  { info, current, results }: { readonly info: Info; readonly current: Mutable; readonly results: Results },
): Run<Mutable> {
  if (lastAppliedOf(current) === null) yield* call.printError(missingAnnotation(info));
  const modified = withLastApplied(withCause(call, info.object));
  const existing = withObject(info, current);
  const patched =
    results.dryRun === "client"
      ? yield* patchLocally(call, existing, modified)
      : yield* patchApplied(call, existing, { modified, query: writeQuery(call, results.dryRun) });
  let object = patched.object;
  if (patched.error !== null) {
    const canForce = hasStatusReason(patched.error, "Conflict") || hasStatusReason(patched.error, "Invalid");
    if (!call.flags.bool("force") || !canForce)
      throw withSource(
        `applying patch:\n${patched.patch === null ? "" : compactJson(patched.patch)}\nto:\n${describeInfo(info)}\nfor:`,
        info.source,
        withSource("patching", info.source, expected(patched.error)),
      );
    object = yield* deleteAndCreate(call, { info, current, modified });
  }
  if (current.metadata?.deletionTimestamp !== undefined)
    yield* call.printError(`Warning: Detected changes to resource ${info.name} which is currently being deleted.\n`);
  const isUnchanged = patched.error === null && isEmptyPatch(patched.patch);
  if (!results.printsObjects) yield* results.print(object, isUnchanged ? "unchanged" : "configured");
  return object;
}

function* applyServerSide(call: Invocation, info: Info, results: Results): Run<Mutable> {
  const { flags } = call;
  const manager = flags.changed("field-manager") ? flags.text("field-manager") : "kubectl";
  let object: Mutable;
  try {
    object = yield* call.client.request("PATCH", pathOfInfo(info, flags.text("subresource")), {
      body: info.object,
      contentType: "application/apply-patch+yaml",
      query: [
        ...writeQuery(call, results.dryRun).filter(([name]) => name !== "fieldManager"),
        ["fieldManager", manager],
        ["force", String(flags.bool("force-conflicts"))],
      ],
    });
  } catch (error) {
    const known = expected(error);
    if (hasStatusReason(known, "Conflict")) throw new CommandError(known.message + CONFLICT_ADVICE);
    throw known;
  }
  if (results.dryRun === "none") object = yield* migrated(call, info, { object, manager });
  if (!results.printsObjects) yield* results.print(object, "serverside-applied");
  return object;
}

/** What client-side apply owned goes over to the server's, and the annotation that it kept to an owner of its own. */
function* migrated(
  call: Invocation,
  info: Info,
  { object, manager }: { readonly object: Mutable; readonly manager: string },
): Run<Mutable> {
  const before: readonly Mutable[] = object.metadata?.managedFields ?? [];
  const after = withoutClientSideApply(before, manager);
  let current = object;
  if (after !== null)
    current = yield* call.client.request("PATCH", pathOfInfo(info), {
      body: [
        { op: "replace", path: "/metadata/managedFields", value: after },
        { op: "replace", path: "/metadata/resourceVersion", value: object.metadata.resourceVersion },
      ],
      contentType: "application/json-patch+json",
    });
  const applied = lastAppliedOf(current);
  const wanted = configurationText(info.object);
  if (applied === null || applied === wanted) return current;
  const { apiVersion, kind } = current;
  return yield* call.client.request("PATCH", pathOfInfo(info), {
    body: { apiVersion, kind, metadata: { name: info.name, annotations: { [LAST_APPLIED]: wanted } } },
    contentType: "application/apply-patch+yaml",
    query: [
      ["fieldManager", "kubectl-last-applied"],
      ["force", "true"],
    ],
  });
}

const CONFLICT_ADVICE = `
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

function missingAnnotation({ mapping, name }: Info): string {
  return `Warning: resource ${mapping.resource}/${name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`;
}

/** An object as errors of `apply` describe it. */
export function describeInfo({ mapping, name, namespace }: Info): string {
  return `Resource: "${gvText(mapping)}, Resource=${mapping.resource}", GroupVersionKind: "${gvText(mapping)}, Kind=${mapping.kind}"\nName: "${name}", Namespace: "${namespace}"`;
}

function gvText(mapping: Mapping): string {
  return mapping.group === "" ? `/${mapping.version}` : apiVersionOf(mapping);
}
