import { expect, it } from "vitest";
import { cidr, ip } from "../../../sim/core/ip.ts";
import { createVeth } from "../../../sim/net/link/veth.ts";
import { given, run } from "../../testing/given.ts";

function machine() {
  const made = given.machine();
  const { network } = made;
  const peer = network.network.createNamespace({ name: "peer" });
  const link = createVeth({ a: { namespace: network, name: "eth0" }, b: { namespace: peer, name: "eth0" } });
  network.addAddress(link.a, "10.0.0.1/24");
  peer.addAddress(link.b, "10.0.0.254/24");
  network.routes.add({ dst: cidr("0.0.0.0/0"), via: ip("10.0.0.254") });
  network.sockets.listenTcp({ port: 80 });
  return made;
}

it("writes routes with addresses the way a little-endian memory has them", () => {
  expect(run(machine(), "cat /proc/net/route | cut -f1-4,8").stdout.split("\n").slice(1)).toEqual([
    "eth0\t00000000\tFE00000A\t0003\t00000000",
    "eth0\t0000000A\t00000000\t0001\t00FFFFFF",
    "",
  ]);
});

it("writes listening sockets in hexadecimal, in lines of one width", () => {
  const lines = run(machine(), "cat /proc/net/tcp").stdout.split("\n").slice(0, -1);
  expect(lines.map((line) => line.length)).toEqual([149, 149]);
  expect(lines[1]).toMatch(/^ {3}0: 00000000:0050 00000000:0000 0A /);
});

it("gives datagram sockets a heading as wide as their lines", () => {
  expect(run(machine(), "cat /proc/net/udp").stdout).toHaveLength(128);
});

it("shows the neighbour once it has answered", () => {
  expect(run(machine(), "ping -c 1 10.0.0.254 > /dev/null; cat /proc/net/arp").stdout).toMatch(
    /\n10\.0\.0\.254 {7}0x1 {9}0x2 {9}([0-9a-f]{2}:){5}[0-9a-f]{2} {5}\* {8}eth0\n$/,
  );
});

it("counts what passes a device", () => {
  expect(run(machine(), "ping -c 1 10.0.0.254 > /dev/null; grep eth0 /proc/net/dev").stdout).toMatch(
    /^ {2}eth0: +\d+ +[1-9]\d* /,
  );
});

it("has a folder for every device", () => {
  expect(run(machine(), "ls /sys/class/net; cat /sys/class/net/eth0/mtu /sys/class/net/eth0/operstate").stdout).toBe(
    "eth0\nlo\n1500\nup\n",
  );
});
