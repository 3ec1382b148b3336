/**
 * kube-proxy as kubeadm installs it: a DaemonSet on every node. While its Pod's program runs, that node's proxy does.
 *
 * Models: cmd/kubeadm/app/phases/addons/proxy/manifests.go
 */
import { KUBERNETES_VERSION } from "../profiles/profile.ts";
import type { Manifest } from "./manifest.ts";

const labels = { "k8s-app": "kube-proxy" };
const metadata = { name: "kube-proxy", namespace: "kube-system" };

export const KUBE_PROXY: readonly Manifest[] = [
  { apiVersion: "v1", kind: "ServiceAccount", metadata },
  {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { ...metadata, labels },
    spec: {
      selector: { matchLabels: labels },
      updateStrategy: { type: "RollingUpdate" },
      template: {
        metadata: { labels },
        spec: {
          priorityClassName: "system-node-critical",
          serviceAccountName: "kube-proxy",
          hostNetwork: true,
          nodeSelector: { "kubernetes.io/os": "linux" },
          tolerations: [{ operator: "Exists" }],
          containers: [
            {
              name: "kube-proxy",
              image: `registry.k8s.io/kube-proxy:${KUBERNETES_VERSION}`,
              imagePullPolicy: "IfNotPresent",
              command: [
                "/usr/local/bin/kube-proxy",
                "--config=/var/lib/kube-proxy/config.conf",
                "--hostname-override=$(NODE_NAME)",
              ],
              env: [{ name: "NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }],
            },
          ],
        },
      },
    },
  },
];
