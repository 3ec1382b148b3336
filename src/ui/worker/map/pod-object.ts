/** A Pod and its containers as the map shows them: where it is, how it is, and who made it. */
import type { Container, ContainerStatus, Pod } from "../../../sim/kube/schema/types.ts";
import type { MapContainer, MapObject, MapState } from "./map-protocol.ts";
import { idOf, mapObject } from "./object-id.ts";

const BAD_REASONS = /BackOff|Err|Error|Invalid|NotFound|Failed|OOMKilled|NeverPull/;

/** A Pod never changes in the store, it is replaced: what was worked out for it stays right. */
const known = new WeakMap<Pod, MapObject>();

/** `workloadOf` names what made it; a Pod that nobody made is its own. */
export function podObject(pod: Pod, workloadOf: (pod: Pod) => string | null): MapObject {
  const workload = workloadOf(pod);
  const before = known.get(pod);
  if (before !== undefined && before.workload === workload) return before;
  const made = makePodObject(pod, workload);
  known.set(pod, made);
  return made;
}

function makePodObject(pod: Pod, workload: string | null): MapObject {
  const { metadata, spec, status } = pod;
  const containers = spec.containers.map((container) =>
    containerOf(
      container,
      status?.containerStatuses?.find(({ name }) => name === container.name),
    ),
  );
  const { state, stateText } = stateOf(pod, containers);
  return mapObject("Pod", metadata, {
    state,
    stateText,
    addresses: status?.podIPs?.map(({ ip }) => ip) ?? [],
    facts: [
      ["node", spec.nodeName ?? "not scheduled yet"],
      ...(spec.hostNetwork === true ? ([["network", "the node's own"]] as const) : []),
    ],
    ports: spec.containers.flatMap(({ ports = [] }) =>
      ports.map(({ containerPort, name }) => ({
        port: containerPort,
        text: name === undefined ? String(containerPort) : `${containerPort} (${name})`,
      })),
    ),
    containers,
    node: spec.nodeName === undefined || spec.nodeName === "" ? null : idOf("Node", { name: spec.nodeName }),
    workload,
  });
}

function containerOf({ name, image = "" }: Container, status: ContainerStatus | undefined): MapContainer {
  const { running, waiting, terminated } = status?.state ?? {};
  if (terminated !== undefined) {
    const text = terminated.reason ?? `exit code ${terminated.exitCode}`;
    return { name, image, state: terminated.exitCode === 0 ? "ended" : "bad", stateText: text };
  }
  if (running !== undefined)
    return status?.ready === true
      ? { name, image, state: "good", stateText: "running" }
      : { name, image, state: "waiting", stateText: "running, not ready" };
  const reason = waiting?.reason ?? "waiting";
  return { name, image, state: BAD_REASONS.test(reason) ? "bad" : "waiting", stateText: reason };
}

function stateOf(
  { metadata, status }: Pod,
  containers: readonly MapContainer[],
): { readonly state: MapState; readonly stateText: string } {
  if (metadata.deletionTimestamp !== undefined) return { state: "ended", stateText: "Terminating" };
  if (status?.phase === "Succeeded") return { state: "ended", stateText: "Completed" };
  if (status?.phase === "Failed") return { state: "bad", stateText: status.reason ?? "Failed" };
  const isReady = status?.conditions?.some(({ type, status: held }) => type === "Ready" && held === "True") === true;
  if (isReady) return { state: "good", stateText: "Ready" };
  const worst = containers.find(({ state }) => state === "bad") ?? containers.find(({ state }) => state === "waiting");
  const unscheduled = status?.conditions?.find(({ type, status: held }) => type === "PodScheduled" && held === "False");
  if (unscheduled !== undefined) return { state: "bad", stateText: unscheduled.reason ?? "Unschedulable" };
  return {
    state: worst?.state === "bad" ? "bad" : "waiting",
    stateText: worst?.stateText ?? status?.phase ?? "Pending",
  };
}
