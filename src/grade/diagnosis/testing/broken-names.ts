/** What goes wrong between a name and its address. */
import { app, CONTAINER, corefile, policy } from "./broken-app.ts";
import { type BrokenRow, FROM_CLIENT, FROM_CLIENT_KIND } from "./broken-row.ts";

const DNS_PORTS = "ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]";
const WEB = "podSelector: {matchLabels: {app: web}}";
const CLIENT = "podSelector: {matchLabels: {app: client}}";

export const NAMES: readonly BrokenRow[] = [
  {
    name: "no Service at all",
    given: `${app()}kubectl delete service web >/dev/null`,
    ...FROM_CLIENT,
    stage: "service",
    saw: "there is no Service web in namespace default",
    lookAt: "kubectl get services",
  },
  {
    name: "a slip in the Service's name",
    given: app(),
    from: "pod/client",
    to: "http://wed/",
    stage: "service",
    saw: "there is no Service wed in namespace default",
    lookAt: "Service web: is that its name?",
  },
  {
    name: "the Service is in another namespace",
    given: `${app()}kubectl create namespace shop >/dev/null; kubectl create service clusterip db -n shop --tcp=80 >/dev/null`,
    from: "pod/client",
    to: "http://db/",
    stage: "service",
    saw: "there is no Service db in namespace default",
    lookAt: "the one in namespace shop",
  },
  {
    name: "the namespace does not exist",
    given: app(),
    from: "pod/client",
    to: "http://db.warehouse.svc.cluster.local/",
    stage: "service",
    saw: "there is no namespace warehouse",
    lookAt: "the second part of the name",
  },
  {
    name: "a slip in the cluster's domain",
    given: app(),
    from: "pod/client",
    to: "http://web.default.svc.cluster.locl/",
    stage: "name",
    saw: "DNS knows no name web.default.svc.cluster.locl",
    lookAt: ".svc.cluster.locl is not .svc.cluster.local",
  },
  {
    name: "svc left out of a full name",
    given: app(),
    from: "pod/client",
    to: "http://web.default.cluster.local/",
    stage: "name",
    saw: "DNS knows no name web.default.cluster.local",
    lookAt: ".cluster.local is not .svc.cluster.local",
  },
  {
    name: "a name that is nowhere",
    given: app(),
    from: "pod/client",
    to: "http://no-such-host.example.org/",
    stage: "name",
    saw: "DNS knows no name no-such-host.example.org",
    lookAt: "the name",
  },
  {
    name: "a cluster name asked from the learner's machine",
    given: app(),
    from: "host",
    to: "http://web.default.svc.cluster.local/",
    stage: "dns",
    saw: "which knows nothing of the cluster's names",
    lookAt: "for Pods only",
  },
  {
    name: "a cluster name asked from a node",
    given: app(),
    from: "node/docker-desktop",
    to: "http://web.default.svc.cluster.local/",
    stage: "dns",
    saw: "which knows nothing of the cluster's names",
    lookAt: "for Pods only",
  },
  {
    name: "dnsPolicy Default",
    given: app({ client: ", dnsPolicy: Default" }),
    ...FROM_CLIENT,
    stage: "dns",
    saw: "which knows nothing of the cluster's names",
    lookAt: "dnsPolicy of Pod client: it is Default",
  },
  {
    name: "hostNetwork without ClusterFirstWithHostNet",
    given: app({ client: ", hostNetwork: true" }),
    ...FROM_CLIENT,
    stage: "dns",
    saw: "which knows nothing of the cluster's names",
    lookAt: "it is ClusterFirst, and hostNetwork: true",
  },
  {
    name: "an ExternalName that does not exist",
    given: app({ service: "type: ExternalName, externalName: db.example.invalid" }),
    ...FROM_CLIENT,
    stage: "name",
    saw: "Service web is another name for db.example.invalid, and that does not exist",
    lookAt: "spec.externalName of Service web",
  },
  {
    name: "a headless Service whose selector finds nobody",
    given: app({ service: "clusterIP: None, selector: {app: wed}, ports: [{port: 8000}]" }),
    from: "pod/client",
    to: "http://web:8000/",
    stage: "selector",
    saw: "so its name has no address: Service web has no endpoints: no Pod has the labels app=wed",
    lookAt: "the nearest label is app=web",
  },
  {
    name: "a headless Service whose Pods are not ready",
    given: app({
      service: "clusterIP: None, selector: {app: web}, ports: [{port: 8000}]",
      container: `${CONTAINER}, readinessProbe: {httpGet: {path: /nothing, port: 8000}}`,
    }),
    from: "pod/client",
    to: "http://web:8000/",
    stage: "readiness",
    saw: "Service web finds 2 Pods, and none is ready",
    lookAt: "readinessProbe",
  },
];

