/**
 * MetalLB as its project publishes it for a cluster without FRR: what its installation page applies by URL.
 *
 * Models: metallb config/manifests/metallb-native.yaml at v0.15.3
 * SIMPLIFIED: no validating webhooks; every release's address gives what 0.15.3 has, with that release's images.
 */
import type { PublishedFile } from "../published.ts";
import { yamlDocuments } from "../yaml-text.ts";
import { metallbDefinitions } from "./definitions.ts";

type Plain = { readonly [key: string]: unknown };

const NAMESPACE = "metallb-system";
const RBAC = "rbac.authorization.k8s.io";
const RELEASES = ["v0.15.3", "v0.15.2", "v0.14.9", "v0.14.8", "v0.14.5", "v0.13.12", "main"];
const LABELS = { app: "metallb" };

export function metallbObjects(release: string): Plain[] {
  return [
    {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: {
        name: NAMESPACE,
        labels: {
          "pod-security.kubernetes.io/audit": "privileged",
          "pod-security.kubernetes.io/enforce": "privileged",
          "pod-security.kubernetes.io/warn": "privileged",
        },
      },
    },
    ...metallbDefinitions(),
    ...access(),
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "metallb-excludel2", namespace: NAMESPACE },
      data: {
        "excludel2.yaml":
          'announcedInterfacesToExclude: ["^docker.*", "^cbr.*", "^dummy.*", "^virbr.*", "^lxcbr.*", "^veth.*", "^lo$", "^cali.*", "^tunl.*", "^flannel.*", "^kube-ipvs.*", "^cni.*", "^nodelocaldns.*", "^lxc.*"]\n',
      },
    },
    deployment(release),
    daemonSet(release),
  ];
}

function named(kind: string, name: string, isNamespaced: boolean): Plain {
  const metadata = { name, labels: LABELS, ...(isNamespaced ? { namespace: NAMESPACE } : {}) };
  return { apiVersion: kind === "ServiceAccount" ? "v1" : `${RBAC}/v1`, kind, metadata };
}

function access(): Plain[] {
  const rule = (group: string, resources: string, verbs: string): Plain => ({
    apiGroups: [group],
    resources: resources.split(" "),
    verbs: verbs.split(" "),
  });
  const binding = (name: string, account: string, isNamespaced: boolean): Plain => ({
    ...named(isNamespaced ? "RoleBinding" : "ClusterRoleBinding", name, isNamespaced),
    roleRef: { apiGroup: RBAC, kind: isNamespaced ? "Role" : "ClusterRole", name },
    subjects: [{ kind: "ServiceAccount", name: account, namespace: NAMESPACE }],
  });
  const pools = rule("metallb.io", "ipaddresspools l2advertisements bgpadvertisements communities", "get list watch");
  return [
    named("ServiceAccount", "controller", true),
    named("ServiceAccount", "speaker", true),
    {
      ...named("Role", "controller", true),
      rules: [pools, rule("", "secrets", "create delete get list patch update watch")],
    },
    { ...named("Role", "pod-lister", true), rules: [pools, rule("", "pods configmaps secrets", "get list watch")] },
    {
      ...named("ClusterRole", "metallb-system:controller", false),
      rules: [
        rule("", "services namespaces", "get list watch update"),
        rule("", "nodes", "list"),
        rule("", "services/status", "update"),
        rule("", "events", "create patch"),
      ],
    },
    {
      ...named("ClusterRole", "metallb-system:speaker", false),
      rules: [
        rule("", "services endpoints nodes namespaces", "get list watch"),
        rule("discovery.k8s.io", "endpointslices", "get list watch"),
        rule("", "events", "create patch"),
      ],
    },
    binding("controller", "controller", true),
    binding("pod-lister", "speaker", true),
    binding("metallb-system:controller", "controller", false),
    binding("metallb-system:speaker", "speaker", false),
  ];
}

const NOTHING = { allowPrivilegeEscalation: false, capabilities: { drop: ["all"] }, readOnlyRootFilesystem: true };
const MONITORING = [{ containerPort: 7472, name: "monitoring" }];

function deployment(release: string): Plain {
  const labels = { ...LABELS, component: "controller" };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "controller", namespace: NAMESPACE, labels },
    spec: {
      revisionHistoryLimit: 3,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              args: ["--port=7472", "--log-level=info", "--tls-min-version=VersionTLS12"],
              env: [
                { name: "METALLB_ML_SECRET_NAME", value: "memberlist" },
                { name: "METALLB_DEPLOYMENT", value: "controller" },
              ],
              image: `quay.io/metallb/controller:${release}`,
              name: "controller",
              ports: MONITORING,
              securityContext: NOTHING,
            },
          ],
          nodeSelector: { "kubernetes.io/os": "linux" },
          securityContext: { fsGroup: 65_534, runAsNonRoot: true, runAsUser: 65_534 },
          serviceAccountName: "controller",
          terminationGracePeriodSeconds: 0,
        },
      },
    },
  };
}

function daemonSet(release: string): Plain {
  const labels = { ...LABELS, component: "speaker" };
  const field = (name: string, fieldPath: string): Plain => ({ name, valueFrom: { fieldRef: { fieldPath } } });
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name: "speaker", namespace: NAMESPACE, labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              args: ["--port=7472", "--log-level=info"],
              env: [
                field("METALLB_NODE_NAME", "spec.nodeName"),
                field("METALLB_POD_NAME", "metadata.name"),
                field("METALLB_HOST", "status.hostIP"),
                field("METALLB_ML_BIND_ADDR", "status.podIP"),
                { name: "METALLB_ML_LABELS", value: "app=metallb,component=speaker" },
              ],
              image: `quay.io/metallb/speaker:${release}`,
              name: "speaker",
              ports: [
                ...MONITORING,
                { containerPort: 7946, name: "memberlist-tcp" },
                { containerPort: 7946, name: "memberlist-udp", protocol: "UDP" },
              ],
              securityContext: { ...NOTHING, capabilities: { add: ["NET_RAW"], drop: ["ALL"] } },
            },
          ],
          hostNetwork: true,
          nodeSelector: { "kubernetes.io/os": "linux" },
          serviceAccountName: "speaker",
          terminationGracePeriodSeconds: 2,
          tolerations: [
            { effect: "NoSchedule", key: "node-role.kubernetes.io/master", operator: "Exists" },
            { effect: "NoSchedule", key: "node-role.kubernetes.io/control-plane", operator: "Exists" },
          ],
        },
      },
    },
  };
}

export const metallbFiles: readonly PublishedFile[] = RELEASES.map((release) => ({
  url: `https://raw.githubusercontent.com/metallb/metallb/${release}/config/manifests/metallb-native.yaml`,
  text: () => `${yamlDocuments(metallbObjects(release))}\n`,
}));
