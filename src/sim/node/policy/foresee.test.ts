import { expect, test } from "vitest";
import { Prng } from "../../core/prng.ts";
import type { KubeObject } from "../../kube/api/objects.ts";
import type { NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec } from "../../kube/schema/types.ts";
import { type GivenPolicies, givenPolicies } from "../testing/policy-world.ts";
import { sendProbe } from "./send-probe.ts";

const PODS = [
  "x/a@kind-worker pod=a web=80 alt=81",
  "x/b@kind-worker pod=b alt=80",
  "x/c@kind-worker2 pod=c web=81/UDP",
  "y/a@kind-worker pod=a web=80/UDP",
  "y/b@kind-worker2 pod=b web=81",
  "default/c@kind-control-plane pod=c web=80",
];
const NAMES = PODS.map((line) => line.split("@")[0] as string);
const NAMESPACES = ["x", "y", "default"];
const PORTS = ["80/TCP", "81/TCP", "80/UDP"];

function randomSelector(prng: Prng): { matchLabels?: Record<string, string> } {
  return prng.chance(1, 4) ? {} : { matchLabels: { pod: prng.pick(["a", "b", "c"]) } };
}

function randomPeer(prng: Prng): NetworkPolicyPeer {
  const namespace = { matchLabels: { "kubernetes.io/metadata.name": prng.pick(NAMESPACES) } };
  switch (prng.below(4)) {
    case 0:
      return { podSelector: randomSelector(prng) };
    case 1:
      return { namespaceSelector: prng.chance(1, 3) ? {} : namespace };
    case 2:
      return { namespaceSelector: namespace, podSelector: randomSelector(prng) };
    default:
      return {
        ipBlock: prng.chance(1, 2)
          ? { cidr: "10.244.1.0/24", except: ["10.244.1.12/31"] }
          : { cidr: "0.0.0.0/0", except: [`10.244.${prng.below(3)}.0/24`] },
      };
  }
}

function randomPort(prng: Prng): NetworkPolicyPort {
  const protocol = prng.pick(["TCP", "UDP"]);
  switch (prng.below(4)) {
    case 0:
      return { protocol };
    case 1:
      return { protocol, port: prng.pick(["web", "alt"]) };
    case 2:
      return { protocol, port: 79, endPort: 80 };
    default:
      return { protocol, port: prng.pick([80, 81]) };
  }
}

function some<T>(prng: Prng, make: (prng: Prng) => T): T[] {
  return Array.from({ length: prng.below(3) }, () => make(prng));
}

function randomPolicy(prng: Prng): NetworkPolicySpec {
  const policyTypes = prng.pick([[], ["Ingress"], ["Egress"], ["Ingress", "Egress"]]);
  const ingress = some(prng, () => ({ from: some(prng, randomPeer), ports: some(prng, randomPort) }));
  const egress = some(prng, () => ({ to: some(prng, randomPeer), ports: some(prng, randomPort) }));
  return { podSelector: randomSelector(prng), policyTypes, ingress, egress };
}

/** One endpoint, so that chance has nothing to choose. */
function addService(given: GivenPolicies, externalTrafficPolicy = "Cluster"): void {
  const address = given.world.api.client("test").get("pods", "y", "b")?.status as { podIP: string };
  given.world.api.load([
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web", namespace: "default" },
      spec: {
        type: "NodePort",
        externalTrafficPolicy,
        clusterIP: "10.96.0.50",
        clusterIPs: ["10.96.0.50"],
        ports: [{ port: 80, targetPort: 81, nodePort: 30080 }],
      },
    },
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name: "web-1", namespace: "default", labels: { "kubernetes.io/service-name": "web" } },
      addressType: "IPv4",
      ports: [{ name: "", port: 81, protocol: "TCP" }],
      endpoints: [{ addresses: [address.podIP], nodeName: "kind-worker2", conditions: { ready: true } }],
    },
  ] as unknown as KubeObject[]);
  given.settle();
}

