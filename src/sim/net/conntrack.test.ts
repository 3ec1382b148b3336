import { describe, expect, test } from "vitest";
import { ip } from "../core/ip.ts";
import { encodeUtf8 } from "../core/utf8.ts";
import { formatFlow } from "./flow-text.ts";
import { World } from "./testing/world.ts";

const VIRTUAL = "-A PREROUTING -d 10.96.0.10/32 -p udp -m udp --dport 53 -j DNAT --to-destination 10.1.0.3:53";
const HIDE = "-A POSTROUTING -s 10.1.0.0/16 ! -d 10.1.0.0/16 -j MASQUERADE";

/** A world that tracks connections, as any rule of the nat table makes it do. */
function tracking(...rules: readonly string[]): World {
  const world = new World();
  world.rules(HIDE, ...rules);
  return world;
}

function flows(world: World): readonly string[] {
  return world.host.conntrack.entries().map(formatFlow);
}

describe("UDP", () => {
  test("is unreplied for 30 s and then gone", () => {
    const world = tracking();
    const socket = world.left.sockets.bindUdp({ port: 4000 });
    socket.sendTo(ip("172.18.0.9"), 9, encodeUtf8("?"));
    world.settle(29_000_000);
    expect(flows(world)).toEqual([
      "udp src=10.1.0.2 dst=172.18.0.9 sport=4000 dport=9 [UNREPLIED] src=172.18.0.9 dst=172.18.0.2 sport=9 dport=4000",
    ]);
    world.settle(2_000_000);
    expect(flows(world)).toEqual([]);
  });

  test("sent twice before the way is known gets two answers, though the second lost the race", () => {
    const world = tracking(VIRTUAL);
    world.serveUdp(world.right, 53);
    const socket = world.left.sockets.bindUdp({ port: 4000 });
    socket.sendTo(ip("10.96.0.10"), 53, encodeUtf8("A"));
    socket.sendTo(ip("10.96.0.10"), 53, encodeUtf8("AAAA"));
    world.settle(100_000);
    expect(world.drops()).toEqual([]);
    expect(world.events("delivered").filter(({ where }) => where === "left")).toHaveLength(2);
    // The loser is not listed, and is gone soon.
    expect(flows(world)).toHaveLength(1);
    expect(world.host.conntrack.clashResolved).toBe(1);
    expect(world.host.conntrack.count).toBe(2);
    world.settle(60_000_000);
    expect(world.host.conntrack.count).toBe(0);
  });

  test("that goes both ways for more than 2 s is a stream of 120 s", () => {
    const world = tracking();
    world.serveUdp(world.outside, 9);
    const socket = world.left.sockets.bindUdp({ port: 4000 });
    for (let i = 0; i < 3; i++) {
      socket.sendTo(ip("172.18.0.9"), 9, encodeUtf8("?"));
      world.settle(1_500_000);
    }
    world.settle(115_000_000);
    expect(flows(world)).toEqual([
      "udp src=10.1.0.2 dst=172.18.0.9 sport=4000 dport=9 src=172.18.0.9 dst=172.18.0.2 sport=9 dport=4000 [ASSURED]",
    ]);
    world.settle(10_000_000);
    expect(flows(world)).toEqual([]);
  });

  test("keeps going to its old end until its entry is deleted", () => {
    const world = tracking(VIRTUAL);
    world.serveUdp(world.right, 53);
    world.serveUdp(world.outside, 53);
    const socket = world.left.sockets.bindUdp({ port: 4000 });
    const ask = (): string => {
      socket.sendTo(ip("10.96.0.10"), 53, encodeUtf8("?"));
      world.settle(10_000);
      return (
        world
          .events("delivered")
          .filter((event) => event.to.startsWith("udp"))
          .at(-2)?.where ?? ""
      );
    };
    expect(ask()).toBe("right");
    world.host.netfilter.table("nat").flushChain("PREROUTING");
    world.rules(VIRTUAL.replace("10.1.0.3", "172.18.0.9"));
    expect(ask()).toBe("right");
    expect(world.host.conntrack.delete(({ original }) => original.dst === ip("10.96.0.10"))).toBe(1);
    expect(ask()).toBe("outside");
  });

  test("to a closed port hears so through the translation, if the socket is connected", () => {
    const world = tracking(VIRTUAL);
    expect(world.askUdp(world.left, "10.96.0.10", 53)).toBe("ECONNREFUSED");
  });
});

describe("TCP", () => {
  test("is remembered for 120 s after it closed, and says in which state it is", () => {
    const world = tracking();
    world.serve(world.outside, 80);
    world.ask(world.left, "172.18.0.9", 80);
    world.settle(1_000);
    expect(world.host.conntrack.entries().map((flow) => flow.tcpState)).toEqual(["TIME_WAIT"]);
    world.settle(119_000_000);
    expect(world.host.conntrack.entries()).toHaveLength(1);
    world.settle(1_000_000);
    expect(world.host.conntrack.entries()).toHaveLength(0);
  });

  test("that is refused leaves nothing behind", () => {
    const world = tracking();
    expect(world.ask(world.left, "172.18.0.9", 80)).toBe("ECONNREFUSED");
    expect(flows(world)).toEqual([]);
  });

  test("that is dropped on its way is never in the table", () => {
    const world = tracking("-t filter -A FORWARD -j DROP");
    world.left.sockets.connectTcp({ to: ip("172.18.0.9"), port: 80 });
    world.settle();
    expect(flows(world)).toEqual([]);
  });
});

describe("the table", () => {
  test("is bounded: when all its entries are assured, a new connection is dropped", () => {
    const world = tracking();
    world.host.sysctls.nfConntrackMax = 2;
    const listener = world.outside.sockets.listenTcp({ port: 80 });
    for (let i = 0; i < 2; i++) world.left.sockets.connectTcp({ to: ip("172.18.0.9"), port: 80 });
    world.settle(10_000);
    expect(listener.waiting).toBe(2);
    world.left.sockets.connectTcp({ to: ip("172.18.0.9"), port: 80 });
    world.settle(10_000);
    expect(world.drops()).toEqual(["host: conntrack-full"]);
  });

  test("gives up an entry that is not assured for a new one", () => {
    const world = tracking();
    world.host.sysctls.nfConntrackMax = 1;
    world.left.sockets.bindUdp({ port: 4000 }).sendTo(ip("172.18.0.9"), 9, encodeUtf8("?"));
    world.settle(1_000);
    world.serve(world.outside, 80);
    expect(world.ask(world.left, "172.18.0.9", 80)).toBe("outside sees 172.18.0.2");
  });
});

describe("MASQUERADE", () => {
  test("keeps the source port, unless somebody else has it", () => {
    const world = tracking();
    const listener = world.outside.sockets.listenTcp({ port: 80 });
    for (const from of [world.left, world.right])
      from.sockets.connectTcp({ to: ip("172.18.0.9"), port: 80, fromPort: 4000 });
    world.settle(10_000);
    const ports = [listener.tryAccept(), listener.tryAccept()].map((socket) => socket?.remote.port);
    expect(ports[0]).toBe(4000);
    expect(ports[1]).toBeGreaterThanOrEqual(1024);
    expect(ports[1]).not.toBe(4000);
  });
});
