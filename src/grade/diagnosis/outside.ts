/** Ways in from outside: what brings a port of a node, or of the learner's machine, to a Service. */
import type { Service } from "../../sim/kube/schema/types.ts";
import type { Copy } from "../copy.ts";
import { podAt } from "../lookup/pods.ts";
import type { BrokenLink } from "./broken-link.ts";
import { isAddress, nodeAt, type ServiceTarget, type Situation } from "./situation.ts";

/** Why nobody answers on the learner's own machine: the LoadBalancer or node port that should be mapped to it. */
export function diagnoseLocalhost(copy: Copy, port: number): BrokenLink {
  const inside = copy
    .list<Service>("services")
    .filter(({ spec, metadata }) => metadata.namespace === "default" && spec.ports?.some((own) => own.port === port));
  const [only] = inside.length === 1 ? inside : [];
  return {
    stage: "service",
    saw: `no Service brings port ${port} out to your machine`,
    lookAt:
      only === undefined ? "kubectl get services" : `spec.type of Service ${only.metadata.name}: ${only.spec.type}`,
  };
}

/** The target is an address: a Pod's, a node's, or nobody's. */
export function diagnoseAddress({ copy, target, origin }: Situation): BrokenLink | null {
  const { host, port } = target;
  if (host === "localhost" && origin.pod !== null) return itself(host, origin);
  if (!isAddress(host) || podAt(copy, host) !== undefined) return null;
  const node = nodeAt(copy, host);
  if (node !== null)
    return {
      stage: "port",
      saw: `no Service has the nodePort ${port}`,
      lookAt: `kubectl get services: the ports of node ${node} that lead on are those after the colon`,
    };
  if (/^127\./.test(host) && origin.pod !== null) return itself(host, origin);
  if (!host.startsWith("10.") && !host.startsWith("192.168.") && !/^172\.(1[6-9]|2\d|3[01])\./.test(host)) return null;
  return {
    stage: "name",
    saw: `no Pod, Service or node has the address ${host}`,
    lookAt: "the address: a Pod that is replaced gets another one, a Service keeps its own",
  };
}

function itself(host: string, { name }: Situation["origin"]): BrokenLink {
  return {
    stage: "name",
    saw: `${host} is ${name} itself`,
    lookAt: "the address: another Pod is reached by its Service's name",
  };
}

/** Seen from outside: a Service of a type that is not reached this way, or whose endpoints are elsewhere. */
export function diagnoseExposure(situation: Situation, { service, through }: ServiceTarget): BrokenLink | null {
  const { copy, origin } = situation;
  const { metadata, spec, status } = service;
  if (through === "clusterIP" && origin.machine === copy.cluster.host)
    return {
      stage: "route",
      saw: `${situation.target.host} is the clusterIP of Service ${metadata.name}, which only nodes and Pods know the way to`,
      lookAt: `spec.type of Service ${metadata.name}: ${spec.type}; or kubectl port-forward service/${metadata.name}`,
    };
  if (through === "loadBalancer" && (status?.loadBalancer?.ingress ?? []).length === 0)
    return {
      stage: "service",
      saw: `Service ${metadata.name} waits for a load balancer that nobody makes here`,
      lookAt: `EXTERNAL-IP of Service ${metadata.name}: <pending>`,
    };
  return null;
}
