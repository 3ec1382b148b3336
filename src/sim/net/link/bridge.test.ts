import { expect, test } from "vitest";
import { ip } from "../../core/ip.ts";
import { encodeUtf8 } from "../../core/utf8.ts";
import { formatMac } from "../mac.ts";
import { World } from "../testing/world.ts";

test("a bridge learns who is behind which port, and forgets after 300 s", () => {
  const world = new World();
  world.left.sockets.bindUdp().sendTo(ip("10.1.0.3"), 9, encodeUtf8("?"));
  world.settle(1_000);
  const learnt = [...world.bridge.fdb].map(([mac, { port }]) => `${formatMac(mac)} ${port.name}`);
  expect(learnt).toEqual([
    `${formatMac(world.left.device("eth0").mac)} veth-left`,
    `${formatMac(world.right.device("eth0").mac)} veth-right`,
  ]);
  world.settle(310_000_000);
  expect(world.bridge.fdb.size).toBe(0);
});

test("a frame for an unknown address goes to every other port, and only the right one takes it", () => {
  const world = new World();
  world.left.neighbours.setPermanent(world.left.device("eth0"), ip("10.1.0.3"), world.right.device("eth0").mac);
  world.left.sockets.bindUdp().sendTo(ip("10.1.0.3"), 9, encodeUtf8("?"));
  world.settle(20);
  expect(world.events("bridged").map(({ fromPort, toPorts }) => `${fromPort} to ${toPorts}`)).toEqual([
    "veth-left to veth-right",
  ]);
});

test("a packet translated to the port that it came from is dropped there, unless the port is in hairpin mode", () => {
  const world = new World();
  world.rules(
    "-A PREROUTING -d 10.96.0.10/32 -p tcp -j DNAT --to-destination 10.1.0.2",
    "-A POSTROUTING -j MASQUERADE",
  );
  world.serve(world.left, 80);
  expect(world.ask(world.left, "10.96.0.10", 80)).toBe("ETIMEDOUT");
  expect(world.drops()[0]).toBe("host/veth-left: bridge-hairpin-off");
  world.portOfLeft.hairpin = true;
  expect(world.ask(world.left, "10.96.0.10", 80)).toBe("left sees 10.1.0.1");
});

test("a removed port takes its learnt addresses along, and its peer is gone too", () => {
  const world = new World();
  world.ask(world.left, "10.1.0.3", 80);
  world.left.close();
  expect([...world.host.devices.keys()]).toEqual(["lo", "br0", "veth-right", "eth0"]);
  expect([...world.bridge.fdb.values()].map(({ port }) => port.name)).toEqual(["veth-right"]);
});
