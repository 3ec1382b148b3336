/** Services with the endpoints behind them, the load balancers before them, and the Ingresses that name them. */
import type { EndpointSlice, Ingress, IngressBackend, Service } from "../../../sim/kube/schema/types.ts";
import type { MapLink, MapObject, MapState } from "./map-protocol.ts";
import type { MapSource } from "./map-source.ts";
import { idOf, mapObject, mapPlace } from "./object-id.ts";

const SERVICE_NAME = "kubernetes.io/service-name";

export function serviceObjects({ services, slices }: Pick<MapSource, "services" | "slices">): MapObject[] {
  const bySlice = new Map<string, EndpointSlice[]>();
  for (const slice of slices) {
    const name = slice.metadata.labels?.[SERVICE_NAME];
    if (name === undefined) continue;
    const id = idOf("Service", { namespace: slice.metadata.namespace ?? "default", name });
    const sofar = bySlice.get(id);
    if (sofar === undefined) bySlice.set(id, [slice]);
    else sofar.push(slice);
  }
  return services.flatMap((service) => {
    const made = serviceObject(service, bySlice.get(idOf("Service", service.metadata)) ?? []);
    return service.spec.type === "LoadBalancer" ? [made, loadBalancerObject(service)] : [made];
  });
}

function serviceObject({ metadata, spec }: Service, slices: readonly EndpointSlice[]): MapObject {
  const links = new Map<string, MapLink>();
  const elsewhere: string[] = [];
  let ready = 0;
  for (const { endpoints = [], ports = [] } of slices)
    for (const { addresses, conditions, targetRef } of endpoints) {
      const isReady = conditions?.ready !== false;
      if (isReady) ready++;
      const on = ports.map(({ port, protocol = "TCP" }) => `${protocol} ${port}`).join(", ");
      if (targetRef?.kind === "Pod" && targetRef.name !== undefined) {
        const to = idOf("Pod", {
          namespace: targetRef.namespace ?? metadata.namespace ?? "default",
          name: targetRef.name,
        });
        links.set(to, { to, how: isReady ? "ready" : "not-ready", on });
      } else elsewhere.push(...addresses);
    }
  const state: MapState = spec.type === "ExternalName" ? "plain" : ready > 0 ? "good" : "bad";
  const type = spec.type ?? "ClusterIP";
  return mapObject("Service", metadata, {
    state,
    stateText: spec.type === "ExternalName" ? "a name elsewhere" : endpointsText(ready, links.size + elsewhere.length),
    addresses: (spec.clusterIPs ?? []).filter((address) => address !== "None"),
    facts: [
      ["type", spec.clusterIPs?.[0] === "None" ? `${type}, headless` : type],
      ["ports", (spec.ports ?? []).map(portText).join(", ") || "none"],
      ["selector", selectorText(spec.selector)],
      ...(elsewhere.length === 0 ? [] : [["endpoints that are no Pods", elsewhere.join(", ")] as const]),
      ...(spec.externalName === undefined ? [] : [["external name", spec.externalName] as const]),
    ],
    links: [...links.values()],
    ports: (spec.ports ?? []).map(({ port, name }) => ({ port, text: name ? `${port} (${name})` : String(port) })),
  });
}

function endpointsText(ready: number, all: number): string {
  if (all === 0) return "no endpoints";
  return ready === all ? `${all} endpoint${all === 1 ? "" : "s"}` : `${ready} of ${all} endpoints ready`;
}

function portText({
  port,
  protocol = "TCP",
  targetPort,
  nodePort,
}: NonNullable<Service["spec"]["ports"]>[number]): string {
  const onNode = nodePort === undefined ? "" : `, node port ${nodePort}`;
  return `${port}/${protocol} to ${targetPort ?? port}${onNode}`;
}

function selectorText(selector: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(selector ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? "none" : pairs.join(",");
}

function loadBalancerObject({ metadata, spec, status }: Service): MapObject {
  const given = status?.loadBalancer?.ingress ?? [];
  const addresses = given.flatMap(({ ip, hostname }) => [hostname ?? ip ?? ""]).filter((address) => address !== "");
  const { namespace = "default", name } = metadata;
  return mapPlace("LoadBalancer", idOf("LoadBalancer", metadata), {
    name,
    namespace,
    state: addresses.length > 0 ? "good" : "waiting",
    stateText: addresses.length > 0 ? "has an address" : "no address: <pending>",
    addresses,
    facts: [["ports", (spec.ports ?? []).map(({ port }) => port).join(", ")]],
    links: [{ to: idOf("Service", metadata), how: "routes", on: "" }],
    ports: (spec.ports ?? []).map(({ port }) => ({ port, text: String(port) })),
    describe: `service ${name}${namespace === "default" ? "" : ` -n ${namespace}`}`,
  });
}

export function ingressObject({ metadata, spec, status }: Ingress, isThere: (id: string) => boolean): MapObject {
  const backends: { readonly on: string; readonly backend: IngressBackend }[] = [];
  if (spec.defaultBackend !== undefined) backends.push({ on: "everything else", backend: spec.defaultBackend });
  for (const { host = "*", http } of spec.rules ?? [])
    for (const { path = "/", backend } of http?.paths ?? []) backends.push({ on: `${host}${path}`, backend });
  const links = backends.flatMap(({ on, backend }): MapLink[] => {
    const name = backend.service?.name;
    return name === undefined
      ? []
      : [{ to: idOf("Service", { namespace: metadata.namespace ?? "default", name }), how: "routes", on }];
  });
  const missing = links.find(({ to }) => !isThere(to));
  return mapObject("Ingress", metadata, {
    state: missing === undefined ? "good" : "bad",
    stateText:
      missing === undefined ? `${links.length} route${links.length === 1 ? "" : "s"}` : `${missing.to} is missing`,
    addresses: (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => [hostname ?? ip ?? ""]),
    facts: [["class", spec.ingressClassName ?? "none"], ...links.map(({ to, on }) => [on, to] as const)],
    links,
  });
}
