/**
 * Docker Desktop's answer to Services: every port of a LoadBalancer, and every node port, is a port of localhost.
 *
 * Models: Docker Desktop's vpnkit-controller
 * SIMPLIFIED: a port of localhost that is taken leaves the Service pending, with no event; UDP ports are not mapped.
 */
import { ip } from "../../../core/ip.ts";
import type { Change } from "../../../kube/api/client.ts";
import { hasReason } from "../../../kube/api/status.ts";
import type { Service } from "../../../kube/schema/types.ts";
import { NetError } from "../../../net/net-error.ts";
import type { CloudContext, CloudProvider } from "../cloud-provider.ts";
import { PortRelay } from "./port-relay.ts";

const LOCALHOST = ip("127.0.0.1");
/** Docker Desktop takes about this long to open a port. */
const MAPPING_US = 400_000;

export const dockerDesktopCloud: CloudProvider = {
  name: "docker-desktop",
  start(context) {
    const mapper = new PortMapper(context);
    context.client.informer<Service>("services").onChange((change) => mapper.onChange(change));
  },
};

interface Mapping {
  readonly wanted: string;
  readonly relays: readonly PortRelay[];
}

class PortMapper {
  readonly #context: CloudContext;
  readonly #mappings = new Map<string, Mapping>();

  constructor(context: CloudContext) {
    this.#context = context;
  }

  onChange({ type, object }: Change<Service>): void {
    const key = `${object.metadata.namespace}/${object.metadata.name}`;
    const ports = type === "DELETED" ? [] : portsOf(object, this.#nodeIP());
    const wanted = JSON.stringify(ports);
    if (this.#mappings.get(key)?.wanted === wanted) return;
    this.#unmap(key);
    if (ports.length === 0) return;
    this.#mappings.set(key, { wanted, relays: [] });
    this.#context.clock.after(MAPPING_US, () => {
      if (this.#mappings.get(key)?.wanted === wanted) this.#map(key, { ports, wanted, object });
    });
  }

  #map(
    key: string,
    { ports, wanted, object }: { ports: readonly MappedPort[]; wanted: string; object: Service },
  ): void {
    const relays: PortRelay[] = [];
    const [node] = this.#context.nodes();
    if (node === undefined) return;
    for (const { hostPort, to, port } of ports) {
      try {
        relays.push(
          new PortRelay(this.#context.host, [LOCALHOST], hostPort, { namespace: node.namespace, ip: ip(to), port }),
        );
      } catch (error) {
        if (!(error instanceof NetError)) throw error;
      }
    }
    this.#mappings.set(key, { wanted, relays });
    if (object.spec?.type === "LoadBalancer" && relays.length === ports.length) this.#publish(object);
  }

  #unmap(key: string): void {
    for (const relay of this.#mappings.get(key)?.relays ?? []) relay.close();
    this.#mappings.delete(key);
  }

  #publish({ metadata }: Service): void {
    const { client } = this.#context;
    const now = client.get<Service>("services", metadata.namespace, metadata.name);
    if (now === undefined || now.metadata.uid !== metadata.uid || now.spec?.type !== "LoadBalancer") return;
    const status = { ...now.status, loadBalancer: { ingress: [{ hostname: "localhost" }] } };
    try {
      client.updateStatus("services", { ...now, status });
    } catch (error) {
      if (!hasReason(error, "Conflict") && !hasReason(error, "NotFound")) throw error;
    }
  }

  #nodeIP(): string {
    return this.#context.nodes()[0]?.ip ?? "127.0.0.1";
  }
}

interface MappedPort {
  readonly hostPort: number;
  readonly to: string;
  readonly port: number;
}

function portsOf({ spec, metadata }: Service, nodeIP: string): MappedPort[] {
  if (metadata.deletionTimestamp !== undefined) return [];
  const tcp = (spec?.ports ?? []).filter(({ protocol }) => protocol === undefined || protocol === "TCP");
  const nodePorts = tcp.flatMap(({ nodePort }) =>
    nodePort === undefined ? [] : [{ hostPort: nodePort, to: nodeIP, port: nodePort }],
  );
  if (spec?.type === "NodePort") return nodePorts;
  const { clusterIP } = spec ?? {};
  if (spec?.type !== "LoadBalancer" || clusterIP === undefined || clusterIP === "None") return [];
  return [...tcp.map(({ port }) => ({ hostPort: port, to: clusterIP, port })), ...nodePorts];
}
