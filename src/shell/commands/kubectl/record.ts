/**
 * `--record`: the command itself, kept with the object as the cause of its change.
 *
 * Models: k8s.io/cli-runtime/pkg/genericclioptions/record_flags.go
 */
import type { Run } from "../../../sim/core/wait.ts";
import type { Mutable } from "../../../sim/kube/api/objects.ts";
import { type Info, pathOfInfo } from "./client/info.ts";
import type { Invocation } from "./invocation.ts";
import type { Results } from "./output/results.ts";

export const CHANGE_CAUSE = "kubernetes.io/change-cause";

/** Null unless it is asked for. */
function causeOf({ flags, path, args }: Invocation): string | null {
  if (!flags.boolOr("record", false)) return null;
  const given = flags.given.map(([name, value]) => ` --${name}=${value}`).join("");
  return `${[path, ...args].join(" ")}${given}`;
}

/** The object with its cause, where it is asked for. */
export function withCause(call: Invocation, object: Mutable): Mutable {
  const cause = causeOf(call);
  if (cause === null) return object;
  const annotations = { ...object.metadata?.annotations, [CHANGE_CAUSE]: cause };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/** A patch of its own, for commands whose change says nothing of annotations. */
export function* recordCause(call: Invocation, info: Info, { dryRun }: Results): Run<void> {
  const cause = causeOf(call);
  if (cause === null || dryRun === "client") return;
  yield* call.client.request("PATCH", pathOfInfo(info), {
    body: { metadata: { annotations: { [CHANGE_CAUSE]: cause } } },
    contentType: "application/merge-patch+json",
    query: dryRun === "server" ? [["dryRun", "All"]] : [],
  });
}
