/**
 * Cilium as its chart installs it with kubeProxyReplacement=true, l2announcements.enabled=true and l7Proxy=false.
 *
 * Models: cilium install/kubernetes/cilium templates (cilium-agent, cilium-operator, cilium-configmap)
 * SIMPLIFIED: of the agent's init containers only those that concern its files are there; secrets for Hubble's TLS are not.
 */
import type { JsonObject } from "../../../kube/api/objects.ts";
import type { Manifest } from "../../system/manifest.ts";
import { CILIUM_DEFINITIONS } from "./definitions.ts";

export const CILIUM_VERSION = "1.18.4";
export const CILIUM_IMAGE = `quay.io/cilium/cilium:v${CILIUM_VERSION}`;
export const CILIUM_OPERATOR_IMAGE = `quay.io/cilium/operator-generic:v${CILIUM_VERSION}`;

const NAMESPACE = "kube-system";
const RBAC = "rbac.authorization.k8s.io";
const AGENT = { "k8s-app": "cilium", "app.kubernetes.io/name": "cilium-agent", "app.kubernetes.io/part-of": "cilium" };
const OPERATOR = {
  "io.cilium/app": "operator",
  name: "cilium-operator",
  "app.kubernetes.io/part-of": "cilium",
  "app.kubernetes.io/name": "cilium-operator",
};
const partOf = { "app.kubernetes.io/part-of": "cilium" };

export function ciliumManifests(podCIDR: string, routing: "tunnel" | "native"): readonly Manifest[] {
  return [
    ...CILIUM_DEFINITIONS,
    account("cilium"),
    account("cilium-operator"),
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "cilium-config", namespace: NAMESPACE },
      data: configOf(podCIDR, routing),
    },
    ...role("cilium", AGENT_RULES),
    ...role("cilium-operator", OPERATOR_RULES),
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: {
        name: "hubble-peer",
        namespace: NAMESPACE,
        labels: { "k8s-app": "cilium", ...partOf, "app.kubernetes.io/name": "hubble-peer" },
      },
      spec: {
        selector: { "k8s-app": "cilium" },
        ports: [{ name: "peer-service", port: 443, protocol: "TCP", targetPort: 4244 }],
        internalTrafficPolicy: "Local",
      },
    },
    {
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      metadata: { name: "cilium", namespace: NAMESPACE, labels: AGENT },
      spec: {
        selector: { matchLabels: { "k8s-app": "cilium" } },
        updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 2 } },
        template: { metadata: { labels: AGENT }, spec: agentSpec() },
      },
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "cilium-operator", namespace: NAMESPACE, labels: OPERATOR },
      spec: {
        replicas: 1,
        selector: { matchLabels: { "io.cilium/app": "operator", name: "cilium-operator" } },
        strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "100%" } },
        template: { metadata: { labels: OPERATOR }, spec: operatorSpec() },
      },
    },
  ];
}

function account(name: string): Manifest {
  return { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace: NAMESPACE } };
}

type Rule = readonly [groups: string, resources: string, verbs: string];

const AGENT_RULES: readonly Rule[] = [
  ["networking.k8s.io", "networkpolicies", "get list watch"],
  ["discovery.k8s.io", "endpointslices", "get list watch"],
  ["", "namespaces services pods endpoints nodes", "get list watch"],
  ["", "nodes/status", "patch"],
  ["apiextensions.k8s.io", "customresourcedefinitions", "list watch get"],
  [
    "cilium.io",
    "ciliumnetworkpolicies ciliumclusterwidenetworkpolicies ciliumendpoints ciliumendpoints/status ciliumidentities ciliumnodes ciliumnodes/status",
    "get list watch create update patch delete",
  ],
];

const OPERATOR_RULES: readonly Rule[] = [
  ["", "pods nodes services namespaces configmaps", "get list watch delete"],
  ["discovery.k8s.io", "endpointslices", "get list watch"],
  ["apiextensions.k8s.io", "customresourcedefinitions", "create get list watch update"],
  ["cilium.io", "*", "get list watch create update patch delete"],
  ["coordination.k8s.io", "leases", "create get update"],
];

