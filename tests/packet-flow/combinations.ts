/** The worlds in which every row is tried, and in what they differ. */
import type { Combination } from "./flow-world.ts";

export interface World extends Combination {
  readonly title: string;
  /** How Services are done. */
  readonly services: "iptables" | "nftables" | "ipvs" | "ebpf";
  readonly cni: "docker-desktop" | "kindnet" | "flannel" | "calico" | "cilium" | "aws-vpc";
  readonly enforcesPolicies: boolean;
  /** The device whose address a node's own packets have on the way to a Pod of its own, and of another node. */
  readonly near: RegExp;
  readonly far: RegExp;
}

const DOCKER = { profile: "docker-desktop", cni: "docker-desktop", enforcesPolicies: false } as const;
const KIND = { profile: "kind", cni: "kindnet", enforcesPolicies: true, near: /^veth/, far: /^eth0$/ } as const;
const FLANNEL = {
  profile: "kubeadm-flannel",
  cni: "flannel",
  enforcesPolicies: false,
  near: /^cni0$/,
  far: /^flannel\.1$/,
} as const;
const CALICO = {
  profile: "kubeadm-calico",
  cni: "calico",
  enforcesPolicies: true,
  near: /^eth0$/,
  far: /^(tunl0|vxlan\.calico)$/,
} as const;
const CILIUM = {
  profile: "kubeadm-cilium",
  cni: "cilium",
  enforcesPolicies: true,
  near: /^cilium_host$/,
  far: /^cilium_host$/,
} as const;
const EKS = { profile: "eks", cni: "aws-vpc", enforcesPolicies: false, near: /^eth0$/, far: /^eth0$/ } as const;

const MODES = ["iptables", "nftables", "ipvs"] as const;

export const WORLDS: readonly World[] = [
  { ...DOCKER, title: "Docker Desktop", services: "iptables", near: /^(cbr0|cni0|br)/, far: /^(cbr0|cni0|br)/ },
  ...MODES.map((mode): World => ({ ...KIND, title: `kind, ${mode}`, services: mode, proxy: mode })),
  ...MODES.map((mode): World => ({ ...FLANNEL, title: `Flannel, ${mode}`, services: mode, proxy: mode })),
  ...MODES.map((mode): World => ({ ...CALICO, title: `Calico, ${mode}`, services: mode, proxy: mode })),
  { ...CILIUM, title: "Cilium", services: "ebpf" },
  { ...EKS, title: "EKS, iptables", services: "iptables" },
  { ...EKS, title: "EKS, nftables", services: "nftables", proxy: "nftables" },
];
