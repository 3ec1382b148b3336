/**
 * Flannel as its published manifest installs it, in a namespace of its own.
 *
 * Models: flannel-io/flannel Documentation/kube-flannel.yml
 */
import type { JsonObject } from "../../../kube/api/objects.ts";
import type { Manifest } from "../../system/manifest.ts";
import type { BackendType } from "./net-conf.ts";

export const FLANNEL_IMAGE = "ghcr.io/flannel-io/flannel:v0.28.9";
export const FLANNEL_CNI_IMAGE = "ghcr.io/flannel-io/flannel-cni-plugin:v1.9.1-flannel3";

const NAMESPACE = "kube-flannel";
const labels = { "k8s-app": "flannel" };

/** The file that the runtime reads. */
export const CNI_CONF = `{
  "name": "cbr0",
  "cniVersion": "0.3.1",
  "plugins": [
    {
      "type": "flannel",
      "delegate": {
        "hairpinMode": true,
        "isDefaultGateway": true
      }
    },
    {
      "type": "portmap",
      "capabilities": {
        "portMappings": true
      }
    }
  ]
}
`;

function netConf(podCIDR: string, backend: BackendType): string {
  return `{
  "Network": "${podCIDR}",
  "EnableNFTables": false,
  "Backend": {
    "Type": "${backend}"
  }
}
`;
}

export function flannelManifests(podCIDR: string, backend: BackendType): readonly Manifest[] {
  const rbac = "rbac.authorization.k8s.io";
  const account = { kind: "ServiceAccount", name: "flannel", namespace: NAMESPACE };
  return [
    {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: NAMESPACE, labels: { ...labels, "pod-security.kubernetes.io/enforce": "privileged" } },
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: "ClusterRole",
      metadata: { name: "flannel", labels },
      rules: [
        { apiGroups: [""], resources: ["pods"], verbs: ["get"] },
        { apiGroups: [""], resources: ["nodes"], verbs: ["get", "list", "watch"] },
        { apiGroups: [""], resources: ["nodes/status"], verbs: ["patch"] },
      ],
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name: "flannel", labels },
      roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "flannel" },
      subjects: [account],
    },
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "flannel", namespace: NAMESPACE, labels } },
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: {
        name: "kube-flannel-cfg",
        namespace: NAMESPACE,
        labels: { tier: "node", ...labels, app: "flannel" },
      },
      data: { "cni-conf.json": CNI_CONF, "net-conf.json": netConf(podCIDR, backend) },
    },
    {
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      metadata: {
        name: "kube-flannel-ds",
        namespace: NAMESPACE,
        labels: { tier: "node", app: "flannel", ...labels },
      },
      spec: {
        selector: { matchLabels: { app: "flannel" } },
        template: { metadata: { labels: { tier: "node", app: "flannel" } }, spec: podSpec() },
      },
    },
  ];
}

const mount = (name: string, mountPath: string): JsonObject => ({ name, mountPath });
const hostPath = (name: string, path: string): JsonObject => ({ name, hostPath: { path } });
const probe = (path: string): JsonObject => ({ httpGet: { path, port: "healthz" } });
const field = (name: string, fieldPath: string): JsonObject => ({ name, valueFrom: { fieldRef: { fieldPath } } });

function podSpec(): JsonObject {
  const linux = { matchExpressions: [{ key: "kubernetes.io/os", operator: "In", values: ["linux"] }] };
  return {
    affinity: {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [linux] } },
    },
    hostNetwork: true,
    priorityClassName: "system-node-critical",
    tolerations: [{ operator: "Exists", effect: "NoSchedule" }],
    serviceAccountName: "flannel",
    initContainers: [
      {
        name: "install-cni-plugin",
        image: FLANNEL_CNI_IMAGE,
        command: ["cp"],
        args: ["-f", "/flannel", "/opt/cni/bin/flannel"],
        volumeMounts: [mount("cni-plugin", "/opt/cni/bin")],
      },
      {
        name: "install-cni",
        image: FLANNEL_IMAGE,
        command: ["/opt/bin/install-conf"],
        args: ["/etc/kube-flannel/cni-conf.json", "/etc/cni/net.d/10-flannel.conflist"],
        volumeMounts: [mount("cni", "/etc/cni/net.d"), mount("flannel-cfg", "/etc/kube-flannel/")],
      },
    ],
    containers: [flanneld()],
    volumes: [
      hostPath("run", "/run/flannel"),
      hostPath("cni-plugin", "/opt/cni/bin"),
      hostPath("cni", "/etc/cni/net.d"),
      { name: "flannel-cfg", configMap: { name: "kube-flannel-cfg" } },
      { name: "xtables-lock", hostPath: { path: "/run/xtables.lock", type: "FileOrCreate" } },
    ],
  };
}

function flanneld(): JsonObject {
  return {
    name: "kube-flannel",
    image: FLANNEL_IMAGE,
    command: ["/opt/bin/flanneld"],
    args: ["--ip-masq", "--kube-subnet-mgr", "--healthz-port=8081"],
    ports: [{ name: "healthz", containerPort: 8081, protocol: "TCP" }],
    livenessProbe: { ...probe("/healthz"), initialDelaySeconds: 10, periodSeconds: 30 },
    readinessProbe: { ...probe("/readyz"), initialDelaySeconds: 5, periodSeconds: 10 },
    resources: { requests: { cpu: "100m", memory: "50Mi" } },
    securityContext: { privileged: false, capabilities: { add: ["NET_ADMIN", "NET_RAW"] } },
    env: [
      field("POD_NAME", "metadata.name"),
      field("POD_NAMESPACE", "metadata.namespace"),
      { name: "EVENT_QUEUE_DEPTH", value: "5000" },
      { name: "CONT_WHEN_CACHE_NOT_READY", value: "false" },
    ],
    volumeMounts: [
      mount("run", "/run/flannel"),
      mount("flannel-cfg", "/etc/kube-flannel/"),
      mount("xtables-lock", "/run/xtables.lock"),
    ],
  };
}
