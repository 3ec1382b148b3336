import { expect, test } from "vitest";
import type { ServiceSpec } from "../../kube/schema/types.ts";
import { FlowWorld } from "../testing/flow-world.ts";

const CONNECTIONS = 10_000;
const CLIENT = "default/client@kind-worker=10.244.1.20";
const PODS = [
  "default/a@kind-worker=10.244.1.10",
  "default/b@kind-worker2=10.244.2.10",
  "default/c@kind-worker2=10.244.2.11",
];
const SERVERS = ["default/a", "default/b", "default/c"];

function worldOf(proxyMode: string, spec: object = {}): FlowWorld {
  const world = new FlowWorld("kind", [CLIENT, ...PODS], { proxyMode });
  const ports = [{ name: "", port: 80, targetPort: 80, protocol: "TCP" }];
  const service = { type: "ClusterIP", clusterIP: "10.96.0.50", clusterIPs: ["10.96.0.50"], ports, ...spec };
  world.service("web", service as unknown as ServiceSpec, SERVERS);
  world.world.trace.on = false;
  return world;
}

function ask(world: FlowWorld): string {
  return world.ask("default/client", "10.96.0.50").split(" ")[0] as string;
}

function shares(world: FlowWorld): readonly number[] {
  const counts = new Map(SERVERS.map((name) => [name, 0]));
  for (let i = 0; i < CONNECTIONS; i++) {
    const server = ask(world);
    counts.set(server, (counts.get(server) ?? 0) + 1);
  }
  expect([...counts.keys()]).toEqual(SERVERS);
  return [...counts.values()];
}

/** Beyond this, three equal shares would come about once in a thousand times (two degrees of freedom). */
const UNLIKELY = 13.8;

test.each(["iptables", "nftables"])("%s mode picks each of three endpoints with a probability of a third", (mode) => {
  const expected = CONNECTIONS / SERVERS.length;
  const chiSquared = shares(worldOf(mode)).reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(chiSquared).toBeLessThan(UNLIKELY);
  // Exactly even would be no chance at all.
  expect(chiSquared).toBeGreaterThan(0);
});

test("ipvs mode's rr gives every endpoint the same number of connections, to within the one that is left over", () => {
  const counts = shares(worldOf("ipvs"));
  expect([...counts].sort((a, b) => a - b)).toEqual([3333, 3333, 3334]);
});

const AFFINITY = { sessionAffinity: "ClientIP", sessionAffinityConfig: { clientIP: { timeoutSeconds: 1000 } } };

test.each(["iptables", "nftables", "ipvs"])(
  "%s mode: ClientIP sticks for its timeout after the last connection",
  (mode) => {
    const world = worldOf(mode, AFFINITY);
    const { clock } = world.world;
    const first = ask(world);
    for (let i = 0; i < 20; i++) {
      clock.runUntil(clock.nowUs + 990_000_000);
      expect(ask(world)).toBe(first);
    }
  },
);

test.each(["iptables", "nftables", "ipvs"])("%s mode: and no longer", (mode) => {
  const world = worldOf(mode, AFFINITY);
  const { clock } = world.world;
  const servers = new Set<string>();
  for (let i = 0; i < 12; i++) {
    servers.add(ask(world));
    // In ipvs mode the connection's own two minutes of TIME_WAIT keep the template a little longer.
    clock.runUntil(clock.nowUs + 1_200_000_000);
  }
  expect(servers.size).toBeGreaterThan(1);
});
