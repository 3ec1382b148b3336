import { expect, test } from "vitest";
import type { KubeObject } from "../../../kube/api/objects.ts";
import { printTable } from "../../../net/netfilter/print.ts";
import { DirectoryNode } from "../../../os/vfs/node.ts";
import { Vfs } from "../../../os/vfs/vfs.ts";
import { type GivenPolicies, givenPolicies } from "../../testing/policy-world.ts";
import { calicoManifests } from "./manifests.ts";

const PODS = [
  "x/web@kind-worker app=web http=80",
  "x/friend@kind-worker app=friend",
  "x/stranger@kind-worker2 app=stranger",
  "y/friend@kind-worker2 app=friend",
];

/** With Calico's own kinds installed, as its Pods would find them. */
function given(): GivenPolicies & { own(kind: string, name: string, spec: Record<string, unknown>): void } {
  const cluster = givenPolicies(PODS, "kind", { cni: "calico" });
  const definitions = calicoManifests("ipip").filter(({ kind }) => kind === "CustomResourceDefinition");
  cluster.world.api.load(definitions as unknown as KubeObject[]);
  cluster.settle();
  for (const { cni } of cluster.world.nodes.values()) cni.agent?.start(new Vfs(new DirectoryNode(), () => 0));
  cluster.settle();
  const own = (kind: string, name: string, spec: Record<string, unknown>): void => {
    const [namespace, plain] = name.includes("/") ? name.split("/") : [undefined, name];
    const metadata = { name: plain as string, ...(namespace === undefined ? {} : { namespace }) };
    const resource = kind === "NetworkPolicy" ? "networkpolicies" : "globalnetworkpolicies";
    const object = { apiVersion: "crd.projectcalico.org/v1", kind, metadata, spec };
    cluster.world.api.client("test").create(`${resource}.crd.projectcalico.org`, object as unknown as KubeObject);
    cluster.settle();
  };
  return Object.assign(cluster, { own });
}

test("a global policy holds for Pods of every namespace that it selects", () => {
  const { own, send } = given();
  own("GlobalNetworkPolicy", "deny-all", { selector: "all()", types: ["Ingress"] });
  expect(send("x/friend -> x/web:80")).toBe("dropped");
  expect(send("x/friend -> y/friend:80")).toBe("dropped");
  expect(send("kind-worker -> x/web:80")).toBe("delivered");
});

test("policies are asked in their order: the first that allows or denies decides", () => {
  const { own, send, policy } = given();
  policy("x/web", { podSelector: { matchLabels: { app: "web" } }, ingress: [{}] });
  expect(send("x/stranger -> x/web:80")).toBe("delivered");
  own("GlobalNetworkPolicy", "no-strangers", {
    order: 10,
    selector: "app == 'web'",
    types: ["Ingress"],
    ingress: [{ action: "Deny", source: { selector: "app == 'stranger'" } }],
  });
  expect(send("x/stranger -> x/web:80")).toBe("dropped");
  expect(send("x/friend -> x/web:80")).toBe("delivered");
});

test("a policy of a namespace means its own Pods, unless it speaks of namespaces", () => {
  const { own, send } = given();
  const allow = (source: Record<string, string>) => ({
    selector: "app == 'web'",
    ingress: [{ action: "Allow", protocol: "TCP", source, destination: { ports: [80, "8000:8010"] } }],
  });
  own("NetworkPolicy", "x/web", allow({ selector: "app == 'friend'" }));
  expect(send("x/friend -> x/web:80")).toBe("delivered");
  expect(send("x/friend -> x/web:8005")).toBe("delivered");
  expect(send("x/friend -> x/web:81")).toBe("dropped");
  expect(send("y/friend -> x/web:80")).toBe("dropped");
  own(
    "NetworkPolicy",
    "x/more",
    allow({ selector: "app == 'friend'", namespaceSelector: "kubernetes.io/metadata.name == 'y'" }),
  );
  expect(send("y/friend -> x/web:80")).toBe("delivered");
});

test("Pass leaves it to the profile of the namespace, which allows", () => {
  const { own, send } = given();
  own("GlobalNetworkPolicy", "pass", {
    order: 1,
    selector: "app == 'web'",
    types: ["Ingress"],
    ingress: [{ action: "Pass" }],
  });
  own("GlobalNetworkPolicy", "deny", { order: 2, selector: "app == 'web'", types: ["Ingress"] });
  expect(send("x/stranger -> x/web:80")).toBe("delivered");
});

test("networks, ports that are not meant, and what it looks like in a chain", () => {
  const { own, send, world } = given();
  own("NetworkPolicy", "x/out", {
    selector: "app == 'friend'",
    types: ["Egress"],
    egress: [
      { action: "Deny", protocol: "TCP", destination: { nets: ["10.244.1.0/24"], notPorts: [80] } },
      { action: "Allow" },
    ],
  });
  expect(send("x/friend -> x/web:80")).toBe("delivered");
  expect(send("x/friend -> x/web:81")).toBe("dropped");
  const table = world.nodes.get("kind-worker")?.machine.network.netfilter.table("filter");
  const lines = table === undefined ? [] : printTable(table).filter((line) => line.startsWith("-A cali-po-np/x/out "));
  expect(lines.map((line) => line.replace(/-m comment --comment "cali:[\w-]{16}" /, ""))).toEqual([
    '-A cali-po-np/x/out -d 10.244.1.0/24 -p tcp -m comment --comment "NetworkPolicy x/out egress" -m multiport ! --dports 80 -j MARK --set-xmark 0x40000/0x40000',
    "-A cali-po-np/x/out -m mark --mark 0x40000/0x40000 -j DROP",
    "-A cali-po-np/x/out -j MARK --set-xmark 0x10000/0x10000",
  ]);
});

test("what is not simulated is not enforced, and an event says so", () => {
  const { own, send, world } = given();
  own("GlobalNetworkPolicy", "by-account", {
    selector: "all()",
    types: ["Ingress"],
    ingress: [{ action: "Allow", source: { serviceAccounts: { names: ["a"] } } }],
  });
  expect(send("x/friend -> x/web:80")).toBe("delivered");
  const messages = world.api
    .client("test")
    .list("events")
    .map(({ message }) => message);
  expect(messages).toContain("serviceAccounts of a rule's side: not simulated here, the policy is not enforced");
});
