import { expect, test } from "vitest";
import { formatIp, ip } from "../../../core/ip.ts";
import { TCP } from "../../../net/packet.ts";
import { FlowWorld } from "../../testing/flow-world.ts";
import { exploreNftables } from "./explore.ts";

const NODE = "172.18.0.3";
const SPEC = {
  clusterIP: "10.96.0.50",
  clusterIPs: ["10.96.0.50"],
  type: "NodePort",
  ports: [{ name: "", port: 80, targetPort: 80, protocol: "TCP", nodePort: 30_080 }],
};

function worldWith(spec: object = {}): FlowWorld {
  const world = new FlowWorld("kind", ["default/one@kind-worker=10.244.1.10", "default/two@kind-worker2=10.244.2.10"], {
    proxyMode: "nftables",
  });
  world.service("web", { ...SPEC, ...spec } as never, ["default/one", "default/two"]);
  return world;
}

function outcome(world: FlowWorld, src: string, dst: string, dstPort = 80): string {
  const found = exploreNftables(world.at("kind-worker"), { src: ip(src), dst: ip(dst), protocol: TCP, dstPort });
  const to = found.endpoints.map((endpoint) => `${formatIp(endpoint.ip)}:${endpoint.port}`).sort();
  return [found.verdict, ...to, ...(found.masquerade ? ["masquerade"] : [])].join(" ");
}

const BOTH = "10.244.1.10:80 10.244.2.10:80";

test.each([
  ["a Pod may get to each endpoint", "10.244.1.7", "10.96.0.50", 80, `DNAT ${BOTH}`],
  ["an outsider does too, masqueraded", "203.0.113.9", "10.96.0.50", 80, `DNAT ${BOTH} masquerade`],
  ["an endpoint may meet itself, and is masqueraded then", "10.244.1.10", "10.96.0.50", 80, `DNAT ${BOTH} masquerade`],
  ["a node port masquerades", "203.0.113.9", NODE, 30_080, `DNAT ${BOTH} masquerade`],
  ["another port of the cluster IP is refused", "10.244.1.7", "10.96.0.50", 81, "REJECT"],
  ["an address that no Service has is dropped", "10.244.1.7", "10.96.0.99", 80, "DROP"],
  ["what is not for a Service is left alone", "10.244.1.7", "192.0.2.1", 80, "NONE"],
] as const)("%s", (_says, src, dst, port, wanted) => {
  expect(outcome(worldWith(), src, dst, port)).toBe(wanted);
});

test("a client of a sticky Service may be known to any endpoint", () => {
  expect(outcome(worldWith({ sessionAffinity: "ClientIP" }), "10.244.1.7", "10.96.0.50")).toBe(`DNAT ${BOTH}`);
});

test("with the policy Local an outsider gets to the node's own endpoint, a Pod to all", () => {
  const world = worldWith({ externalTrafficPolicy: "Local" });
  expect(outcome(world, "203.0.113.9", NODE, 30_080)).toBe("DNAT 10.244.1.10:80");
  expect(outcome(world, "10.244.1.7", NODE, 30_080)).toBe(`DNAT ${BOTH}`);
});
