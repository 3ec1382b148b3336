/**
 * What a name below the cluster's zone asks for.
 *
 * Models: coredns plugin/kubernetes/parse.go parseRequest
 */
import { labelsOf } from "../../../net/dns/name.ts";

export interface NameRequest {
  /** Empty for the zone itself. */
  readonly kind: "" | "svc" | "pod";
  readonly namespace: string;
  readonly service: string;
  readonly endpoint: string;
  readonly port: string;
  readonly protocol: string;
}

/** In lower case; null for a name that the plugin has no place for. */
export function parseName(name: string, zone: string): NameRequest | null {
  const labels = labelsOf(name.toLowerCase().slice(0, name.length - zone.length));
  const kind = labels.pop() ?? "";
  if (kind !== "" && kind !== "svc" && kind !== "pod") return null;
  const namespace = labels.pop() ?? "";
  const service = labels.pop() ?? "";
  const request = { kind, namespace, service, endpoint: "", port: "", protocol: "" } as const;
  if (labels.length === 0) return request;
  if (labels.length === 1) return { ...request, endpoint: labels[0] as string };
  if (labels.length > 2) return null;
  return { ...request, port: withoutUnderscore(labels[0] as string), protocol: withoutUnderscore(labels[1] as string) };
}

function withoutUnderscore(label: string): string {
  return label.startsWith("_") ? label.slice(1) : label;
}
