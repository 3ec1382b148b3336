/**
 * What calico-node writes into its own kinds when it starts: the pool, if there is none, and which block the node has.
 *
 * Models: projectcalico/calico node/pkg/lifecycle/startup/startup.go configureIPPools, libcalico-go backend/k8s/resources
 * SIMPLIFIED: IPAMBlock and IPAMHandle objects are not kept.
 */
import { type Cidr, formatCidr, formatIp } from "../../../core/ip.ts";
import type { KubeObject } from "../../../kube/api/objects.ts";
import { hasReason } from "../../../kube/api/status.ts";
import type { CniNode } from "../cni-plugin.ts";
import { IP_POOLS, type IPPool, poolObject, storedPool } from "./pool.ts";

const GROUP = "crd.projectcalico.org";

export function createNodeObjects(
  { client, name }: CniNode,
  { pool, blocks }: { readonly pool: IPPool; readonly blocks: () => readonly Cidr[] },
): void {
  const isInstalled = client.get("customresourcedefinitions.apiextensions.k8s.io", undefined, IP_POOLS) !== undefined;
  if (!isInstalled) return;
  const create = (resource: string, object: Record<string, unknown>): void => {
    try {
      client.create(`${resource}.${GROUP}`, { apiVersion: `${GROUP}/v1`, ...object } as unknown as KubeObject);
    } catch (error) {
      if (!hasReason(error, "AlreadyExists") && !hasReason(error, "NotFound")) throw error;
    }
  };
  if (storedPool(client) === null) create("ippools", poolObject(pool) as unknown as Record<string, unknown>);
  create("clusterinformations", {
    kind: "ClusterInformation",
    metadata: { name: "default" },
    spec: { calicoVersion: "v3.32.0", clusterType: "k8s,bgp,kubeadm,kdd", datastoreReady: true },
  });
  create("felixconfigurations", {
    kind: "FelixConfiguration",
    metadata: { name: "default" },
    spec: {
      bpfConnectTimeLoadBalancing: "TCP",
      floatingIPs: "Disabled",
      logSeverityScreen: "Info",
      reportingInterval: "0s",
    },
  });
  for (const block of blocks())
    create("blockaffinities", {
      kind: "BlockAffinity",
      metadata: { name: `${name}-${formatIp(block.base).replaceAll(".", "-")}-${block.bits}` },
      spec: { cidr: formatCidr(block), deleted: "false", node: name, state: "confirmed", type: "host" },
    });
}