function probes(): string[] {
  const sources = [...NAMES, "kind-worker", "kind-worker2"];
  const pairs = sources.flatMap((from) => NAMES.filter((to) => to !== from).map((to) => `${from} -> ${to}`));
  return [
    ...pairs.flatMap((pair) => PORTS.map((port) => `${pair}:${port}`)),
    ...sources.filter((from) => from !== "y/b").map((from) => `${from} -> svc/web:80/TCP`),
    ...sources.flatMap((from) => ["172.18.0.2", "172.18.0.3", "172.18.0.4"].map((to) => `${from} -> ${to}:30080/TCP`)),
  ];
}

test.each(Array.from({ length: 16 }, (_, seed) => seed))(
  "what is foreseen is what becomes of every connection that is really sent (random policies %s)",
  (seed) => {
    const prng = new Prng(`policies/${seed}`);
    const given = givenPolicies(PODS);
    addService(given, prng.pick(["Cluster", "Local"]));
    const listener = given.world.nodes.get("kind-worker2")?.kubelet.worker("y", "b")?.sandbox?.namespace.sockets;
    listener?.listenTcp({ port: 81 });
    for (let i = 0; i < 4; i++) given.policy(`${prng.pick(NAMESPACES)}/policy-${i}`, randomPolicy(prng));
    const lines = probes();
    const foreseen = lines.map((line) => `${line} ${given.foresee(line).outcome}`);
    expect(lines.map((line) => `${line} ${given.send(line)}`)).toEqual(foreseen);
    expect(new Set(foreseen.map((line) => line.split(" ").at(-1)))).toEqual(new Set(["delivered", "dropped"]));
  },
);

test("the answer names the policies that allow, or those that isolate when none allows", () => {
  const given = givenPolicies(PODS);
  given.policy("y/deny", { podSelector: {}, policyTypes: ["Ingress"] });
  given.policy("y/allow-x", {
    podSelector: { matchLabels: { pod: "a" } },
    ingress: [{ from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "x" } } }] }],
  });
  const named = (line: string) => given.foresee(line).ingress.map(({ policy, rule }) => `${policy.key} ${rule}`);
  expect(named("x/a -> y/a:80")).toEqual(["y/allow-x spec.ingress[0]"]);
  expect(named("default/c -> y/a:80")).toEqual(["y/allow-x null", "y/deny null"]);
  expect(named("y/a -> x/a:80")).toEqual([]);
});

test("SCTP is judged like the others, and by ports of its own", () => {
  const given = givenPolicies(PODS);
  given.policy("y/sctp", { podSelector: {}, ingress: [{ ports: [{ protocol: "SCTP", port: 80 }] }] });
  expect(given.foresee("x/a -> y/a:80/SCTP").outcome).toBe("delivered");
  expect(given.foresee("x/a -> y/a:80/TCP").outcome).toBe("dropped");
});

test("an address outside of the cluster is known by ipBlocks alone", () => {
  const given = givenPolicies(PODS);
  given.policy("y/some", {
    podSelector: {},
    ingress: [{ from: [{ namespaceSelector: {} }, { ipBlock: { cidr: "192.0.2.0/24", except: ["192.0.2.7/32"] } }] }],
  });
  const outcomes = ["192.0.2.1", "192.0.2.7", "198.51.100.1"].map((from) => given.foresee(`${from} -> y/a:80`).outcome);
  expect(outcomes).toEqual(["delivered", "dropped", "dropped"]);
});

test("what is sent to a Service tells which endpoint took it", () => {
  const given = givenPolicies(PODS);
  addService(given);
  const sockets = given.world.nodes.get("kind-worker2")?.kubelet.worker("y", "b")?.sandbox?.namespace.sockets;
  sockets?.listenTcp({ port: 81 });
  const sent = (line: string) => {
    const sending = sendProbe(given.world, given.probe(line));
    return sending === null ? null : given.run(sending).endpoint;
  };
  expect(sent("x/a -> svc/web:80")).toBe("10.244.2.14:81");
  expect(given.foresee("x/a -> svc/web:80").endpoint).toBe("10.244.2.14:81");
  expect(sent("x/a -> y/b:81")).toBe(null);
});
