/**
 * `kubectl edit`: the object in an editor, and what was changed as a patch.
 *
 * Models: k8s.io/kubectl/pkg/cmd/util/editor/editoptions.go
 * SIMPLIFIED: one object at a time is put into the file; what the server refuses is not offered for editing again.
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { OsError } from "../../../../sim/os/os-error.ts";
import { maybeWithLastApplied } from "../apply/last-applied.ts";
import { isEmptyPatch, patchTypeOf, twoWayPatch } from "../apply/patcher.ts";
import { findResources } from "../client/builder.ts";
import { yamlToJson } from "../client/decode.ts";
import { type Info, nameOfInfo, pathOfInfo } from "../client/info.ts";
import { queryOf } from "../client/query.ts";
import type { Command } from "../command.ts";
import { CommandError, expected, goQuote, throwAll } from "../errors.ts";
import { bool, text } from "../flags/flag.ts";
import { FILENAME_FLAGS, fieldManager, OUTPUT_FLAGS, RECORD, SAVE_CONFIG, VALIDATE } from "../flags/shared.ts";
import type { Invocation } from "../invocation.ts";
import { withoutManagedFields } from "../output/formats.ts";
import { Results } from "../output/results.ts";
import { toYaml } from "../output/yaml.ts";
import { withCause } from "../record.ts";

const HEADER = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;

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
    const results = new Results(call, "none");
    const found = yield* findResources(
      call,
      queryOf(call, { latest: true, typeMeansAll: true, subresource: call.flags.text("subresource") }),
    );
    throwAll(found.errors);
    if (found.infos.length === 0) return yield* call.printError("edit cancelled, no objects found\n");
    for (const info of found.infos) yield* editOne(call, info, results);
  },
};

function* editOne(call: Invocation, info: Info, results: Results): Run<void> {
  const shown = call.flags.bool("show-managed-fields") ? info.object : withoutManagedFields(info.object);
  const original = HEADER + toYaml(shown);
  const path = `/tmp/kubectl-edit-${call.process.machine.prng.split(`kubectl-edit ${call.process.nowUs}`).below(4_000_000_000)}.yaml`;
  const { fs } = call.process.machine;
  fs.writeFile(path, original);
  yield* runEditor(call, path);
  const edited = fs.readText(path);
  if (edited === original || meaningful(edited) === meaningful(original)) {
    removeQuietly(call, path);
    return yield* call.printError("Edit cancelled, no changes made.\n");
  }
  if (edited !== "" && meaningful(edited) === "") {
    removeQuietly(call, path);
    return yield* call.printError("Edit cancelled, saved file was empty.\n");
  }
  yield* save(call, { info, before: shown, edited, path, results });
}

function meaningful(content: string): string {
  return content
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .join("\n")
    .trim();
}

function removeQuietly(call: Invocation, path: string): void {
  try {
    call.process.machine.fs.removeFile(path);
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
  }
}

/** KUBE_EDITOR, EDITOR or vi, with its own arguments, on this terminal. */
function* runEditor(call: Invocation, path: string): Run<void> {
  const { process } = call;
  const editor = process.env.get("KUBE_EDITOR") || process.env.get("EDITOR") || "vi";
  const words = editor.split(" ").filter((word) => word !== "");
  const hasSpecial = /["'\\]/.test(editor);
  const argv = hasSpecial ? ["/bin/bash", "-c", `${editor} ${goQuote(path)}`] : [...words, path];
  try {
    const { program } = process.machine.executable(argv[0] as string, {
      cwd: process.cwd,
      path: process.env.get("PATH"),
    });
    const child = yield* process.spawn(program, { argv });
    const { code } = yield* process.wait(child);
    if (code !== 0) throw new CommandError(`there was a problem with the editor ${goQuote(editor)}`);
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    throw new CommandError(`unable to launch the editor ${goQuote(editor)}`);
  }
}

interface Edited {
  readonly info: Info;
  readonly before: Mutable;
  readonly edited: string;
  readonly path: string;
  readonly results: Results;
}

function* save(call: Invocation, { info, before, edited, path, results }: Edited): Run<void> {
  let after: Mutable;
  try {
    after = yamlToJson(edited);
    if (typeof after?.kind !== "string" || after.metadata?.name !== info.name)
      throw new CommandError(`${info.mapping.resource} "${info.name}" is invalid`);
  } catch (error) {
    return yield* giveUp(call, path, expected(error).message);
  }
  if (isEmptyPatch(twoWayPatch(info, before, after))) {
    removeQuietly(call, path);
    return yield* call.printError("Edit cancelled, no changes made.\n");
  }
  const kept = maybeWithLastApplied(withCause(call, after), call.flags.bool("save-config"));
  const patch = twoWayPatch(info, before, kept);
  try {
    const object = yield* call.client.request("PATCH", pathOfInfo(info, call.flags.text("subresource")), {
      body: patch,
      contentType: patchTypeOf(info),
      query: [["fieldManager", call.flags.text("field-manager")]],
    });
    if (call.flags.bool("output-patch")) yield* call.print(`Patch: ${JSON.stringify(patch)}\n`);
    removeQuietly(call, path);
    yield* results.print(object, "edited");
  } catch (error) {
    const known = expected(error);
    yield* giveUp(call, path, `${nameOfInfo(info).replace("/", ' "')}" was not valid:\n* ${known.message}`);
  }
}

function* giveUp(call: Invocation, path: string, why: string): Run<void> {
  yield* call.printError(`error: ${why}\nA copy of your changes has been stored to "${path}"\n`);
  throw new CommandError("Edit cancelled, no valid changes were saved.");
}
