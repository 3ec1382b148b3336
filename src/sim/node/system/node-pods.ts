/**
 * The Pods that kubeadm leaves on nodes: the control plane's static ones and kube-proxy's.
 *
 * Models: cmd/kubeadm/app/phases/controlplane/manifests.go, cmd/kubeadm/app/phases/addons/proxy/manifests.go
 * SIMPLIFIED: they are there to be seen; the API server, scheduler, controllers and proxy run beside them. kube-proxy's
 * Pods have no DaemonSet yet.
 */
import type { NodeProfile } from "../profiles/profile.ts";
import type { Manifest } from "./manifest.ts";

const VERSION = "v1.36.2";

const STATIC = [
  { name: "etcd", image: "registry.k8s.io/etcd:3.6.5-0", cpu: "100m" },
  { name: "kube-apiserver", image: `registry.k8s.io/kube-apiserver:${VERSION}`, cpu: "250m" },
  { name: "kube-controller-manager", image: `registry.k8s.io/kube-controller-manager:${VERSION}`, cpu: "200m" },
  { name: "kube-scheduler", image: `registry.k8s.io/kube-scheduler:${VERSION}`, cpu: "100m" },
] as const;

export function nodePods(node: NodeProfile, prng: { text(alphabet: string, length: number): string }): Manifest[] {
  const pods = node.isControlPlane ? STATIC.map((component) => staticPod(node, component)) : [];
  return [...pods, kubeProxyPod(node, prng.text("bcdfghjklmnpqrstvwxz2456789", 5))];
}

function staticPod(node: NodeProfile, { name, image, cpu }: (typeof STATIC)[number]): Manifest {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `${name}-${node.name}`,
      namespace: "kube-system",
      labels: { component: name, tier: "control-plane" },
      annotations: { "kubernetes.io/config.mirror": name, "kubernetes.io/config.source": "file" },
    },
    spec: {
      nodeName: node.name,
      hostNetwork: true,
      priorityClassName: "system-node-critical",
      tolerations: [{ operator: "Exists", effect: "NoExecute" }],
      containers: [{ name, image, imagePullPolicy: "IfNotPresent", command: [name], resources: { requests: { cpu } } }],
    },
  };
}

function kubeProxyPod(node: NodeProfile, suffix: string): Manifest {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: `kube-proxy-${suffix}`, namespace: "kube-system", labels: { "k8s-app": "kube-proxy" } },
    spec: {
      nodeName: node.name,
      hostNetwork: true,
      priorityClassName: "system-node-critical",
      serviceAccountName: "kube-proxy",
      tolerations: [{ operator: "Exists" }],
      containers: [
        {
          name: "kube-proxy",
          image: `registry.k8s.io/kube-proxy:${VERSION}`,
          imagePullPolicy: "IfNotPresent",
          command: ["kube-proxy", "--config=/var/lib/kube-proxy/config.conf"],
        },
      ],
    },
  };
}
