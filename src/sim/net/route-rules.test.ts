import { expect, test } from "vitest";
import { cidr, hostCidr, ip } from "../core/ip.ts";
import { formatPrefix } from "./route.ts";
import { World } from "./testing/world.ts";

interface Asked {
  readonly from?: string;
  readonly mark?: number;
  readonly in?: string;
}

function way({ host }: World, to: string, { from = "0.0.0.0", mark = 0, in: inDevice }: Asked = {}): string {
  const device = inDevice === undefined ? null : host.device(inDevice);
  const route = host.routes.lookupFor({ src: ip(from), dst: ip(to), mark }, device);
  return route === null ? "none" : `${formatPrefix(route)} dev ${route.device?.name ?? "-"} table ${route.table}`;
}

function withTable2(): World {
  const world = new World();
  world.host.routes.add({ dst: cidr("0.0.0.0/0"), device: world.host.device("br0"), table: 2 });
  return world;
}

test("at first there are three rules: local, main, default", () => {
  const { host } = new World();
  expect(host.routes.rules.list().map(({ priority, action }) => `${priority}: ${action}`)).toEqual([
    "0: 255",
    "32766: 254",
    "32767: 253",
  ]);
  expect(host.routes.rules.areBuiltIn).toBe(true);
});

test("a rule from an address sends only that address's packets to its table", () => {
  const world = withTable2();
  world.host.routes.rules.add({ priority: 1536, from: hostCidr(ip("10.1.0.2")), action: 2 });
  expect(way(world, "9.9.9.9", { from: "10.1.0.2" })).toBe("default dev br0 table 2");
  expect(way(world, "9.9.9.9", { from: "10.1.0.3" })).toBe("default dev eth0 table 254");
  expect(way(world, "10.1.0.1", { from: "10.1.0.2" })).toBe("local 10.1.0.1 dev br0 table 255");
});

test("of two rules that fit the one with the lower number is asked first, and a table without a way passes on", () => {
  const world = withTable2();
  const { rules } = world.host.routes;
  rules.add({ priority: 512, to: cidr("9.0.0.0/8"), action: 254 });
  rules.add({ priority: 1536, action: 2 });
  rules.add({ priority: 100, action: 77 });
  expect(way(world, "9.9.9.9")).toBe("default dev eth0 table 254");
  expect(way(world, "8.8.8.8")).toBe("default dev br0 table 2");
});

test("marks are compared under their mask, ways in by name, and not turns a rule round", () => {
  const world = withTable2();
  const { rules } = world.host.routes;
  rules.add({ priority: 10, mark: { value: 0x80, mask: 0x80 }, inDevice: "eth0", action: 2 });
  expect(way(world, "9.9.9.9", { mark: 0x181, in: "eth0" })).toBe("default dev br0 table 2");
  expect(way(world, "9.9.9.9", { mark: 0x181, in: "br0" })).toBe("default dev eth0 table 254");
  expect(way(world, "9.9.9.9", { mark: 0x100, in: "eth0" })).toBe("default dev eth0 table 254");
  rules.flush();
  rules.add({ priority: 10, from: cidr("10.0.0.0/8"), isNegated: true, action: 2 });
  expect(way(world, "9.9.9.9", { from: "10.1.0.2" })).toBe("none");
  expect(way(world, "9.9.9.9", { from: "192.168.0.1" })).toBe("default dev br0 table 2");
});

test("a rule can answer itself, and can refuse routes that are too short", () => {
  const world = withTable2();
  const { rules } = world.host.routes;
  rules.add({ priority: 10, to: cidr("9.0.0.0/8"), action: "unreachable" });
  rules.add({ priority: 20, action: 254, suppressPrefixLength: 0 });
  rules.add({ priority: 30, action: 2 });
  expect(way(world, "9.9.9.9")).toBe("unreachable 9.9.9.9 dev - table 254");
  expect(way(world, "10.1.0.9")).toBe("10.1.0.0/16 dev br0 table 254");
  expect(way(world, "8.8.8.8")).toBe("default dev br0 table 2");
});

test("a rule without a number goes before the others; twice is refused; what is taken away is gone", () => {
  const { host } = withTable2();
  const { rules } = host.routes;
  rules.add({ to: cidr("9.0.0.0/8"), action: 2 });
  rules.add({ to: cidr("8.0.0.0/8"), action: 2 });
  expect(rules.list().map(({ priority }) => priority)).toEqual([0, 32_764, 32_765, 32_766, 32_767]);
  expect(() => rules.add({ priority: 32_765, to: cidr("9.0.0.0/8"), action: 2 })).toThrow("File exists");
  rules.remove({ to: cidr("9.0.0.0/8") });
  rules.remove({ to: cidr("8.0.0.0/8") });
  expect(() => rules.remove({ to: cidr("8.0.0.0/8") })).toThrow("No such file or directory");
  expect(rules.areBuiltIn).toBe(true);
});

test("packets really take the way that the rules say, theirs and those that are forwarded", () => {
  const world = new World();
  world.serve(world.outside, 80);
  const { host } = world;
  host.routes.add({ dst: cidr("172.18.0.9/32"), type: "blackhole", table: 9 });
  host.routes.rules.add({ priority: 9, from: hostCidr(ip("10.1.0.2")), action: 9 });
  expect(world.ask(world.left, "172.18.0.9", 80)).toBe("ETIMEDOUT");
  expect(world.ask(world.right, "172.18.0.9", 80)).toBe("outside sees 10.1.0.3");
});

test("rp_filter of one device is its own", () => {
  const world = new World();
  world.serve(world.outside, 80);
  world.host.device("br0").rpFilter = 1;
  expect(world.ask(world.left, "172.18.0.9", 80)).toBe("outside sees 10.1.0.2");
  world.host.routes.add({ dst: hostCidr(ip("10.1.0.2")), via: ip("172.18.0.9") });
  expect(world.ask(world.left, "172.18.0.9", 80)).toBe("ETIMEDOUT");
  expect(world.drops()[0]).toBe("host/br0: reverse-path");
});
