/**
 * Endpoints that somebody wrote by hand, for a Service without a selector, become EndpointSlices too: those are what
 * everybody reads.
 *
 * Models: pkg/controller/endpointslicemirroring
 * SIMPLIFIED: a subset makes one slice of at most a thousand addresses; what is over that is left out silently.
 */
import type { Informer } from "../../api/client.ts";
import { type KubeObject, type Mutable, sameJson } from "../../api/objects.ts";
import type { EndpointSlice, EndpointSubset, Endpoints, Service } from "../../schema/types.ts";
import { type Controller, type ControllerContext, keyOf, ownedBy, splitKey } from "../controller.ts";
import { SERVICE_NAME_LABEL } from "../endpointslice/controller.ts";

const MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
const MANAGER = "endpointslicemirroring-controller.k8s.io";
const SKIP = "endpointslice.kubernetes.io/skip-mirror";
const LEADER = "control-plane.alpha.kubernetes.io/leader";
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
const BY_MIRRORED = "mirrored";
const MAX_ADDRESSES = 1_000;

export const endpointSliceMirroringController: Controller = {
  name: "endpointslicemirroring-controller",
  start(context) {
    new Mirrors(context).start();
  },
};

class Mirrors {
  readonly #context: ControllerContext;
  readonly #services: Informer<Service>;
  readonly #endpoints: Informer<Endpoints>;
  readonly #slices: Informer<EndpointSlice>;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#services = context.client.informer<Service>("services");
    this.#endpoints = context.client.informer<Endpoints>("endpoints");
    this.#slices = context.client.informer<EndpointSlice>("endpointslices");
    this.#slices.addIndex(BY_MIRRORED, ({ metadata }) =>
      metadata.labels?.[MANAGED_BY] === MANAGER ? [`${metadata.namespace}/${metadata.labels[SERVICE_NAME_LABEL]}`] : [],
    );
  }

  start(): void {
    const queue = this.#context.queue((key) => this.#reconcile(key));
    this.#services.onChange(({ object }) => {
      if (object.spec.selector === undefined) queue.add(keyOf(object));
    });
    this.#endpoints.onChange(({ object }) => {
      const service = this.#services.get(object.metadata.namespace, object.metadata.name);
      if (service?.spec.selector === undefined) queue.add(keyOf(object));
    });
  }

  #reconcile(key: string): void {
    const { namespace, name } = splitKey(key);
    const endpoints = this.#endpoints.get(namespace, name);
    const service = this.#services.get(namespace, name);
    const owned = this.#slices.byIndex(BY_MIRRORED, key);
    const isMirrored = endpoints !== undefined && service !== undefined && isForMirroring(endpoints, service);
    const wanted = isMirrored ? slicesOf(endpoints) : [];
    const { client } = this.#context;
    for (const [i, slice] of wanted.entries()) {
      const existing = owned[i];
      if (existing === undefined) client.create("endpointslices", slice);
      else if (!sameJson(contentOf(existing), contentOf(slice as unknown as EndpointSlice)))
        client.update("endpointslices", { ...existing, ...contentOf(slice as unknown as EndpointSlice) } as KubeObject);
    }
    for (const { metadata } of owned.slice(wanted.length)) client.delete("endpointslices", metadata);
  }
}

function isForMirroring({ metadata }: Endpoints, { spec }: Service): boolean {
  return (
    spec.selector === undefined && metadata.labels?.[SKIP] !== "true" && metadata.annotations?.[LEADER] === undefined
  );
}

function contentOf({ endpoints, ports, addressType }: EndpointSlice): Mutable {
  return { endpoints, ports, addressType };
}

function slicesOf(endpoints: Endpoints): readonly KubeObject[] {
  const { metadata } = endpoints;
  const { [LAST_APPLIED]: _applied, ...annotations } = metadata.annotations ?? {};
  return (endpoints.subsets ?? []).flatMap((subset) =>
    (["IPv4", "IPv6"] as const).flatMap((addressType) => {
      const list = endpointsOf(subset, addressType);
      if (list.length === 0) return [];
      const slice = {
        apiVersion: "discovery.k8s.io/v1",
        kind: "EndpointSlice",
        metadata: {
          name: "",
          generateName: `${metadata.name}-`,
          namespace: metadata.namespace as string,
          labels: { ...metadata.labels, [MANAGED_BY]: MANAGER, [SERVICE_NAME_LABEL]: metadata.name },
          ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
          ownerReferences: [ownedBy(endpoints)],
        },
        addressType,
        endpoints: list,
        ports: (subset.ports ?? []).map(({ name = "", port, protocol = "TCP", appProtocol }) => ({
          name,
          port,
          protocol,
          ...(appProtocol === undefined ? {} : { appProtocol }),
        })),
      };
      return [slice as unknown as KubeObject];
    }),
  );
}

function endpointsOf({ addresses = [], notReadyAddresses = [] }: EndpointSubset, type: "IPv4" | "IPv6"): Mutable[] {
  const one =
    (ready: boolean) =>
    ({ ip, hostname, nodeName, targetRef }: Mutable): Mutable => ({
      addresses: [ip],
      conditions: { ready },
      ...(hostname === undefined ? {} : { hostname }),
      ...(nodeName === undefined ? {} : { nodeName }),
      ...(targetRef === undefined ? {} : { targetRef }),
    });
  const isOurs = ({ ip }: { readonly ip: string }): boolean => ip.includes(":") === (type === "IPv6");
  return [...addresses.filter(isOurs).map(one(true)), ...notReadyAddresses.filter(isOurs).map(one(false))].slice(
    0,
    MAX_ADDRESSES,
  );
}
