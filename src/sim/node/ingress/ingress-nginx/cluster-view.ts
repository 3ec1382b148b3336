/**
 * What the controller sees of the cluster: the Ingresses that are its own, and what they point at.
 *
 * Models: kubernetes/ingress-nginx internal/ingress/controller/store, ingressclass, endpointslices.go
 */
import type { ApiClient, Informer } from "../../../kube/api/client.ts";
import type {
  ConfigMap,
  EndpointSlice,
  Ingress,
  IngressBackend,
  IngressClass,
  Secret,
  Service,
} from "../../../kube/schema/types.ts";
import type { Options } from "./options.ts";

const CLASS_ANNOTATION = "kubernetes.io/ingress.class";
const BY_SERVICE = "ingress-nginx/service";

export interface Peer {
  readonly address: string;
  readonly port: number;
}

export class ClusterView {
  readonly ingresses: Informer<Ingress>;
  readonly classes: Informer<IngressClass>;
  readonly services: Informer<Service>;
  readonly slices: Informer<EndpointSlice>;
  readonly secrets: Informer<Secret>;
  readonly configMaps: Informer<ConfigMap>;
  readonly #options: Options;

  constructor(client: ApiClient, options: Options) {
    this.#options = options;
    this.ingresses = client.informer("ingresses");
    this.classes = client.informer("ingressclasses");
    this.services = client.informer("services");
    this.slices = client.informer("endpointslices");
    this.secrets = client.informer("secrets");
    this.configMaps = client.informer("configmaps");
    this.slices.addIndex(BY_SERVICE, ({ metadata: { namespace, labels = {} } }) => [
      `${namespace}/${labels["kubernetes.io/service-name"] ?? ""}`,
    ]);
  }

  /** The name of the class by which an Ingress is ours, or why it is not. */
  classOf({ metadata, spec }: Ingress): { readonly name: string } | { readonly error: string } {
    const annotation = metadata.annotations?.[CLASS_ANNOTATION];
    if (annotation !== undefined && annotation !== "") {
      if (annotation === this.#options.ingressClass) return { name: annotation };
      return { error: "ingress class annotation is not equal to the expected by Ingress Controller" };
    }
    const name = spec.ingressClassName;
    if (name === undefined) {
      if (this.#options.takesClassless) return { name: this.#options.ingressClass };
      return { error: "ingress does not contain a valid IngressClass" };
    }
    const found = this.classes.get(undefined, name);
    if (found?.spec?.controller === this.#options.controllerClass) return { name };
    return { error: `no object matching key ${JSON.stringify(name)} in local store` };
  }

  /** Ours, the oldest first: it wins where two want the same. */
  ours(): readonly Ingress[] {
    return this.ingresses
      .list()
      .filter((ingress) => "name" in this.classOf(ingress) && ingress.metadata.deletionTimestamp === undefined)
      .sort((a, b) => {
        const [one, other] = [ageKey(a), ageKey(b)];
        return one < other ? -1 : one > other ? 1 : 0;
      });
  }

  service(namespace: string, name: string): Service | undefined {
    return this.services.get(namespace, name);
  }

  /** Ready endpoints behind a backend; null when its Service is not there. */
  peers(namespace: string, backend: NonNullable<IngressBackend["service"]>): readonly Peer[] | null {
    const service = this.service(namespace, backend.name);
    if (service === undefined) return null;
    const port = service.spec?.ports?.find(
      ({ port, name }) => port === backend.port?.number || (name !== undefined && name === backend.port?.name),
    );
    if (service.spec?.type === "ExternalName")
      return [{ address: service.spec.externalName ?? "", port: backend.port?.number ?? port?.port ?? 80 }];
    if (port === undefined) return [];
    const found: Peer[] = [];
    for (const { endpoints = [], ports = [] } of this.slices.byIndex(BY_SERVICE, `${namespace}/${backend.name}`)) {
      const at = ports.find(({ name }) => (name ?? "") === (port.name ?? ""))?.port;
      for (const { addresses, conditions } of endpoints)
        if (at !== undefined && conditions?.ready !== false)
          found.push(...addresses.map((address) => ({ address, port: at })));
    }
    return found.sort((a, b) => (a.address < b.address ? -1 : 1));
  }
}

function ageKey({ metadata }: Ingress): string {
  return `${metadata.creationTimestamp ?? ""} ${metadata.namespace}/${metadata.name}`;
}
