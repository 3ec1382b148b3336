import { describe, expect, test } from "vitest";
import { ip } from "../../../core/ip.ts";
import { Prng } from "../../../core/prng.ts";
import type { KubeObject } from "../../../kube/api/objects.ts";
import type { NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec } from "../../../kube/schema/types.ts";
import type { NetNamespace } from "../../../net/namespace.ts";
import { printTable } from "../../../net/netfilter/print.ts";
import { connectTcp } from "../../../net/socket/connect.ts";
import { type GivenPolicies, givenPolicies } from "../../testing/policy-world.ts";
import { cableName } from "./calico.ts";

const PODS = [
  "x/a@kind-worker pod=a web=80 alt=81",
  "x/b@kind-worker pod=b alt=80",
  "x/c@kind-worker2 pod=c web=81/UDP",
  "y/a@kind-worker pod=a web=80/UDP",
  "y/b@kind-worker2 pod=b web=81",
  "default/c@kind-control-plane pod=c web=80",
];
const NAMES = PODS.map((line) => line.split("@")[0] as string);
const PORTS = ["80/TCP", "81/TCP", "80/UDP"];
const POD_A = { matchLabels: { pod: "a" } };
const POD_B = { matchLabels: { pod: "b" } };
const OF_Y = { matchLabels: { "kubernetes.io/metadata.name": "y" } };

function given(): GivenPolicies {
  return givenPolicies(PODS, "kind", { cni: "calico" });
}

function nodeOf({ world }: GivenPolicies, name: string): NetNamespace {
  return world.nodes.get(name)?.machine.network as NetNamespace;
}

function chainText(given: GivenPolicies, node: string, chain: string): string[] {
  return printTable(nodeOf(given, node).netfilter.table("filter"))
    .filter((line) => line.startsWith(`-A ${chain} `))
    .map((line) => line.replace(/-m comment --comment "cali:[\w-]{16}" ?/, "").replace(/cali40s:\S+/g, "cali40s:*"));
}

function randomSelector(prng: Prng): { matchLabels?: Record<string, string> } {
  return prng.chance(1, 4) ? {} : { matchLabels: { pod: prng.pick(["a", "b", "c"]) } };
}

function randomPeer(prng: Prng): NetworkPolicyPeer {
  const namespace = { matchLabels: { "kubernetes.io/metadata.name": prng.pick(["x", "y", "default"]) } };
  const block = prng.chance(1, 2)
    ? { cidr: "10.244.0.0/16", except: ["10.244.1.12/31", "10.244.2.14/32"] }
    : { cidr: `10.244.${prng.below(3)}.0/24`, except: prng.chance(1, 2) ? [] : ["10.244.1.10/32"] };
  return prng.pick<NetworkPolicyPeer>([
    { podSelector: randomSelector(prng) },
    { namespaceSelector: prng.chance(1, 3) ? {} : namespace },
    { namespaceSelector: namespace, podSelector: randomSelector(prng) },
    { ipBlock: block },
  ]);
}

