/** `kubectl describe service`. Models: k8s.io/kubectl/pkg/describe/describe.go describeService, formatEndpointSlices */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import type { Invocation } from "../invocation.ts";
import { Description, describeMeta } from "./description.ts";
import { describeEvents, eventsOf } from "./events.ts";

export function* describeService(call: Invocation, service: Mutable, withEvents: boolean): Run<string> {
  const slices = yield* slicesOf(call, service.metadata.namespace, service.metadata.name);
  const events = yield* eventsOf(call, service, withEvents);
  const description = new Description();
  describeMeta(description, service);
  describeAddresses(description, service);
  for (const port of service.spec.ports ?? []) describePort(description, port, slices);
  describeTraffic(description, service.spec);
  describeEvents(description, events, call.nowMs);
  return description.toString();
}

export function* slicesOf(call: Invocation, namespace: string, name: string): Run<Mutable[]> {
  const list = yield* call.client.get(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`, {
    query: [["labelSelector", `kubernetes.io/service-name=${name}`]],
  });
  return list.items;
}

function describeAddresses(description: Description, { spec, status = {} }: Mutable): void {
  const selector = Object.keys(spec.selector ?? {})
    .sort()
    .map((key) => `${key}=${spec.selector[key]}`)
    .join(",");
  description.field("Selector", selector === "" ? "<none>" : selector);
  description.field("Type", spec.type ?? "");
  if (spec.ipFamilyPolicy) description.field("IP Family Policy", spec.ipFamilyPolicy);
  description.field("IP Families", (spec.ipFamilies ?? []).join(",") || "<none>");
  description.field("IP", spec.clusterIP ?? "");
  description.field("IPs", (spec.clusterIPs ?? []).join(",") || "<none>");
  if ((spec.externalIPs ?? []).length > 0) description.field("External IPs", spec.externalIPs.join(","));
  if (spec.loadBalancerIP) description.field("Desired LoadBalancer IP", spec.loadBalancerIP);
  if (spec.externalName) description.field("External Name", spec.externalName);
  const ingress = status.loadBalancer?.ingress ?? [];
  if (ingress.length > 0) description.field("LoadBalancer Ingress", ingress.map(ingressText).join(", "));
}

function ingressText({ ip = "", hostname = "", ipMode }: Mutable): string {
  const address = ip || hostname;
  return ipMode === undefined ? address : `${address} (${ipMode})`;
}

function describePort(description: Description, port: Mutable, slices: readonly Mutable[]): void {
  const name = port.name || "<unset>";
  const protocol = port.protocol ?? "";
  description.write(0, `Port:\t${name}\t${port.port}/${protocol}\n`);
  description.field("TargetPort", `${port.targetPort ?? 0}/${protocol}`);
  if (port.appProtocol !== undefined) description.field("AppProtocol", port.appProtocol);
  if ((port.nodePort ?? 0) !== 0) description.write(0, `NodePort:\t${name}\t${port.nodePort}/${protocol}\n`);
  description.field("Endpoints", endpointsText(slices, port.name ?? ""));
}

function describeTraffic(description: Description, spec: Mutable): void {
  description.field("Session Affinity", spec.sessionAffinity ?? "");
  if (spec.externalTrafficPolicy) description.field("External Traffic Policy", spec.externalTrafficPolicy);
  if (spec.internalTrafficPolicy) description.field("Internal Traffic Policy", spec.internalTrafficPolicy);
  if (spec.healthCheckNodePort) description.field("HealthCheck NodePort", spec.healthCheckNodePort);
  if ((spec.loadBalancerSourceRanges ?? []).length > 0)
    description.field("LoadBalancer Source Ranges", spec.loadBalancerSourceRanges.join(","));
  if (spec.trafficDistribution) description.field("Traffic Distribution", spec.trafficDistribution);
}

const SHOWN = 3;

/** The ready addresses behind a port: three of them, and how many more there are. */
export function endpointsText(slices: readonly Mutable[], portName: string): string {
  const addresses: string[] = [];
  let count = 0;
  for (const slice of slices) {
    const ports: readonly Mutable[] =
      (slice.ports ?? []).length === 0 ? [null] : slice.ports.filter(({ name = "" }: Mutable) => name === portName);
    for (const port of ports)
      for (const endpoint of slice.endpoints ?? []) {
        if (endpoint.conditions?.ready === false) continue;
        for (const address of endpoint.addresses ?? []) {
          count++;
          if (addresses.length < SHOWN) addresses.push(port === null ? address : joined(address, port.port));
        }
      }
  }
  if (count === 0) return "";
  return count > SHOWN ? `${addresses.join(",")} + ${count - SHOWN} more...` : addresses.join(",");
}

function joined(address: string, port: number): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
