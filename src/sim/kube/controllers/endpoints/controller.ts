/**
 * Writes the Endpoints object of every Service that has a selector.
 *
 * Models: pkg/controller/endpoint/endpoints_controller.go
 * SIMPLIFIED: Endpoints are not cut off after 1000 addresses.
 */
import type { Informer } from "../../api/client.ts";
import { type Mutable, sameJson } from "../../api/objects.ts";
import type { EndpointAddress, EndpointSubset, Endpoints, Pod, Service } from "../../schema/types.ts";
import { type Controller, type ControllerContext, splitKey } from "../controller.ts";
import { hasEnded, isReady } from "../pod-condition.ts";
import { ServicePods, targetPortOf } from "../service-pods.ts";
import { TriggerTimes, withTriggerTime } from "../trigger-time.ts";
import { byHash } from "./port-order.ts";

export const HEADLESS_LABEL = "service.kubernetes.io/headless";
const MANAGED_BY = "endpoints.kubernetes.io/managed-by";

export const endpointsController: Controller = {
  name: "endpoint-controller",
  start(context) {
    new EndpointsWriter(context).start();
  },
};

interface Part {
  readonly key: string;
  readonly ports: Mutable[];
  readonly isReady: boolean;
  readonly address: EndpointAddress;
}

class EndpointsWriter {
  readonly #context: ControllerContext;
  readonly #known = new WeakMap<Pod, { service: Service; part: Part | null }>();
  readonly #selected: ServicePods;
  readonly #triggers = new TriggerTimes();
  readonly #endpoints: Informer<Endpoints>;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#selected = new ServicePods(context);
    this.#endpoints = context.client.informer<Endpoints>("endpoints");
  }

  start(): void {
    const queue = this.#context.queue((key) => this.#reconcile(key));
    this.#selected.onAffected(queue);
  }

  #reconcile(key: string): void {
    const { namespace, name } = splitKey(key);
    const { client } = this.#context;
    const service = this.#selected.services.get(namespace, name);
    const current = this.#endpoints.get(namespace, name);
    if (service === undefined) {
      this.#triggers.forget(key);
      if (current !== undefined) client.delete("endpoints", { namespace, name });
      return;
    }
    if (service.spec.type === "ExternalName" || service.spec.selector === undefined) return;
    const triggerTime = this.#triggers.next(service, this.#selected.podsOf(service));
    const subsets = this.#subsets(service);
    const labels: Mutable = { ...service.metadata.labels, [MANAGED_BY]: "endpoint-controller" };
    if (service.spec.clusterIP === "None") labels[HEADLESS_LABEL] = "";
    if (current !== undefined && sameJson(current.subsets ?? [], subsets) && sameJson(current.metadata.labels, labels))
      return;
    const { annotations } = current?.metadata ?? {};
    const kept = { name, namespace, labels, ...(annotations === undefined ? {} : { annotations }) };
    const metadata = withTriggerTime(kept, triggerTime);
    const object = {
      apiVersion: "v1",
      kind: "Endpoints",
      metadata,
      ...(subsets.length === 0 ? {} : { subsets }),
    } as Endpoints;
    if (current === undefined) client.create("endpoints", object);
    else client.update("endpoints", object);
  }

  /** Most Pods and their Service are the same objects as at the last look. */
  #partOf(service: Service, pod: Pod): Part | null {
    const known = this.#known.get(pod);
    if (known !== undefined && known.service === service) return known.part;
    const part = partOf(service, pod);
    this.#known.set(pod, { service, part });
    return part;
  }

  #subsets(service: Service): EndpointSubset[] {
    const groups = new Map<string, { ports: Mutable[]; ready: EndpointAddress[]; notReady: EndpointAddress[] }>();
    for (const pod of this.#selected.podsOf(service)) {
      const part = this.#partOf(service, pod);
      if (part === null) continue;
      const { key, ports, isReady, address } = part;
      let group = groups.get(key);
      if (group === undefined) {
        group = { ports, ready: [], notReady: [] };
        groups.set(key, group);
      }
      (isReady ? group.ready : group.notReady).push(address);
    }
    return [...groups.values()].map(({ ports, ready, notReady }) => ({
      ...(ready.length === 0 ? {} : { addresses: ready.sort(byIp) }),
      ...(notReady.length === 0 ? {} : { notReadyAddresses: notReady.sort(byIp) }),
      ...(ports.length === 0 ? {} : { ports: ports as NonNullable<EndpointSubset["ports"]> }),
    }));
  }
}

/** Null for a Pod that is no endpoint. */
function partOf(service: Service, pod: Pod): Part | null {
  if (pod.status?.podIP === undefined || hasEnded(pod)) return null;
  const publishes = service.spec.publishNotReadyAddresses === true;
  if (pod.metadata.deletionTimestamp !== undefined && !publishes) return null;
  const ports = portsOf(service, pod);
  if (ports === undefined) return null;
  return { key: JSON.stringify(ports), ports, isReady: publishes || isReady(pod), address: addressOf(service, pod) };
}

/** Undefined when the Pod offers none of the ports. */
function portsOf(service: Service, pod: Pod): Mutable[] | undefined {
  const wanted = service.spec.ports ?? [];
  const ports: Mutable[] = [];
  for (const port of wanted) {
    const number = targetPortOf(port, pod);
    if (number === undefined) continue;
    const { name, protocol = "TCP", appProtocol } = port;
    ports.push({
      ...(name === undefined ? {} : { name }),
      port: number,
      protocol,
      ...(appProtocol === undefined ? {} : { appProtocol }),
    });
  }
  return wanted.length > 0 && ports.length === 0 ? undefined : ports.sort(byHash);
}

function addressOf(service: Service, { metadata, spec, status }: Pod): EndpointAddress {
  const hostname =
    spec.hostname !== undefined && spec.subdomain === service.metadata.name ? { hostname: spec.hostname } : {};
  return {
    ...hostname,
    ip: status?.podIP as string,
    ...(spec.nodeName === undefined ? {} : { nodeName: spec.nodeName }),
    targetRef: {
      kind: "Pod",
      name: metadata.name,
      namespace: metadata.namespace as string,
      uid: metadata.uid as string,
    },
  };
}

function byIp(a: EndpointAddress, b: EndpointAddress): number {
  return a.ip < b.ip ? -1 : a.ip > b.ip ? 1 : 0;
}
