import { expect, test } from "vitest";
import { cidr, ip } from "../core/ip.ts";
import { formatPrefix } from "./route.ts";
import { World } from "./testing/world.ts";

function way(world: World, to: string): string {
  const route = world.host.routes.lookup(ip(to));
  return route === null ? "none" : `${formatPrefix(route)} dev ${route.device?.name}`;
}

test("the longest prefix wins", () => {
  const world = new World();
  world.host.routes.add({ dst: cidr("10.1.5.0/24"), via: ip("172.18.0.9") });
  expect(way(world, "10.1.5.1")).toBe("10.1.5.0/24 dev eth0");
  expect(way(world, "10.1.6.1")).toBe("10.1.0.0/16 dev br0");
  expect(way(world, "9.9.9.9")).toBe("default dev eth0");
});

test("of two equal prefixes the lower metric wins, and the other takes over when its device is down", () => {
  const world = new World();
  world.host.routes.add({ dst: cidr("192.168.0.0/16"), device: world.host.device("eth0"), metric: 10 });
  world.host.routes.add({ dst: cidr("192.168.0.0/16"), device: world.host.device("br0"), metric: 20 });
  expect(way(world, "192.168.1.1")).toBe("192.168.0.0/16 dev eth0");
  world.host.device("eth0").up = false;
  expect(way(world, "192.168.1.1")).toBe("192.168.0.0/16 dev br0");
});

test("one's own addresses are local, before any other route", () => {
  const world = new World();
  expect(way(world, "10.1.0.1")).toBe("local 10.1.0.1 dev br0");
  expect(way(world, "127.9.9.9")).toBe("local 127.0.0.0/8 dev lo");
  expect(way(world, "10.1.255.255")).toBe("broadcast 10.1.255.255 dev br0");
});

test("an address that is taken away takes its routes with it", () => {
  const world = new World();
  world.host.removeAddress(world.host.device("eth0"), "172.18.0.2/16");
  expect(way(world, "172.18.0.2")).toBe("default dev eth0");
  expect(world.host.isLocal(ip("172.18.0.2"))).toBe(false);
});

test("a route twice is refused, and so is a gateway that is on no link", () => {
  const world = new World();
  expect(() => world.host.routes.add({ dst: cidr("0.0.0.0/0"), via: ip("172.18.0.9") })).toThrow("File exists");
  expect(() => world.host.routes.add({ dst: cidr("1.0.0.0/8"), via: ip("99.0.0.1") })).toThrow(
    "Network is unreachable",
  );
});

test("the main table is listed by address", () => {
  const world = new World();
  expect(world.host.routes.main.map(formatPrefix)).toEqual(["default", "10.1.0.0/16", "172.18.0.0/16"]);
});
