/** Pods as checks ask for them: by labels, whether they are ready, and who has an address now. */
import type { Pod } from "../../sim/kube/schema/types.ts";
import type { Copy } from "../copy.ts";

export interface FoundPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly ip: string | undefined;
  readonly ready: boolean;
  readonly pod: Pod;
}

/** In order of name; Pods that are being deleted are left out. */
export function podsMatching(copy: Copy, namespace: string, labels: string): FoundPod[] {
  return copy
    .list<Pod>("pods", namespace, labels)
    .filter((pod) => pod.metadata.deletionTimestamp === undefined)
    .map(foundPod)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Who has this address; Pods on the node's own network share the node's, and are not meant. */
export function podAt(copy: Copy, ip: string): FoundPod | undefined {
  const owner = copy
    .list<Pod>("pods")
    .find((pod) => pod.status?.podIP === ip && pod.spec.hostNetwork !== true && !hasEnded(pod));
  return owner === undefined ? undefined : foundPod(owner);
}

function hasEnded({ status }: Pod): boolean {
  return status?.phase === "Succeeded" || status?.phase === "Failed";
}

export function foundPod(pod: Pod): FoundPod {
  return {
    namespace: pod.metadata.namespace ?? "default",
    name: pod.metadata.name,
    uid: pod.metadata.uid ?? "",
    ip: pod.status?.podIP,
    ready: pod.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") === true,
    pod,
  };
}
