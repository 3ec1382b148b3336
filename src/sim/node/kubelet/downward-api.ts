/**
 * What a Pod may be told about itself, as variables and as files.
 *
 * Models: pkg/fieldpath/fieldpath.go, pkg/api/v1/resource/helpers.go
 * SIMPLIFIED: without a limit, limits.cpu and limits.memory are those of a node with 4 cores and 8 GiB.
 */
import { milliValue, parseQuantity } from "../../kube/api/quantity.ts";
import type { Pod, ResourceFieldSelector } from "../../kube/schema/types.ts";
import type { PodPlace } from "./environment.ts";

export function fieldOf(pod: Pod, path: string, place: PodPlace): string {
  const { metadata, spec } = pod;
  const subscript = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (subscript !== null) return metadata[subscript[1] as "labels" | "annotations"]?.[subscript[2] as string] ?? "";
  switch (path) {
    case "metadata.name":
      return metadata.name;
    case "metadata.namespace":
      return metadata.namespace ?? "";
    case "metadata.uid":
      return metadata.uid ?? "";
    case "metadata.labels":
      return listed(metadata.labels ?? {});
    case "metadata.annotations":
      return listed(metadata.annotations ?? {});
    case "spec.nodeName":
      return spec.nodeName ?? "";
    case "spec.serviceAccountName":
      return spec.serviceAccountName ?? "";
    case "status.hostIP":
    case "status.hostIPs":
      return place.hostIP;
    case "status.podIP":
    case "status.podIPs":
      return place.podIP;
    default:
      return "";
  }
}

const NODE_LIMITS: Readonly<Record<string, string>> = { cpu: "4", memory: "8Gi", "ephemeral-storage": "60Gi" };

export function resourceFieldOf(pod: Pod, selector: ResourceFieldSelector, ownName: string): string {
  const wanted = selector.containerName ?? ownName;
  const container = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].find(({ name }) => name === wanted);
  const [sort = "", resource = ""] = selector.resource.split(".");
  const { limits = {}, requests = {} } = container?.resources ?? {};
  const text =
    sort === "requests"
      ? (requests[resource] ?? limits[resource] ?? "0")
      : (limits[resource] ?? NODE_LIMITS[resource] ?? "0");
  const divisor = milli(selector.divisor ?? "1");
  return String(Math.ceil(milli(text) / (divisor === 0 ? 1000 : divisor)));
}

function milli(text: string): number {
  return Number(milliValue(parseQuantity(text)));
}

function listed(map: Readonly<Record<string, string>>): string {
  return Object.keys(map)
    .sort()
    .map((key) => `${key}=${JSON.stringify(map[key])}`)
    .join("\n");
}
