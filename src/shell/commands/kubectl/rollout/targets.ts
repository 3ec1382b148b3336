/** The workloads that `kubectl rollout` speaks of. */
import type { ResourceQuery } from "../client/builder.ts";
import type { Info } from "../client/info.ts";
import { hasFiles, queryOf } from "../client/query.ts";
import { CommandError, goQuote } from "../errors.ts";
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

/** A kind that this part of `rollout` knows nothing of. */
export function notVisited(what: string, { mapping: { kind, group } }: Info): CommandError {
  return new CommandError(
    `error retrieving ${what} for ${goQuote(group === "" ? kind : `${kind}.${group}`)}, no visitor method exists for {${group} ${kind}}`,
  );
}

export function missingResource(call: Invocation): CommandError | null {
  return call.args.length === 0 && !hasFiles(call) ? new CommandError("required resource not specified") : null;
}
