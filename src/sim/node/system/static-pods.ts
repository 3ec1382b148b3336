/**
 * The control plane's static Pods, as kubeadm leaves them on its nodes.
 *
 * Models: cmd/kubeadm/app/phases/controlplane/manifests.go
 * SIMPLIFIED: they are there to be seen; the API server, the scheduler and the controllers run beside them.
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

export function staticPods(node: NodeProfile): Manifest[] {
  return node.isControlPlane ? STATIC.map((component) => staticPod(node, component)) : [];
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
