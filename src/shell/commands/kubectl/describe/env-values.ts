/** What a variable of a container is set to from the Pod's own fields. Models: k8s.io/kubectl/pkg/util/{fieldpath,resource} */

import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { canonicalQuantity, milliValue, parseQuantity, wholeValue } from "../../../../sim/kube/api/quantity.ts";
import { formatMap } from "./format-map.ts";

export function fieldValue(pod: Mutable, path: string): string {
  const subscript = /^metadata\.(annotations|labels)\['(.*)'\]$/.exec(path);
  if (subscript !== null) return pod.metadata[subscript[1] as string]?.[subscript[2] as string] ?? "";
  switch (path) {
    case "metadata.name":
    case "metadata.namespace":
    case "metadata.uid":
      return pod.metadata[path.slice("metadata.".length)] ?? "";
    case "metadata.labels":
    case "metadata.annotations":
      return formatMap(pod.metadata[path.slice("metadata.".length)]);
    case "spec.nodeName":
    case "spec.serviceAccountName":
      return pod.spec?.[path.slice("spec.".length)] ?? "";
    case "status.podIPs":
      return (pod.status?.podIPs ?? []).map(({ ip }: Mutable) => ip).join(",");
    case "status.hostIP":
    case "status.podIP":
      return pod.status?.[path.slice("status.".length)] ?? "";
    default:
      return "";
  }
}

/** In units of the divisor, rounded up; what is not limited takes what the node has. */
export function resourceValue({ resource, divisor = "0" }: Mutable, container: Mutable): string {
  const [kind, name] = String(resource).split(".") as [string, string];
  const amount = container.resources?.[kind]?.[name];
  const unit = divisor === "0" ? "1" : canonicalQuantity(String(divisor));
  if (amount === undefined) return resource === "limits.cpu" || resource === "limits.memory" ? "node allocatable" : "0";
  if (name === "cpu")
    return String(divideUp(milliValue(parseQuantity(String(amount))), milliValue(parseQuantity(unit))));
  return String(divideUp(wholeValue(parseQuantity(String(amount))), wholeValue(parseQuantity(unit))));
}

function divideUp(amount: bigint, unit: bigint): bigint {
  return unit === 0n ? amount : (amount + unit - 1n) / unit;
}
