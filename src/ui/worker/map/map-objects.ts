/** Everything that stands on the map, from what the cluster's lists hold: the same lists, the same map. */
import type { Node } from "../../../sim/kube/schema/types.ts";
import type { MapObject } from "./map-protocol.ts";
import type { MapSource } from "./map-source.ts";
import { HOST, INTERNET, mapObject, mapPlace } from "./object-id.ts";
import { podObject } from "./pod-object.ts";
import { policyObject } from "./policy-object.ts";
import { ingressObject, serviceObjects } from "./service-object.ts";
import { workloadFinder, workloadObjects } from "./workload-object.ts";

export function mapObjects(source: MapSource): MapObject[] {
  const workloadOf = workloadFinder(source);
  const pods = source.pods.map((pod) => podObject(pod, workloadOf));
  const services = serviceObjects(source);
  const there = new Set(services.map(({ id }) => id));
  return [
    mapPlace("Internet", INTERNET, { name: "Internet", stateText: "elsewhere" }),
    mapPlace("Host", HOST, { name: "your machine", addresses: [source.hostAddress], stateText: "where you type" }),
    ...source.ingresses.map((ingress) => ingressObject(ingress, (id) => there.has(id))),
    ...services,
    ...source.policies.map((policy) => policyObject(policy, source)),
    ...workloadObjects(source, pods),
    ...source.nodes.map(nodeObject),
    ...pods,
  ];
}

function nodeObject({ metadata, spec, status }: Node): MapObject {
  const isReady = status?.conditions?.some(({ type, status: held }) => type === "Ready" && held === "True") === true;
  const isCordoned = spec?.unschedulable === true;
  const roles = Object.keys(metadata.labels ?? {})
    .filter((label) => label.startsWith("node-role.kubernetes.io/"))
    .map((label) => label.slice("node-role.kubernetes.io/".length));
  return mapObject("Node", metadata, {
    state: isReady ? (isCordoned ? "waiting" : "good") : "bad",
    stateText: `${isReady ? "Ready" : "NotReady"}${isCordoned ? ", SchedulingDisabled" : ""}`,
    addresses: (status?.addresses ?? []).filter(({ type }) => type.endsWith("IP")).map(({ address }) => address),
    facts: [
      ["roles", roles.join(", ") || "none"],
      ["Pod addresses", spec?.podCIDR ?? "not from a range of the node"],
    ],
  });
}
