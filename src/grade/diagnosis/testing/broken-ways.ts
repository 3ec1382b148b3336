/** What goes wrong on the way: policies, rules, routes. */
import type { Session } from "../../../shell/session.ts";
import type { Machine } from "../../../sim/os/machine.ts";
import { app, policy, SERVICE } from "./broken-app.ts";
import { type BrokenRow, FROM_CLIENT, FROM_CLIENT_KIND } from "./broken-row.ts";

const DNS_PORTS = "ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]";
const WEB = "podSelector: {matchLabels: {app: web}}";
const CLIENT = "podSelector: {matchLabels: {app: client}}";

function onNode(name: string, act: (network: Machine["network"]) => void): (session: Session) => void {
  return ({ cluster }) => {
    const machine = cluster.node(name);
    if (machine === undefined) throw new Error(`no node ${name}`);
    act(machine.network);
  };
}

function stopProxies({ cluster }: Session): void {
  for (const { proxy } of cluster.world.nodes.values()) proxy.stop();
}

function forgetOtherNodes({ routes }: Machine["network"]): void {
  for (const route of [...routes.all()])
    if (route.via !== null && route.dst.bits === 24) routes.remove({ dst: route.dst });
}

export const POLICIES: readonly BrokenRow[] = [
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

export const NODES: readonly BrokenRow[] = [
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
    done: onNode("kind-worker", ({ sysctls }) => {
      sysctls.ipForward = false;
    }),
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
    done: onNode("kind-worker", forgetOtherNodes),
    from: "pod/client",
    to: "http://web/",
    profile: "kind",
    stage: "route",
    saw: "node kind-worker has no route to Pod client",
    lookAt: "ip route on kind-worker",
  },
  {
    name: "a policy of Cilium's own lets nobody in",
    given: `kubectl run web --image=httpd --labels app=web
kubectl expose pod web --port 80
kubectl run client --image=busybox -- sleep 3600
kubectl wait --for=condition=Ready pod/web pod/client
cat <<E | kubectl apply -f -
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: nobody}
spec: {endpointSelector: {matchLabels: {app: web}}, ingress: [{fromEndpoints: [{matchLabels: {app: nobody}}]}]}
E
sleep 1`,
    ...FROM_CLIENT,
    profile: "kubeadm-cilium",
    stage: "policy",
    saw: "a program of eBPF dropped it (ingress of default/web",
    lookAt: "CiliumNetworkPolicy default/nobody",
  },
];
