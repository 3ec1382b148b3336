/**
 * How Pods get onto the network. Each plugin is a folder beside this file and a line in `index.ts`; what it does
 * to a node it does through the kernel's own devices, routes and rules.
 *
 * Models: CNI spec 1.1 (ADD, DEL), and what a plugin's node agent does beside it.
 */
import type { Cidr } from "../../core/ip.ts";
import type { ApiClient } from "../../kube/api/client.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import { Plug } from "../../os/machine.ts";
import type { Vfs } from "../../os/vfs/vfs.ts";
import type { ImageFile, ImageFiles } from "../images/file-tree.ts";
import type { PolicyBook } from "../policy/policy-book.ts";
import type { Manifest } from "../system/manifest.ts";

export interface CniNode {
  readonly name: string;
  /** The address by which other nodes reach it. */
  readonly ip: string;
  readonly namespace: NetNamespace;
  readonly podCIDR: Cidr;
  /** The node's own files. */
  readonly files: Vfs;
  /** Its agent's way to the API server. */
  readonly client: ApiClient;
}

export interface CniCluster {
  readonly podCIDR: Cidr;
  /** All nodes, this one too; asked again whenever it is needed. */
  readonly nodes: () => readonly CniNode[];
  /** An agent has changed what others need to know of its node: every plugin's `nodesChanged` is called. */
  readonly changed: () => void;
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

/** The program of a plugin on a node, which the Pod of its DaemonSet finds here and keeps running. */
export interface CniAgent {
  /** Called once when the node is set up, and again whenever its Pod starts; `files` are then the container's own. */
  start(files?: Vfs): void;
  /** The Pod's program ends: what the agent has made stays, and nobody looks after it. */
  stop(): void;
  readonly isRunning: boolean;
}

export const CNI_AGENT = new Plug<CniAgent>("cni-agent");

/** Who enforces policies on a node, as long as it runs. */
export interface PolicyEnforcer {
  readonly isRunning: boolean;
  start(): void;
  stop(): void;
}

export interface CniPlugin {
  readonly name: string;
  readonly policySupport: PolicySupport;
  /** Absent where nothing needs to run. */
  readonly agent?: CniAgent;
  /** Its own way to enforce policies; without it the node asks `policy/policy-agent.ts`. */
  readonly openEnforcer?: (book: PolicyBook) => PolicyEnforcer;
  /** `/etc/cni/net.d` and `/opt/cni/bin`, by path. */
  configFiles(): Readonly<Record<string, string>>;
  setUpNode(): void;
  /** Another node came or went. */
  nodesChanged(): void;
  /** Throws CniError when no address is left. */
  addPod(pod: PodToConnect): PodNetwork;
  deletePod(key: string): void;
}

export class CniError extends Error {
  /** The `type` of the plugin that failed, where that is not the one that was asked. */
  readonly plugin: string | null;

  constructor(message: string, plugin: string | null = null) {
    super(message);
    this.plugin = plugin;
  }
}

/** Makes the plugin's agent for one node. */
export type CniFactory = (node: CniNode, cluster: CniCluster) => CniPlugin;

export interface CniType {
  readonly open: CniFactory;
  /** Its Pods' addresses are those of the provider's network. */
  readonly needsVpc?: boolean;
  /** What is in /opt/cni/bin, words with spaces between; the package kubernetes-cni unless said. */
  readonly binaries?: string;
  /** What its installer puts into the cluster. */
  manifests(podCIDR: string): readonly Manifest[];
}

/** The package kubernetes-cni. */
export const STANDARD_BINARIES = `bandwidth bridge dhcp dummy firewall host-device host-local ipvlan loopback macvlan portmap ptp
  sbr static tap tuning vlan vrf`;

/** By path. They are there to be seen; what they do is the plugin's `addPod`. */
export function pluginBinaries(names = STANDARD_BINARIES): ImageFiles {
  const files: Record<string, ImageFile> = {};
  for (const name of names.trim().split(/\s+/)) files[`/opt/cni/bin/${name}`] = { program: `cni-${name}` };
  return files;
}
