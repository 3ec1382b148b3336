/**
 * kindnetd as kind installs it: a DaemonSet on every node. While its Pod's program runs, that node enforces policies.
 *
 * Models: kubernetes-sigs/kind pkg/build/nodeimage/const_cni.go
 */
import type { Manifest } from "../../system/manifest.ts";

export const KINDNETD_IMAGE = "docker.io/kindest/kindnetd:v20250512-df8de77b";

const metadata = { name: "kindnet", namespace: "kube-system" };
const labels = { tier: "node", app: "kindnet", "k8s-app": "kindnet" };
const resources = { cpu: "100m", memory: "50Mi" };

export function kindnetManifests(podCIDR: string): readonly Manifest[] {
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata },
    {
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      metadata: { ...metadata, labels },
      spec: {
        selector: { matchLabels: { app: "kindnet" } },
        template: { metadata: { labels }, spec: podSpec(podCIDR) },
      },
    },
  ];
}

function podSpec(podCIDR: string): Manifest["metadata"] {
  return {
    hostNetwork: true,
    nodeSelector: { "kubernetes.io/os": "linux" },
    tolerations: [{ operator: "Exists" }],
    serviceAccountName: "kindnet",
    containers: [
      {
        name: "kindnet-cni",
        image: KINDNETD_IMAGE,
        env: [
          { name: "HOST_IP", valueFrom: { fieldRef: { fieldPath: "status.hostIP" } } },
          { name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
          { name: "POD_SUBNET", value: podCIDR },
          { name: "CONTROL_PLANE_ENDPOINT", value: "kind-control-plane:6443" },
        ],
        volumeMounts: [
          { name: "cni-cfg", mountPath: "/etc/cni/net.d" },
          { name: "xtables-lock", mountPath: "/run/xtables.lock" },
          { name: "lib-modules", mountPath: "/lib/modules", readOnly: true },
        ],
        resources: { requests: resources, limits: resources },
        securityContext: { privileged: false, capabilities: { add: ["NET_RAW", "NET_ADMIN"] } },
      },
    ],
    volumes: [
      { name: "cni-cfg", hostPath: { path: "/etc/cni/net.d" } },
      { name: "xtables-lock", hostPath: { path: "/run/xtables.lock", type: "FileOrCreate" } },
      { name: "lib-modules", hostPath: { path: "/lib/modules" } },
    ],
  };
}
