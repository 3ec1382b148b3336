/**
 * aws-node as EKS installs it: the CNI's daemon and the agent for policies, which does nothing until its argument says so.
 *
 * Models: amazon-vpc-cni-k8s config/master/aws-k8s-cni.yaml
 */
import type { JsonObject } from "../../../kube/api/objects.ts";
import type { Manifest } from "../../system/manifest.ts";

const REGISTRY = "602401143452.dkr.ecr.us-east-1.amazonaws.com";
export const AWS_CNI_VERSION = "v1.20.4";
export const CNI_IMAGE = `${REGISTRY}/amazon-k8s-cni:${AWS_CNI_VERSION}-eksbuild.2`;
export const CNI_INIT_IMAGE = `${REGISTRY}/amazon-k8s-cni-init:${AWS_CNI_VERSION}-eksbuild.2`;
export const NODE_AGENT_IMAGE = `${REGISTRY}/amazon/aws-network-policy-agent:v1.2.7-eksbuild.1`;
export const AWS_IMAGES: readonly string[] = [CNI_IMAGE, CNI_INIT_IMAGE, NODE_AGENT_IMAGE];

const NAMESPACE = "kube-system";
const RBAC = "rbac.authorization.k8s.io";
const labels = {
  "app.kubernetes.io/name": "aws-node",
  "app.kubernetes.io/instance": "aws-vpc-cni",
  "k8s-app": "aws-node",
  "app.kubernetes.io/version": AWS_CNI_VERSION,
};

export function awsManifests(): readonly Manifest[] {
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "aws-node", namespace: NAMESPACE, labels } },
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "amazon-vpc-cni", namespace: NAMESPACE, labels },
      data: {
        "branch-eni-cooldown": "60",
        "enable-network-policy-controller": "false",
        "enable-windows-ipam": "false",
        "enable-windows-prefix-delegation": "false",
        "minimum-ip-target": "3",
        "warm-ip-target": "1",
        "warm-prefix-target": "0",
      },
    },
    {
      apiVersion: `${RBAC}/v1`,
      kind: "ClusterRole",
      metadata: { name: "aws-node", labels },
      rules: [
        { apiGroups: [""], resources: ["namespaces"], verbs: ["list", "watch", "get"] },
        { apiGroups: [""], resources: ["pods"], verbs: ["list", "watch", "get"] },
        { apiGroups: [""], resources: ["nodes"], verbs: ["list", "watch", "get"] },
        { apiGroups: ["", "events.k8s.io"], resources: ["events"], verbs: ["create", "patch", "list"] },
      ],
    },
    {
      apiVersion: `${RBAC}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name: "aws-node", labels },
      roleRef: { apiGroup: RBAC, kind: "ClusterRole", name: "aws-node" },
      subjects: [{ kind: "ServiceAccount", name: "aws-node", namespace: NAMESPACE }],
    },
    {
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      metadata: { name: "aws-node", namespace: NAMESPACE, labels },
      spec: {
        selector: { matchLabels: { "k8s-app": "aws-node" } },
        updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "10%" } },
        template: {
          metadata: {
            labels: {
              "app.kubernetes.io/name": "aws-node",
              "app.kubernetes.io/instance": "aws-vpc-cni",
              "k8s-app": "aws-node",
            },
          },
          spec: podSpec(),
        },
      },
    },
  ];
}

const mount = (name: string, mountPath: string): JsonObject => ({ name, mountPath });
const hostPath = (name: string, path: string): JsonObject => ({
  name,
  hostPath: { path, type: "DirectoryOrCreate" },
});
const NODE_NAME: JsonObject = { name: "MY_NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } };

const ENV: Readonly<Record<string, string>> = {
  ADDITIONAL_ENI_TAGS: "{}",
  AWS_VPC_CNI_NODE_PORT_SUPPORT: "true",
  AWS_VPC_ENI_MTU: "9001",
  AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "false",
  AWS_VPC_K8S_CNI_EXTERNALSNAT: "false",
  AWS_VPC_K8S_CNI_LOGLEVEL: "DEBUG",
  AWS_VPC_K8S_CNI_RANDOMIZESNAT: "prng",
  AWS_VPC_K8S_CNI_VETHPREFIX: "eni",
  CLUSTER_NAME: "demo",
  DISABLE_INTROSPECTION: "false",
  DISABLE_METRICS: "false",
  ENABLE_IPv4: "true",
  ENABLE_IPv6: "false",
  ENABLE_POD_ENI: "false",
  ENABLE_PREFIX_DELEGATION: "false",
  NETWORK_POLICY_ENFORCING_MODE: "standard",
  WARM_ENI_TARGET: "1",
  WARM_PREFIX_TARGET: "1",
};

function podSpec(): JsonObject {
  return {
    hostNetwork: true,
    priorityClassName: "system-node-critical",
    serviceAccountName: "aws-node",
    terminationGracePeriodSeconds: 10,
    tolerations: [{ operator: "Exists" }],
    initContainers: [
      {
        name: "aws-vpc-cni-init",
        image: CNI_INIT_IMAGE,
        env: [
          { name: "DISABLE_TCP_EARLY_DEMUX", value: "false" },
          { name: "ENABLE_IPv6", value: "false" },
        ],
        resources: { requests: { cpu: "25m" } },
        volumeMounts: [mount("cni-bin-dir", "/host/opt/cni/bin")],
      },
    ],
    containers: [
      {
        name: "aws-node",
        image: CNI_IMAGE,
        ports: [{ containerPort: 61_678, name: "metrics" }],
        env: [...Object.entries(ENV).map(([name, value]) => ({ name, value })), NODE_NAME],
        resources: { requests: { cpu: "25m" } },
        securityContext: { capabilities: { add: ["NET_ADMIN", "NET_RAW"] } },
        volumeMounts: [
          mount("cni-bin-dir", "/host/opt/cni/bin"),
          mount("cni-net-dir", "/host/etc/cni/net.d"),
          mount("log-dir", "/host/var/log/aws-routed-eni"),
        ],
      },
      {
        name: "aws-eks-nodeagent",
        image: NODE_AGENT_IMAGE,
        args: [
          "--enable-ipv6=false",
          "--enable-network-policy=false",
          "--enable-cloudwatch-logs=false",
          "--enable-policy-event-logs=false",
          "--log-file=/var/log/aws-routed-eni/network-policy-agent.log",
          "--metrics-bind-addr=:8162",
          "--health-probe-bind-addr=:8163",
          "--conntrack-cache-cleanup-period=300",
          "--log-level=debug",
        ],
        ports: [{ containerPort: 8162, name: "agentmetrics" }],
        env: [NODE_NAME],
        resources: { requests: { cpu: "25m" } },
        securityContext: { capabilities: { add: ["NET_ADMIN"] }, privileged: true },
        volumeMounts: [mount("log-dir", "/var/log/aws-routed-eni")],
      },
    ],
    volumes: [
      hostPath("cni-bin-dir", "/opt/cni/bin"),
      hostPath("cni-net-dir", "/etc/cni/net.d"),
      hostPath("log-dir", "/var/log/aws-routed-eni"),
    ],
  };
}
