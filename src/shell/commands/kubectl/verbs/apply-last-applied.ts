/**
 * What `apply` remembers: shown and set.
 *
 * Models: k8s.io/kubectl/pkg/cmd/apply/{apply_view_last_applied,apply_set_last_applied}.go
 */
import type { Run } from "../../../../sim/core/wait.ts";
import { type Mutable, sameJson } from "../../../../sim/kube/api/objects.ts";
import { configurationText, LAST_APPLIED, lastAppliedOf } from "../apply/last-applied.ts";
import { findResources } from "../client/builder.ts";
import { fetchInfo, type Info, pathOfInfo } from "../client/info.ts";
import { queryOf } from "../client/query.ts";
import type { Command } from "../command.ts";
import { CommandError, throwAll } from "../errors.ts";
import { bool, slice, text } from "../flags/flag.ts";
import { DRY_RUN, FILENAME_FLAGS, fieldManager, OUTPUT_FLAGS, SELECTOR, VALIDATE } from "../flags/shared.ts";
import type { Invocation } from "../invocation.ts";
import { nameOfObject } from "../output/formats.ts";
import { indentedJson } from "../output/json.ts";
import { Results } from "../output/results.ts";
import { toYaml } from "../output/yaml.ts";
import { EDITABLE, editObjects, notEditable } from "./editor.ts";

export const VIEW_LAST_APPLIED: Command = {
  name: "view-last-applied",
  summary: "View the latest last-applied-configuration annotations of a resource/object",
  usage: "(TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)",
  flags: [...FILENAME_FLAGS, SELECTOR, bool("all"), text("output/o", "yaml")],
  *run(call) {
    const output = call.flags.text("output");
    if (output !== "yaml" && output !== "json")
      throw call.usageError(`Unexpected -o output mode: ${output}, the flag 'output' must be one of yaml|json`);
    // kubectl sets a selector of its own for --all, and then takes offence at it.
    if (call.flags.bool("all") && call.args.length > 0)
      throw new CommandError("setting 'all' parameter but found a non empty selector. ");
    const found = yield* findResources(call, queryOf(call, { latest: true }));
    throwAll(found.errors);
    for (const { object } of found.infos) {
      const applied = lastAppliedOf(object);
      if (applied === null) continue;
      const value: Mutable = JSON.parse(applied);
      yield* call.print(output === "yaml" ? toYaml(value) : `${indentedJson(value, "  ")}\n`);
    }
  },
};

export const SET_LAST_APPLIED: Command = {
  name: "set-last-applied",
  summary: "Set the last-applied-configuration annotation on a live object to match the contents of a file",
  usage: "-f FILENAME",
  flags: [slice("filename/f"), bool("create-annotation"), DRY_RUN, ...OUTPUT_FLAGS],
  *run(call) {
    const results = new Results(call);
    const found = yield* findResources(call, queryOf(call, { args: [] }));
    throwAll(found.errors);
    for (const info of found.infos) {
      const live = yield* fetchInfo(call.client, info);
      const text = configurationText(info.object);
      if (lastAppliedOf(live.object) === null && !call.flags.bool("create-annotation"))
        throw new CommandError(
          `no last-applied-configuration annotation found on resource: ${info.name}, to create the annotation, run the command with --create-annotation`,
        );
      let object = live.object;
      if (lastAppliedOf(object) !== text && results.dryRun !== "client")
        object = yield* call.client.request("PATCH", pathOfInfo(info), {
          body: { metadata: { annotations: { [LAST_APPLIED]: text } } },
          contentType: "application/merge-patch+json",
          query: results.dryRun === "server" ? [["dryRun", "All"]] : [],
        });
      yield* results.print(object, "configured");
    }
  },
};

export const EDIT_LAST_APPLIED: Command = {
  name: "edit-last-applied",
  summary: "Edit latest last-applied-configuration annotations of a resource/object",
  usage: "(RESOURCE/NAME | -f FILENAME)",
  flags: [
    ...FILENAME_FLAGS,
    ...OUTPUT_FLAGS,
    fieldManager("kubectl-client-side-apply"),
    VALIDATE,
    bool("windows-line-endings"),
  ],
  *run(call) {
    const output = call.flags.text("output");
    if (!EDITABLE.includes(output)) throw notEditable(output);
    const found = yield* findResources(call, queryOf(call, { latest: true, typeMeansAll: true }));
    throwAll(found.errors);
    const infos = found.infos.flatMap((info) => {
      const applied = lastAppliedOf(info.object);
      return applied === null ? [] : [{ ...info, object: JSON.parse(applied) as Mutable }];
    });
    if (infos.length === 0) {
      yield* call.printError("edit cancelled, no objects found\n");
      return;
    }
    yield* editObjects(call, { infos, isLastApplied: true, save: (objects) => saveApplied(call, infos, objects) });
  },
};

function* saveApplied(call: Invocation, infos: readonly Info[], objects: readonly Mutable[]): Run<void> {
  for (const object of objects) {
    const info = infos.find(({ name, mapping }) => name === object?.metadata?.name && mapping.kind === object.kind);
    if (info === undefined) throw new CommandError("At least one of apiVersion, kind and name was changed");
    if (sameJson(info.object, object)) {
      yield* call.print(`${nameOfObject(object)} skipped\n`);
      continue;
    }
    yield* call.client.request("PATCH", pathOfInfo(info), {
      body: { metadata: { annotations: { [LAST_APPLIED]: configurationText(object) } } },
      contentType: "application/merge-patch+json",
      query: [["fieldManager", "kubectl-last-applied"]],
    });
    yield* call.print(`${nameOfObject(object)} edited\n`);
  }
}
