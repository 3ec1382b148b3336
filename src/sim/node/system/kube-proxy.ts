/**
 * kube-proxy as kubeadm installs it: a DaemonSet on every node, its configuration and rights. While its Pod's program
 * runs, that node's proxy does.
 *
 * Models: cmd/kubeadm/app/phases/addons/proxy/manifests.go, proxy.go
 */
import { formatCidr } from "../../core/ip.ts";
import { KUBERNETES_VERSION, type Profile } from "../profiles/profile.ts";
import type { ProxySettings } from "../proxy/proxy-settings.ts";
import type { Manifest } from "./manifest.ts";

const labels = { "k8s-app": "kube-proxy" };
const metadata = { name: "kube-proxy", namespace: "kube-system" };
const RBAC = "rbac.authorization.k8s.io";

export interface InstalledProxy {
  readonly mode: string;
  /** What is not as usual. */
  readonly settings: Partial<ProxySettings>;
}

export function kubeProxyManifests(profile: Profile, installed: InstalledProxy): readonly Manifest[] {
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata },
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { ...metadata, labels: { app: "kube-proxy" } },
      data: { "config.conf": configFile(profile, installed), "kubeconfig.conf": kubeconfigFile(profile) },
    },
    ...RIGHTS,
    DAEMON_SET,
  ];
}

const RIGHTS: readonly Manifest[] = [
  {
    apiVersion: `${RBAC}/v1`,
    kind: "ClusterRoleBinding",
    metadata: { name: "kubeadm:node-proxier" },
    roleRef: { apiGroup: RBAC, kind: "ClusterRole", name: "system:node-proxier" },
    subjects: [{ kind: "ServiceAccount", ...metadata }],
  },
  {
    apiVersion: `${RBAC}/v1`,
    kind: "Role",
    metadata,
    rules: [{ apiGroups: [""], resourceNames: ["kube-proxy"], resources: ["configmaps"], verbs: ["get"] }],
  },
  {
    apiVersion: `${RBAC}/v1`,
    kind: "RoleBinding",
    metadata,
    roleRef: { apiGroup: RBAC, kind: "Role", name: "kube-proxy" },
    subjects: [{ apiGroup: RBAC, kind: "Group", name: "system:bootstrappers:kubeadm:default-node-token" }],
  },
];

const DAEMON_SET: Manifest = {
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
            securityContext: { privileged: true },
            volumeMounts: [
              { mountPath: "/var/lib/kube-proxy", name: "kube-proxy" },
              { mountPath: "/run/xtables.lock", name: "xtables-lock" },
              { mountPath: "/lib/modules", name: "lib-modules", readOnly: true },
            ],
          },
        ],
        volumes: [
          { name: "kube-proxy", configMap: { name: "kube-proxy" } },
          { name: "xtables-lock", hostPath: { path: "/run/xtables.lock", type: "FileOrCreate" } },
          { name: "lib-modules", hostPath: { path: "/lib/modules" } },
        ],
      },
    },
  },
};

function configFile({ podCIDR }: Profile, { mode, settings }: InstalledProxy): string {
  const { masqueradeAll = false, localhostNodePorts, nodePortAddresses = [], conntrackTCPLiberal = false } = settings;
  const addresses = nodePortAddresses.map((range) => `\n- ${formatCidr(range)}`).join("");
  return `apiVersion: kubeproxy.config.k8s.io/v1alpha1
bindAddress: 0.0.0.0
bindAddressHardFail: false
clientConnection:
  acceptContentTypes: ""
  burst: 0
  contentType: ""
  kubeconfig: /var/lib/kube-proxy/kubeconfig.conf
  qps: 0
clusterCIDR: ${podCIDR}
configSyncPeriod: 0s
conntrack:
  maxPerCore: null
  min: null
  tcpBeLiberal: ${conntrackTCPLiberal}
  tcpCloseWaitTimeout: null
  tcpEstablishedTimeout: null
  udpStreamTimeout: 0s
  udpTimeout: 0s
detectLocal:
  bridgeInterface: ""
  interfaceNamePrefix: ""
detectLocalMode: ""
enableProfiling: false
healthzBindAddress: ""
hostnameOverride: ""
iptables:
  localhostNodePorts: ${localhostNodePorts ?? null}
  masqueradeAll: ${masqueradeAll}
  masqueradeBit: null
  minSyncPeriod: 0s
  syncPeriod: 0s
ipvs:
  excludeCIDRs: null
  minSyncPeriod: 0s
  scheduler: ""
  strictARP: false
  syncPeriod: 0s
  tcpFinTimeout: 0s
  tcpTimeout: 0s
  udpTimeout: 0s
kind: KubeProxyConfiguration
logging:
  flushFrequency: 0
  options:
    json:
      infoBufferSize: "0"
    text:
      infoBufferSize: "0"
  verbosity: 0
metricsBindAddress: ""
mode: ${mode === "" ? '""' : mode}
nftables:
  masqueradeAll: ${masqueradeAll}
  masqueradeBit: null
  minSyncPeriod: 0s
  syncPeriod: 0s
nodePortAddresses:${addresses === "" ? " null" : addresses}
oomScoreAdj: null
portRange: ""
showHiddenMetricsForVersion: ""
${WINKERNEL}`;
}

const WINKERNEL = `winkernel:
  enableDSR: false
  forwardHealthCheckVip: false
  networkName: ""
  rootHnsEndpointName: ""
  sourceVip: ""`;

/** kind's nodes know each other by name, kubeadm's by address. */
function kubeconfigFile({ name, nodes }: Profile): string {
  const first = nodes.find(({ isControlPlane }) => isControlPlane) ?? nodes[0];
  const server = `https://${(name === "kind" ? first?.name : first?.ip) ?? "localhost"}:6443`;
  return `apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority: /var/run/secrets/kubernetes.io/serviceaccount/ca.crt
    server: ${server}
  name: default
contexts:
- context:
    cluster: default
    namespace: default
    user: default
  name: default
current-context: default
users:
- name: default
  user:
    tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token`;
}
