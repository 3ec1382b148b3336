import { expect, test } from "vitest";
import { formatIp } from "../../../core/ip.ts";
import type { NetNamespace } from "../../../net/namespace.ts";
import { formatPrefix } from "../../../net/route.ts";
import { BARE_SOFTWARE } from "../../testing/bare-software.ts";
import { givenNodes } from "../../testing/given-nodes.ts";
import { givenPolicies } from "../../testing/policy-world.ts";
import { createWorld } from "../../world.ts";

function routes({ routes: { main } }: NetNamespace): string[] {
  return main.map((route) => {
    const via = route.via === null ? "" : ` via ${formatIp(route.via)}`;
    const src = route.src === null ? "" : ` src ${formatIp(route.src)}`;
    return `${formatPrefix(route)}${via} dev ${route.device?.name.replace(/[0-9a-f]{8}$/, "*")}${src}`;
  });
}

test("a Pod has a cable of its own, and everything goes by the node", () => {
  const given = givenNodes("kind");
  given.createPod("web", { image: "fastapi-k8s:latest", imagePullPolicy: "Never" }, { nodeName: "kind-worker" });
  given.settle();
  expect(given.pod("web")?.status?.podIP).toBe("10.244.1.2");
  expect(routes(given.machineOf("web").network)).toEqual([
    "default via 10.244.1.1 dev eth0",
    "10.244.1.0/24 via 10.244.1.1 dev eth0 src 10.244.1.2",
    "10.244.1.1 dev eth0 src 10.244.1.2",
  ]);
});

test("the node has a route to each of its Pods and to the ranges of the other nodes", () => {
  const { world } = givenPolicies(["default/a@kind-worker", "default/b@kind-worker"]);
  const node = world.nodes.get("kind-worker")?.machine.network as NetNamespace;
  expect(routes(node)).toEqual([
    "default via 172.18.0.1 dev eth0",
    "10.244.0.0/24 via 172.18.0.2 dev eth0",
    "10.244.1.10 dev veth*",
    "10.244.1.11 dev veth*",
    "10.244.2.0/24 via 172.18.0.4 dev eth0",
    "172.18.0.0/16 dev eth0 src 172.18.0.3",
  ]);
});

test("when a Pod goes, its device and route go, and the gateway stays for the others", () => {
  const { world, settle, send } = givenPolicies([
    "default/a@kind-worker",
    "default/b@kind-worker",
    "default/c@kind-worker",
  ]);
  world.api.client("test").delete("pods", { namespace: "default", name: "a" }, { gracePeriodSeconds: 0 });
  settle();
  const node = world.nodes.get("kind-worker")?.machine.network as NetNamespace;
  expect(routes(node).filter((line) => line.includes("veth"))).toEqual([
    "10.244.1.11 dev veth*",
    "10.244.1.12 dev veth*",
  ]);
  expect(send("default/b -> default/c:80")).toBe("delivered");
});

test("kindnetd runs on every node; where it is stopped nobody enforces policies", () => {
  const world = createWorld({ profile: "kind", software: BARE_SOFTWARE });
  world.start();
  world.clock.runUntil(60_000_000);
  const client = world.api.client("test");
  const agents = client.list("pods", { namespace: "kube-system", labelSelector: "app=kindnet" });
  expect(agents.map(({ status }) => (status as { phase: string }).phase)).toEqual(["Running", "Running", "Running"]);
  const running = () => [...world.nodes.values()].map(({ policyAgent }) => policyAgent?.isRunning);
  expect(running()).toEqual([true, true, true]);
  client.delete("daemonsets", { namespace: "kube-system", name: "kindnet" });
  world.clock.runUntil(world.clock.nowUs + 60_000_000);
  expect(running()).toEqual([false, false, false]);
});
