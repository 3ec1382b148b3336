import { expect, test } from "vitest";
import { ip } from "../../core/ip.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import { connectTcp } from "../../net/socket/connect.ts";
import { givenNodes } from "../testing/given-nodes.ts";
import { type GivenPolicies, givenPolicies } from "../testing/policy-world.ts";
import { PolicyAgent } from "./policy-agent.ts";

const PODS = [
  "default/web@kind-worker app=web http=80 admin=8080",
  "default/friend@kind-worker app=friend",
  "default/far@kind-worker2 app=friend",
  "default/stranger@kind-worker app=stranger",
  "prod/friend@kind-worker2 app=friend",
  "prod/stranger@kind-worker app=stranger",
  "kube-system/dns@kind-control-plane k8s-app=kube-dns dns=53/UDP dns-tcp=53",
];

const WEB = { matchLabels: { app: "web" } };
const FRIEND = { matchLabels: { app: "friend" } };
const PROD = { matchLabels: { "kubernetes.io/metadata.name": "prod" } };

function given(): GivenPolicies {
  return givenPolicies(PODS);
}

test("without policies every Pod reaches every other, on its own node and on another", () => {
  const { send } = given();
  expect(send("default/friend -> default/web:80")).toBe("delivered");
  expect(send("default/far -> default/web:80")).toBe("delivered");
  expect(send("default/web -> kube-system/dns:53/UDP")).toBe("delivered");
});

test("deny-all drops what comes in, and the trace names the policy, the direction and who was judged", () => {
  const { world, policy, send } = given();
  policy("default/deny-all", { podSelector: {}, policyTypes: ["Ingress"] });
  const from = world.trace.nextSeq;
  expect(send("default/friend -> default/web:80")).toBe("dropped");
  const dropped = world.trace.between(from).find(({ type }) => type === "dropped");
  expect(dropped).toMatchObject({
    reason: "filter-agent",
    where: "kind-worker",
    origin: "NetworkPolicy default/deny-all",
    lookup:
      "ingress of default/web (10.244.1.10): default/friend (10.244.1.11) to default/web (10.244.1.10), TCP port 80",
  });
});

test("deny-all of one direction and namespace leaves the other direction and namespace alone", () => {
  const { policy, send } = given();
  policy("default/deny-all", { podSelector: {}, policyTypes: ["Ingress"] });
  expect(send("default/web -> prod/friend:80")).toBe("delivered");
  expect(send("default/web -> default/friend:80")).toBe("dropped");
});

test("a policy allows by label, in its own namespace, from any node", () => {
  const { policy, send } = given();
  policy("default/web", { podSelector: WEB, ingress: [{ from: [{ podSelector: FRIEND }] }] });
  expect(send("default/friend -> default/web:80")).toBe("delivered");
  expect(send("default/far -> default/web:80")).toBe("delivered");
  expect(send("default/stranger -> default/web:80")).toBe("dropped");
  expect(send("prod/friend -> default/web:80")).toBe("dropped");
});

test("two selectors inside one peer mean AND", () => {
  const { policy, send } = given();
  policy("default/web", {
    podSelector: WEB,
    ingress: [{ from: [{ namespaceSelector: PROD, podSelector: FRIEND }] }],
  });
  expect(send("prod/friend -> default/web:80")).toBe("delivered");
  expect(send("prod/stranger -> default/web:80")).toBe("dropped");
  expect(send("default/friend -> default/web:80")).toBe("dropped");
});

test("the same selectors in two peers mean OR", () => {
  const { policy, send } = given();
  policy("default/web", {
    podSelector: WEB,
    ingress: [{ from: [{ namespaceSelector: PROD }, { podSelector: FRIEND }] }],
  });
  expect(send("prod/stranger -> default/web:80")).toBe("delivered");
  expect(send("default/friend -> default/web:80")).toBe("delivered");
  expect(send("default/stranger -> default/web:80")).toBe("dropped");
});

test("an empty podSelector of a peer is all Pods of the namespace, an empty namespaceSelector all namespaces", () => {
  const { policy, send } = given();
  policy("default/web", { podSelector: WEB, ingress: [{ from: [{ podSelector: {} }] }] });
  expect(send("default/stranger -> default/web:80")).toBe("delivered");
  expect(send("prod/stranger -> default/web:80")).toBe("dropped");
  policy("default/web", { podSelector: WEB, ingress: [{ from: [{ namespaceSelector: {} }] }] });
  expect(send("prod/stranger -> default/web:80")).toBe("delivered");
});

