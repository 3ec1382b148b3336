/** `reset`'s `loadBalancer: "metallb"`: MetalLB installed as its page says, with a pool of the nodes' own network. */
import type { Cluster } from "../../sim/cluster.ts";
import type { KubeObject } from "../../sim/kube/api/objects.ts";
import { metallbObjects } from "../../sim/node/published/metallb/metallb.ts";

const RELEASE = "v0.15.3";
const NAMESPACE = "metallb-system";

export function installMetallb(cluster: Cluster): void {
  const { profile } = cluster.world;
  const [a, b] = profile.lan.hostIP.split(".");
  const metadata = { name: "example", namespace: NAMESPACE };
  const apiVersion = "metallb.io/v1beta1";
  const addresses = [`${a}.${b}.255.200-${a}.${b}.255.250`];
  create(cluster, metallbObjects(RELEASE));
  cluster.settle();
  create(cluster, [
    { apiVersion, kind: "IPAddressPool", metadata, spec: { addresses } },
    { apiVersion, kind: "L2Advertisement", metadata, spec: {} },
  ]);
  cluster.settle();
}

function create(cluster: Cluster, objects: readonly { readonly [key: string]: unknown }[]): void {
  const client = cluster.api.client("kubectl");
  for (const object of objects) client.create(pluralOf(String(object.kind)), object as unknown as KubeObject);
}

function pluralOf(kind: string): string {
  return `${kind.toLowerCase()}s`;
}
