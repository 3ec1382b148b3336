import { expect, test } from "vitest";
import type { Pod } from "../../kube/schema/types.ts";
import { type GivenPolicies, givenPolicies } from "../testing/policy-world.ts";
import { cidrsOf } from "./address-ranges.ts";
import { type AllowedConnection, connectionsBetween, connectionsOutside, workloadsOf } from "./connections.ts";
import { isEmptySet, portSetText } from "./port-set.ts";

const PODS = ["x/a pod=a web=8080", "x/b pod=b", "y/a pod=a web=9090 dns=53/UDP"];

function told(connections: readonly AllowedConnection[]): string[] {
  return connections
    .filter(({ ports }) => !isEmptySet(ports))
    .map(({ src, dst, ports }) => `${src} => ${dst}: ${portSetText(ports)}`);
}

function inside({ world }: GivenPolicies): string[] {
  const pods = world.api.client("test").list<Pod>("pods");
  return told(connectionsBetween(world.policies, workloadsOf(world.policies, pods)));
}

function outside({ world }: GivenPolicies): string[] {
  const pods = world.api.client("test").list<Pod>("pods");
  return told(connectionsOutside(world.policies, workloadsOf(world.policies, pods)));
}

test("without policies everybody may do everything", () => {
  const given = givenPolicies(PODS);
  expect(inside(given)).toHaveLength(6);
  expect(inside(given)[0]).toBe("x/a[Pod] => x/b[Pod]: all");
  expect(outside(given)[0]).toBe("0.0.0.0/0 => x/a[Pod]: all");
});

test("what both sides allow is allowed, with named ports looked up in each destination", () => {
  const given = givenPolicies(PODS);
  given.policy("x/out", {
    podSelector: { matchLabels: { pod: "b" } },
    policyTypes: ["Egress"],
    egress: [
      { to: [{ namespaceSelector: {} }], ports: [{ port: "web" }] },
      { ports: [{ protocol: "UDP", port: 50, endPort: 60 }] },
    ],
  });
  given.policy("y/in", { podSelector: {}, ingress: [{ ports: [{ port: "web" }, { port: "dns", protocol: "UDP" }] }] });
  expect(inside(given).filter((line) => line.startsWith("x/b"))).toEqual([
    "x/b[Pod] => x/a[Pod]: TCP 8080, UDP 50-60",
    "x/b[Pod] => y/a[Pod]: TCP 9090, UDP 53",
  ]);
});

test("an ipBlock cuts the outside into prefixes and says nothing about Pods", () => {
  const given = givenPolicies(PODS);
  given.policy("y/in", {
    podSelector: {},
    ingress: [
      { from: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["128.0.0.0/1"] } }], ports: [{ port: 80 }] },
      { from: [{ ipBlock: { cidr: "64.0.0.0/2" } }], ports: [{ port: 81 }] },
    ],
  });
  expect(outside(given).filter((line) => line.includes("=> y/a"))).toEqual([
    "0.0.0.0/2 => y/a[Pod]: TCP 80",
    "64.0.0.0/2 => y/a[Pod]: TCP 80-81",
  ]);
  expect(inside(given).filter((line) => line.includes("=> y/a"))).toEqual([]);
});

test("Pods of one owner are one workload, which may what some of them may", () => {
  const given = givenPolicies(PODS);
  const owner = { apiVersion: "apps/v1", kind: "StatefulSet", name: "db", uid: "1", controller: true };
  const pod = (name: string, podIP: string) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "x", labels: { pod: name }, ownerReferences: [owner] },
    spec: { containers: [] },
    status: { podIP },
  });
  given.world.api.load([pod("db-0", "10.244.1.50"), pod("db-1", "10.244.1.51")] as never);
  given.policy("x/db", {
    podSelector: { matchLabels: { pod: "db-0" } },
    ingress: [{ ports: [{ port: 5432 }] }],
  });
  given.policy("x/db-1", {
    podSelector: { matchLabels: { pod: "db-1" } },
    ingress: [{ ports: [{ port: 5433 }] }],
  });
  expect(inside(given)).toContain("x/b[Pod] => x/db[StatefulSet]: TCP 5432-5433");
  expect(inside(given)).not.toContain("x/db[StatefulSet] => x/db[StatefulSet]: all");
});

test("a range is the fewest prefixes that hold exactly it", () => {
  expect(cidrsOf({ first: 0, last: 2 ** 32 - 1 })).toEqual(["0.0.0.0/0"]);
  expect(cidrsOf({ first: 1, last: 6 })).toEqual(["0.0.0.1/32", "0.0.0.2/31", "0.0.0.4/31", "0.0.0.6/32"]);
});