test("an empty rule allows everything, an empty list of rules nothing", () => {
  const { policy, send } = given();
  policy("default/web", { podSelector: WEB, policyTypes: ["Ingress"], ingress: [] });
  expect(send("prod/stranger -> default/web:80")).toBe("dropped");
  policy("default/web", { podSelector: WEB, policyTypes: ["Ingress"], ingress: [{}] });
  expect(send("prod/stranger -> default/web:80")).toBe("delivered");
});

test("policies add up: what one of them allows is allowed", () => {
  const { policy, send } = given();
  policy("default/deny-all", { podSelector: {}, policyTypes: ["Ingress"] });
  policy("default/web", { podSelector: WEB, ingress: [{ from: [{ podSelector: FRIEND }] }] });
  expect(send("default/friend -> default/web:80")).toBe("delivered");
  expect(send("default/stranger -> default/web:80")).toBe("dropped");
});

test("default-deny egress also stops DNS, until port 53 of the DNS Pods is allowed", () => {
  const { policy, send } = given();
  policy("default/deny-egress", { podSelector: {}, policyTypes: ["Egress"] });
  expect(send("default/friend -> kube-system/dns:53/UDP")).toBe("dropped");
  policy("default/allow-dns", {
    podSelector: {},
    policyTypes: ["Egress"],
    egress: [
      {
        to: [{ namespaceSelector: {}, podSelector: { matchLabels: { "k8s-app": "kube-dns" } } }],
        ports: [
          { protocol: "UDP", port: 53 },
          { protocol: "TCP", port: 53 },
        ],
      },
    ],
  });
  expect(send("default/friend -> kube-system/dns:53/UDP")).toBe("delivered");
  expect(send("default/friend -> kube-system/dns:53")).toBe("delivered");
  expect(send("default/friend -> default/web:80")).toBe("dropped");
});

test("replies need no rule: a Pod that may not be reached gets the answers to what it asked", () => {
  const { policy, send } = given();
  policy("default/friend", { podSelector: FRIEND, policyTypes: ["Ingress"] });
  policy("default/web", {
    podSelector: WEB,
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: [{ podSelector: FRIEND }] }],
  });
  expect(send("default/friend -> default/web:80")).toBe("delivered");
  expect(send("default/far -> default/web:80")).toBe("delivered");
  expect(send("default/web -> default/friend:80")).toBe("dropped");
});

test("the node's own programs reach its Pods whatever the policies say; those of another node do not", () => {
  const { policy, send } = given();
  policy("default/deny-all", { podSelector: {}, policyTypes: ["Ingress"] });
  expect(send("kind-worker -> default/web:80")).toBe("delivered");
  expect(send("kind-worker2 -> default/web:80")).toBe("dropped");
});

test("kubelet's probes get through a deny-all", () => {
  const cluster = givenNodes("kind");
  cluster.client.create("networkpolicies", {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "deny-all", namespace: "default" },
    spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
  });
  cluster.createPod("web", {
    image: "fastapi-k8s:latest",
    imagePullPolicy: "Never",
    readinessProbe: { httpGet: { path: "/", port: 8000 }, periodSeconds: 1 },
  });
  cluster.settle();
  cluster.advance(5);
  const ready = cluster.pod("web")?.status?.conditions?.find(({ type }) => type === "Ready");
  expect(ready?.status).toBe("True");
});

test("a named port is looked up in each Pod", () => {
  const { policy, send } = given();
  policy("default/web", { podSelector: WEB, ingress: [{ ports: [{ port: "admin" }] }] });
  expect(send("default/friend -> default/web:8080")).toBe("delivered");
  expect(send("default/friend -> default/web:80")).toBe("dropped");
  policy("default/out", {
    podSelector: FRIEND,
    policyTypes: ["Egress"],
    egress: [{ ports: [{ port: "admin", protocol: "TCP" }] }],
  });
  expect(send("default/friend -> default/web:8080")).toBe("delivered");
  expect(send("default/friend -> default/stranger:8080")).toBe("dropped");
});

test("endPort makes a range of ports, its ends included", () => {
  const { policy, send } = given();
  policy("default/web", { podSelector: WEB, ingress: [{ ports: [{ port: 8000, endPort: 8010 }] }] });
  const tries = [7999, 8000, 8010, 8011].map((port) => send(`default/friend -> default/web:${port}`));
  expect(tries).toEqual(["dropped", "delivered", "delivered", "dropped"]);
});

test("a port is of one protocol, TCP unless said", () => {
  const { policy, send } = given();
  policy("default/web", { podSelector: WEB, ingress: [{ ports: [{ port: 80 }] }] });
  expect(send("default/friend -> default/web:80")).toBe("delivered");
  expect(send("default/friend -> default/web:80/UDP")).toBe("dropped");
});

