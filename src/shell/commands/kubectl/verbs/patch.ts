/** `kubectl patch`. Models: k8s.io/kubectl/pkg/cmd/patch/patch.go */
import type { Run } from "../../../../sim/core/wait.ts";
import { type Mutable, sameJson } from "../../../../sim/kube/api/objects.ts";
import { applyJsonPatch, JsonPatchError } from "../../../../sim/kube/api/patch/json.ts";
import { applyMergePatch } from "../../../../sim/kube/api/patch/merge.ts";
import { OsError } from "../../../../sim/os/os-error.ts";
import { applyLocally } from "../apply/patcher.ts";
import { yamlToJson } from "../client/decode.ts";
import { forEachResource } from "../client/each.ts";
import { type Info, pathOfInfo } from "../client/info.ts";
import { queryOf } from "../client/query.ts";
import type { Command } from "../command.ts";
import { CommandError, goQuote } from "../errors.ts";
import { bool, text } from "../flags/flag.ts";
import { DRY_RUN, FILENAME_FLAGS, fieldManager, OUTPUT_FLAGS, RECORD } from "../flags/shared.ts";
import type { Invocation } from "../invocation.ts";
import { goMessage } from "../output/formats.ts";
import { Results } from "../output/results.ts";
import { recordCause } from "../record.ts";

const TYPES: Readonly<Record<string, string>> = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
};

export const PATCH: Command = {
  name: "patch",
  summary: "Update fields of a resource",
  usage: "(-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]",
  flags: [
    ...FILENAME_FLAGS,
    ...OUTPUT_FLAGS,
    DRY_RUN,
    fieldManager("kubectl-patch"),
    RECORD,
    bool("local"),
    text("patch/p"),
    text("patch-file"),
    text("subresource"),
    text("type", "strategic"),
  ],
  *run(call) {
    const results = new Results(call);
    checkFlags(call, results);
    let count = 0;
    const query = queryOf(call, { subresource: call.flags.text("subresource") });
    const found = yield* forEachResource(call, query, function* (info) {
      count++;
      yield* patchOne(call, { info, patch: readPatch(call), results });
    });
    if (count === 0 && found.errors.length === 0) throw new CommandError("no objects passed to patch");
  },
};

function checkFlags({ flags, args }: Invocation, { dryRun }: Results): void {
  const [patch, file] = [flags.text("patch"), flags.text("patch-file")];
  if (patch !== "" && file !== "") throw new CommandError("cannot specify --patch and --patch-file together");
  if (patch === "" && file === "")
    throw new CommandError("must specify --patch or --patch-file containing the contents of the patch");
  if (flags.bool("local") && args.length > 0) throw new CommandError("cannot specify --local and server resources");
  if (flags.bool("local") && dryRun === "server")
    throw new CommandError("cannot specify --local and --dry-run=server - did you mean --dry-run=client?");
  const type = flags.text("type");
  if (type !== "" && TYPES[type.toLowerCase()] === undefined)
    throw new CommandError(`--type must be one of [json merge strategic], not ${goQuote(type)}`);
}

function readPatch({ flags, process }: Invocation): Mutable {
  const file = flags.text("patch-file");
  let written = flags.text("patch");
  try {
    if (file !== "") written = process.machine.fs.readText(file, process.cwd);
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    throw new CommandError(`unable to read patch file: open ${file}: ${goMessage(error)}`);
  }
  try {
    return /^\s*[{[]/.test(written) ? JSON.parse(written) : yamlToJson(written);
  } catch (error) {
    if (error instanceof SyntaxError) return yamlPatch(written, flags.text("patch"));
    if (!(error instanceof CommandError)) throw error;
    throw unparsable(flags.text("patch"), error);
  }
}

/** JSON with YAML's freedoms (single quotes, no quotes) is YAML. */
function yamlPatch(written: string, shown: string): Mutable {
  try {
    return yamlToJson(written);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw unparsable(shown, error);
  }
}

function unparsable(shown: string, error: CommandError): CommandError {
  return new CommandError(
    `unable to parse ${goQuote(shown)}: ${error.message.replace("error converting YAML to JSON: ", "")}`,
  );
}

function* patchOne(
  call: Invocation,
  { info, patch, results }: { readonly info: Info; readonly patch: Mutable; readonly results: Results },
): Run<void> {
  const { flags } = call;
  const type = flags.text("type").toLowerCase() || "strategic";
  const isLocal = flags.bool("local") || results.dryRun === "client";
  const after = isLocal
    ? patchedLocally(info, patch, type)
    : yield* call.client.request("PATCH", pathOfInfo(info, flags.text("subresource")), {
        body: patch,
        contentType: TYPES[type] as string,
        query: [
          ["fieldManager", flags.text("field-manager")],
          ...(results.dryRun === "server" ? ([["dryRun", "All"]] as const) : []),
        ],
      });
  if (!isLocal && !sameJson(info.object, after)) yield* recordCause(call, info, results);
  yield* results.print(after, sameJson(info.object, after) ? "patched (no change)" : "patched");
}

function patchedLocally(info: Info, patch: Mutable, type: string): Mutable {
  try {
    if (type === "json") return applyJsonPatch(info.object, patch);
    return type === "merge" ? applyMergePatch(info.object, patch) : applyLocally(info, info.object, patch);
  } catch (error) {
    if (error instanceof JsonPatchError) throw new CommandError(error.message);
    throw error;
  }
}
