/**
 * Calico as its published manifest installs it, into kube-system: the kinds, the agent on every node, the controllers.
 *
 * Models: projectcalico/calico manifests/calico.yaml, calico-vxlan.yaml
 * SIMPLIFIED: the kinds' schemas take everything; roles are shorter than the published ones.
 */
import type { JsonObject } from "../../../kube/api/objects.ts";
import type { Manifest } from "../../system/manifest.ts";
import type { CalicoBackend } from "./pool.ts";

const VERSION = "v3.32.0";
export const CALICO_NODE_IMAGE = `quay.io/calico/node:${VERSION}`;
export const CALICO_CNI_IMAGE = `quay.io/calico/cni:${VERSION}`;
export const CALICO_CONTROLLERS_IMAGE = `quay.io/calico/kube-controllers:${VERSION}`;
export const CALICO_IMAGES = [CALICO_NODE_IMAGE, CALICO_CNI_IMAGE, CALICO_CONTROLLERS_IMAGE];

const NAMESPACE = "kube-system";
const GROUP = "crd.projectcalico.org";
const RBAC = "rbac.authorization.k8s.io";

/** With what the installer fills in still to come. */
const CNI_CONFIG = `{
  "name": "k8s-pod-network",
  "cniVersion": "1.0.0",
  "plugins": [
    {
      "type": "calico",
      "log_level": "info",
      "log_file_path": "/var/log/calico/cni/cni.log",
      "datastore_type": "kubernetes",
      "nodename": "__KUBERNETES_NODE_NAME__",
      "mtu": __CNI_MTU__,
      "ipam": {
          "type": "calico-ipam"
      },
      "policy": {
          "type": "k8s"
      },
      "kubernetes": {
          "kubeconfig": "__KUBECONFIG_FILEPATH__"
      }
    },
    {
      "type": "portmap",
      "snat": true,
      "capabilities": {"portMappings": true}
    }
  ]
}`;

/** The file on a node. */
export function conflist(node: string, config = CNI_CONFIG, mtu = "0"): string {
  return config
    .replace("__KUBERNETES_NODE_NAME__", node)
    .replace("__CNI_MTU__", mtu)
    .replace("__KUBECONFIG_FILEPATH__", "/etc/cni/net.d/calico-kubeconfig");
}

/** Kind and plural; those of namespaces have a star. */
const KINDS = `BGPConfiguration bgpconfigurations, BGPFilter bgpfilters, BGPPeer bgppeers, BlockAffinity blockaffinities,
  CalicoNodeStatus caliconodestatuses, ClusterInformation clusterinformations, FelixConfiguration felixconfigurations,
  GlobalNetworkPolicy globalnetworkpolicies, GlobalNetworkSet globalnetworksets, HostEndpoint hostendpoints,
  IPAMBlock ipamblocks, IPAMConfig ipamconfigs, IPAMHandle ipamhandles, IPPool ippools, IPReservation ipreservations,
  KubeControllersConfiguration kubecontrollersconfigurations, NetworkPolicy* networkpolicies, NetworkSet* networksets,
  Tier tiers`;

function definitions(): Manifest[] {
  return KINDS.split(",").map((words) => {
    const [starred = "", plural = ""] = words.trim().split(" ");
    const kind = starred.replace("*", "");
    const openAPIV3Schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
    return {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: `${plural}.${GROUP}` },
      spec: {
        group: GROUP,
        names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() },
        scope: starred === kind ? "Cluster" : "Namespaced",
        versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema } }],
      },
    };
  });
}

