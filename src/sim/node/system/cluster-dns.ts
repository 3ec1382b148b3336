/**
 * What kubeadm installs for DNS: the Deployment coredns, its Corefile, and the Service kube-dns at the tenth address.
 *
 * Models: cmd/kubeadm/app/phases/addons/dns/manifests.go
 */
import type { Manifest } from "./manifest.ts";

export const COREFILE = `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30 {
       disable success cluster.local
       disable denial cluster.local
    }
    loop
    reload
    loadbalance
}
`;

const IMAGE = "registry.k8s.io/coredns/coredns:v1.13.1";
const labels = { "k8s-app": "kube-dns" };
const metadata = (name: string): { name: string; namespace: string } => ({ name, namespace: "kube-system" });

export function clusterDns(clusterIP: string): Manifest[] {
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: metadata("coredns") },
    { apiVersion: "v1", kind: "ConfigMap", metadata: metadata("coredns"), data: { Corefile: COREFILE } },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: {
        ...metadata("kube-dns"),
        labels: { ...labels, "kubernetes.io/cluster-service": "true", "kubernetes.io/name": "CoreDNS" },
        annotations: { "prometheus.io/port": "9153", "prometheus.io/scrape": "true" },
      },
      spec: {
        selector: labels,
        clusterIP,
        ports: [
          { name: "dns", port: 53, protocol: "UDP", targetPort: "dns" },
          { name: "dns-tcp", port: 53, protocol: "TCP", targetPort: "dns-tcp" },
          { name: "metrics", port: 9153, protocol: "TCP", targetPort: "metrics" },
        ],
      },
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { ...metadata("coredns"), labels },
      spec: {
        replicas: 2,
        strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1 } },
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: podSpec },
      },
    },
  ];
}

const podSpec = {
  priorityClassName: "system-cluster-critical",
  serviceAccountName: "coredns",
  tolerations: [
    { key: "CriticalAddonsOnly", operator: "Exists" },
    { key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" },
  ],
  nodeSelector: { "kubernetes.io/os": "linux" },
  dnsPolicy: "Default",
  containers: [
    {
      name: "coredns",
      image: IMAGE,
      imagePullPolicy: "IfNotPresent",
      resources: { limits: { memory: "170Mi" }, requests: { cpu: "100m", memory: "70Mi" } },
      args: ["-conf", "/etc/coredns/Corefile"],
      volumeMounts: [{ name: "config-volume", mountPath: "/etc/coredns", readOnly: true }],
      ports: [
        { containerPort: 53, name: "dns", protocol: "UDP" },
        { containerPort: 53, name: "dns-tcp", protocol: "TCP" },
        { containerPort: 9153, name: "metrics", protocol: "TCP" },
        { containerPort: 8080, name: "liveness-probe", protocol: "TCP" },
        { containerPort: 8181, name: "readiness-probe", protocol: "TCP" },
      ],
      livenessProbe: {
        httpGet: { path: "/health", port: "liveness-probe", scheme: "HTTP" },
        initialDelaySeconds: 60,
        timeoutSeconds: 5,
        successThreshold: 1,
        failureThreshold: 5,
      },
      readinessProbe: { httpGet: { path: "/ready", port: "readiness-probe", scheme: "HTTP" } },
    },
  ],
  volumes: [{ name: "config-volume", configMap: { name: "coredns", items: [{ key: "Corefile", path: "Corefile" }] } }],
} as const;
