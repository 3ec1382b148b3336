/** What a diagnosis goes by: who sent what to whom, how it ended, and what the target means in this cluster. */

import { parseIp } from "../../sim/core/ip.ts";
import type { Pod, Service, ServicePort } from "../../sim/kube/schema/types.ts";
import type { NetNamespace } from "../../sim/net/namespace.ts";
import type { PolicyEnd } from "../../sim/node/policy/compiled-policy.ts";
import type { Copy } from "../copy.ts";
import { type FoundPod, podAt } from "../lookup/pods.ts";
import type { Attempt } from "../probe/attempt.ts";
import type { Origin } from "../probe/origin.ts";
import type { Target } from "../probe/target.ts";

export interface Situation {
  readonly copy: Copy;
  readonly origin: Origin;
  readonly target: Target;
  readonly tried: Attempt;
}

const ADDRESS = /^\d+\.\d+\.\d+\.\d+$/;

export function isAddress(host: string): boolean {
  return ADDRESS.test(host);
}

export interface ServiceName {
  readonly namespace: string;
  readonly name: string;
}

/** Which Service a name would mean to a program in that namespace; null for addresses and names of elsewhere. */
export function serviceNamed(host: string, namespace: string): ServiceName | null {
  if (host === "localhost" || isAddress(host)) return null;
  const [name = "", ofNamespace = namespace, svc = "svc", ...domain] = host.replace(/\.$/, "").split(".");
  if (svc !== "svc" || (domain.length > 0 && domain.join(".") !== "cluster.local")) return null;
  return { namespace: ofNamespace, name };
}

/** The Service that the target is, by its name or one of its addresses, and the way into it. */
export interface ServiceTarget {
  readonly service: Service;
  /** Which of its ports; undefined: it has no such port. */
  readonly port: ServicePort | undefined;
  readonly through: "clusterIP" | "nodePort" | "loadBalancer";
}

export function serviceTarget({ copy, origin, target }: Situation): ServiceTarget | null {
  if (target.host === "localhost") return origin.machine === copy.cluster.host ? onLocalhost(copy, target.port) : null;
  if (!isAddress(target.host)) {
    const named = serviceNamed(target.host, origin.namespace);
    const service = named === null ? undefined : copy.get<Service>("services", named.namespace, named.name);
    return service === undefined ? null : { service, port: portOf(service, target.port), through: "clusterIP" };
  }
  for (const service of copy.list<Service>("services")) {
    const { spec, status } = service;
    if (spec.clusterIP === target.host || spec.clusterIPs?.includes(target.host) === true)
      return { service, port: portOf(service, target.port), through: "clusterIP" };
    const outside = [...(spec.externalIPs ?? []), ...(status?.loadBalancer?.ingress ?? []).map(({ ip }) => ip)];
    if (outside.includes(target.host)) return { service, port: portOf(service, target.port), through: "loadBalancer" };
  }
  return nodeAt(copy, target.host) === null ? null : byNodePort(copy, target.port);
}

function portOf({ spec }: Service, port: number): ServicePort | undefined {
  return spec.ports?.find((own) => own.port === port && (own.protocol ?? "TCP") === "TCP");
}

function onLocalhost(copy: Copy, port: number): ServiceTarget | null {
  for (const service of copy.list<Service>("services")) {
    const own = portOf(service, port);
    if (service.spec.type === "LoadBalancer" && own !== undefined)
      return { service, port: own, through: "loadBalancer" };
  }
  return byNodePort(copy, port);
}

function byNodePort(copy: Copy, port: number): ServiceTarget | null {
  for (const service of copy.list<Service>("services")) {
    const own = service.spec.ports?.find(({ nodePort }) => nodePort === port);
    if (own !== undefined) return { service, port: own, through: "nodePort" };
  }
  return null;
}

/** The name of the node that has this address. */
export function nodeAt(copy: Copy, address: string): string | null {
  for (const node of copy.cluster.world.nodes.values()) if (node.ip === address) return node.name;
  return null;
}

/** The Pod that the connection was led to, whether or not it got there. */
export function backendOf({ copy, tried }: Situation): { readonly pod: FoundPod; readonly port: number } | null {
  for (const end of [tried.own?.backend, ...tried.exchanges.map(({ backend }) => backend)]) {
    const [, address = "", port = ""] = /^(.*):(\d+)$/.exec(end ?? "") ?? [];
    const pod = podAt(copy, address);
    if (pod !== undefined && port !== "53") return { pod, port: Number(port) };
  }
  return null;
}

/** The network that a Pod's containers share; undefined while it has none. */
export function networkOf({ copy }: Situation, pod: Pod): NetNamespace | undefined {
  return copy.cluster.world.nodes.get(pod.spec.nodeName ?? "")?.kubelet.workerOf(pod)?.sandbox?.namespace;
}

/** The origin as policies see it. */
export function originEnd({ copy, origin }: Situation): PolicyEnd & { readonly node: string } {
  const { policies, nodes } = copy.cluster.world;
  const pod = origin.pod === null ? undefined : copy.get<Pod>("pods", origin.namespace, origin.pod);
  if (pod !== undefined && pod.spec.hostNetwork !== true) {
    const own = policies.podOf(pod);
    return { ip: own.ips[0] ?? null, pod: own, node: own.node };
  }
  const node = nodes.get(pod?.spec.nodeName ?? origin.machine.name);
  return { ip: node === undefined ? null : parseIp(node.ip), pod: null, node: node?.name ?? "" };
}
