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
  /** The network that the nodes and the learner's machine are on. */
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