test("an ipBlock is matched by the packet's own source, with its exceptions", () => {
  const { policy, send } = given();
  policy("default/web", {
    podSelector: WEB,
    ingress: [{ from: [{ ipBlock: { cidr: "10.244.1.0/24", except: ["10.244.1.13/32"] } }] }],
  });
  expect(send("default/friend -> default/web:80")).toBe("delivered");
  expect(send("default/stranger -> default/web:80")).toBe("dropped");
  expect(send("default/far -> default/web:80")).toBe("dropped");
});

test("a Pod that egress isolates reaches neither its node nor another", () => {
  const { policy, send, world } = given();
  policy("default/friend", { podSelector: FRIEND, policyTypes: ["Egress"] });
  const [own, other] = ["kind-worker", "kind-worker2"].map((name) => world.nodes.get(name));
  for (const node of [own, other]) node?.machine.network.sockets.listenTcp({ port: 9000 });
  expect(send(`default/friend -> ${own?.ip}:9000`)).toBe("dropped");
  expect(send(`default/friend -> ${other?.ip}:9000`)).toBe("dropped");
  expect(send(`default/stranger -> ${own?.ip}:9000`)).toBe("delivered");
});

test("labels of a namespace that change, change who is meant", () => {
  const { policy, labelNamespace, send } = given();
  policy("default/web", {
    podSelector: WEB,
    ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: "a" } } }] }],
  });
  expect(send("prod/friend -> default/web:80")).toBe("dropped");
  labelNamespace("prod", { team: "a" });
  expect(send("prod/friend -> default/web:80")).toBe("delivered");
});

test("a policy that comes later ends a connection that it does not allow, and leaves alone one that it does", () => {
  const { world, policy, run } = given();
  const network = (name: string) => {
    const workers = [...world.nodes.values()].flatMap(({ kubelet }) => kubelet.workers);
    const worker = workers.find(({ pod }) => `${pod.metadata.namespace}/${pod.metadata.name}` === name);
    if (worker?.sandbox == null) throw new Error(`${name} does not run`);
    return worker.sandbox.namespace;
  };
  const listener = network("default/web").sockets.listenTcp({ port: 80 });
  const open = (name: string) =>
    run(connectTcp(network(name), { to: ip("10.244.1.10"), port: 80, timeoutUs: 1_000_000 }));
  const friend = open("default/friend");
  const stranger = open("default/stranger");
  world.clock.runUntil(world.clock.nowUs + 10_000);
  policy("default/web", { podSelector: WEB, ingress: [{ from: [{ podSelector: FRIEND }] }] });
  const accepted = [listener.tryAccept(), listener.tryAccept()];
  for (const socket of [friend, stranger]) socket.tryWrite(Uint8Array.of(1));
  world.clock.runUntil(world.clock.nowUs + 2_000_000);
  expect(accepted.map((socket) => socket?.tryRead(10))).toEqual([Uint8Array.of(1), "would-block"]);
});

test("Docker Desktop accepts policies and nobody enforces them", () => {
  const { policy, send } = givenPolicies(
    ["default/web@docker-desktop app=web", "default/friend@docker-desktop app=friend"],
    "docker-desktop",
  );
  policy("default/deny-all", { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
  expect(send("default/friend -> default/web:80")).toBe("delivered");
});

test("an agent on a bridge sees frames from Pod to Pod too, as the bridge shows them to netfilter", () => {
  const { world, policy, send } = givenPolicies(
    ["default/web@docker-desktop app=web", "default/friend@docker-desktop app=friend"],
    "docker-desktop",
  );
  const namespace = world.nodes.get("docker-desktop")?.machine.network as NetNamespace;
  const agent = new PolicyAgent({ namespace, node: "docker-desktop", book: world.policies });
  agent.start();
  policy("default/deny-all", { podSelector: WEB, policyTypes: ["Ingress"] });
  expect(send("default/friend -> default/web:80")).toBe("dropped");
  namespace.sysctls.bridgeNfCallIptables = false;
  expect(send("default/friend -> default/web:80")).toBe("delivered");
});

test("when the agent stops, packets pass; when it starts again, policies count again", () => {
  const { world, policy, send } = given();
  policy("default/deny-all", { podSelector: {}, policyTypes: ["Ingress"] });
  const agent = world.nodes.get("kind-worker")?.policyAgent;
  agent?.stop();
  expect(send("default/friend -> default/web:80")).toBe("delivered");
  agent?.start();
  expect(send("default/friend -> default/web:80")).toBe("dropped");
});
