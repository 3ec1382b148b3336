/** What systemd runs on a node. Models: systemd 252, kubeadm's and containerd's units */
export interface NodeService {
  readonly name: string;
  readonly description: string;
  readonly docs: string;
  readonly command: string;
  readonly dropIn: string | null;
  /** The kubelet's is given when it starts. */
  readonly pid: number;
}

export const NODE_SERVICES: readonly NodeService[] = [
  {
    name: "containerd",
    description: "containerd container runtime",
    docs: "https://containerd.io",
    command: "/usr/bin/containerd",
    dropIn: null,
    pid: 212,
  },
  {
    name: "kubelet",
    description: "kubelet: The Kubernetes Node Agent",
    docs: "https://kubernetes.io/docs/",
    command:
      "/usr/bin/kubelet --bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf --config=/var/lib/kubelet/config.yaml",
    dropIn: "10-kubeadm.conf",
    pid: 0,
  },
  {
    name: "ssh",
    description: "OpenBSD Secure Shell server",
    docs: "man:sshd(8)",
    command: "sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups",
    dropIn: null,
    pid: 198,
  },
];
