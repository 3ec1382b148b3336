/**
 * What CoreDNS's kubernetes plugin keeps of the cluster: Services, endpoints, Pods and namespaces, by the keys that it
 * looks them up with. The informers are shared, so this adds only indexes.
 *
 * Models: coredns plugin/kubernetes/controller.go
 */
import { type Ip, parseIp } from "../../../core/ip.ts";
import type { ApiClient, Informer } from "../../../kube/api/client.ts";
import type { EndpointSlice, Namespace, Pod, Service } from "../../../kube/schema/types.ts";

export interface EndpointAddress {
  readonly ip: Ip;
  readonly text: string;
  readonly hostname: string | undefined;
  readonly podName: string | undefined;
}

const SERVICE_NAME = "kubernetes.io/service-name";
const BY_SERVICE = "dns-service";
const BY_IP = "dns-ip";

export class ClusterView {
  readonly #services: Informer<Service>;
  readonly #slices: Informer<EndpointSlice>;
  readonly #namespaces: Informer<Namespace>;
  readonly #client: ApiClient;

  constructor(client: ApiClient) {
    this.#client = client;
    this.#services = client.informer<Service>("services");
    this.#slices = client.informer<EndpointSlice>("endpointslices");
    this.#namespaces = client.informer<Namespace>("namespaces");
    this.#services.addIndex(BY_IP, (service) => (service.spec?.clusterIPs ?? []).filter((ip) => ip !== "None"));
    this.#slices.addIndex(BY_SERVICE, (slice) => [serviceKeyOf(slice)]);
    this.#slices.addIndex(BY_IP, (slice) => (slice.endpoints ?? []).flatMap(({ addresses }) => addresses ?? []));
  }

  hasNamespace(name: string): boolean {
    return this.#namespaces.get(undefined, name) !== undefined;
  }

  namespaceLabels(name: string): Readonly<Record<string, string>> {
    return this.#namespaces.get(undefined, name)?.metadata?.labels ?? {};
  }

  service(namespace: string, name: string): Service | undefined {
    return this.#services.get(namespace, name);
  }

  servicesByIp(ip: string): readonly Service[] {
    return this.#services.byIndex(BY_IP, ip);
  }

  slicesOf(namespace: string, service: string): readonly EndpointSlice[] {
    return this.#slices.byIndex(BY_SERVICE, `${namespace}/${service}`);
  }

  slicesByIp(ip: string): readonly EndpointSlice[] {
    return this.#slices.byIndex(BY_IP, ip);
  }

  /** Only `pods verified` asks for Pods, so only it keeps an index of them. */
  podsByIp(ip: string): readonly Pod[] {
    const pods = this.#client.informer<Pod>("pods");
    pods.addIndex(BY_IP, (pod) => (pod.status?.podIP === undefined ? [] : [pod.status.podIP]));
    return pods.byIndex(BY_IP, ip);
  }
}

export function serviceKeyOf(slice: EndpointSlice): string {
  return `${slice.metadata?.namespace ?? ""}/${slice.metadata?.labels?.[SERVICE_NAME] ?? ""}`;
}

/** Addresses that may be given out: those that are ready, or of which nobody says otherwise. */
export function readyAddresses(slice: EndpointSlice): EndpointAddress[] {
  return (slice.endpoints ?? [])
    .filter(({ conditions }) => conditions?.ready !== false)
    .flatMap(({ addresses, hostname, targetRef }) =>
      (addresses ?? []).flatMap((text) => {
        const ip = parseIp(text);
        return ip === null ? [] : [{ ip, text, hostname, podName: targetRef?.name }];
      }),
    );
}
