/**
 * The name has no address: who was asked, what it would have to mean, and what it was probably meant to be.
 *
 * SIMPLIFIED: of names outside the cluster only this is said, that they do not exist.
 */

import { formatIp } from "../../sim/core/ip.ts";
import type { EndpointSlice, Pod, Service } from "../../sim/kube/schema/types.ts";
import { resolvConfOf } from "../../sim/os/resolver/resolv-conf.ts";
import type { BrokenLink } from "./broken-link.ts";
import { diagnoseDns } from "./dns.ts";
import { nearest } from "./nearest.ts";
import { diagnosePods } from "./pods.ts";
import { type Situation, serviceNamed } from "./situation.ts";

export const DNS_SERVICE = { namespace: "kube-system", name: "kube-dns" } as const;

export function diagnoseName(situation: Situation): BrokenLink | null {
  const { outcome } = situation.tried;
  if (outcome.kind === "timed-out" && outcome.stage === "name") return diagnoseDns(situation);
  if (outcome.kind !== "no-name") return null;
  return notAsked(situation) ?? notThere(situation);
}

/** Cluster names are known to the cluster's own DNS and to nobody else. */
function notAsked({ copy, origin, target }: Situation): BrokenLink | null {
  const dns = copy.get<Service>("services", DNS_SERVICE.namespace, DNS_SERVICE.name)?.spec.clusterIP;
  const asked = resolvConfOf(origin.machine).nameservers.map(formatIp);
  if (dns === undefined || asked.includes(dns)) return null;
  const saw = `${target.host} was asked of ${asked.join(", ")}, which knows nothing of the cluster's names`;
  if (origin.pod === null)
    return { stage: "dns", saw, lookAt: "from where you ask: Service names have a meaning for Pods only" };
  const pod = copy.get<Pod>("pods", origin.namespace, origin.pod);
  const policy = pod?.spec.dnsPolicy ?? "ClusterFirst";
  const hint = pod?.spec.hostNetwork === true && policy === "ClusterFirst" ? ", and hostNetwork: true" : "";
  return { stage: "dns", saw, lookAt: `dnsPolicy of Pod ${origin.pod}: it is ${policy}${hint}` };
}

function notThere(situation: Situation): BrokenLink {
  const { copy, origin, target } = situation;
  const named = serviceNamed(target.host, origin.namespace);
  const outside: BrokenLink = {
    stage: "name",
    saw: `DNS knows no name ${target.host}`,
    lookAt: `the name: a Service's is NAME.NAMESPACE.svc.cluster.local`,
  };
  if (named === null) return nearDomain(target.host) ?? outside;
  const service = copy.get<Service>("services", named.namespace, named.name);
  if (service === undefined)
    return target.host.split(".").length > 2 && !target.host.includes(".svc")
      ? outside
      : missingService(situation, named);
  return withoutAddress(situation, service);
}

/** `web.shop.svc.cluster.locl` */
function nearDomain(host: string): BrokenLink | null {
  const [, , ...domain] = host.split(".");
  const meant = nearest(domain.join("."), ["svc", "svc.cluster.local"]);
  if (meant === undefined || domain.length === 0) return null;
  return {
    stage: "name",
    saw: `DNS knows no name ${host}`,
    lookAt: `its ending: .${domain.join(".")} is not .${meant}`,
  };
}

export function missingService(
  { copy }: Pick<Situation, "copy">,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): BrokenLink {
  const services = copy.list<Service>("services");
  const saw = `there is no Service ${name} in namespace ${namespace}`;
  const elsewhere = services.find((service) => service.metadata.name === name);
  if (elsewhere !== undefined)
    return {
      stage: "service",
      saw,
      lookAt: `the one in namespace ${elsewhere.metadata.namespace}: is it where it should be?`,
    };
  const names = services
    .filter((service) => service.metadata.namespace === namespace)
    .map(({ metadata }) => metadata.name);
  const close = nearest(name, names);
  if (close !== undefined) return { stage: "service", saw, lookAt: `Service ${close}: is that its name?` };
  if (copy.get("namespaces", undefined, namespace) === undefined)
    return { stage: "service", saw: `there is no namespace ${namespace}`, lookAt: "the second part of the name" };
  return { stage: "service", saw, lookAt: "kubectl get services" };
}

/** The Service is there, and DNS has no address to tell for it. */
function withoutAddress(situation: Situation, service: Service): BrokenLink {
  const { spec, metadata } = service;
  if (spec.type === "ExternalName")
    return {
      stage: "name",
      saw: `Service ${metadata.name} is another name for ${spec.externalName}, and that does not exist`,
      lookAt: `spec.externalName of Service ${metadata.name}`,
    };
  if (spec.clusterIP === "None") {
    const broken = diagnosePods(situation.copy, service);
    const saw = `the headless Service ${metadata.name} has no ready endpoint, so its name has no address`;
    return broken === null
      ? { stage: "readiness", saw, lookAt: `the endpoints of Service ${metadata.name}` }
      : { ...broken, saw: `${saw}: ${broken.saw}` };
  }
  return {
    stage: "dns",
    saw: `Service ${metadata.name} exists, and DNS says that its name does not`,
    lookAt: "ConfigMap coredns in kube-system: which names does its kubernetes plugin answer for?",
  };
}

/** A Service's endpoints that are ready, with the node of each. */
export function readyEndpoints({ copy }: Pick<Situation, "copy">, namespace: string, name: string) {
  return copy
    .list<EndpointSlice>("endpointslices", namespace, `kubernetes.io/service-name=${name}`)
    .flatMap(({ endpoints = [] }) => endpoints)
    .filter(({ conditions }) => conditions?.ready !== false)
    .map(({ addresses, nodeName }) => ({ address: addresses[0] ?? "", node: nodeName }));
}
