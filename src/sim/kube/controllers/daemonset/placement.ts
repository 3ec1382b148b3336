/**
 * Where a DaemonSet wants a Pod: its tolerations, its affinity to one node, and which nodes those allow.
 *
 * Models: pkg/controller/daemon/daemon_controller.go NodeShouldRunDaemonPod, pkg/controller/daemon/util/daemonset_util.go
 */
import { matchesNode, tolerates } from "../../scheduler/filters.ts";
import type { DaemonSet, Node, Pod, PodSpec, Toleration } from "../../schema/types.ts";

const ALWAYS_TOLERATED: readonly (readonly [string, string])[] = [
  ["not-ready", "NoExecute"],
  ["unreachable", "NoExecute"],
  ["disk-pressure", "NoSchedule"],
  ["memory-pressure", "NoSchedule"],
  ["pid-pressure", "NoSchedule"],
  ["unschedulable", "NoSchedule"],
];

function tolerationsFor(spec: PodSpec): readonly Toleration[] {
  const own = spec.tolerations ?? [];
  const pairs =
    spec.hostNetwork === true ? [...ALWAYS_TOLERATED, ["network-unavailable", "NoSchedule"]] : ALWAYS_TOLERATED;
  const added = pairs.map(([name, effect]) => ({
    key: `node.kubernetes.io/${name}`,
    operator: "Exists",
    effect: effect as string,
  }));
  return [...own, ...added.filter(({ key, effect }) => !own.some((one) => one.key === key && one.effect === effect))];
}

/** The spec of the Pod for one node: the scheduler binds it, and can bind it nowhere else. */
export function specFor(set: DaemonSet, node: string): PodSpec {
  const spec = set.spec.template?.spec ?? { containers: [] };
  const nodeSelectorTerms = [{ matchFields: [{ key: "metadata.name", operator: "In", values: [node] }] }];
  const nodeAffinity = {
    ...spec.affinity?.nodeAffinity,
    requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms },
  };
  return { ...spec, affinity: { ...spec.affinity, nodeAffinity }, tolerations: tolerationsFor(spec) };
}

export function targetOf({ spec }: Pod): string | undefined {
  if (spec.nodeName !== undefined) return spec.nodeName;
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return terms?.[0]?.matchFields?.[0]?.values?.[0];
}

export interface Placement {
  readonly shouldRun: boolean;
  readonly mayStay: boolean;
}

export function placementOn(set: DaemonSet, node: Node): Placement {
  const template = set.spec.template?.spec ?? { containers: [] };
  const spec = { ...template, tolerations: tolerationsFor(template) };
  const pod = { spec } as unknown as Pod;
  if (spec.nodeName !== undefined && spec.nodeName !== node.metadata.name) return { shouldRun: false, mayStay: false };
  if (!matchesNode(pod, node)) return { shouldRun: false, mayStay: false };
  const unbearable = (node.spec?.taints ?? []).filter(
    (taint) => taint.effect !== "PreferNoSchedule" && !tolerates(pod, taint),
  );
  return { shouldRun: unbearable.length === 0, mayStay: !unbearable.some(({ effect }) => effect === "NoExecute") };
}
