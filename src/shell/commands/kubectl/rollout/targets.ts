/** The workloads that `kubectl rollout` speaks of. */
import type { ResourceQuery } from "../client/builder.ts";
import { hasFiles, queryOf } from "../client/query.ts";
import { CommandError } from "../errors.ts";
import type { Flag } from "../flags/flag.ts";
import { FILENAME_FLAGS, fieldManager, OUTPUT_FLAGS, SELECTOR } from "../flags/shared.ts";
import type { Invocation } from "../invocation.ts";

export const ROLLOUT_FLAGS: readonly Flag[] = [
  ...FILENAME_FLAGS,
  ...OUTPUT_FLAGS,
  SELECTOR,
  fieldManager("kubectl-rollout"),
];

export function rolloutQuery(call: Invocation): ResourceQuery {
  return queryOf(call, { typeMeansAll: true, latest: true });
}

export function missingResource(call: Invocation): CommandError | null {
  return call.args.length === 0 && !hasFiles(call) ? new CommandError("required resource not specified") : null;
}
