/**
 * From a parsed name to what stands behind it: targets with an address or another name, and the name they go by.
 *
 * Models: coredns plugin/kubernetes/kubernetes.go findServices, findPods, serviceRecordForIP
 */
import { type Ip, parseIp } from "../../../core/ip.ts";
import type { LabelSelector } from "../../../kube/api/selectors.ts";
import type { EndpointSlice, Service } from "../../../kube/schema/types.ts";
import { type ClusterView, type EndpointAddress, readyAddresses } from "./cluster-view.ts";
import type { NameRequest } from "./parse-name.ts";

export interface KubernetesOptions {
  readonly zones: readonly string[];
  readonly ttlSec: number;
  readonly pods: "disabled" | "insecure" | "verified";
  /** Empty: all. */
  readonly namespaces: readonly string[];
  /** Which Services and endpoints there are names for; null: all. */
  readonly labels: LabelSelector | null;
  /** Namespaces that are chosen by their labels; null: all. */
  readonly namespaceLabels: LabelSelector | null;
  readonly ignoreEmptyService: boolean;
  readonly endpointPodNames: boolean;
  /** False: nothing is known of endpoints, so headless Services have no addresses. */
  readonly hasEndpoints: boolean;
  /** Zones in which the next plugin is asked for a name that is not there. */
  readonly fallthrough: readonly string[];
}

export interface Target {
  /** An address, or the name that an ExternalName points to. */
  readonly host: Ip | string;
  /** -1 where the endpoints name no ports. */
  readonly port: number;
  /** The labels before the zone, for SRV targets. */
  readonly path: string;
}

/** `"missing"` is NXDOMAIN; no targets is a name that exists and has nothing of this kind. */
export type Found = readonly Target[] | "missing";

export function find(view: ClusterView, options: KubernetesOptions, request: NameRequest): Found {
  if (request.kind === "" || request.namespace === "") return [];
  if (!isExposed(view, options, request.namespace)) return "missing";
  return request.kind === "pod" ? findPods(view, options, request) : findServices(view, options, request);
}

export function isExposed(view: ClusterView, options: KubernetesOptions, namespace: string): boolean {
  return view.hasNamespace(namespace) && isChosen(view, options, namespace);
}

function isChosen(view: ClusterView, { namespaces, namespaceLabels }: KubernetesOptions, namespace: string): boolean {
  if (namespaces.length > 0) return namespaces.includes(namespace);
  return namespaceLabels === null || namespaceLabels.matches(view.namespaceLabels(namespace));
}

function isShown({ labels }: KubernetesOptions, { metadata }: Service | EndpointSlice): boolean {
  return labels === null || labels.matches(metadata?.labels ?? {});
}

function findPods(view: ClusterView, { pods }: KubernetesOptions, { namespace, service: name }: NameRequest): Found {
  if (pods === "disabled") return "missing";
  if (name === "") return [];
  const isIpv4 = name.split("-").length === 4 && !name.includes("--");
  const text = name.replaceAll("-", isIpv4 ? "." : ":");
  const ip = parseIp(text);
  if (ip === null) return "missing";
  const target: Target = { host: ip, port: 0, path: `${name}.${namespace}.pod` };
  if (pods === "insecure") return [target];
  return view.podsByIp(text).some((pod) => pod.metadata?.namespace === namespace) ? [target] : "missing";
}

function findServices(view: ClusterView, options: KubernetesOptions, request: NameRequest): Found {
  if (request.service === "") return [];
  const service = view.service(request.namespace, request.service);
  if (service === undefined || !isShown(options, service)) return "missing";
  const path = `${request.service}.${request.namespace}.svc`;
  const slices = options.hasEndpoints
    ? view.slicesOf(request.namespace, request.service).filter((slice) => isShown(options, slice))
    : [];
  const isHeadless = service.spec?.clusterIP === "None";
  if (service.spec?.type === "ExternalName") {
    const asksForPart = request.endpoint !== "" || request.port !== "" || request.protocol !== "";
    const { externalName } = service.spec;
    return asksForPart || externalName === undefined || parseIp(externalName) !== null
      ? "missing"
      : [{ host: externalName, port: 0, path }];
  }
  if (options.ignoreEmptyService && !isHeadless && slices.every((slice) => readyAddresses(slice).length === 0))
    return "missing";
  if (isHeadless || request.endpoint !== "") return orMissing(endpointTargets(slices, options, { request, path }));
  return orMissing(serviceTargets(service, request, path));
}

function orMissing(targets: readonly Target[]): Found {
  return targets.length === 0 ? "missing" : targets;
}

function serviceTargets({ spec }: Service, request: NameRequest, path: string): Target[] {
  const targets: Target[] = [];
  for (const { name, protocol, port } of spec?.ports ?? []) {
    if (!isAsked(request, name, protocol)) continue;
    for (const text of spec?.clusterIPs ?? [spec?.clusterIP ?? ""]) {
      const host = parseIp(text);
      if (host !== null) targets.push({ host, port, path });
    }
  }
  return targets;
}

function endpointTargets(
  slices: readonly EndpointSlice[],
  { endpointPodNames }: KubernetesOptions,
  asked: { request: NameRequest; path: string },
): Target[] {
  const { request, path } = asked;
  const nameOf = (address: EndpointAddress): string => endpointName(address, endpointPodNames);
  return slices.flatMap((slice) => {
    const ports = (slice.ports ?? []).length === 0 ? [{ name: "", protocol: "", port: -1 }] : (slice.ports ?? []);
    return readyAddresses(slice)
      .filter((address) => request.endpoint === "" || nameOf(address).toLowerCase() === request.endpoint)
      .flatMap((address) =>
        ports
          .filter(({ name, protocol }) => isAsked(request, name, protocol))
          .map(({ port }) => ({ host: address.ip, port: port ?? -1, path: `${nameOf(address)}.${path}` })),
      );
  });
}

/** `db-0`, or the address with dashes: what stands before the Service's name. */
export function endpointName({ hostname, podName, text }: EndpointAddress, usePodNames: boolean): string {
  if (hostname !== undefined && hostname !== "") return hostname;
  if (usePodNames && podName !== undefined && podName !== "") return podName;
  return text.replaceAll(/[.:]/g, "-");
}

function isAsked({ port, protocol }: NameRequest, name = "", has = "TCP"): boolean {
  return (port === "" || port === name.toLowerCase()) && (protocol === "" || protocol === has.toLowerCase());
}

/** Names that an address goes by, relative to the zone. */
export function namesOf(view: ClusterView, options: KubernetesOptions, ip: string): string[] {
  const services = view
    .servicesByIp(ip)
    .filter((service) => isShown(options, service) && isChosen(view, options, service.metadata?.namespace ?? ""));
  if (services[0] !== undefined) return [`${services[0].metadata?.name}.${services[0].metadata?.namespace}.svc`];
  const slices = options.hasEndpoints ? view.slicesByIp(ip) : [];
  return slices.flatMap((slice) => {
    const namespace = slice.metadata?.namespace ?? "";
    const service = slice.metadata?.labels?.["kubernetes.io/service-name"];
    if (service === undefined || !isChosen(view, options, namespace) || !isShown(options, slice)) return [];
    return readyAddresses(slice)
      .filter(({ text }) => text === ip)
      .map((address) => `${endpointName(address, options.endpointPodNames)}.${service}.${namespace}.svc`);
  });
}
