/** Objects that belong to the one described, read in pages of `--chunk-size`. Models: k8s.io/cli-runtime/pkg/resource/helper.go FollowContinue */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import type { Invocation } from "../invocation.ts";

export function* relatedItems(
  call: Invocation,
  path: string,
  selector: readonly (readonly [string, string])[] = [],
): Run<Mutable[]> {
  const size = call.flags.has("chunk-size") ? call.flags.int("chunk-size") : 500;
  const items: Mutable[] = [];
  let continued = "";
  do {
    const query = [...selector];
    if (size > 0) query.push(["limit", String(size)]);
    if (continued !== "") query.push(["continue", continued]);
    const list = yield* call.client.get(path, { query });
    items.push(...(list.items ?? []));
    continued = list.metadata?.continue ?? "";
  } while (continued !== "");
  return items;
}
