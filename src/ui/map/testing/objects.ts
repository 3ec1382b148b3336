/** Objects as the worker would tell of them, for tests of what is done with them. */
import type { MapKind, MapObject } from "../../worker/map/map-protocol.ts";

function object(kind: MapKind, name: string, own: Partial<MapObject>): MapObject {
  const namespace = own.namespace === undefined ? "default" : own.namespace;
  return {
    id: namespace === null ? `${kind}/${name}` : `${kind}/${namespace}/${name}`,
    kind,
    type: kind,
    namespace,
    name,
    isSystem: false,
    state: "good",
    stateText: "Ready",
    addresses: [],
    labels: {},
    facts: [],
    links: [],
    ports: [],
    containers: [],
    node: null,
    workload: null,
    describe: null,
    ...own,
  };
}

export const pod = (name: string, own: Partial<MapObject> = {}): MapObject => object("Pod", name, own);
export const service = (name: string, own: Partial<MapObject> = {}): MapObject => object("Service", name, own);
export const node = (name: string): MapObject => object("Node", name, { namespace: null });

/** So many Pods of two Deployments, dealt out to so many nodes, behind one Service. */
export function crowd(nodes: number, pods: number): MapObject[] {
  const made = Array.from({ length: pods }, (_, i) => {
    const app = Math.floor(i / nodes) % 2 === 0 ? "web" : "db";
    return pod(`${app}-${i}`, {
      node: `Node/node-${i % nodes}`,
      workload: `Deployment/default/${app}`,
      addresses: [`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`],
    });
  });
  const links = made
    .filter(({ name }) => name.startsWith("web"))
    .map(({ id }) => ({ to: id, how: "ready", on: "TCP 80" }) as const);
  return [
    object("Internet", "Internet", { namespace: null, id: "Internet" }),
    object("Host", "your machine", { namespace: null, id: "Host" }),
    service("web", { links }),
    object("NetworkPolicy", "only-web", { links: links.map(({ to }) => ({ to, how: "isolates", on: "Ingress" })) }),
    ...["web", "db"].map((app) => object("Workload", app, { id: `Deployment/default/${app}`, type: "Deployment" })),
    ...Array.from({ length: nodes }, (_, i) => node(`node-${i}`)),
    ...made,
  ];
}
