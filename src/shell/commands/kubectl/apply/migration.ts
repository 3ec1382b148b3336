/**
 * From client-side to server-side apply: who owned fields by the one way owns them by the other.
 *
 * Models: k8s.io/client-go/util/csaupgrade/upgrade.go
 */
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { LAST_APPLIED } from "./last-applied.ts";

/** The entries after it; null when there is nothing to move. */
export function withoutClientSideApply(entries: readonly Mutable[], manager: string): Mutable[] | null {
  const isClientSide = (entry: Mutable): boolean =>
    entry.operation === "Update" &&
    entry.subresource === undefined &&
    entry.fieldsV1?.["f:metadata"]?.["f:annotations"]?.[`f:${LAST_APPLIED}`] !== undefined;
  const moved = entries.filter(isClientSide);
  if (moved.length === 0) return null;
  const fields = moved.map(({ fieldsV1 }) => fieldsV1).reduce(unionOf, {});
  const { [`f:${LAST_APPLIED}`]: remembered, ...annotations } = fields["f:metadata"]["f:annotations"];
  fields["f:metadata"] = { ...fields["f:metadata"], "f:annotations": annotations };
  const { time, apiVersion, fieldsType } = moved[0] as Mutable;
  const keeper = {
    manager: "kubectl-last-applied",
    operation: "Apply",
    apiVersion,
    time,
    fieldsType,
    fieldsV1: { "f:metadata": { "f:annotations": { [`f:${LAST_APPLIED}`]: remembered } } },
  };
  const kept = entries.filter((entry) => !isClientSide(entry));
  const owners = kept.map((entry) =>
    entry.operation === "Apply" && entry.manager === manager
      ? { ...entry, fieldsV1: unionOf(entry.fieldsV1, fields) }
      : entry,
  );
  return [keeper, ...owners];
}

function unionOf(one: Mutable, other: Mutable): Mutable {
  const union: Mutable = { ...one };
  for (const [key, value] of Object.entries<Mutable>(other)) union[key] = unionOf(union[key] ?? {}, value);
  return union;
}
