/**
 * `kubectl get services`.
 *
 * Models: pkg/printers/internalversion/printers.go printService
 */
import type { Service, ServicePort } from "../../schema/types.ts";
import { AGE, ageOf, formatLabels, NAME } from "../columns.ts";
import type { Columns } from "../kind.ts";

export const serviceColumns: Columns = {
  definitions: [
    NAME,
    { name: "Type" },
    { name: "Cluster-IP" },
    { name: "External-IP" },
    { name: "Port(s)" },
    AGE,
    { name: "Selector", priority: 1 },
  ],
  cells: (object, nowMs) => {
    const { metadata, spec, status } = object as Service;
    const type = spec.type ?? "ClusterIP";
    return [
      metadata.name,
      type,
      type === "ExternalName" ? "<none>" : (spec.clusterIPs?.[0] ?? spec.clusterIP ?? "<none>"),
      externalIps(spec, status),
      formatPorts(spec.ports ?? []),
      ageOf(object, nowMs),
      formatLabels(spec.selector),
    ];
  },
};

function externalIps(spec: Service["spec"], status: Service["status"]): string {
  const external = spec.externalIPs ?? [];
  if (spec.type === "ExternalName") return spec.externalName ?? "";
  if (spec.type !== "LoadBalancer") return external.length === 0 ? "<none>" : external.join(",");
  const ingress = status?.loadBalancer?.ingress ?? [];
  const addresses = [
    ...new Set(ingress.map(({ ip, hostname }) => ip ?? hostname ?? "").filter((one) => one !== "")),
  ].sort();
  const joined = addresses.join(",");
  if (external.length > 0) return [...(joined === "" ? [] : addresses), ...external].join(",");
  return joined === "" ? "<pending>" : joined;
}

function formatPorts(ports: readonly ServicePort[]): string {
  if (ports.length === 0) return "<none>";
  return ports
    .map(
      ({ port, nodePort, protocol }) =>
        `${port}${nodePort === undefined || nodePort === 0 ? "" : `:${nodePort}`}/${protocol}`,
    )
    .join(",");
}
