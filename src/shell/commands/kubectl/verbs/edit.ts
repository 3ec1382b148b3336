/**
 * `kubectl edit`: objects in the editor, and what was changed in them sent as patches.
 *
 * Models: k8s.io/kubectl/pkg/cmd/edit/edit.go, pkg/cmd/util/editor/editoptions.go visitToPatch
 */
import type { Run } from "../../../../sim/core/wait.ts";
import { type Mutable, sameJson } from "../../../../sim/kube/api/objects.ts";
import { maybeWithLastApplied } from "../apply/last-applied.ts";
import { patchTypeOf, twoWayPatch } from "../apply/patcher.ts";
import { findResources } from "../client/builder.ts";
import { type Info, pathOfInfo } from "../client/info.ts";
import { queryOf } from "../client/query.ts";
import type { Command } from "../command.ts";
import { CommandError, expected, throwAll } from "../errors.ts";
import { bool, text } from "../flags/flag.ts";
import { FILENAME_FLAGS, fieldManager, OUTPUT_FLAGS, RECORD, SAVE_CONFIG, VALIDATE } from "../flags/shared.ts";
import type { Invocation } from "../invocation.ts";
import { nameOfObject, objectPrinter, withoutManagedFields } from "../output/formats.ts";
import { compactJson } from "../output/json.ts";
import { withCause } from "../record.ts";
import { sprintf } from "../template/printf.ts";
import { EDITABLE, type EditResults, editObjects, notEditable } from "./editor.ts";

export const EDIT: Command = {
  name: "edit",
  summary: "Edit a resource on the server",
  usage: "(RESOURCE/NAME | -f FILENAME)",
  flags: [
    ...FILENAME_FLAGS,
    ...OUTPUT_FLAGS,
    fieldManager("kubectl-edit"),
    RECORD,
    SAVE_CONFIG,
    VALIDATE,
    bool("output-patch"),
    text("subresource"),
    bool("windows-line-endings"),
  ],
  *run(call) {
    const output = call.flags.text("output");
    if (!EDITABLE.includes(output)) throw notEditable(output);
    const found = yield* findResources(
      call,
      queryOf(call, { latest: true, typeMeansAll: true, subresource: call.flags.text("subresource") }),
    );
    throwAll(found.errors);
    if (found.infos.length === 0) return yield* call.printError("edit cancelled, no objects found\n");
    const shows = call.flags.bool("show-managed-fields");
    const infos = found.infos.map((info) => (shows ? info : { ...info, object: withoutManagedFields(info.object) }));
    yield* editObjects(call, { infos, save: (objects, results) => saveAll(call, { infos, objects, results }) });
  },
};

interface Saving {
  readonly infos: readonly Info[];
  readonly objects: readonly Mutable[];
  readonly results: EditResults;
}

function* saveAll(call: Invocation, { infos, objects, results }: Saving): Run<void> {
  for (const object of objects) {
    const info = infos.find((one) => one.object.metadata?.uid === object?.metadata?.uid);
    if (info === undefined) throw noOriginal(infos, object);
    yield* saveOne(call, { info, object, results });
  }
}

/** By now an object of a namespace has been given its own. */
function noOriginal(infos: readonly Info[], object: Mutable): CommandError {
  const namespace = infos[0]?.namespace ?? "";
  const metadata = { ...(namespace === "" ? {} : { namespace }), ...object?.metadata };
  const placed = Object.keys(metadata).length === 0 ? object : { ...object, metadata };
  return new CommandError(sprintf("no original object found for &unstructured.Unstructured{Object:%#v}", [placed]));
}

function* saveOne(
  call: Invocation,
  { info, object, results }: { readonly info: Info; readonly object: Mutable; readonly results: EditResults },
): Run<void> {
  const { flags } = call;
  if (sameJson(info.object, object)) return yield* call.print(`${nameOfObject(object)} skipped\n`);
  const isOther =
    object.apiVersion !== info.object.apiVersion ||
    object.kind !== info.object.kind ||
    object.metadata.name !== info.object.metadata.name;
  if (isOther) throw new CommandError("At least one of apiVersion, kind and name was changed");
  const caused = withCause(call, object);
  const kept = flags.bool("save-config") ? maybeWithLastApplied(caused, true) : caused;
  const patch = twoWayPatch(info, info.object, kept);
  if (flags.bool("output-patch")) yield* call.print(`Patch: ${compactJson(patch)}\n`);
  try {
    const patched = yield* call.client.request("PATCH", pathOfInfo(info, flags.text("subresource")), {
      body: patch,
      contentType: patchTypeOf(info),
      query: [["fieldManager", flags.text("field-manager")]],
    });
    const print = flags.text("output") === "" ? null : objectPrinter(call);
    yield* call.print(print === null ? `${nameOfObject(patched)} edited\n` : print(patched));
  } catch (error) {
    yield* call.printError(results.add(expected(error), info));
  }
}