export const DNS: readonly BrokenRow[] = [
  {
    name: "CoreDNS scaled to nothing",
    given: `${app()}kubectl scale -n kube-system deployment/coredns --replicas=0 >/dev/null`,
    ...FROM_CLIENT,
    stage: "dns",
    saw: "no Pod of CoreDNS runs, so no name has an address",
    lookAt: "-l k8s-app=kube-dns",
  },
  {
    name: "the Service of DNS is gone",
    given: `${app()}kubectl delete service -n kube-system kube-dns >/dev/null`,
    ...FROM_CLIENT,
    stage: "dns",
    saw: "there is no Service kube-dns in kube-system",
    lookAt: "/etc/resolv.conf",
  },
  {
    name: "CoreDNS with an image that does not exist",
    given: `${app()}kubectl scale -n kube-system deployment/coredns --replicas=0 >/dev/null
kubectl set image -n kube-system deployment/coredns coredns=coredns/coredns:never >/dev/null
kubectl scale -n kube-system deployment/coredns --replicas=1 >/dev/null`,
    ...FROM_CLIENT,
    stage: "dns",
    saw: "no Pod of CoreDNS is ready: the image coredns/coredns:never",
    lookAt: "k8s-app=kube-dns",
  },
  {
    name: "a Corefile without the kubernetes plugin",
    given: app() + corefile(".:53 {\n    errors\n    health\n    ready\n    forward . /etc/resolv.conf\n}\n"),
    ...FROM_CLIENT,
    stage: "dns",
    saw: "Service web exists, and DNS says that its name does not",
    lookAt: "its kubernetes plugin",
  },
  {
    name: "egress to the application only: DNS is forgotten",
    given: app() + policy("client", `${CLIENT}, policyTypes: [Egress], egress: [{to: [{${WEB}}]}]`),
    ...FROM_CLIENT_KIND,
    stage: "policy",
    saw: "the question for the name does not get to CoreDNS: NetworkPolicy default/client isolates Pod default/client for egress, and no rule admits UDP 53",
    lookAt: "spec.egress[0] of NetworkPolicy default/client: it admits this port, and not this peer",
  },
  {
    name: "DNS by TCP only",
    given: app() + policy("client", `${CLIENT}, policyTypes: [Egress], egress: [{ports: [{port: 53, protocol: TCP}]}]`),
    ...FROM_CLIENT_KIND,
    stage: "policy",
    saw: "no rule admits UDP 53",
    lookAt: "it admits this peer, on TCP 53 only",
  },
  {
    name: "DNS in a namespace by a label that none has",
    given:
      app() +
      policy(
        "client",
        `podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels: {name: kube-system}}}], ${DNS_PORTS}}]`,
      ),
    ...FROM_CLIENT_KIND,
    stage: "policy",
    saw: "no rule admits UDP 53",
    lookAt: "no namespace has the label name=kube-system (every namespace has kubernetes.io/metadata.name)",
  },
  {
    name: "kube-system isolated",
    given: app() + policy("quiet", "podSelector: {}, policyTypes: [Ingress]", "kube-system"),
    ...FROM_CLIENT_KIND,
    stage: "policy",
    saw: "NetworkPolicy kube-system/quiet isolates Pod kube-system/coredns",
    lookAt: "spec.ingress of NetworkPolicy kube-system/quiet: nothing there",
  },
];