function randomPort(prng: Prng): NetworkPolicyPort {
  const protocol = prng.pick(["TCP", "UDP", "SCTP"]);
  return prng.pick<NetworkPolicyPort>([
    { protocol },
    { protocol, port: prng.pick(["web", "alt"]) },
    { protocol, port: prng.pick([80, 81]) },
    { protocol, port: 79, endPort: prng.pick([80, 81, 90]) },
  ]);
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

test.each(Array.from({ length: 20 }, (_, seed) => seed))(
  "Felix's chains decide of every packet between Pods as the API says (random policies %s)",
  (seed) => {
    const prng = new Prng(`calico/${seed}`);
    const cluster = given();
    for (let i = 0; i < 4; i++) cluster.policy(`${prng.pick(["x", "y", "default"])}/policy-${i}`, randomPolicy(prng));
    const pairs = NAMES.flatMap((from) => NAMES.filter((to) => to !== from).map((to) => `${from} -> ${to}`));
    const lines = pairs.flatMap((pair) => PORTS.map((port) => `${pair}:${port}`));
    const wanted = lines.map((line) => `${line} ${cluster.foresee(line).outcome}`);
    expect(lines.map((line) => `${line} ${cluster.send(line)}`)).toEqual(wanted);
  },
);

test("a Pod's own node reaches it whatever the policies say, another node does not", () => {
  const { policy, send } = given();
  policy("x/deny", { podSelector: {}, policyTypes: ["Ingress"] });
  expect(send("kind-worker -> x/a:80")).toBe("delivered");
  expect(send("kind-worker2 -> x/a:80")).toBe("dropped");
});

test("replies need no rule, and a drop names the chain, the rule and the policy that isolates", () => {
  const { policy, send, world } = given();
  policy("x/deny", { podSelector: POD_A, policyTypes: ["Ingress"] });
  expect(send("x/a -> y/b:81")).toBe("delivered");
  const from = world.trace.nextSeq;
  expect(send("y/b -> x/a:80")).toBe("dropped");
  const events = world.trace.between(from);
  expect(events.find(({ type }) => type === "dropped")).toMatchObject({
    where: "kind-worker",
    reason: "netfilter-drop",
    origin: "NetworkPolicy x/deny",
    rule: expect.stringContaining("End of tier default. Drop if no policies passed packet"),
  });
  expect(events).toContainEqual(
    expect.objectContaining({ type: "rule-matched", chain: "cali-pi-knp/x/deny", origin: "NetworkPolicy x/deny" }),
  );
});

test("a policy that comes later lets known connections go on, and stops new ones", () => {
  const cluster = given();
  const { world, policy, run, send } = cluster;
  const network = (name: string): NetNamespace => {
    const workers = [...world.nodes.values()].flatMap(({ kubelet }) => kubelet.workers);
    const found = workers.find(({ pod }) => `${pod.metadata.namespace}/${pod.metadata.name}` === name);
    return found?.sandbox?.namespace as NetNamespace;
  };
  const listener = network("x/a").sockets.listenTcp({ port: 8080 });
  const socket = run(connectTcp(network("y/b"), { to: ip("10.244.1.10"), port: 8080 }));
  world.clock.runUntil(world.clock.nowUs + 10_000);
  const accepted = listener.tryAccept();
  policy("x/deny", { podSelector: {}, policyTypes: ["Ingress"] });
  socket.tryWrite(Uint8Array.of(1));
  world.clock.runUntil(world.clock.nowUs + 1_000_000);
  expect(accepted?.tryRead(10)).toEqual(Uint8Array.of(1));
  expect(send("y/b -> x/a:8080")).toBe("dropped");
});

test("several networks and exceptions, ports and names are blocks of rules with marks of their own", () => {
  const cluster = given();
  cluster.policy("x/web", {
    podSelector: POD_A,
    ingress: [
      {
        from: [
          { ipBlock: { cidr: "10.244.0.0/16", except: ["10.244.2.0/24"] } },
          { podSelector: POD_B, namespaceSelector: OF_Y },
        ],
        ports: [{ port: 80 }, { port: "alt" }],
      },
    ],
  });
  expect(chainText(cluster, "kind-worker", "cali-pi-knp/x/web")).toEqual([
    '-A cali-pi-knp/x/web -m comment --comment "KubernetesNetworkPolicy x/web ingress" -j MARK --set-xmark 0x0/0x180000',
    "-A cali-pi-knp/x/web -p tcp -m multiport --dports 80 -j MARK --set-xmark 0x80000/0x80000",
    expect.stringMatching(
      /^-A cali-pi-knp\/x\/web -m set --match-set cali40n:\S+ dst,dst -j MARK --set-xmark 0x80000\/0x80000$/,
    ),
    "-A cali-pi-knp/x/web -s 10.244.2.0/24 -j MARK --set-xmark 0x0/0x80000",
    "-A cali-pi-knp/x/web -s 10.244.0.0/16 -p tcp -m mark --mark 0x80000/0x80000 -j MARK --set-xmark 0x10000/0x10000",
    "-A cali-pi-knp/x/web -m mark --mark 0x10000/0x10000 -j RETURN",
    "-A cali-pi-knp/x/web -j MARK --set-xmark 0x0/0x180000",
    "-A cali-pi-knp/x/web -p tcp -m multiport --dports 80 -j MARK --set-xmark 0x80000/0x80000",
    expect.stringMatching(
      /^-A cali-pi-knp\/x\/web -m set --match-set cali40n:\S+ dst,dst -j MARK --set-xmark 0x80000\/0x80000$/,
    ),
    "-A cali-pi-knp/x/web -p tcp -m set --match-set cali40s:* src -m mark --mark 0x80000/0x80000 -j MARK --set-xmark 0x10000/0x10000",
  ]);
  expect(cluster.send("x/b -> x/a:81")).toBe("delivered");
  expect(cluster.send("x/c -> x/a:80")).toBe("dropped");
  expect(cluster.send("y/b -> x/a:80")).toBe("delivered");
  expect(cluster.send("y/b -> x/a:82")).toBe("dropped");
});

test("rules bear the hashes that Felix gives them", () => {
  const cluster = given();
  const filter = printTable(nodeOf(cluster, "kind-worker").netfilter.table("filter"));
  for (const known of [
    '-A FORWARD -m comment --comment "cali:wUHhoiAYhphO9Mso" -j cali-FORWARD',
    '-A FORWARD -m comment --comment "cali:S93hcgKJrXEqnTfs" -m comment --comment "Policy explicitly accepted packet." -m mark --mark 0x10000/0x10000 -j ACCEPT',
    '-A FORWARD -m comment --comment "cali:mp77cMpurHhyjLrM" -j MARK --set-xmark 0x10000/0x10000',
    '-A INPUT -m comment --comment "cali:Cz_u1IQiXIMmKD4c" -j cali-INPUT',
    '-A cali-INPUT -i cali+ -m comment --comment "cali:8TZGxLWh_Eiz66wc" -g cali-wl-to-host',
  ])
    expect(filter).toContain(known);
});

test("a policy that goes takes its chain and its sets along", () => {
  const cluster = given();
  const { netfilter } = nodeOf(cluster, "kind-worker");
  const sets = () => netfilter.sets.list().map(({ name }) => name);
  const before = sets();
  cluster.policy("x/web", { podSelector: POD_A, ingress: [{ from: [{ podSelector: POD_B }] }] });
  expect(sets().length).toBe(before.length + 1);
  cluster.world.api.client("test").delete("networkpolicies", { namespace: "x", name: "web" });
  cluster.settle();
  expect(sets()).toEqual(before);
  expect(netfilter.table("filter").chain("cali-pi-knp/x/web")).toBeUndefined();
});

test("while Felix is stopped nothing changes, and a Pod that comes then is an unknown interface", () => {
  const cluster = given();
  const { world, policy, send } = cluster;
  world.nodes.get("kind-worker")?.policyAgent?.stop();
  policy("x/deny", { podSelector: {}, policyTypes: ["Ingress"] });
  expect(send("y/b -> x/a:80")).toBe("delivered");
  world.nodes.get("kind-worker")?.policyAgent?.start();
  expect(send("y/b -> x/a:80")).toBe("dropped");
});

test("a Pod cannot pretend to be another: what does not come back the same way is dropped first of all", () => {
  const cluster = given();
  const { world } = cluster;
  const worker = world.nodes.get("kind-worker")?.kubelet.worker("x", "a")?.sandbox?.namespace as NetNamespace;
  worker.addAddress(worker.device("eth0"), "10.244.2.12");
  const from = world.trace.nextSeq;
  const socket = worker.sockets.openIcmp();
  socket.sendEcho({ to: ip("10.244.1.11"), from: ip("10.244.2.12"), seq: 1, size: 8 });
  world.clock.runUntil(world.clock.nowUs + 100_000);
  expect(world.trace.between(from).find(({ type }) => type === "dropped")).toMatchObject({
    rule: expect.stringContaining("-m rpfilter --validmark --invert -j DROP"),
  });
});

describe.each(["iptables", "ipvs", "nftables"])("behind a Service, with kube-proxy in mode %s", (proxyMode) => {
  const cluster = givenPolicies(PODS, "kind", { cni: "calico", proxyMode });
  const metadata = { namespace: "default" };
  cluster.world.api.load([
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { ...metadata, name: "web" },
      spec: { clusterIP: "10.96.0.50", clusterIPs: ["10.96.0.50"], ports: [{ port: 80, targetPort: 81 }] },
    },
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { ...metadata, name: "web-1", labels: { "kubernetes.io/service-name": "web" } },
      addressType: "IPv4",
      ports: [{ name: "", port: 81, protocol: "TCP" }],
      endpoints: [{ addresses: ["10.244.2.14"], conditions: { ready: true } }],
    },
  ] as unknown as KubeObject[]);
  const server = cluster.world.nodes.get("kind-worker2")?.kubelet.worker("y", "b")?.sandbox?.namespace;
  server?.sockets.listenTcp({ port: 81 });
  cluster.settle();
  cluster.world.clock.runUntil(cluster.world.clock.nowUs + 1_000_000);

  test("what a Pod may send is judged by where the Service leads, not by its address", () => {
    const { policy, send } = cluster;
    expect(send("x/a -> svc/web:80")).toBe("delivered");
    policy("x/out", {
      podSelector: POD_A,
      policyTypes: ["Egress"],
      egress: [{ to: [{ podSelector: POD_B, namespaceSelector: OF_Y }] }],
    });
    expect(send("x/a -> svc/web:80")).toBe("delivered");
    policy("x/out", {
      podSelector: POD_A,
      policyTypes: ["Egress"],
      egress: [{ to: [{ ipBlock: { cidr: "10.96.0.0/16" } }] }],
    });
    expect(send("x/a -> svc/web:80")).toBe("dropped");
    expect(send("x/b -> svc/web:80")).toBe("delivered");
  });

  test("what a Pod may receive is judged by who sent it", () => {
    const { policy, send } = cluster;
    policy("y/in", { podSelector: POD_B, ingress: [{ from: [{ podSelector: POD_B, namespaceSelector: {} }] }] });
    expect(send("x/b -> svc/web:80")).toBe("delivered");
    expect(send("default/c -> svc/web:80")).toBe("dropped");
  });
});

test("beside IPVS each Pod has a mark of its own", () => {
  const cluster = givenPolicies(PODS, "kind", { cni: "calico", proxyMode: "ipvs" });
  cluster.world.clock.runUntil(1_000_000);
  cluster.policy("x/deny", { podSelector: {} });
  const [first] = NAMES.filter((name) => name.startsWith("x/a"));
  const device = cableName(first as string);
  expect(chainText(cluster, "kind-worker", `cali-sm-${device}`)[0]).toMatch(
    /^-A cali-sm-cali[0-9a-f]{11} -j MARK --set-xmark 0x[0-9a-f]+00000\/0xffe00000$/,
  );
});
