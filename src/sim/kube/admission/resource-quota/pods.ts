/**
 * What a Pod counts for: itself, and what its containers ask for, until it has ended.
 *
 * Models: pkg/quota/v1/evaluator/core/pods.go
 */
import { parseRfc3339 } from "../../../core/time.ts";
import type { KubeObject } from "../../api/objects.ts";
import { qosClassOf } from "../../kinds/pod/qos.ts";
import type { Pod } from "../../schema/types.ts";
import { podResources } from "../pod-resources.ts";
import { ONE, type ResourceList, resourceList } from "../resource-list.ts";
import { type Evaluator, hasValue } from "./evaluator.ts";

const COMPUTED = ["cpu", "memory", "ephemeral-storage"];
const OWN = new Set([
  "count/pods",
  "pods",
  ...COMPUTED.flatMap((name) => [name, `requests.${name}`, `limits.${name}`]),
]);
/** A quota on one of these obliges every container to say how much it wants. */
const OBLIGING = new Set(["cpu", "memory"].flatMap((name) => [name, `requests.${name}`, `limits.${name}`]));
const HUGE = "hugepages-";

/** Extended resources have a domain in their name; those of Kubernetes itself are not among them. */
function isExtended(name: string): boolean {
  return name.includes("/") && !name.includes("kubernetes.io/") && !name.startsWith("requests.");
}

function computed(requests: ResourceList, limits: ResourceList): ResourceList {
  const usage = new Map([["pods", ONE]]);
  for (const name of COMPUTED) {
    const request = requests.get(name);
    const limit = limits.get(name);
    if (request !== undefined) usage.set(name, request).set(`requests.${name}`, request);
    if (limit !== undefined) usage.set(`limits.${name}`, limit);
  }
  for (const [name, request] of requests) {
    if (name.startsWith(HUGE)) usage.set(name, request);
    if (name.startsWith(HUGE) || isExtended(name)) usage.set(`requests.${name}`, request);
  }
  return usage;
}

/** Gone, or as good as gone: it failed, succeeded, or should have stopped by now. */
function hasEnded({ metadata, status }: Pod, nowMs: number): boolean {
  if (status?.phase === "Failed" || status?.phase === "Succeeded") return true;
  const { deletionTimestamp, deletionGracePeriodSeconds } = metadata;
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds === undefined) return false;
  return nowMs > (parseRfc3339(deletionTimestamp) ?? 0) + deletionGracePeriodSeconds * 1000;
}

type Container = Pod["spec"]["containers"][number];

function unsaid({ resources }: Container, required: readonly string[]): string[] {
  const said = computed(resourceList(resources?.requests), resourceList(resources?.limits));
  return required.filter((name) => !said.has(name));
}

type Terms = readonly { readonly namespaces?: readonly string[]; readonly namespaceSelector?: unknown }[] | undefined;

function crossesNamespaces({ affinity }: Pod["spec"]): boolean {
  const reaches = (terms: Terms): boolean =>
    (terms ?? []).some(
      ({ namespaces = [], namespaceSelector }) => namespaces.length > 0 || namespaceSelector !== undefined,
    );
  return [affinity?.podAffinity, affinity?.podAntiAffinity].some(
    (one) =>
      reaches(one?.requiredDuringSchedulingIgnoredDuringExecution as Terms) ||
      reaches(
        one?.preferredDuringSchedulingIgnoredDuringExecution?.map(({ podAffinityTerm }) => podAffinityTerm) as Terms,
      ),
  );
}

export const podEvaluator: Evaluator = {
  counts: (name) =>
    OWN.has(name) ||
    name.startsWith(HUGE) ||
    name.startsWith(`requests.${HUGE}`) ||
    (name.startsWith("requests.") && isExtended(name.slice("requests.".length))),
  handles: ({ operation, subresource }) =>
    operation === "CREATE" ? subresource === undefined : subresource === "resize",
  missing(required, object) {
    const obliged = required.filter((name) => OBLIGING.has(name)).sort();
    const { containers, initContainers = [] } = (object as Pod).spec;
    const all = [...containers, ...initContainers];
    const parts = obliged.flatMap((resource) => {
      const silent = all.filter((container) => unsaid(container, [resource]).length > 0).map(({ name }) => name);
      return silent.length === 0 ? [] : [`${resource} for: ${[...new Set(silent)].sort().join(",")}`];
    });
    return parts.length === 0 ? undefined : `must specify ${parts.join("; ")}`;
  },
  isIn(scope, object) {
    const { spec } = object as Pod;
    switch (scope.scopeName) {
      case "Terminating":
        return (spec.activeDeadlineSeconds ?? -1) >= 0;
      case "NotTerminating":
        return (spec.activeDeadlineSeconds ?? -1) < 0;
      case "BestEffort":
        return qosClassOf(spec) === "BestEffort";
      case "NotBestEffort":
        return qosClassOf(spec) !== "BestEffort";
      case "PriorityClass":
        return hasValue(scope, spec.priorityClassName || undefined);
      case "CrossNamespacePodAffinity":
        return crossesNamespaces(spec);
      default:
        return false;
    }
  },
  usage(object: KubeObject, nowMs) {
    const pod = object as Pod;
    const usage = new Map([["count/pods", ONE]]);
    if (hasEnded(pod, nowMs)) return usage;
    return new Map([...usage, ...computed(podResources(pod.spec, "requests"), podResources(pod.spec, "limits"))]);
  },
  frees: (object, old, nowMs) =>
    (hasEnded(object as Pod, nowMs) && !hasEnded(old as Pod, nowMs)) ||
    (object as Pod).spec.containers !== (old as Pod).spec.containers,
};
