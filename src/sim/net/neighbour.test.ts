import { expect, test } from "vitest";
import { formatIp, ip } from "../core/ip.ts";
import { encodeUtf8 } from "../core/utf8.ts";
import { announceAddress } from "./arp.ts";
import { World } from "./testing/world.ts";

function neighboursOf(world: World): readonly string[] {
  return world.left.neighbours.entries().map((entry) => `${formatIp(entry.ip)} ${entry.state}`);
}

function send(world: World, to: string): void {
  world.left.sockets.bindUdp().sendTo(ip(to), 9, encodeUtf8("?"));
}

test("an unknown address is asked for three times, a second apart, and then it has failed", () => {
  const world = new World();
  send(world, "10.1.0.77");
  world.settle(2_999_999);
  expect(neighboursOf(world)).toEqual(["10.1.0.77 INCOMPLETE"]);
  world.settle(1);
  expect(neighboursOf(world)).toEqual(["10.1.0.77 FAILED"]);
  const requests = world.events("arp").filter(({ operation }) => operation === "request");
  expect(requests.map(({ atUs }) => atUs)).toEqual([0, 1_000_000, 2_000_000]);
});

test("connecting to it is EHOSTUNREACH after 3 s", () => {
  const world = new World();
  expect(world.ask(world.left, "10.1.0.77", 80)).toBe("EHOSTUNREACH");
  expect(Math.floor(world.clock.nowUs / 1_000_000)).toBe(3);
});

test("connecting through a router to a host that is not there is EHOSTUNREACH too, said by the router", () => {
  const world = new World();
  expect(world.ask(world.left, "172.18.0.77", 80)).toBe("EHOSTUNREACH");
  expect(world.drops()[0]).toBe("host/eth0: arp-failed");
});

test("101 packets wait for the answer; one more pushes the oldest out", () => {
  const world = new World();
  for (let i = 0; i < 102; i++) send(world, "10.1.0.3");
  expect(world.drops()).toEqual(["left/eth0: neighbour-queue-full"]);
  world.settle(1_000);
  expect(
    world.events("sent").filter(({ where, headers }) => where === "left/eth0" && headers.protocol === "udp"),
  ).toHaveLength(101);
});

test("an answer is good for a while, then stale, then asked again when used", () => {
  const world = new World();
  send(world, "10.1.0.3");
  world.settle(1_000);
  expect(neighboursOf(world)).toEqual(["10.1.0.3 REACHABLE"]);
  world.settle(46_000_000);
  expect(neighboursOf(world)).toEqual(["10.1.0.3 STALE"]);
  send(world, "10.1.0.3");
  expect(neighboursOf(world)).toEqual(["10.1.0.3 DELAY"]);
  world.settle(5_001_000);
  expect(neighboursOf(world)).toEqual(["10.1.0.3 REACHABLE"]);
});

test("a neighbour that has gone fails after the probes", () => {
  const world = new World();
  send(world, "10.1.0.3");
  world.settle(60_000_000);
  world.right.close();
  send(world, "10.1.0.3");
  world.settle(9_000_000);
  expect(neighboursOf(world)).toEqual(["10.1.0.3 FAILED"]);
});

test("a proxy answers for what it has a route to elsewhere", () => {
  const world = new World();
  world.bridge.device.proxyArp = true;
  world.left.routes.replace({ dst: { base: 0, bits: 0 }, device: world.left.device("eth0"), scope: "link" });
  world.serve(world.outside, 80);
  expect(world.ask(world.left, "172.18.0.9", 80)).toBe("outside sees 10.1.0.2");
});

test("a host may answer for an address that is not its own; who gratuitously announces it takes it over", () => {
  const world = new World();
  const vip = ip("10.1.0.200");
  const leftDevice = world.left.device("eth0");
  const rightDevice = world.right.device("eth0");
  const end = world.left.neighbours.answerFor(leftDevice, vip);
  world.host.sockets.bindUdp().sendTo(vip, 9, encodeUtf8("?"));
  world.settle(1_000);
  expect(world.host.neighbours.known(world.bridge.device, vip)).toBe(leftDevice.mac);
  end();
  world.right.neighbours.answerFor(rightDevice, vip);
  announceAddress(rightDevice, vip);
  world.settle(1_000);
  expect(world.host.neighbours.known(world.bridge.device, vip)).toBe(rightDevice.mac);
  expect(world.host.neighbours.entries().map(({ state }) => state)).toEqual(["STALE"]);
});

test("a permanent entry stays whatever is announced, and is used without asking", () => {
  const world = new World();
  const device = world.left.device("eth0");
  world.left.neighbours.setPermanent(device, ip("10.1.0.3"), 0x0200_0000_0001);
  announceAddress(world.right.device("eth0"), ip("10.1.0.3"));
  world.settle(1_000);
  send(world, "10.1.0.3");
  expect(world.left.neighbours.entries().map(({ mac, state }) => `${mac.toString(16)} ${state}`)).toEqual([
    "20000000001 PERMANENT",
  ]);
});
