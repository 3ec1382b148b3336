/** A cluster as data: what `--cluster NAME` stands for. */

export const KUBERNETES_VERSION = "v1.36.2";

export interface NodeProfile {
  readonly name: string;
  readonly ip: string;
  /** Further addresses of its own, of either family. */
  readonly moreIPs?: readonly string[];
  readonly podCIDR: string;
  readonly isControlPlane: boolean;
  /** Ordinary Pods are kept away (node-role.kubernetes.io/control-plane:NoSchedule). */
  readonly isTainted: boolean;
  readonly labels?: Readonly<Record<string, string>>;
  /** Of the network that it is in; the learner's machine unless said. */
  readonly gatewayIP?: string;
  /** Who rented it out: `aws:///us-east-1a/i-0123…`. */
  readonly providerID?: string;
  readonly machine?: MachineSize;
}

export interface MachineSize {
  readonly cpus: number;
  readonly memoryKi: number;
  readonly maxPods: number;
}

/** A provider's network with subnets in several zones. */
export interface VpcProfile {
  readonly cidr: string;
  readonly region: string;
  readonly subnets: readonly { readonly zone: string; readonly cidr: string }[];
  /** Where the API server is. */
  readonly controlPlaneIP: string;
  /** Addresses that machines have already. */
  readonly reserved: readonly { readonly ip: string }[];
}

export interface Profile {
  readonly name: string;
  readonly nodes: readonly NodeProfile[];
  readonly podCIDR: string;
  readonly serviceCIDR: string;
  readonly cni: string;
  readonly proxyMode: string;
  /** Null: nobody gives LoadBalancers an address. */
  readonly cloud: string | null;
  /** Absent: the nodes and the learner's machine are on one network. */
  readonly vpc?: VpcProfile;
  /** The network that the nodes and the learner's machine are on; of a VPC only the size of its subnets. */
  readonly lan: { readonly prefixBits: number; readonly hostIP: string };
  /** What the kubeconfig names. */
  readonly apiServer: string;
  readonly kubeconfig: { readonly cluster: string; readonly user: string; readonly context: string };
  readonly kubeletVersion: string;
  readonly runtime: string;
  readonly kernel: string;
  readonly osImage: string;
  readonly architecture: string;
  /** Images that every node has from the start, beside those of the system. */
  readonly heldImages: readonly string[];
}
