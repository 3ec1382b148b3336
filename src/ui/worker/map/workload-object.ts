/** What makes Pods: Deployments and their like. A ReplicaSet that a Deployment made is that Deployment's, as a CronJob's Jobs are. */
import type { KubeObject } from "../../../sim/kube/api/objects.ts";
import type { Pod } from "../../../sim/kube/schema/types.ts";
import type { MapObject } from "./map-protocol.ts";
import { type MapSource, WORKLOAD_TYPES, type WorkloadType } from "./map-source.ts";
import { idOf, mapObject } from "./object-id.ts";

/** Which workload, by its id, is behind a Pod. */
export function workloadFinder({ workloads }: Pick<MapSource, "workloads">): (pod: Pod) => string | null {
  const makers = new Map<string, string>();
  for (const type of WORKLOAD_TYPES)
    for (const object of workloads[type]) {
      const maker = makerOf(object);
      if (maker !== null) makers.set(idOf(type, object.metadata), maker);
    }
  return (pod) => {
    const maker = makerOf(pod);
    return maker === null ? null : (makers.get(maker) ?? maker);
  };
}

function makerOf({ metadata }: Pick<KubeObject, "metadata">): string | null {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  if (owner === undefined || owner.kind === "Node") return null;
  return idOf(owner.kind, { namespace: metadata.namespace ?? "default", name: owner.name });
}

export function workloadObjects({ workloads }: Pick<MapSource, "workloads">, pods: readonly MapObject[]): MapObject[] {
  const own = new Map<string, MapObject[]>();
  for (const pod of pods) {
    if (pod.workload === null) continue;
    const sofar = own.get(pod.workload);
    if (sofar === undefined) own.set(pod.workload, [pod]);
    else sofar.push(pod);
  }
  return WORKLOAD_TYPES.flatMap((type) =>
    workloads[type]
      .filter((object) => makerOf(object) === null)
      .map((object) => workloadObject(type, object, own.get(idOf(type, object.metadata)) ?? [])),
  );
}

function workloadObject(type: WorkloadType, object: KubeObject, pods: readonly MapObject[]): MapObject {
  const ready = pods.filter(({ state }) => state === "good").length;
  const { replicas } = (object.spec ?? {}) as { readonly replicas?: number };
  const wanted = replicas ?? pods.length;
  return mapObject("Workload", object.metadata, {
    type,
    state: ready >= wanted ? "good" : pods.some(({ state }) => state === "bad") ? "bad" : "waiting",
    stateText: `${ready} of ${wanted} Pods ready`,
    links: pods.map(({ id }) => ({ to: id, how: "owns", on: "" })),
  });
}