function role(name: string, rules: readonly Rule[]): Manifest[] {
  const words = (text: string): string[] => text.split(" ");
  return [
    {
      apiVersion: `${RBAC}/v1`,
      kind: "ClusterRole",
      metadata: { name, labels: partOf },
      rules: rules.map(([group, resources, verbs]) => ({
        apiGroups: [group],
        resources: words(resources),
        verbs: words(verbs),
      })),
    },
    {
      apiVersion: `${RBAC}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name, labels: partOf },
      roleRef: { apiGroup: RBAC, kind: "ClusterRole", name },
      subjects: [{ kind: "ServiceAccount", name, namespace: NAMESPACE }],
    },
  ];
}

export function configOf(podCIDR: string, routing: "tunnel" | "native"): Readonly<Record<string, string>> {
  return {
    "agent-not-ready-taint-key": "node.cilium.io/agent-not-ready",
    "auto-direct-node-routes": routing === "native" ? "true" : "false",
    "bpf-lb-algorithm": "random",
    "bpf-lb-mode": "snat",
    "bpf-lb-sock": "true",
    "cluster-id": "0",
    "cluster-name": "kubernetes",
    "cluster-pool-ipv4-cidr": podCIDR,
    "cluster-pool-ipv4-mask-size": "24",
    "cni-exclusive": "true",
    "custom-cni-conf": "false",
    debug: "false",
    "enable-bpf-masquerade": "false",
    "enable-hubble": "true",
    "enable-ipv4": "true",
    "enable-ipv4-masquerade": "true",
    "enable-ipv6": "false",
    "enable-l2-announcements": "true",
    "enable-l7-proxy": "false",
    "enable-policy": "default",
    "enable-session-affinity": "true",
    "hubble-event-buffer-capacity": "4095",
    "hubble-listen-address": ":4244",
    "hubble-socket-path": "/var/run/cilium/hubble.sock",
    "identity-allocation-mode": "crd",
    ipam: "cluster-pool",
    "kube-proxy-replacement": "true",
    "monitor-aggregation": "medium",
    "policy-cidr-match-mode": "",
    "preallocate-bpf-maps": "false",
    "routing-mode": routing,
    "service-no-backend-response": "reject",
    "tunnel-protocol": "vxlan",
    ...(routing === "native" ? { "ipv4-native-routing-cidr": podCIDR } : {}),
  };
}

const mount = (name: string, mountPath: string): JsonObject => ({ name, mountPath });
const hostPath = (name: string, path: string): JsonObject => ({
  name,
  hostPath: { path, type: "DirectoryOrCreate" },
});
const field = (name: string, fieldPath: string): JsonObject => ({
  name,
  valueFrom: { fieldRef: { apiVersion: "v1", fieldPath } },
});
const ENV = [field("K8S_NODE_NAME", "spec.nodeName"), field("CILIUM_K8S_NAMESPACE", "metadata.namespace")];

function agentSpec(): JsonObject {
  return {
    hostNetwork: true,
    priorityClassName: "system-node-critical",
    restartPolicy: "Always",
    serviceAccountName: "cilium",
    terminationGracePeriodSeconds: 1,
    nodeSelector: { "kubernetes.io/os": "linux" },
    tolerations: [{ operator: "Exists" }],
    initContainers: [
      {
        name: "config",
        image: CILIUM_IMAGE,
        imagePullPolicy: "IfNotPresent",
        command: ["cilium-dbg", "build-config"],
        env: ENV,
        volumeMounts: [mount("tmp", "/tmp")],
      },
      {
        name: "install-cni-binaries",
        image: CILIUM_IMAGE,
        imagePullPolicy: "IfNotPresent",
        command: ["/install-plugin.sh"],
        volumeMounts: [mount("cni-path", "/host/opt/cni/bin")],
      },
    ],
    containers: [
      {
        name: "cilium-agent",
        image: CILIUM_IMAGE,
        imagePullPolicy: "IfNotPresent",
        command: ["cilium-agent"],
        args: ["--config-dir=/tmp/cilium/config-map"],
        env: [...ENV, { name: "CILIUM_CLUSTERMESH_CONFIG", value: "/var/lib/cilium/clustermesh/" }],
        securityContext: {
          capabilities: {
            add: [
              ..."CHOWN KILL NET_ADMIN NET_RAW IPC_LOCK SYS_MODULE SYS_ADMIN SYS_RESOURCE DAC_OVERRIDE FOWNER SETGID SETUID".split(
                " ",
              ),
            ],
            drop: ["ALL"],
          },
        },
        volumeMounts: [
          mount("cilium-run", "/var/run/cilium"),
          mount("etc-cni-netd", "/host/etc/cni/net.d"),
          mount("tmp", "/tmp"),
        ],
      },
    ],
    volumes: [
      { name: "tmp", emptyDir: {} },
      hostPath("cilium-run", "/var/run/cilium"),
      hostPath("cni-path", "/opt/cni/bin"),
      hostPath("etc-cni-netd", "/etc/cni/net.d"),
    ],
  };
}

function operatorSpec(): JsonObject {
  return {
    hostNetwork: true,
    priorityClassName: "system-cluster-critical",
    restartPolicy: "Always",
    serviceAccountName: "cilium-operator",
    nodeSelector: { "kubernetes.io/os": "linux" },
    tolerations: [
      { key: "node-role.kubernetes.io/control-plane", operator: "Exists" },
      { key: "node.kubernetes.io/not-ready", operator: "Exists" },
      { key: "node.cilium.io/agent-not-ready", operator: "Exists" },
    ],
    containers: [
      {
        name: "cilium-operator",
        image: CILIUM_OPERATOR_IMAGE,
        imagePullPolicy: "IfNotPresent",
        command: ["cilium-operator-generic"],
        args: ["--config-dir=/tmp/cilium/config-map", "--debug=$(CILIUM_DEBUG)"],
        env: [
          ...ENV,
          {
            name: "CILIUM_DEBUG",
            valueFrom: { configMapKeyRef: { name: "cilium-config", key: "debug", optional: true } },
          },
        ],
        volumeMounts: [{ name: "cilium-config-path", mountPath: "/tmp/cilium/config-map", readOnly: true }],
      },
    ],
    volumes: [{ name: "cilium-config-path", configMap: { name: "cilium-config" } }],
  };
}
