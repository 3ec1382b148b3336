import { expect, test } from "vitest";
import { answer } from "../rpc.ts";
import { RpcWorld } from "../rpc-world.ts";

type Reply = {
  ok: boolean;
  error?: string;
  results: Record<string, unknown>[];
  connections: Record<string, unknown>[];
};

function pod(name: string, podIP: string, labels: Record<string, string>): object {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "x", labels },
    spec: {
      containers: [{ name: "c", image: "i", ports: [{ name: "diameter", containerPort: 3868, protocol: "SCTP" }] }],
    },
    status: { phase: "Running", podIP },
  };
}

/** A bare world with objects put in as they are: no node runs these Pods. */
function opened(cluster = "kind"): (op: string, fields?: object) => Reply {
  const world = new RpcWorld();
  const ask = (op: string, fields: object = {}): Reply =>
    answer(world, JSON.stringify({ id: 1, op, ...fields })) as unknown as Reply;
  ask("reset", { cluster, bare: true });
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "x" } };
  ask("load", { objects: [namespace, pod("a", "10.9.0.1", { app: "a" }), pod("b", "10.9.0.2", { app: "b" })] });
  return ask;
}

const POLICY = {
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "b", namespace: "x" },
  spec: {
    podSelector: { matchLabels: { app: "b" } },
    ingress: [
      { from: [{ podSelector: {} }], ports: [{ protocol: "SCTP", port: "diameter" }] },
      { from: [{ ipBlock: { cidr: "203.0.113.0/24" } }], ports: [{ port: 443 }] },
    ],
  },
};

test("Pods without a node are judged, by any protocol and named port, and outside addresses with them", () => {
  const ask = opened();
  ask("create", { objects: [POLICY] });
  const to = { pod: "x/b" };
  const { results } = ask("reach", {
    probes: [
      { from: { pod: "x/a" }, to, protocol: "SCTP", port: "diameter", serve: true },
      { from: { pod: "x/a" }, to, protocol: "TCP", port: 3868, serve: true },
      { from: { ip: "203.0.113.5" }, to, protocol: "TCP", port: 443, serve: true },
      { from: { ip: "198.51.100.1" }, to, protocol: "TCP", port: 443, serve: true },
      { from: { pod: "x/b" }, to: { ip: "198.51.100.1" }, protocol: "UDP", port: 1, serve: true },
    ],
  });
  const by = { egress: [], ingress: ["x/b"] };
  expect(results).toEqual([
    { allowed: true, outcome: "delivered", by },
    { allowed: false, outcome: "dropped", by },
    { allowed: true, outcome: "delivered", by },
    { allowed: false, outcome: "dropped", by },
    { allowed: true, outcome: "delivered", by: { egress: [], ingress: [] } },
  ]);
});

test("where policies are ignored none of them is named", () => {
  const ask = opened("docker-desktop");
  ask("create", { objects: [POLICY] });
  const probe = { from: { pod: "x/a" }, to: { pod: "x/b" }, protocol: "TCP", port: 1, serve: true };
  expect(ask("reach", { probes: [probe] }).results).toEqual([
    { allowed: true, outcome: "delivered", by: { egress: [], ingress: [] } },
  ]);
});

test("a probe that cannot be understood is refused with the field that is wrong", () => {
  const ask = opened();
  const error = (probe: object) => ask("reach", { probes: [{ protocol: "TCP", port: 80, ...probe }] }).error;
  expect(error({ from: { pod: "x/z" }, to: { pod: "x/a" } })).toBe("reach: no Pod x/z");
  expect(error({ from: { pod: "x/a" }, to: {} })).toBe("reach: to: wanted {pod}, {ip} or {service}");
  expect(error({ from: { pod: "x/a" }, to: { pod: "x/b" }, protocol: "GRE" })).toBe(
    "reach: protocol: wanted TCP, UDP or SCTP, got GRE",
  );
});

test("connections are the allowed ones, with ranges of ports and prefixes", () => {
  const ask = opened();
  ask("create", { objects: [POLICY] });
  const { connections } = ask("connections");
  const toB = connections.filter(({ dst }) => dst === "x/b[Pod]");
  expect(toB).toEqual([
    { src: "x/a[Pod]", dst: "x/b[Pod]", conn: [["SCTP", 3868, 3868]] },
    { src: "203.0.113.0/24", dst: "x/b[Pod]", conn: [["TCP", 443, 443]] },
  ]);
  expect(connections).toContainEqual({ src: "x/b[Pod]", dst: "0.0.0.0/0", conn: "all" });
});
