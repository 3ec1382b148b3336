import { expect, test } from "vitest";
import { formatIp } from "../../../core/ip.ts";
import type { Service } from "../../../kube/schema/types.ts";
import { BARE_SOFTWARE } from "../../testing/bare-software.ts";
import { createWorld, type World } from "../../world.ts";

class Given {
  readonly world: World = createWorld({ profile: "kubeadm-cilium", software: BARE_SOFTWARE });
  readonly client = this.world.api.client("test");

  constructor() {
    this.world.start();
    this.pass(20);
  }

  pass(seconds: number): void {
    const { clock } = this.world;
    clock.runUntil(clock.nowUs + seconds * 1_000_000);
  }

  create(resource: string, object: object): void {
    this.client.create(resource, object as never);
    this.pass(1);
  }

  service(name: string, annotations: Readonly<Record<string, string>> = {}): void {
    const metadata = { name, namespace: "default", annotations };
    const spec = { type: "LoadBalancer", ports: [{ port: 80 }] };
    this.create("services", { apiVersion: "v1", kind: "Service", metadata, spec });
  }

  pool(name: string, spec: object): void {
    this.create("ciliumloadbalancerippools", {
      apiVersion: "cilium.io/v2",
      kind: "CiliumLoadBalancerIPPool",
      metadata: { name },
      spec,
    });
  }

  /** The address, or why there is none. */
  address(name: string): string {
    const { status } = this.client.get<Service>("services", "default", name) ?? {};
    const { conditions = [] } = (status ?? {}) as { conditions?: readonly { reason: string }[] };
    return status?.loadBalancer?.ingress?.[0]?.ip ?? conditions[0]?.reason ?? "pending";
  }

  get answering(): string[] {
    return [...this.world.nodes.values()]
      .filter(({ machine }) => machine.network.neighbours.answersFor(machine.network.device("eth0"), 0xac12ff00))
      .map(({ name }) => name);
  }
}

test("without a pool a load balancer stays pending; with one it gets an address, and the pool counts", () => {
  const given = new Given();
  given.service("web");
  expect(given.address("web")).toBe("pending");
  given.pool("blue", { blocks: [{ cidr: "172.18.255.0/31" }] });
  given.service("more");
  given.service("many");
  expect(["web", "more", "many"].map((name) => given.address(name)).sort()).toEqual([
    "172.18.255.0",
    "172.18.255.1",
    "out_of_ips",
  ]);
  const status = given.client.get("ciliumloadbalancerippools", undefined, "blue")?.status as {
    conditions: { type: string; message: string }[];
  };
  expect(status.conditions.map(({ type, message }) => `${type} ${message}`.trim())).toEqual([
    "cilium.io/PoolConflict",
    "cilium.io/IPsTotal 2",
    "cilium.io/IPsAvailable 0",
    "cilium.io/IPsUsed 2",
  ]);
});

test("an address that is asked for is given, unless somebody has it", () => {
  const given = new Given();
  given.pool("blue", { blocks: [{ start: "172.18.255.10", stop: "172.18.255.20" }] });
  given.service("web", { "lbipam.cilium.io/ips": "172.18.255.15" });
  given.service("also", { "lbipam.cilium.io/ips": "172.18.255.15" });
  given.service("out", { "lbipam.cilium.io/ips": "172.18.255.99" });
  expect(["web", "also", "out"].map((name) => given.address(name))).toEqual([
    "172.18.255.15",
    "already_allocated",
    "no_pool",
  ]);
});

test("a pool may be for some Services only; when it goes, so do its addresses", () => {
  const given = new Given();
  given.pool("blue", {
    blocks: [{ cidr: "172.18.255.0/28" }],
    serviceSelector: { matchLabels: { "io.kubernetes.service.name": "web" } },
  });
  given.service("web");
  given.service("other");
  expect([given.address("web"), given.address("other")]).toEqual(["172.18.255.0", "no_pool"]);
  given.client.delete("ciliumloadbalancerippools", { name: "blue" });
  given.pass(1);
  expect(given.address("web")).toBe("no_pool");
});

test("a policy makes one node answer for the address, and another one when that one's agent is gone", () => {
  const given = new Given();
  given.pool("blue", { blocks: [{ cidr: "172.18.255.0/28" }] });
  given.service("web");
  expect(given.answering).toEqual([]);
  given.create("ciliuml2announcementpolicies", {
    apiVersion: "cilium.io/v2alpha1",
    kind: "CiliumL2AnnouncementPolicy",
    metadata: { name: "all" },
    spec: { loadBalancerIPs: true, interfaces: ["^eth[0-9]+"] },
  });
  const [first = ""] = given.answering;
  expect(given.answering).toHaveLength(1);
  given.world.nodes.get(first)?.cni.agent?.stop();
  given.pass(1);
  expect(given.answering).toHaveLength(1);
  expect(given.answering).not.toContain(first);
  const lease = given.client.get("leases", "kube-system", "cilium-l2announce-default-web") as unknown as {
    spec: { holderIdentity: string; leaseTransitions: number };
  };
  expect([lease.spec.holderIdentity, lease.spec.leaseTransitions]).toEqual([given.answering[0], 1]);
  expect(formatIp(0xac12ff00)).toBe("172.18.255.0");
});
