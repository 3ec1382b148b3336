import { expect, test } from "vitest";
import { Clock } from "../../core/clock.ts";
import { cidr, formatIp, ip } from "../../core/ip.ts";
import { Prng } from "../../core/prng.ts";
import { Trace } from "../../core/trace.ts";
import type { NetEvent } from "../events.ts";
import type { NetNamespace } from "../namespace.ts";
import { Network } from "../network.ts";
import { createPhysical } from "./segment.ts";
import { VirtualNetwork } from "./virtual-network.ts";

class Given {
  readonly clock = new Clock();
  readonly trace = new Trace<NetEvent>(this.clock);
  readonly network = new Network({ clock: this.clock, trace: this.trace, prng: new Prng(1) });
  readonly vpc = new VirtualNetwork({
    clock: this.clock,
    prng: new Prng(2),
    subnets: [cidr("10.0.1.0/24"), cidr("10.0.2.0/24")],
    routerMac: this.network.nextMac(),
  });

  host(name: string, address: string): NetNamespace {
    const host = this.network.createNamespace({ name });
    const device = createPhysical(host, "eth0", { segment: this.vpc });
    host.addAddress(device, `${address}/24`);
    host.routes.add({ dst: cidr("0.0.0.0/0"), via: ip(address.replace(/\d+$/, "1")), device });
    this.vpc.assign(ip(address), device);
    return host;
  }

  ping(from: NetNamespace, to: string): string {
    const socket = from.sockets.openIcmp();
    socket.sendEcho({ to: ip(to), seq: 1, size: 56 });
    this.clock.runUntil(this.clock.nowUs + 5_000_000);
    const got = socket.tryReceive();
    socket.close();
    return got === null ? "nothing" : `${formatIp(got.from)} type ${got.type} ttl ${got.ttl}`;
  }

  drops(): string[] {
    return this.trace
      .between(0)
      .flatMap((event) => (event.type === "dropped" ? [`${event.where}: ${event.reason}`] : []));
  }
}

test("hosts of one subnet, and of two, reach each other; the router counts no hop", () => {
  const given = new Given();
  const a = given.host("a", "10.0.1.10");
  given.host("b", "10.0.1.11");
  given.host("c", "10.0.2.10");
  expect(given.ping(a, "10.0.1.11")).toBe("10.0.1.11 type 0 ttl 64");
  expect(given.ping(a, "10.0.2.10")).toBe("10.0.2.10 type 0 ttl 64");
});

test("an address that nobody holds is answered by nobody, and one that is not the sender's own is not carried", () => {
  const given = new Given();
  const a = given.host("a", "10.0.1.10");
  given.host("b", "10.0.1.11");
  expect(given.ping(a, "10.0.1.99")).toContain("type 3");
  a.addAddress(a.device("eth0"), "10.0.1.50/32");
  a.routes.replace({ dst: cidr("10.0.1.11/32"), device: a.device("eth0"), src: ip("10.0.1.50") });
  expect(given.ping(a, "10.0.1.11")).toBe("nothing");
  expect(given.drops()).toContain("a/eth0: source-check");
  given.vpc.assign(ip("10.0.1.50"), a.device("eth0"));
  expect(given.ping(a, "10.0.1.11")).toBe("10.0.1.11 type 0 ttl 64");
});

test("what is for elsewhere goes to the gateway", () => {
  const given = new Given();
  const a = given.host("a", "10.0.1.10");
  const gateway = given.network.createNamespace({ name: "gateway" });
  given.vpc.gateway = createPhysical(gateway, "eth0", { segment: given.vpc });
  gateway.addAddress(given.vpc.gateway, "8.8.8.8/32");
  gateway.routes.add({ dst: cidr("10.0.0.0/16"), device: given.vpc.gateway, scope: "link" });
  expect(given.ping(a, "8.8.8.8")).toBe("8.8.8.8 type 0 ttl 64");
});

test("free addresses are in their subnet, never the provider's, and run out", () => {
  const given = new Given();
  const a = given.host("a", "10.0.1.10");
  const subnet = cidr("10.0.1.0/24");
  for (let i = 0; i < 250; i++) given.vpc.assign(given.vpc.freeAddress(subnet) ?? 0, a.device("eth0"));
  expect(given.vpc.freeAddress(subnet)).toBe(null);
  expect(given.vpc.holderOf(ip("10.0.1.3"))).toBe(null);
  expect(given.vpc.holderOf(ip("10.0.1.255"))).toBe(null);
});
