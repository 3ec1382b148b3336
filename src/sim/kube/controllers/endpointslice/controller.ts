/**
 * Keeps the EndpointSlices of every Service that has a selector: at most a hundred endpoints each, and as few slices
 * touched as possible.
 *
 * Models: pkg/controller/endpointslice, staging/src/k8s.io/endpointslice/reconciler.go
 * SIMPLIFIED: no topology hints; hand-written Endpoints are not mirrored.
 */
import type { Informer } from "../../api/client.ts";
import { type Mutable, sameJson } from "../../api/objects.ts";
import type { DiscoveryEndpointPort, Endpoint, EndpointSlice, Node, Pod, Service } from "../../schema/types.ts";
import { type Controller, type ControllerContext, ownedBy, splitKey } from "../controller.ts";
import { HEADLESS_LABEL } from "../endpoints/controller.ts";
import { hasEnded, isReady } from "../pod-condition.ts";
import { ServicePods, targetPortOf } from "../service-pods.ts";
import { TriggerTimes, withTriggerTime } from "../trigger-time.ts";

const MAX_ENDPOINTS = 100;
export const SERVICE_NAME_LABEL = "kubernetes.io/service-name";
const MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
const MANAGER = "endpointslice-controller.k8s.io";
const ZONE_LABEL = "topology.kubernetes.io/zone";
const BY_SERVICE = "service";

export const endpointSliceController: Controller = {
  name: "endpointslice-controller",
  start(context) {
    new Slices(context).start();
  },
};

interface Group {
  readonly addressType: string;
  readonly ports: readonly DiscoveryEndpointPort[];
  /** By address. */
  readonly endpoints: Map<string, Endpoint>;
}

/** What one Pod adds to a group. */
interface Part {
  readonly key: string;
  readonly addressType: string;
  readonly ports: readonly DiscoveryEndpointPort[];
  readonly address: string;
  readonly endpoint: Endpoint;
}

