/** Three machines set up with kubeadm, and Flannel's VXLAN between them: no policies, no load balancer. */
import { FLANNEL_CNI_IMAGE, FLANNEL_IMAGE } from "../cni/flannel/manifests.ts";
import { KUBERNETES_VERSION, type Profile } from "./profile.ts";

export const kubeadmFlannel: Profile = {
  name: "kubeadm-flannel",
  nodes: [
    { name: "cp-1", ip: "172.18.0.2", podCIDR: "10.244.0.0/24", isControlPlane: true, isTainted: true },
    { name: "node-1", ip: "172.18.0.3", podCIDR: "10.244.1.0/24", isControlPlane: false, isTainted: false },
    { name: "node-2", ip: "172.18.0.4", podCIDR: "10.244.2.0/24", isControlPlane: false, isTainted: false },
  ],
  podCIDR: "10.244.0.0/16",
  serviceCIDR: "10.96.0.0/12",
  cni: "flannel",
  proxyMode: "iptables",
  cloud: null,
  lan: { prefixBits: 16, hostIP: "172.18.0.1" },
  apiServer: "https://127.0.0.1:6443",
  kubeconfig: { cluster: "kubernetes", user: "kubernetes-admin", context: "kubernetes-admin@kubernetes" },
  kubeletVersion: KUBERNETES_VERSION,
  runtime: "containerd://2.1.3",
  kernel: "6.8.0-50-generic",
  osImage: "Debian GNU/Linux 12 (bookworm)",
  architecture: "amd64",
  heldImages: ["fastapi-k8s:latest", "fastapi-k8s:1.0", FLANNEL_IMAGE, FLANNEL_CNI_IMAGE],
};
