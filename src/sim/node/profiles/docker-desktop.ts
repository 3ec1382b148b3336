/** Docker Desktop's Kubernetes: one node in a virtual machine on the learner's computer. */
import { KUBERNETES_VERSION, type Profile } from "./profile.ts";

export const dockerDesktop: Profile = {
  name: "docker-desktop",
  nodes: [
    { name: "docker-desktop", ip: "192.168.65.3", podCIDR: "10.1.0.0/16", isControlPlane: true, isTainted: false },
  ],
  podCIDR: "10.1.0.0/16",
  serviceCIDR: "10.96.0.0/12",
  cni: "docker-desktop",
  proxyMode: "iptables",
  cloud: "docker-desktop",
  lan: { prefixBits: 24, hostIP: "192.168.65.254" },
  apiServer: "https://127.0.0.1:6443",
  kubeconfig: { cluster: "docker-desktop", user: "docker-desktop", context: "docker-desktop" },
  kubeletVersion: KUBERNETES_VERSION,
  runtime: "docker://28.5.2",
  kernel: "6.12.54-linuxkit",
  osImage: "Docker Desktop",
  architecture: "amd64",
  heldImages: ["fastapi-k8s:latest", "fastapi-k8s:1.0"],
};
