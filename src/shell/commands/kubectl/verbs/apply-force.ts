/** `apply --force`, when a patch is refused: the object is deleted and made anew. */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { type Info, pathOfInfo } from "../client/info.ts";
import { pathOf } from "../client/rest-mapper.ts";
import { CommandError, expected, hasStatusReason } from "../errors.ts";
import type { Invocation } from "../invocation.ts";
import { writeQuery } from "../output/results.ts";

const WEEK_MS = 168 * 3_600_000;

export function* deleteAndCreate(
  call: Invocation,
  { info, current, modified }: { readonly info: Info; readonly current: Mutable; readonly modified: Mutable },
): Run<Mutable> {
  const { flags } = call;
  const grace = flags.int("grace-period");
  yield* call.client.request("DELETE", pathOfInfo(info), {
    body: {
      kind: "DeleteOptions",
      apiVersion: "v1",
      propagationPolicy: "Background",
      ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}),
    },
  });
  yield* waitUntilGone(call, info, flags.int("timeout") || WEEK_MS);
  const create = (object: Mutable): Run<Mutable> =>
    call.client.request("POST", pathOf(info.mapping, info.namespace), {
      body: withoutVersion(object),
      query: writeQuery(call, "none"),
    });
  try {
    return yield* create(modified);
  } catch (error) {
    yield* restore(create, current, expected(error));
    throw error;
  }
}

/** The new one is refused: what was there before comes back. */
function* restore(create: (object: Mutable) => Run<Mutable>, before: Mutable, why: Error): Run<void> {
  try {
    yield* create(before);
  } catch (error) {
    throw new CommandError(
      `An error occurred force-replacing the existing object with the newly provided one:\n\n${why.message}.\n\nAdditionally, an error occurred attempting to restore the original object:\n\n${expected(error).message}`,
    );
  }
}

function withoutVersion(object: Mutable): Mutable {
  const { resourceVersion: _, ...metadata } = object.metadata ?? {};
  return { ...object, metadata };
}

export function* waitUntilGone(call: Invocation, info: Info, timeoutMs: number): Run<void> {
  const deadlineMs = call.nowMs + timeoutMs;
  for (;;) {
    try {
      yield* call.client.get(pathOfInfo(info));
    } catch (error) {
      const known = expected(error);
      if (hasStatusReason(known, "NotFound")) return;
      throw known;
    }
    if (call.nowMs >= deadlineMs) throw new CommandError("timed out waiting for the condition");
    yield* call.process.sleep(1_000_000);
  }
}
