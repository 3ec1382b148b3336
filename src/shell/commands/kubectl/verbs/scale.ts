/** `kubectl scale` and `kubectl autoscale`. Models: k8s.io/kubectl/pkg/cmd/{scale,autoscale} */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { findResources } from "../client/builder.ts";
import { type Info, pathOfInfo } from "../client/info.ts";
import { queryOf } from "../client/query.ts";
import type { Command } from "../command.ts";
import { CommandError, expected, hasStatusReason, throwAll } from "../errors.ts";
import { bool, duration, int, text } from "../flags/flag.ts";
import { DRY_RUN, FILENAME_FLAGS, OUTPUT_FLAGS, RECORD, SELECTOR } from "../flags/shared.ts";
import type { Invocation } from "../invocation.ts";
import { Results } from "../output/results.ts";
import { recordCause } from "../record.ts";

export const SCALE: Command = {
  name: "scale",
  summary: "Set a new size for a deployment, replica set, or replication controller",
  usage: "[--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)",
  flags: [
    ...FILENAME_FLAGS,
    ...OUTPUT_FLAGS,
    DRY_RUN,
    RECORD,
    SELECTOR,
    bool("all"),
    int("current-replicas", -1),
    int("replicas"),
    text("resource-version"),
    duration("timeout"),
  ],
  required: ["replicas"],
  *run(call) {
    const { flags } = call;
    const results = new Results(call);
    if (flags.int("replicas") < 0)
      throw new CommandError("The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0");
    if (flags.int("current-replicas") < -1)
      throw new CommandError("The --current-replicas must specify an integer of -1 or greater");
    const found = yield* findResources(call, queryOf(call));
    if (flags.text("resource-version") !== "" && found.infos.length > 1)
      throw new CommandError("cannot use --resource-version with multiple resources");
    if (found.infos.length === 0 && found.errors.length === 0) throw new CommandError("no objects passed to scale");
    for (const info of found.infos) {
      if (results.dryRun !== "client") yield* scaleOne(call, info, results);
      yield* recordCause(call, info, results);
      const spec = { ...info.object.spec, replicas: flags.int("replicas") };
      yield* results.print({ ...info.object, spec }, "scaled");
    }
    throwAll(found.errors);
  },
};

const RETRIES = 5;

function* scaleOne(call: Invocation, info: Info, { dryRun }: Results): Run<void> {
  const { flags } = call;
  const query = dryRun === "server" ? ([["dryRun", "All"]] as const) : [];
  const path = pathOfInfo(info, "scale");
  const isConditional = flags.int("current-replicas") !== -1 || flags.text("resource-version") !== "";
  if (!isConditional) {
    yield* call.client.request("PATCH", path, {
      body: { spec: { replicas: flags.int("replicas") } },
      contentType: "application/merge-patch+json",
      query,
    });
  } else {
    for (let attempt = 0; ; attempt++) {
      try {
        const scale = yield* call.client.get(path);
        checkPrecondition(call, scale);
        const body = { ...scale, spec: { ...scale.spec, replicas: flags.int("replicas") } };
        yield* call.client.request("PUT", path, { body, query });
        break;
      } catch (error) {
        const known = expected(error);
        if (attempt >= RETRIES || !hasStatusReason(known, "Conflict")) throw known;
      }
    }
  }
  if (flags.int("timeout") > 0 && dryRun === "none") yield* waitForSize(call, info, flags.int("timeout"));
}

function checkPrecondition({ flags }: Invocation, scale: Mutable): void {
  const [wanted, version] = [flags.int("current-replicas"), flags.text("resource-version")];
  const size = scale.spec?.replicas ?? 0;
  if (wanted !== -1 && size !== wanted) throw new CommandError(`Expected replicas to be ${wanted}, was ${size}`);
  if (version !== "" && scale.metadata.resourceVersion !== version)
    throw new CommandError(`Expected resource version to be ${version}, was ${scale.metadata.resourceVersion}`);
}

function* waitForSize(call: Invocation, info: Info, timeoutMs: number): Run<void> {
  const deadlineMs = call.nowMs + timeoutMs;
  for (;;) {
    const scale = yield* call.client.get(pathOfInfo(info, "scale"));
    if ((scale.status?.replicas ?? 0) === (scale.spec?.replicas ?? 0)) return;
    if (call.nowMs >= deadlineMs) throw new CommandError("timed out waiting for the condition");
    yield* call.process.sleep(1_000_000);
  }
}