export function calicoManifests(backend: CalicoBackend): readonly Manifest[] {
  const labels = { "k8s-app": "calico-node" };
  const controllers = { "k8s-app": "calico-kube-controllers" };
  const metadata = (name: string): { name: string; namespace: string } => ({ name, namespace: NAMESPACE });
  return [
    ...["calico-kube-controllers", "calico-node", "calico-cni-plugin"].map((name) => ({
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: metadata(name),
    })),
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: metadata("calico-config"),
      data: {
        typha_service_name: "none",
        calico_backend: backend === "vxlan" ? "vxlan" : "bird",
        veth_mtu: "0",
        cni_network_config: CNI_CONFIG,
      },
    },
    ...definitions(),
    ...["calico-kube-controllers", "calico-node", "calico-cni-plugin"].flatMap(role),
    {
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      metadata: { ...metadata("calico-node"), labels },
      spec: {
        selector: { matchLabels: labels },
        updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1 } },
        template: { metadata: { labels }, spec: nodePod(backend) },
      },
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { ...metadata("calico-kube-controllers"), labels: controllers },
      spec: {
        replicas: 1,
        selector: { matchLabels: controllers },
        strategy: { type: "Recreate" },
        template: {
          metadata: { ...metadata("calico-kube-controllers"), labels: controllers },
          spec: controllersPod,
        },
      },
    },
  ];
}

