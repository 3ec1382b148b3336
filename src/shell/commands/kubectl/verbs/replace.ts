/** `kubectl replace`. Models: k8s.io/kubectl/pkg/cmd/replace/replace.go */
import { decodeUtf8 } from "../../../../sim/core/utf8.ts";
import type { Run } from "../../../../sim/core/wait.ts";
import { maybeWithLastApplied } from "../apply/last-applied.ts";
import { findResources } from "../client/builder.ts";
import { forEachResource } from "../client/each.ts";
import { type Info, pathOfInfo } from "../client/info.ts";
import { hasFiles, queryOf } from "../client/query.ts";
import { pathOf } from "../client/rest-mapper.ts";
import type { Command } from "../command.ts";
import { CommandError, expected, hasStatusReason, throwAll, withSource } from "../errors.ts";
import { bool, text } from "../flags/flag.ts";
import {
  DELETION_FLAGS,
  DRY_RUN,
  FILENAME_FLAGS,
  fieldManager,
  OUTPUT_FLAGS,
  RECORD,
  SAVE_CONFIG,
  VALIDATE,
} from "../flags/shared.ts";
import type { Invocation } from "../invocation.ts";
import { Results, writeQuery } from "../output/results.ts";
import { withCause } from "../record.ts";
import { waitUntilGone } from "./apply-force.ts";
import { deleteInfos, deletionOptions } from "./delete.ts";

export const REPLACE: Command = {
  name: "replace",
  summary: "Replace a resource by file name or stdin",
  usage: "-f FILENAME",
  flags: [
    ...FILENAME_FLAGS,
    ...OUTPUT_FLAGS,
    ...DELETION_FLAGS,
    DRY_RUN,
    fieldManager("kubectl-replace"),
    RECORD,
    SAVE_CONFIG,
    VALIDATE,
    text("raw"),
    text("subresource"),
    bool("wait"),
  ],
  *run(call) {
    const results = new Results(call);
    checkFlags(call, results);
    if (call.flags.text("raw") !== "") return yield* replaceRaw(call);
    if (call.flags.bool("force")) return yield* forceReplace(call, results);
    yield* forEachResource(call, queryOf(call, { args: [] }), (info) => replaceOne(call, info, results));
  },
};

function checkFlags(call: Invocation, { dryRun }: Results): void {
  const { flags } = call;
  const isForced = flags.bool("force");
  if (flags.int("grace-period") >= 0 && !isForced) throw new CommandError("--grace-period must have --force specified");
  if (flags.int("timeout") !== 0 && !isForced) throw new CommandError("--timeout must have --force specified");
  if (isForced && dryRun !== "none") throw new CommandError("--dry-run can not be used when --force is set");
  if (!hasFiles(call)) throw new CommandError("must specify one of -f and -k");
}

function* replaceRaw(call: Invocation): Run<void> {
  const [file] = call.flags.list("filename") as [string];
  const { process } = call;
  const body = file === "-" ? decodeUtf8(yield* process.readToEnd(0)) : process.machine.fs.readText(file, process.cwd);
  yield* call.print(yield* call.client.raw("PUT", call.flags.text("raw"), { body }));
}

function* replaceOne(call: Invocation, info: Info, results: Results): Run<void> {
  let object = maybeWithLastApplied(withCause(call, info.object), call.flags.bool("save-config"));
  if (results.dryRun !== "client") {
    try {
      const version = object.metadata.resourceVersion;
      object = yield* call.client.request("PUT", pathOfInfo(info, call.flags.text("subresource")), {
        body: version === undefined || version === "" ? yield* atCurrentVersion(call, info, object) : object,
        query: writeQuery(call, results.dryRun),
      });
    } catch (error) {
      throw withSource("replacing", info.source, expected(error));
    }
  }
  yield* results.print(object, "replaced");
}

/** Without a version of its own an object replaces whatever there is. */
function* atCurrentVersion(call: Invocation, info: Info, object: Info["object"]): Run<Info["object"]> {
  const current = yield* currentOrNull(call, info);
  if (current === null) return object;
  return { ...object, metadata: { ...object.metadata, resourceVersion: current.metadata.resourceVersion } };
}

/** What is not there is put all the same: some kinds are made by it. */
function* currentOrNull(call: Invocation, info: Info): Run<Info["object"] | null> {
  try {
    return yield* call.client.get(pathOfInfo(info));
  } catch (error) {
    if (hasStatusReason(error, "NotFound")) return null;
    throw error;
  }
}

const FIVE_MINUTES_MS = 300_000;

function* forceReplace(call: Invocation, results: Results): Run<void> {
  const found = yield* findResources(call, queryOf(call, { args: [] }));
  const options = deletionOptions(call);
  yield* deleteInfos(call, {
    infos: found.infos,
    errors: found.errors,
    options: { ...options, gracePeriod: call.flags.int("grace-period"), ignoresNotFound: true, waits: false },
    isSelected: false,
  });
  for (const info of found.infos) yield* waitUntilGone(call, info, call.flags.int("timeout") || FIVE_MINUTES_MS);
  const errors: Error[] = [];
  for (const info of found.infos) {
    try {
      const object = yield* call.client.request("POST", pathOf(info.mapping, info.namespace), {
        body: maybeWithLastApplied(withCause(call, info.object), call.flags.bool("save-config")),
        query: writeQuery(call, "none"),
      });
      yield* results.print(object, "replaced");
    } catch (error) {
      errors.push(expected(error));
    }
  }
  throwAll(errors);
}
