/** Three machines set up with kubeadm without kube-proxy, and Cilium: policies by identity, Services in eBPF. */
import { CILIUM_IMAGE, CILIUM_OPERATOR_IMAGE } from "../cni/cilium/manifests.ts";
import { KUBERNETES_VERSION, type Profile } from "./profile.ts";

export const kubeadmCilium: Profile = {
  name: "kubeadm-cilium",
  nodes: [
    { name: "cp-1", ip: "172.18.0.2", podCIDR: "10.0.0.0/24", isControlPlane: true, isTainted: true },
    { name: "node-1", ip: "172.18.0.3", podCIDR: "10.0.1.0/24", isControlPlane: false, isTainted: false },
    { name: "node-2", ip: "172.18.0.4", podCIDR: "10.0.2.0/24", isControlPlane: false, isTainted: false },
  ],
  podCIDR: "10.0.0.0/8",
  serviceCIDR: "10.96.0.0/12",
  cni: "cilium",
  proxyMode: "none",
  cloud: null,
  lan: { prefixBits: 16, hostIP: "172.18.0.1" },
  apiServer: "https://127.0.0.1:6443",
  kubeconfig: { cluster: "kubernetes", user: "kubernetes-admin", context: "kubernetes-admin@kubernetes" },
  kubeletVersion: KUBERNETES_VERSION,
  runtime: "containerd://2.1.3",
  kernel: "6.8.0-50-generic",
  osImage: "Debian GNU/Linux 12 (bookworm)",
  architecture: "amd64",
  heldImages: [CILIUM_IMAGE, CILIUM_OPERATOR_IMAGE],
};
