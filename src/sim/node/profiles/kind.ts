/** kind: nodes are containers on the learner's computer. */
import { KINDNETD_IMAGE } from "../cni/kindnet/daemon-set.ts";
import { KUBERNETES_VERSION, type Profile } from "./profile.ts";

export const kind: Profile = {
  name: "kind",
  nodes: [
    { name: "kind-control-plane", ip: "172.18.0.2", podCIDR: "10.244.0.0/24", isControlPlane: true, isTainted: true },
    { name: "kind-worker", ip: "172.18.0.3", podCIDR: "10.244.1.0/24", isControlPlane: false, isTainted: false },
    { name: "kind-worker2", ip: "172.18.0.4", podCIDR: "10.244.2.0/24", isControlPlane: false, isTainted: false },
  ],
  podCIDR: "10.244.0.0/16",
  serviceCIDR: "10.96.0.0/16",
  cni: "kindnet",
  proxyMode: "iptables",
  cloud: null,
  lan: { prefixBits: 16, hostIP: "172.18.0.1" },
  apiServer: "https://127.0.0.1:6443",
  kubeconfig: { cluster: "kind-kind", user: "kind-kind", context: "kind-kind" },
  kubeletVersion: KUBERNETES_VERSION,
  runtime: "containerd://2.1.3",
  kernel: "6.8.0-50-generic",
  osImage: "Debian GNU/Linux 12 (bookworm)",
  architecture: "amd64",
  heldImages: ["fastapi-k8s:latest", "fastapi-k8s:1.0", KINDNETD_IMAGE],
};
