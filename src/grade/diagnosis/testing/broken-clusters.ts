/** The table of broken clusters: what somebody did, who then asks whom, and what is wrong. */
import type { Session } from "../../../shell/session.ts";
import type { Stage } from "../broken-link.ts";
import { app, CONTAINER, corefile, PORTS, policy, SERVICE } from "./broken-app.ts";

export interface BrokenCluster {
  readonly name: string;
  readonly profile?: string;
  /** What was typed. */
  readonly given: string;
  /** What happened then that nobody typed. */
  readonly done?: (session: Session) => void;
  readonly from: string;
  readonly to: string;
}

export interface BrokenRow extends BrokenCluster {
  readonly stage: Stage;
  readonly saw: string;
  readonly lookAt: string;
}

const FROM_CLIENT = { from: "pod/client", to: "http://web/" } as const;
const FROM_CLIENT_KIND = { ...FROM_CLIENT, profile: "kind" } as const;
const LOOPBACK_ONLY = 'name: web, image: hashicorp/http-echo, args: ["-listen=127.0.0.1:8000", "-text=here"]';
const DNS_PORTS = "ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]";
const WEB = "podSelector: {matchLabels: {app: web}}";
const CLIENT = "podSelector: {matchLabels: {app: client}}";

function onNode(name: string, command: string): (session: Session) => void {
  return ({ cluster }) => {
    const machine = cluster.node(name);
    if (machine === undefined) throw new Error(`no node ${name}`);
    const { netfilter, devices, routes, sysctls } = machine.network;
    switch (command) {
      case "forwarding off":
        sysctls.ipForward = false;
        return;
      case "bridge down":
        for (const device of devices.values()) if (device.kind === "bridge") device.up = false;
        return;
      case "no routes to other nodes":
        for (const route of [...routes.all()])
          if (route.via !== null && route.dst.bits === 24) routes.remove({ dst: route.dst });
        return;
      case "no rules":
        for (const table of netfilter.tables) netfilter.restore(table.name, []);
        return;
      default:
        throw new Error(`nothing does ${command}`);
    }
  };
}

function stopProxies({ cluster }: Session): void {
  for (const { proxy } of cluster.world.nodes.values()) proxy.stop();
}

export const FINE: readonly BrokenCluster[] = [
  { name: "everything is in order", given: app(), ...FROM_CLIENT },
  {
    name: "a named targetPort",
    given: app({ service: "selector: {app: web}, ports: [{port: 80, targetPort: http}]" }),
    ...FROM_CLIENT,
  },
  {
    name: "a port that no container declares",
    given: app({ container: "name: web, image: fastapi-k8s:latest, imagePullPolicy: Never" }),
    ...FROM_CLIENT,
  },
  {
    name: "a policy that admits the client, where policies count",
    given: app() + policy("web", `${WEB}, ingress: [{from: [{${CLIENT}}]}]`),
    ...FROM_CLIENT_KIND,
  },
  {
    name: "a policy that denies all, where nobody enforces it",
    given: app() + policy("deny", "podSelector: {}, policyTypes: [Ingress, Egress]"),
    ...FROM_CLIENT,
  },
  {
    name: "a node port from the learner's machine",
    given: app({
      service: "type: NodePort, selector: {app: web}, ports: [{port: 80, targetPort: 8000, nodePort: 30080}]",
    }),
    from: "host",
    to: "http://localhost:30080/",
  },
];

