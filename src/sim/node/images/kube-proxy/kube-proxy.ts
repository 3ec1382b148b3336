/** The container in which kube-proxy runs: the node's proxy works as long as this program does. */
import { kubeProxyProgram } from "../../proxy/program/kube-proxy-program.ts";
import { debianFiles } from "../base/debian.ts";
import type { Image } from "../image.ts";

export const kubeProxy: Image = {
  names: ["registry.k8s.io/kube-proxy"],
  tags: ["v1.36.2", "v1.36.1", "v1.36.0", "v1.35.0", "v1.34.0"],
  isPublished: true,
  sizeBytes: 25_963_718,
  config: () => ({ cmd: ["/usr/local/bin/kube-proxy"] }),
  files: () =>
    debianFiles("bookworm", {
      "/usr/local/bin/kube-proxy": { program: "kube-proxy" },
      "/usr/sbin/iptables": { program: "iptables" },
      "/usr/sbin/iptables-legacy": { program: "iptables-legacy" },
      "/usr/sbin/iptables-legacy-save": { program: "iptables-legacy-save" },
      "/usr/sbin/iptables-save": { program: "iptables-save" },
      "/usr/sbin/conntrack": { program: "conntrack" },
      "/usr/sbin/ipset": { program: "ipset" },
      "/usr/sbin/nft": { program: "nft" },
    }),
  programs: {
    "kube-proxy": kubeProxyProgram,
  },
};
