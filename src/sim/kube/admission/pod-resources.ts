/**
 * What a Pod asks for as a whole: its containers together, or the init container that asks for more while it runs.
 *
 * Models: staging/src/k8s.io/component-helpers/resource/helpers.go PodRequests, PodLimits
 * SIMPLIFIED: what a resize has left allocated is not looked at.
 */
import type { PodSpec } from "../schema/types.ts";
import { added, larger, masked, type ResourceList, resourceList } from "./resource-list.ts";

const NONE: ResourceList = new Map();
const POD_LEVEL = ["cpu", "memory"];

export function podResources(spec: PodSpec, what: "requests" | "limits"): ResourceList {
  const of = ({ resources }: PodSpec["containers"][number]): ResourceList => resourceList(resources?.[what]);
  let together = spec.containers.map(of).reduce(added, NONE);
  let sidecars = NONE;
  let first = NONE;
  for (const container of spec.initContainers ?? []) {
    const own = of(container);
    if (container.restartPolicy === "Always") {
      together = added(together, own);
      sidecars = added(sidecars, own);
      first = larger(first, sidecars);
    } else first = larger(first, added(own, sidecars));
  }
  const sum = larger(together, first);
  const whole = masked(resourceList(spec.resources?.[what]), POD_LEVEL);
  const overhead = resourceList(spec.overhead);
  const asked = new Map([...sum, ...whole]);
  if (what === "requests") return added(asked, overhead);
  return added(asked, masked(overhead, asked.keys()));
}
