/**
 * How Pods get onto the network. Each plugin is a folder beside this file and a line in `index.ts`; what it does
 * to a node it does through the kernel's own devices, routes and rules.
 *
 * Models: CNI spec 1.1 (ADD, DEL), and what a plugin's node agent does beside it.
 */
import type { Cidr } from "../../core/ip.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import type { Manifest } from "../system/manifest.ts";

export interface CniNode {
  readonly name: string;
  /** The address by which other nodes reach it. */
  readonly ip: string;
  readonly namespace: NetNamespace;
  readonly podCIDR: Cidr;
}

export interface CniCluster {
  readonly podCIDR: Cidr;
  /** All nodes, this one too; asked again whenever it is needed. */
  readonly nodes: () => readonly CniNode[];
}

export interface PodNetwork {
  readonly podIPs: readonly string[];
}

export interface PodToConnect {
  readonly key: string;
  readonly namespace: NetNamespace;
  /** The address that it has to have, when somebody has decided that already. */
  readonly ip?: string | undefined;
}

export type PolicySupport = "enforced" | "ignored";

export interface CniPlugin {
  readonly name: string;
  readonly policySupport: PolicySupport;
  /** `/etc/cni/net.d` and `/opt/cni/bin`, by path. */
  configFiles(): Readonly<Record<string, string>>;
  setUpNode(): void;
  /** Another node came or went. */
  nodesChanged(): void;
  /** Throws CniError when no address is left. */
  addPod(pod: PodToConnect): PodNetwork;
  deletePod(key: string): void;
}

export class CniError extends Error {}

/** Makes the plugin's agent for one node. */
export type CniFactory = (node: CniNode, cluster: CniCluster) => CniPlugin;

export interface CniType {
  readonly open: CniFactory;
  /** What its installer puts into the cluster. */
  manifests(podCIDR: string): readonly Manifest[];
}
