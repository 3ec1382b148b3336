import { expect, test } from "vitest";
import { ip } from "../../core/ip.ts";
import { encodeUtf8 } from "../../core/utf8.ts";
import type { Endpoint } from "../socket/endpoint.ts";
import { World } from "../testing/world.ts";
import { EbpfMap } from "./ebpf-map.ts";
import { PASS, type PacketProgram } from "./packet-program.ts";
import type { SocketPrograms } from "./socket-programs.ts";

function given(): World {
  const world = new World();
  world.serve(world.right, 80);
  world.serve(world.outside, 80);
  return world;
}

const DROPS: PacketProgram = { name: "guard", run: () => ({ action: "drop", reason: "Policy denied" }) };

test("a program that drops names its reason, and the sender hears nothing", () => {
  const world = given();
  world.host.device("veth-left").tcIngress = DROPS;
  expect(world.ask(world.left, "10.1.0.3", 80)).toBe("ETIMEDOUT");
  expect(world.drops()[0]).toBe("host/veth-left: ebpf-drop");
  expect(world.events("dropped")[0]?.rule).toBe("Policy denied");
});

test.each(["xdp", "tcIngress"] as const)("a program at %s is asked about what comes in only", (place) => {
  const world = given();
  const seen: string[] = [];
  world.host.device("veth-left")[place] = {
    name: "watch",
    run: ({ packet }) => {
      seen.push(packet.src === ip("10.1.0.2") ? "from left" : "to left");
      return PASS;
    },
  };
  expect(world.ask(world.left, "10.1.0.3", 80)).toBe("right sees 10.1.0.2");
  expect(new Set(seen)).toEqual(new Set(["from left"]));
});

test("at xdp a packet is dropped before anybody could see it come in; at tc ingress after", () => {
  const seen = (place: "xdp" | "tcIngress"): number => {
    const world = given();
    world.host.device("veth-left")[place] = DROPS;
    world.ask(world.left, "10.1.0.3", 80);
    return world.events("received").filter(({ where }) => where === "host/veth-left").length;
  };
  expect(seen("xdp")).toBe(0);
  expect(seen("tcIngress")).toBeGreaterThan(0);
});

test("a redirected packet leaves by the device named: no hook, no route, no bridge has seen it", () => {
  const world = given();
  const { host } = world;
  const out = host.device("veth-right");
  const mac = world.right.device("eth0").mac;
  host.device("veth-left").tcIngress = {
    name: "short-cut",
    run: (frame) => {
      if (frame.packet.dst !== ip("10.1.0.3")) return PASS;
      frame.dst = mac;
      return { action: "redirect", device: out };
    },
  };
  expect(world.ask(world.left, "10.1.0.3", 80)).toBe("right sees 10.1.0.2");
  const redirected = world.events("ebpf").filter(({ verdict }) => verdict === "redirect");
  expect(redirected.length).toBeGreaterThan(0);
  const ids = new Set(redirected.map(({ packetId }) => packetId));
  expect(world.events("bridged").filter(({ packetId }) => ids.has(packetId))).toEqual([]);
});

test("a program at tc egress is asked before the frame is on the link", () => {
  const world = given();
  world.host.device("eth0").tcEgress = DROPS;
  expect(world.ask(world.left, "172.18.0.9", 80)).toBe("ETIMEDOUT");
  expect(world.drops()[0]).toBe("host/eth0: ebpf-drop");
  expect(world.events("sent").filter(({ where }) => where === "host/eth0")).toEqual([]);
});

/** 10.96.0.10 stands for the server on the right. */
const TRANSLATES: SocketPrograms = {
  name: "sock",
  connect4: ({ ip: to, port }) => (to === ip("10.96.0.10") ? { ip: ip("10.1.0.3"), port } : null),
  sendmsg4: ({ ip: to, port }) => (to === ip("10.96.0.10") ? { ip: ip("10.1.0.3"), port } : null),
  recvmsg4: ({ port }): Endpoint => ({ ip: ip("10.96.0.10"), port }),
  getpeername4: ({ port }): Endpoint => ({ ip: ip("10.96.0.10"), port }),
};

test("an address that a program translates at connect() is on no packet, and getpeername() gives it back", () => {
  const world = given();
  world.left.socketPrograms = TRANSLATES;
  expect(world.ask(world.left, "10.96.0.10", 80)).toBe("right sees 10.1.0.2");
  expect(world.events("sent").some(({ headers }) => headers.dst === "10.96.0.10")).toBe(false);
  expect(world.events("socket-program")[0]).toMatchObject({ named: "10.96.0.10:80", used: "10.1.0.3:80" });
  const socket = world.left.sockets.connectTcp({ to: ip("10.96.0.10"), port: 80 });
  expect(socket.remote.ip).toBe(ip("10.1.0.3"));
  expect(world.left.sockets.peerName(socket).ip).toBe(ip("10.96.0.10"));
});

test("what a program refuses fails the call at once", () => {
  const world = given();
  world.left.socketPrograms = { ...TRANSLATES, connect4: () => "EHOSTUNREACH" };
  expect(world.ask(world.left, "10.96.0.10", 80)).toBe("EHOSTUNREACH");
  expect(world.events("sent")).toEqual([]);
});

test("a datagram to a translated address gets its answer from the address that was named", () => {
  const world = given();
  world.left.socketPrograms = TRANSLATES;
  const server = world.right.sockets.bindUdp({ port: 53 });
  const client = world.left.sockets.bindUdp();
  client.sendTo(ip("10.96.0.10"), 53, encodeUtf8("?"));
  world.settle(1_000);
  const asked = server.tryReceive();
  expect(asked).toMatchObject({ from: ip("10.1.0.2"), to: ip("10.1.0.3") });
  if (asked !== null && "fromPort" in asked) server.sendTo(asked.from, asked.fromPort, encodeUtf8("!"));
  world.settle(1_000);
  expect(client.tryReceive()).toMatchObject({ from: ip("10.96.0.10"), fromPort: 53 });
});

test("a full map takes nothing more, a full LRU map forgets its oldest", () => {
  const plain = new EbpfMap<string, number>({ name: "a", kind: "hash", maxEntries: 1 });
  const lru = new EbpfMap<string, number>({ name: "b", kind: "lru_hash", maxEntries: 1 });
  expect([plain.set("x", 1), plain.set("y", 2), plain.set("x", 3)]).toEqual([true, false, true]);
  expect([lru.set("x", 1), lru.set("y", 2)]).toEqual([true, true]);
  expect([...lru.entries()]).toEqual([["y", 2]]);
});
