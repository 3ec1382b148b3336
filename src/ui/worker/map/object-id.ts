/** How the map calls things. */
import type { ObjectMeta } from "../../../sim/kube/schema/types.ts";
import type { MapKind, MapObject } from "./map-protocol.ts";

export const HOST = "Host";
export const INTERNET = "Internet";

export function idOf(kind: MapKind | string, { namespace, name }: Pick<ObjectMeta, "namespace" | "name">): string {
  return namespace === undefined ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}

const SYSTEM_NAMESPACES = new Set([
  "kube-system",
  "kube-public",
  "kube-node-lease",
  "kube-flannel",
  "calico-system",
  "calico-apiserver",
  "tigera-operator",
  "metallb-system",
  "ingress-nginx",
  "local-path-storage",
]);

export function isSystem(kind: MapKind, { namespace, name }: Pick<ObjectMeta, "namespace" | "name">): boolean {
  if (kind === "Service" && namespace === "default" && name === "kubernetes") return true;
  return namespace !== undefined && SYSTEM_NAMESPACES.has(namespace);
}

/** What most kinds have nothing of. */
const NOTHING = {
  isSystem: false,
  state: "plain",
  stateText: "",
  addresses: [],
  labels: {},
  facts: [],
  links: [],
  ports: [],
  containers: [],
  node: null,
  workload: null,
  describe: null,
} as const satisfies Partial<MapObject>;

/** An object of the cluster with what its kind adds. */
export function mapObject(kind: MapKind, metadata: ObjectMeta, own: Partial<MapObject>): MapObject {
  const { namespace, name, labels = {} } = metadata;
  const type = own.type ?? kind;
  const of = namespace === undefined || namespace === "default" ? "" : ` -n ${namespace}`;
  return {
    ...NOTHING,
    id: idOf(kind === "Workload" ? type : kind, metadata),
    kind,
    type,
    namespace: namespace ?? null,
    name,
    labels,
    isSystem: isSystem(kind, metadata),
    describe: `${type.toLowerCase()} ${name}${of}`,
    ...own,
  };
}

/** Something that is not an object of the cluster. */
export function mapPlace(kind: MapKind, id: string, own: Partial<MapObject> & { readonly name: string }): MapObject {
  return { ...NOTHING, id, kind, type: kind, namespace: null, ...own };
}