class Slices {
  readonly #context: ControllerContext;
  readonly #known = new WeakMap<Pod, { service: Service; parts: readonly Part[] }>();
  readonly #selected: ServicePods;
  readonly #triggers = new TriggerTimes();
  /** Of the Service that is being looked at. */
  #triggerTime: string | undefined;
  readonly #slices: Informer<EndpointSlice>;
  readonly #nodes: Informer<Node>;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#selected = new ServicePods(context);
    this.#slices = context.client.informer<EndpointSlice>("endpointslices");
    this.#nodes = context.client.informer<Node>("nodes");
    this.#slices.addIndex(BY_SERVICE, ({ metadata }) => {
      const name = metadata.labels?.[SERVICE_NAME_LABEL];
      return name === undefined ? [] : [`${metadata.namespace}/${name}`];
    });
  }

  start(): void {
    const queue = this.#context.queue((key) => this.#reconcile(key));
    this.#selected.onAffected(queue);
    this.#slices.onChange(({ type, object }) => {
      const name = object.metadata.labels?.[SERVICE_NAME_LABEL];
      if (type === "DELETED" && name !== undefined && object.metadata.labels?.[MANAGED_BY] === MANAGER)
        queue.add(`${object.metadata.namespace}/${name}`);
    });
  }

  #reconcile(key: string): void {
    const { namespace, name } = splitKey(key);
    const service = this.#selected.services.get(namespace, name);
    const owned = this.#slices
      .byIndex(BY_SERVICE, key)
      .filter(({ metadata }) => metadata.labels?.[MANAGED_BY] === MANAGER);
    if (service === undefined) {
      this.#triggers.forget(key);
      for (const { metadata } of owned) this.#context.client.delete("endpointslices", metadata);
      return;
    }
    if (
      service.metadata.deletionTimestamp !== undefined ||
      service.spec.type === "ExternalName" ||
      service.spec.selector === undefined
    )
      return;
    this.#triggerTime = this.#triggers.next(service, this.#selected.podsOf(service));
    const groups = this.#groups(service);
    const keyed = new Map<string, EndpointSlice[]>();
    for (const slice of owned) {
      const groupKey = keyOfGroup(slice.addressType, slice.ports ?? []);
      keyed.set(groupKey, [...(keyed.get(groupKey) ?? []), slice]);
    }
    for (const [groupKey, group] of groups) this.#fill(service, group, keyed.get(groupKey) ?? []);
    for (const [groupKey, slices] of keyed)
      if (!groups.has(groupKey))
        for (const { metadata } of slices) this.#context.client.delete("endpointslices", metadata);
  }

  /** Endpoints that share their ports share slices. A family without any endpoint keeps one empty slice. */
  #groups(service: Service): Map<string, Group> {
    const groups = new Map<string, Group>();
    for (const pod of this.#selected.podsOf(service)) {
      for (const { key, addressType, ports, address, endpoint } of this.#partsOf(service, pod)) {
        let group = groups.get(key);
        if (group === undefined) {
          group = { addressType, ports, endpoints: new Map() };
          groups.set(key, group);
        }
        group.endpoints.set(address, endpoint);
      }
    }
    for (const family of service.spec.ipFamilies ?? ["IPv4"]) {
      if ([...groups.values()].some(({ addressType }) => addressType === family)) continue;
      groups.set(keyOfGroup(family, []), { addressType: family, ports: [], endpoints: new Map() });
    }
    return groups;
  }

  /** Most Pods and their Service are the same objects as at the last look, and so are their endpoints. */
  #partsOf(service: Service, pod: Pod): readonly Part[] {
    const known = this.#known.get(pod);
    if (known !== undefined && known.service === service) return known.parts;
    const parts: Part[] = [];
    if (!hasEnded(pod) && pod.spec.nodeName !== undefined) {
      const ports = portsOf(service, pod);
      for (const addressType of service.spec.ipFamilies ?? ["IPv4"]) {
        const address = (pod.status?.podIPs ?? []).find(({ ip }) => ip.includes(":") === (addressType === "IPv6"))?.ip;
        if (address === undefined) continue;
        const endpoint = this.#endpoint(service, pod, address);
        parts.push({ key: keyOfGroup(addressType, ports), addressType, ports, address, endpoint });
      }
    }
    this.#known.set(pod, { service, parts });
    return parts;
  }

  #endpoint(service: Service, pod: Pod, address: string): Endpoint {
    const { metadata, spec } = pod;
    const serving = isReady(pod);
    const terminating = metadata.deletionTimestamp !== undefined;
    const ready = service.spec.publishNotReadyAddresses === true || (serving && !terminating);
    const nodeName = spec.nodeName as string;
    const zone = this.#nodes.get(undefined, nodeName)?.metadata.labels?.[ZONE_LABEL];
    const isNamed = spec.hostname !== undefined && spec.subdomain === service.metadata.name;
    return {
      addresses: [address],
      conditions: { ready, serving, terminating },
      ...(isNamed ? { hostname: spec.hostname as string } : {}),
      nodeName,
      targetRef: {
        kind: "Pod",
        name: metadata.name,
        namespace: metadata.namespace as string,
        uid: metadata.uid as string,
      },
      ...(zone === undefined ? {} : { zone }),
    };
  }

  /** Existing slices keep what is still wanted; what is new goes where there is room. */
  #fill(service: Service, group: Group, slices: readonly EndpointSlice[]): void {
    const rest = new Map(group.endpoints);
    const plans = slices.map((slice) => {
      const kept: Endpoint[] = [];
      for (const { addresses } of slice.endpoints ?? []) {
        const address = addresses[0] as string;
        const wanted = rest.get(address);
        if (wanted === undefined) continue;
        kept.push(wanted);
        rest.delete(address);
      }
      return { slice, kept };
    });
    const fresh = [...rest.values()];
    for (const plan of plans)
      if (plan.kept.length > 0 || plans.length === 1)
        plan.kept.push(...fresh.splice(0, MAX_ENDPOINTS - plan.kept.length));
    const isPlaceholder = group.endpoints.size === 0;
    for (const [i, { slice, kept }] of plans.entries()) {
      if (kept.length === 0 && !(isPlaceholder && i === 0))
        this.#context.client.delete("endpointslices", slice.metadata);
      else this.#update(service, slice, kept);
    }
    while (fresh.length > 0) this.#create(service, group, fresh.splice(0, MAX_ENDPOINTS));
    if (isPlaceholder && plans.length === 0) this.#create(service, group, []);
  }

  #labels(service: Service): Mutable {
    const labels: Mutable = {
      ...service.metadata.labels,
      [MANAGED_BY]: MANAGER,
      [SERVICE_NAME_LABEL]: service.metadata.name,
    };
    if (service.spec.clusterIP === "None") labels[HEADLESS_LABEL] = "";
    return labels;
  }

  #update(service: Service, slice: EndpointSlice, endpoints: readonly Endpoint[]): void {
    const labels = this.#labels(service);
    if (sameJson(endpoints, slice.endpoints ?? []) && sameJson(labels, slice.metadata.labels)) return;
    this.#context.client.update("endpointslices", {
      ...slice,
      metadata: withTriggerTime({ ...slice.metadata, labels }, this.#triggerTime),
      endpoints: [...endpoints],
    } as unknown as EndpointSlice);
  }

  #create(service: Service, { addressType, ports }: Group, endpoints: readonly Endpoint[]): void {
    const plain = {
      name: "",
      generateName: `${service.metadata.name}-`,
      namespace: service.metadata.namespace as string,
      labels: this.#labels(service),
      ownerReferences: [ownedBy(service)],
    };
    const metadata = withTriggerTime(plain, this.#triggerTime);
    const slice = { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", metadata, addressType, endpoints, ports };
    this.#context.client.create("endpointslices", slice as unknown as EndpointSlice);
  }
}

function keyOfGroup(addressType: string, ports: readonly DiscoveryEndpointPort[]): string {
  const texts = ports.map(
    ({ name = "", port, protocol, appProtocol = "" }) => `${name}/${port}/${protocol}/${appProtocol}`,
  );
  return `${addressType}|${texts.sort().join("|")}`;
}

function portsOf(service: Service, pod: Pod): DiscoveryEndpointPort[] {
  const ports: DiscoveryEndpointPort[] = [];
  for (const port of service.spec.ports ?? []) {
    const number = targetPortOf(port, pod);
    if (number === undefined) continue;
    const { name = "", protocol = "TCP", appProtocol } = port;
    ports.push({ name, port: number, protocol, ...(appProtocol === undefined ? {} : { appProtocol }) });
  }
  return ports.sort((a, b) => ((a.name ?? "") < (b.name ?? "") ? -1 : 1));
}