const NAMES: readonly BrokenRow[] = [
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

const DNS: readonly BrokenRow[] = [
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

const SERVICES: readonly BrokenRow[] = [
  {
    name: "a port that the Service does not have",
    given: app(),
    from: "pod/client",
    to: "http://web:8080/",
    stage: "port",
    saw: "Service web has no port 8080/TCP; it has 80/TCP",
    lookAt: "spec.ports of Service web",
  },
  {
    name: "the container's port in place of the Service's",
    given: app(),
    from: "pod/client",
    to: "http://web:8000/",
    stage: "port",
    saw: "Service web has no port 8000/TCP; it has 80/TCP",
    lookAt: "the port in your request",
  },
  {
    name: "the second port of a Service leads elsewhere",
    given: app({
      service:
        "selector: {app: web}, ports: [{name: a, port: 80, targetPort: 8000}, {name: b, port: 81, targetPort: 8001}]",
    }),
    from: "pod/client",
    to: "http://web:81/",
    stage: "listener",
    saw: "nobody listens on port 8001 in Pod web-",
    lookAt: "targetPort of Service web: it is 8001",
  },
  {
    name: "a UDP port asked by TCP",
    given: app({ service: "selector: {app: web}, ports: [{port: 80, targetPort: 8000, protocol: UDP}]" }),
    ...FROM_CLIENT,
    stage: "port",
    saw: "Service web has no port 80/TCP; it has 80/UDP",
    lookAt: "spec.ports",
  },
  {
    name: "targetPort left out",
    given: app({ service: "selector: {app: web}, ports: [{port: 80}]" }),
    ...FROM_CLIENT,
    stage: "listener",
    saw: "nobody listens on port 80 in Pod web-",
    lookAt: "targetPort of Service web: it is 80",
  },
  {
    name: "targetPort is another port",
    given: app({ service: "selector: {app: web}, ports: [{port: 80, targetPort: 8080}]" }),
    ...FROM_CLIENT,
    stage: "listener",
    saw: "it listens on 8000",
    lookAt: "targetPort of Service web: it is 8080",
  },
  {
    name: "a named targetPort that no container has",
    given: app({ service: "selector: {app: web}, ports: [{port: 80, targetPort: htpp}]" }),
    ...FROM_CLIENT,
    stage: "port",
    saw: "on to the port named htpp, and no container has a port of that name",
    lookAt: "the nearest name is http",
  },
  {
    name: "containerPort says what the program does not do",
    given: app({
      container: CONTAINER.replace("8000", "3000"),
      service: "selector: {app: web}, ports: [{port: 80, targetPort: 3000}]",
    }),
    ...FROM_CLIENT,
    stage: "listener",
    saw: "nobody listens on port 3000 in Pod web-",
    lookAt: "targetPort of Service web: it is 3000",
  },
  {
    name: "a slip in the selector",
    given: app({ service: `selector: {app: wed}, ${PORTS}` }),
    ...FROM_CLIENT,
    stage: "selector",
    saw: "Service web has no endpoints: no Pod has the labels app=wed",
    lookAt: "the nearest label is app=web",
  },
  {
    name: "a selector with one label too many",
    given: app({ service: `selector: {app: web, tier: front}, ${PORTS}` }),
    ...FROM_CLIENT,
    stage: "selector",
    saw: "no Pod has the labels app=web,tier=front",
    lookAt: "spec.selector of Service web",
  },
  {
    name: "the Deployment was scaled to nothing",
    given: `${app()}kubectl scale deployment/web --replicas=0 >/dev/null`,
    ...FROM_CLIENT,
    stage: "selector",
    saw: "Service web has no endpoints: no Pod has the labels app=web",
    lookAt: "spec.selector of Service web",
  },
  {
    name: "no selector and no endpoints",
    given: app({ service: PORTS }),
    ...FROM_CLIENT,
    stage: "selector",
    saw: "Service web has no selector and nobody wrote endpoints for it",
    lookAt: "spec.selector of Service web",
  },
  {
    name: "Pods with the labels, in another namespace",
    given: `${app()}kubectl create namespace shop >/dev/null
kubectl create deployment elsewhere -n shop --image=nginx >/dev/null
kubectl create service clusterip elsewhere --tcp=80 >/dev/null`,
    from: "pod/client",
    to: "http://elsewhere/",
    stage: "selector",
    saw: "no Pod has the labels app=elsewhere",
    lookAt: "are in namespace shop",
  },
];

const PODS: readonly BrokenRow[] = [
  {
    name: "a readiness probe of a wrong path",
    given: app({ container: `${CONTAINER}, readinessProbe: {httpGet: {path: /nothing, port: 8000}}` }),
    ...FROM_CLIENT,
    stage: "readiness",
    saw: "none is ready: Readiness probe failed: HTTP probe failed with statuscode: 404",
    lookAt: "the readinessProbe of Pod web-",
  },
  {
    name: "a readiness probe of a wrong port",
    given: app({ container: `${CONTAINER}, readinessProbe: {httpGet: {path: /, port: 9000}}` }),
    ...FROM_CLIENT,
    stage: "readiness",
    saw: "connect: connection refused",
    lookAt: "the readinessProbe of Pod web-",
  },
  {
    name: "an image that cannot be pulled",
    given: app({ container: "name: web, image: 'registry.example.com/web:v1'" }),
    ...FROM_CLIENT,
    stage: "readiness",
    saw: "the image registry.example.com/web:v1 of Pod web-",
    lookAt: "the image of container web",
  },
  {
    name: "an image that is only on other machines",
    given: app({ container: "name: web, image: 'my-own:v1', imagePullPolicy: Never" }),
    ...FROM_CLIENT,
    stage: "readiness",
    saw: "(ErrImageNeverPull)",
    lookAt: "the image of container web",
  },
  {
    name: "a program that ends at once",
    given: app({ container: 'name: web, image: "busybox:1.37", command: [sh, -c, "exit 3"]' }),
    ...FROM_CLIENT,
    stage: "readiness",
    saw: "ends with exit code 3",
    lookAt: "--previous",
  },
  {
    name: "a ConfigMap that is not there",
    given: app({ container: `${CONTAINER}, envFrom: [{configMapRef: {name: settings}}]` }),
    ...FROM_CLIENT,
    stage: "readiness",
    saw: 'configmap "settings" not found',
    lookAt: "kubectl describe pod web-",
  },
  {
    name: "no node has room",
    given: app({ container: `${CONTAINER}, resources: {requests: {cpu: "64"}}` }),
    ...FROM_CLIENT,
    stage: "readiness",
    saw: "Insufficient cpu",
    lookAt: "kubectl describe pod web-",
  },
  {
    name: "no node has the label",
    given: app({ pod: ", nodeSelector: {disk: ssd}" }),
    ...FROM_CLIENT,
    stage: "readiness",
    saw: "didn't match Pod's node affinity/selector",
    lookAt: "kubectl describe pod web-",
  },
  {
    name: "a server on 127.0.0.1",
    given: app({ container: LOOPBACK_ONLY }),
    ...FROM_CLIENT,
    stage: "listener",
    saw: "listens on 127.0.0.1 port 8000 only",
    lookAt: "0.0.0.0 means all",
  },
  {
    name: "a Pod where nothing listens",
    given: app({ container: 'name: web, image: "busybox:1.37", command: [sleep, "100000"]' }),
    ...FROM_CLIENT,
    stage: "listener",
    saw: "nothing listens there at all",
    lookAt: "kubectl logs web-",
  },
];

const WAYS_IN: readonly BrokenRow[] = [
  {
    name: "the address of a Pod that is gone",
    given: app(),
    from: "pod/client",
    to: "http://10.1.0.200:8000/",
    stage: "name",
    saw: "no Pod, Service or node has the address 10.1.0.200",
    lookAt: "a Service keeps its own",
  },
  {
    name: "the address of a Service that is gone",
    given: app(),
    from: "pod/client",
    to: "http://10.111.222.33/",
    stage: "name",
    saw: "no Pod, Service or node has the address 10.111.222.33",
    lookAt: "the address",
  },
  {
    name: "a Service's address with a port that it does not have",
    given: app({ service: `clusterIP: 10.96.100.100, ${SERVICE}` }),
    from: "pod/client",
    to: "http://10.96.100.100:8000/",
    stage: "port",
    saw: "Service web has no port 8000/TCP",
    lookAt: "spec.ports of Service web",
  },
  {
    name: "127.0.0.1 in a Pod",
    given: app(),
    from: "pod/client",
    to: "http://127.0.0.1:8000/",
    stage: "name",
    saw: "127.0.0.1 is Pod client itself",
    lookAt: "by its Service's name",
  },
  {
    name: "localhost in a Pod",
    given: app(),
    from: "pod/client",
    to: "http://localhost:8000/",
    stage: "name",
    saw: "localhost is Pod client itself",
    lookAt: "by its Service's name",
  },
  {
    name: "a clusterIP asked from outside",
    given: app({ service: `clusterIP: 10.96.100.100, ${SERVICE}` }),
    from: "host",
    to: "http://10.96.100.100/",
    stage: "route",
    saw: "is the clusterIP of Service web, which only nodes and Pods know the way to",
    lookAt: "kubectl port-forward service/web",
  },
  {
    name: "localhost without a LoadBalancer",
    given: app(),
    from: "host",
    to: "http://localhost/",
    stage: "service",
    saw: "no Service brings port 80 out to your machine",
    lookAt: "spec.type of Service web: ClusterIP",
  },
  {
    name: "localhost, and the Service has a node port",
    given: app({ service: `type: NodePort, ${SERVICE}` }),
    from: "host",
    to: "http://localhost/",
    stage: "service",
    saw: "no Service brings port 80 out",
    lookAt: "spec.type of Service web: NodePort",
  },
  {
    name: "a node port that nobody has",
    given: app(),
    from: "node/docker-desktop",
    to: "http://192.168.65.3:30123/",
    stage: "port",
    saw: "no Service has the nodePort 30123",
    lookAt: "after the colon",
  },
  {
    name: "a LoadBalancer whose Pods do not listen",
    given: app({ service: "type: LoadBalancer, selector: {app: web}, ports: [{port: 80, targetPort: 9999}]" }),
    from: "host",
    to: "http://localhost/",
    stage: "listener",
    saw: "nobody listens on port 9999 in Pod web-",
    lookAt: "targetPort of Service web: it is 9999",
  },
  {
    name: "a LoadBalancer where nobody makes one",
    profile: "kind",
    given: app({ service: `type: LoadBalancer, ${SERVICE}` }),
    from: "host",
    to: "http://localhost/",
    stage: "service",
    saw: "waits for a load balancer that nobody makes here",
    lookAt: "<pending>",
  },
];

const POLICIES: readonly BrokenRow[] = [
  {
    name: "the application is isolated",
    given: app() + policy("deny", `${WEB}, policyTypes: [Ingress]`),
    ...FROM_CLIENT_KIND,
    stage: "policy",
    saw: "NetworkPolicy default/deny isolates Pod default/web-",
    lookAt: "spec.ingress of NetworkPolicy default/deny: nothing there",
  },
  {
    name: "another label is admitted",
    given: app() + policy("web", `${WEB}, ingress: [{from: [{podSelector: {matchLabels: {app: frontend}}}]}]`),
    ...FROM_CLIENT_KIND,
    stage: "policy",
    saw: "no rule admits TCP 8000 from Pod default/client",
    lookAt: "spec.ingress[0] of NetworkPolicy default/web: it admits this port, and not this peer",
  },
  {
    name: "the Service's port is admitted and not the container's",
    given: app() + policy("web", `${WEB}, ingress: [{ports: [{port: 80}]}]`),
    ...FROM_CLIENT_KIND,
    stage: "policy",
    saw: "no rule admits TCP 8000",
    lookAt: "it admits this peer, on TCP 80 only",
  },
  {
    name: "a named port that is another",
    given: app() + policy("web", `${WEB}, ingress: [{ports: [{port: metrics}]}]`),
    ...FROM_CLIENT_KIND,
    stage: "policy",
    saw: "no rule admits TCP 8000",
    lookAt: "on TCP metrics only",
  },
  {
    name: "UDP is admitted",
    given: app() + policy("web", `${WEB}, ingress: [{ports: [{port: 8000, protocol: UDP}]}]`),
    ...FROM_CLIENT_KIND,
    stage: "policy",
    saw: "no rule admits TCP 8000",
    lookAt: "on UDP 8000 only",
  },
  {
    name: "both in one peer: the namespace is right, the Pod is not",
    given:
      app() +
      policy(
        "web",
        `${WEB}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: default}}, podSelector: {matchLabels: {app: other}}}]}]`,
      ),
    ...FROM_CLIENT_KIND,
    stage: "policy",
    saw: "no rule admits TCP 8000 from Pod default/client",
    lookAt: "spec.ingress[0]",
  },
  {
    name: "a namespace label that nobody set",
    given: app() + policy("web", `${WEB}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: shop}}}]}]`),
    ...FROM_CLIENT_KIND,
    stage: "policy",
    saw: "no rule admits TCP 8000",
    lookAt: "no namespace has the label team=shop",
  },
  {
    name: "two policies isolate, and neither admits",
    given:
      app() +
      policy("a", "podSelector: {}, policyTypes: [Ingress]") +
      policy("b", `${WEB}, ingress: [{from: [{podSelector: {matchLabels: {app: x}}}]}]`),
    ...FROM_CLIENT_KIND,
    stage: "policy",
    saw: "NetworkPolicies default/a and default/b isolate Pod default/web-",
    lookAt: "spec.ingress[0] of NetworkPolicy default/b",
  },
  {
    name: "ingress is admitted, egress is not",
    given:
      app() +
      policy("deny", "podSelector: {}, policyTypes: [Ingress, Egress]") +
      policy("web", `${WEB}, ingress: [{from: [{${CLIENT}}]}]`) +
      policy("dns", `podSelector: {}, policyTypes: [Egress], egress: [{${DNS_PORTS}}]`),
    ...FROM_CLIENT_KIND,
    stage: "policy",
    saw: "isolate Pod default/client for egress, and no rule admits TCP 8000 to Pod default/web-",
    lookAt: "UDP 53, TCP 53 only",
  },
  {
    name: "an ipBlock that excepts the client",
    given: app() + policy("web", `${WEB}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.244.0.0/16]}}]}]`),
    ...FROM_CLIENT_KIND,
    stage: "policy",
    saw: "no rule admits TCP 8000",
    lookAt: "it admits this port, and not this peer",
  },
];

const NODES: readonly BrokenRow[] = [
  {
    name: "kube-proxy stopped before the Service came",
    given: `${app()}kubectl delete service web >/dev/null; sleep 3`,
    done: (session) => {
      stopProxies(session);
      session.run(`kubectl expose deployment web --port=80 --target-port=8000 --name=web; sleep 3`);
    },
    ...FROM_CLIENT,
    stage: "rules",
    saw: "the rules of node docker-desktop do not know Service web: its address was not translated",
    lookAt: "kube-proxy on node docker-desktop: does it run?",
  },
  {
    name: "kube-proxy stopped before the Pods were replaced",
    given: app(),
    done: (session) => {
      stopProxies(session);
      session.run(
        "kubectl delete pod -l app=web >/dev/null; kubectl wait pod -l app=web --for=condition=Ready; sleep 3",
      );
    },
    ...FROM_CLIENT,
    stage: "rules",
    saw: "and no endpoint has that address now",
    lookAt: "kube-proxy on node docker-desktop: does it run?",
  },
  {
    name: "traffic stays local, and the Pods are elsewhere",
    given: app({
      service: `internalTrafficPolicy: Local, ${SERVICE}`,
      pod: ", nodeName: kind-worker",
      client: ", nodeName: kind-worker2",
    }),
    ...FROM_CLIENT_KIND,
    stage: "rules",
    saw: "has no ready endpoint of Service web, and internalTrafficPolicy is Local",
    lookAt: "internalTrafficPolicy of Service web",
  },
  {
    name: "a node does not forward",
    given: app({ pod: ", nodeName: kind-worker", client: ", nodeName: kind-worker" }),
    done: onNode("kind-worker", "forwarding off"),
    from: "pod/client",
    to: "http://web/",
    profile: "kind",
    stage: "route",
    saw: "this one does not forward",
    lookAt: "sysctl net.ipv4.ip_forward on kind-worker",
  },
  {
    name: "the routes between nodes are gone",
    given: app({ pod: ", nodeName: kind-worker", client: ", nodeName: kind-worker2" }),
    done: onNode("kind-worker", "no routes to other nodes"),
    from: "pod/client",
    to: "http://web/",
    profile: "kind",
    stage: "route",
    saw: "node kind-worker has no route to Pod client",
    lookAt: "ip route on kind-worker",
  },
];

export const BROKEN: readonly BrokenRow[] = [...NAMES, ...DNS, ...SERVICES, ...PODS, ...WAYS_IN, ...POLICIES, ...NODES];
