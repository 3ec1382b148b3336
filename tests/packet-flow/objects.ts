/** Who is in every world: servers on two nodes, clients beside them, and a Service of each shape. */

export interface Member {
  readonly resource: string;
  readonly object: { readonly metadata: object } & Record<string, unknown>;
  /** The address that a load balancer would have got. */
  readonly balancer?: string;
}

export const EXTERNAL_IP = "198.51.100.10";
export const BALANCER_IP = "198.51.100.20";
export const FENCED_IP = "198.51.100.21";
export const LOCAL_BALANCER_IP = "198.51.100.22";

const AGNHOST = "registry.k8s.io/e2e-test-images/agnhost:2.53";

export function cast(nodeA: string, nodeB: string): Member[] {
  return [
    { resource: "namespaces", object: { apiVersion: "v1", kind: "Namespace", metadata: { name: "guarded" } } },
    pod("one", nodeA, { app: "web", only: "one" }),
    pod("two", nodeB, { app: "web", only: "two" }),
    pod("client", nodeA, { app: "client" }),
    pod("far", nodeB, { app: "far" }),
    pod("open-house", nodeA, { app: "open-house" }, { hostNetwork: true, containers: [sleeper] }),
    pod("vault", nodeA, { app: "vault" }, {}, "guarded"),
    pod("friend", nodeB, { app: "friend" }, {}, "guarded"),
    pod("stranger", nodeB, { app: "stranger" }, {}, "guarded"),
    ...services(),
    ...policies(),
  ];
}

const sleeper = { name: "main", image: "busybox", command: ["sleep", "1d"] };
const server = { name: "main", image: AGNHOST, args: ["netexec"] };

function pod(name: string, nodeName: string, labels: object, spec: object = {}, namespace = "default"): Member {
  const metadata = { name, namespace, labels };
  return {
    resource: "pods",
    object: { apiVersion: "v1", kind: "Pod", metadata, spec: { nodeName, containers: [server], ...spec } },
  };
}

interface Shape {
  readonly spec: Record<string, unknown>;
  readonly udp?: boolean;
  readonly balancer?: string;
  readonly nodePort?: number;
  readonly namespace?: string;
}

const ONE = { only: "one" };
const WEB = { app: "web" };

const SHAPES: Readonly<Record<string, Shape>> = {
  web: { spec: { selector: WEB } },
  "web-udp": { spec: { selector: WEB }, udp: true },
  self: { spec: { selector: ONE } },
  sticky: { spec: { selector: WEB, sessionAffinity: "ClientIP" } },
  empty: { spec: { selector: { app: "nobody" } } },
  inside: { spec: { selector: ONE, internalTrafficPolicy: "Local" } },
  node: { spec: { type: "NodePort", selector: WEB }, nodePort: 30_080 },
  "node-udp": { spec: { type: "NodePort", selector: WEB }, nodePort: 30_081, udp: true },
  "node-local": { spec: { type: "NodePort", selector: ONE, externalTrafficPolicy: "Local" }, nodePort: 30_082 },
  "node-empty": { spec: { type: "NodePort", selector: { app: "nobody" } }, nodePort: 30_083 },
  outside: { spec: { selector: WEB, externalIPs: [EXTERNAL_IP] } },
  balanced: { spec: { type: "LoadBalancer", selector: WEB }, balancer: BALANCER_IP, nodePort: 30_084 },
  fenced: {
    spec: { type: "LoadBalancer", selector: WEB, loadBalancerSourceRanges: ["203.0.113.0/24"] },
    balancer: FENCED_IP,
    nodePort: 30_085,
  },
  "balanced-local": {
    spec: { type: "LoadBalancer", selector: ONE, externalTrafficPolicy: "Local" },
    balancer: LOCAL_BALANCER_IP,
    nodePort: 30_086,
  },
  vault: { spec: { selector: { app: "vault" } }, namespace: "guarded" },
};

function services(): Member[] {
  return Object.entries(SHAPES).map(([name, { spec, udp = false, balancer, nodePort, namespace = "default" }]) => {
    const port = {
      port: udp ? 81 : 80,
      targetPort: udp ? 8081 : 8080,
      protocol: udp ? "UDP" : "TCP",
      ...(nodePort === undefined ? {} : { nodePort }),
    };
    const metadata = { name, namespace };
    const object = { apiVersion: "v1", kind: "Service", metadata, spec: { ...spec, ports: [port] } };
    return { resource: "services", object, ...(balancer === undefined ? {} : { balancer }) };
  });
}

function policies(): Member[] {
  const policy = (name: string, spec: object): Member => ({
    resource: "networkpolicies",
    object: {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name, namespace: "guarded" },
      spec,
    },
  });
  return [
    policy("only-friends", {
      podSelector: { matchLabels: { app: "vault" } },
      ingress: [
        { from: [{ podSelector: { matchLabels: { app: "friend" } } }], ports: [{ port: 8080, protocol: "TCP" }] },
      ],
    }),
    policy("stay-home", { podSelector: { matchLabels: { app: "stranger" } }, policyTypes: ["Egress"] }),
  ];
}