function role(name: string): Manifest[] {
  return [
    {
      apiVersion: `${RBAC}/v1`,
      kind: "ClusterRole",
      metadata: { name },
      rules: [
        {
          apiGroups: [""],
          resources: ["pods", "nodes", "namespaces", "serviceaccounts"],
          verbs: ["get", "list", "watch"],
        },
        { apiGroups: [""], resources: ["pods/status", "nodes/status"], verbs: ["patch", "update"] },
        { apiGroups: ["networking.k8s.io"], resources: ["networkpolicies"], verbs: ["watch", "list"] },
        { apiGroups: [GROUP], resources: ["*"], verbs: ["*"] },
      ],
    },
    {
      apiVersion: `${RBAC}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name },
      roleRef: { apiGroup: RBAC, kind: "ClusterRole", name },
      subjects: [{ kind: "ServiceAccount", name, namespace: NAMESPACE }],
    },
  ];
}

const env = (values: Readonly<Record<string, string>>): JsonObject[] =>
  Object.entries(values).map(([name, value]) => ({ name, value }));
const nodeName = (name: string): JsonObject => ({ name, valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } });
const fromConfig = (name: string, key: string): JsonObject => ({
  name,
  valueFrom: { configMapKeyRef: { name: "calico-config", key } },
});
const mount = (name: string, mountPath: string): JsonObject => ({ name, mountPath });
const hostPath = (name: string, path: string, type?: string): JsonObject => ({
  name,
  hostPath: type === undefined ? { path } : { path, type },
});
const exec = (...command: string[]): JsonObject => ({ exec: { command } });

function nodePod(backend: CalicoBackend): JsonObject {
  const common = { imagePullPolicy: "IfNotPresent", securityContext: { privileged: true } };
  return {
    nodeSelector: { "kubernetes.io/os": "linux" },
    hostNetwork: true,
    tolerations: [
      { effect: "NoSchedule", operator: "Exists" },
      { key: "CriticalAddonsOnly", operator: "Exists" },
      { effect: "NoExecute", operator: "Exists" },
    ],
    serviceAccountName: "calico-node",
    terminationGracePeriodSeconds: 0,
    priorityClassName: "system-node-critical",
    initContainers: [
      {
        ...common,
        name: "upgrade-ipam",
        image: CALICO_CNI_IMAGE,
        command: ["/opt/cni/bin/calico-ipam", "-upgrade"],
        env: [nodeName("KUBERNETES_NODE_NAME"), fromConfig("CALICO_NETWORKING_BACKEND", "calico_backend")],
        volumeMounts: [mount("host-local-net-dir", "/var/lib/cni/networks"), mount("cni-bin-dir", "/host/opt/cni/bin")],
      },
      {
        ...common,
        name: "install-cni",
        image: CALICO_CNI_IMAGE,
        command: ["/opt/cni/bin/install"],
        env: [
          ...env({ CNI_CONF_NAME: "10-calico.conflist" }),
          fromConfig("CNI_NETWORK_CONFIG", "cni_network_config"),
          nodeName("KUBERNETES_NODE_NAME"),
          fromConfig("CNI_MTU", "veth_mtu"),
          ...env({ SLEEP: "false" }),
        ],
        volumeMounts: [mount("cni-bin-dir", "/host/opt/cni/bin"), mount("cni-net-dir", "/host/etc/cni/net.d")],
      },
    ],
    containers: [{ ...common, ...calicoNode(backend) }],
    volumes: [
      hostPath("var-run-calico", "/var/run/calico", "DirectoryOrCreate"),
      hostPath("var-lib-calico", "/var/lib/calico", "DirectoryOrCreate"),
      hostPath("xtables-lock", "/run/xtables.lock", "FileOrCreate"),
      hostPath("cni-bin-dir", "/opt/cni/bin", "DirectoryOrCreate"),
      hostPath("cni-net-dir", "/etc/cni/net.d"),
      hostPath("host-local-net-dir", "/var/lib/cni/networks"),
    ],
  };
}

function calicoNode(backend: CalicoBackend): JsonObject {
  const bird = backend === "vxlan" ? [] : ["-bird-live"];
  const birdReady = backend === "vxlan" ? [] : ["-bird-ready"];
  return {
    name: "calico-node",
    image: CALICO_NODE_IMAGE,
    env: [
      ...env({ DATASTORE_TYPE: "kubernetes", WAIT_FOR_DATASTORE: "true" }),
      nodeName("NODENAME"),
      fromConfig("CALICO_NETWORKING_BACKEND", "calico_backend"),
      ...env({
        CLUSTER_TYPE: "k8s,bgp",
        IP: "autodetect",
        CALICO_IPV4POOL_IPIP: backend === "ipip" ? "Always" : "Never",
        CALICO_IPV4POOL_VXLAN: backend === "vxlan" ? "Always" : "Never",
        CALICO_IPV6POOL_VXLAN: "Never",
      }),
      fromConfig("FELIX_IPINIPMTU", "veth_mtu"),
      fromConfig("FELIX_VXLANMTU", "veth_mtu"),
      fromConfig("FELIX_WIREGUARDMTU", "veth_mtu"),
      ...env({
        CALICO_DISABLE_FILE_LOGGING: "true",
        FELIX_DEFAULTENDPOINTTOHOSTACTION: "ACCEPT",
        FELIX_IPV6SUPPORT: "false",
        FELIX_HEALTHENABLED: "true",
      }),
    ],
    resources: { requests: { cpu: "250m" } },
    lifecycle: { preStop: exec("/bin/calico-node", "-shutdown") },
    livenessProbe: {
      ...exec("/bin/calico-node", "-felix-live", ...bird),
      periodSeconds: 10,
      initialDelaySeconds: 10,
      failureThreshold: 6,
      timeoutSeconds: 10,
    },
    readinessProbe: {
      ...exec("/bin/calico-node", "-felix-ready", ...birdReady),
      periodSeconds: 10,
      timeoutSeconds: 10,
    },
    volumeMounts: [
      mount("cni-net-dir", "/host/etc/cni/net.d"),
      mount("xtables-lock", "/run/xtables.lock"),
      mount("var-run-calico", "/var/run/calico"),
      mount("var-lib-calico", "/var/lib/calico"),
    ],
  };
}

const controllersPod: JsonObject = {
  nodeSelector: { "kubernetes.io/os": "linux" },
  tolerations: [
    { key: "CriticalAddonsOnly", operator: "Exists" },
    { key: "node-role.kubernetes.io/master", effect: "NoSchedule" },
    { key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" },
  ],
  serviceAccountName: "calico-kube-controllers",
  priorityClassName: "system-cluster-critical",
  containers: [
    {
      name: "calico-kube-controllers",
      image: CALICO_CONTROLLERS_IMAGE,
      imagePullPolicy: "IfNotPresent",
      env: env({ ENABLED_CONTROLLERS: "node,loadbalancer", DATASTORE_TYPE: "kubernetes" }),
      livenessProbe: {
        ...exec("/usr/bin/check-status", "-l"),
        periodSeconds: 10,
        initialDelaySeconds: 10,
        failureThreshold: 6,
        timeoutSeconds: 10,
      },
      readinessProbe: { ...exec("/usr/bin/check-status", "-r"), periodSeconds: 10 },
      securityContext: { runAsNonRoot: true },
    },
  ],
};
