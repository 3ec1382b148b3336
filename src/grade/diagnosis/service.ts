/**
 * Why a Service does not lead to its Pods: the first broken link from its name over its selector and its Pods'
 * readiness to the port, with the likely slip. Null when none of these is broken.
 *
 * SIMPLIFIED: DNS, rules, routes and policies are not looked at here; what they do shows in the packet's last hop.
 */
import type { EndpointSlice, Pod, Service, ServiceSpec } from "../../sim/kube/schema/types.ts";
import type { Copy } from "../copy.ts";
import { type FoundPod, podsMatching } from "../lookup/pods.ts";
import { nearest } from "./nearest.ts";

export interface BrokenLink {
  /** What is the case. */
  readonly saw: string;
  /** What to look at. */
  readonly lookAt: string;
}

export function diagnoseService(copy: Copy, namespace: string, name: string): BrokenLink | null {
  const service = copy.get<Service>("services", namespace, name);
  if (service === undefined) return missing(copy, namespace, name);
  const { selector, type } = service.spec;
  if (type === "ExternalName") return null;
  if (selector === undefined || Object.keys(selector).length === 0) return withoutSelector(copy, service);
  const labels = labelsText(selector);
  const pods = podsMatching(copy, namespace, labels);
  if (pods.length === 0) return selectsNothing(copy, service, labels);
  if (!pods.some((pod) => pod.ready))
    return {
      saw: `Service ${name} finds ${counted(pods.length, "Pod")}, and none is ready`,
      lookAt: `kubectl describe pod ${pods[0]?.name}: why is it not ready?`,
    };
  return wrongPort(service, pods);
}

/** Why nobody answers on the learner's own machine: the LoadBalancer or node port that should be mapped to it. */
export function diagnoseLocalhost(copy: Copy, port: number): BrokenLink | null {
  const services = copy.list<Service>("services");
  const leadsTo = ({ spec }: Service): boolean =>
    spec.ports?.some((own) => own.nodePort === port || (spec.type === "LoadBalancer" && own.port === port)) === true;
  const service = services.find(leadsTo);
  if (service !== undefined)
    return diagnoseService(copy, service.metadata.namespace ?? "default", service.metadata.name);
  const inside = services.filter(({ spec, metadata }) => metadata.namespace === "default" && hasPort(spec, port));
  const [only] = inside.length === 1 ? inside : [];
  return {
    saw: `no Service brings port ${port} out to your machine`,
    lookAt:
      only === undefined ? "kubectl get services" : `spec.type of Service ${only.metadata.name}: ${only.spec.type}`,
  };
}

function hasPort(spec: ServiceSpec, port: number): boolean {
  return spec.ports?.some((own) => own.port === port) === true;
}

export function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function missing(copy: Copy, namespace: string, name: string): BrokenLink {
  const services = copy.list<Service>("services");
  const saw = `there is no Service ${name} in namespace ${namespace}`;
  const elsewhere = services.find((service) => service.metadata.name === name);
  if (elsewhere !== undefined)
    return { saw, lookAt: `the one in namespace ${elsewhere.metadata.namespace}: is it where it should be?` };
  const names = services
    .filter((service) => service.metadata.namespace === namespace)
    .map(({ metadata }) => metadata.name);
  const close = nearest(name, names);
  return { saw, lookAt: close === undefined ? "kubectl get services" : `Service ${close}: is that its name?` };
}

function withoutSelector(copy: Copy, { metadata }: Service): BrokenLink | null {
  const slices = copy.list<EndpointSlice>(
    "endpointslices",
    metadata.namespace,
    `kubernetes.io/service-name=${metadata.name}`,
  );
  if (slices.some((slice) => (slice.endpoints ?? []).length > 0)) return null;
  return {
    saw: `Service ${metadata.name} has no selector and nobody wrote endpoints for it`,
    lookAt: `spec.selector of Service ${metadata.name}`,
  };
}

function selectsNothing(copy: Copy, { metadata }: Service, labels: string): BrokenLink {
  const saw = `Service ${metadata.name} has no endpoints: no Pod has the labels ${labels}`;
  const present = new Set<string>();
  for (const pod of copy.list<Pod>("pods", metadata.namespace))
    for (const [key, value] of Object.entries(pod.metadata.labels ?? {})) present.add(`${key}=${value}`);
  const close = nearest(labels, [...present]);
  return {
    saw,
    lookAt: `spec.selector of Service ${metadata.name}${close === undefined ? "" : `; the nearest label is ${close}`}`,
  };
}

/** A declared port is documentation, so its absence proves nothing: this is only a hint beside what was seen. */
function wrongPort({ metadata, spec }: Service, pods: readonly FoundPod[]): BrokenLink | null {
  const declared = (pods[0] as FoundPod).pod.spec.containers.flatMap(({ ports }) => ports ?? []);
  for (const port of spec.ports ?? []) {
    const { targetPort = port.port } = port;
    if (declared.length === 0 || declared.some((own) => own.containerPort === targetPort || own.name === targetPort))
      continue;
    const saw = `Service ${metadata.name} sends port ${port.port} on to targetPort ${targetPort}`;
    const declares = declared.map(({ containerPort }) => containerPort).join(", ");
    return {
      saw,
      lookAt: `targetPort of Service ${metadata.name}: it is ${targetPort}, the container declares ${declares}`,
    };
  }
  return null;
}
