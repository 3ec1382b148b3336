import { expect, test } from "vitest";
import { formatIp, ip } from "../core/ip.ts";
import { encodeUtf8 } from "../core/utf8.ts";
import type { NetNamespace } from "./namespace.ts";
import type { EchoOptions } from "./socket/icmp-socket.ts";
import { World } from "./testing/world.ts";

/** `10.1.0.3 type 0 code 0 ttl 64`, or `nothing`. */
function ping(world: World, from: NetNamespace, to: string, options: Partial<EchoOptions> = {}): string {
  const socket = from.sockets.openIcmp();
  try {
    socket.sendEcho({ to: ip(to), seq: 1, size: 56, ...options });
  } catch (error) {
    return String(error);
  }
  world.settle(5_000_000);
  const got = socket.tryReceive();
  return got === null ? "nothing" : `${formatIp(got.from)} type ${got.type} code ${got.code} ttl ${got.ttl}`;
}

test("an echo is answered", () => {
  const world = new World();
  expect(ping(world, world.left, "10.1.0.3")).toBe("10.1.0.3 type 0 code 0 ttl 64");
});

test("an echo to ::1 is answered, and a closed port of it says so", () => {
  const world = new World();
  expect(ping(world, world.left, "::1")).toBe("::1 type 0 code 0 ttl 64");
  const socket = world.left.sockets.bindUdp();
  socket.connect(ip("::1"), 9);
  socket.send(encodeUtf8("hello"));
  world.settle(1_000_000);
  expect(String(socket.tryReceive())).toMatch(/Connection refused/);
  expect(ping(world, world.left, "fd00::1")).toMatch(/Network is unreachable/);
});

test("rules of IPv4 have nothing to say about ::1", () => {
  const world = new World();
  world.left.netfilter.restore("filter", [{ name: "INPUT", policy: "DROP", rules: [] }]);
  expect(ping(world, world.left, "127.0.0.1")).toBe("nothing");
  expect(ping(world, world.left, "::1")).toBe("::1 type 0 code 0 ttl 64");
});

test("an echo through the router loses one of its time to live each way", () => {
  const world = new World();
  expect(ping(world, world.left, "172.18.0.9")).toBe("172.18.0.9 type 0 code 0 ttl 63");
});

test("with a time to live of 1 the router says time exceeded", () => {
  const world = new World();
  expect(ping(world, world.left, "172.18.0.9", { ttl: 1 })).toBe("10.1.0.1 type 11 code 0 ttl 64");
  expect(world.drops()).toEqual(["host: ttl-exceeded"]);
});

test("an address that nobody has: the sender's own host says host unreachable", () => {
  const world = new World();
  expect(ping(world, world.left, "10.1.0.77")).toBe("10.1.0.2 type 3 code 1 ttl 64");
});

test("a router without a route says network unreachable", () => {
  const world = new World();
  world.host.routes.remove({ dst: { base: 0, bits: 0 } });
  expect(ping(world, world.left, "8.8.8.8")).toBe("10.1.0.1 type 3 code 0 ttl 64");
});

test("a prohibited route says so", () => {
  const world = new World();
  world.host.routes.add({ dst: { base: ip("8.8.8.0"), bits: 24 }, type: "prohibit" });
  expect(ping(world, world.left, "8.8.8.8")).toBe("10.1.0.1 type 3 code 13 ttl 64");
});

test("a blackhole says nothing", () => {
  const world = new World();
  world.host.routes.add({ dst: { base: ip("8.8.8.0"), bits: 24 }, type: "blackhole" });
  expect(ping(world, world.left, "8.8.8.8")).toBe("nothing");
  expect(world.drops()).toEqual(["host: route-blackhole"]);
});

test("a host that does not forward drops in silence", () => {
  const world = new World();
  world.host.sysctls.ipForward = false;
  expect(ping(world, world.left, "172.18.0.9")).toBe("nothing");
  expect(world.drops()).toEqual(["host: forwarding-off"]);
});

test("too long for the way out and not to be fragmented: the router tells its MTU", () => {
  const world = new World();
  world.host.device("eth0").mtu = 1_400;
  expect(ping(world, world.left, "172.18.0.9", { size: 1_450, dontFragment: true })).toBe(
    "10.1.0.1 type 3 code 4 ttl 64",
  );
});

test("an OUTPUT rule that drops makes sending fail", () => {
  const world = new World();
  world.rules("-t filter -A OUTPUT -p icmp -j DROP");
  expect(ping(world, world.host, "172.18.0.9")).toBe("NetError: Operation not permitted");
});

test("an echo to a translated address comes back from that address", () => {
  const world = new World();
  world.rules("-A PREROUTING -d 10.96.0.10/32 -j DNAT --to-destination 10.1.0.3");
  expect(ping(world, world.left, "10.96.0.10")).toBe("10.96.0.10 type 0 code 0 ttl 64");
});

test("two hosts that ping through one masquerading router with one identifier get their own replies", () => {
  const world = new World();
  world.rules("-A POSTROUTING -o eth0 -j MASQUERADE");
  expect(ping(world, world.left, "172.18.0.9")).toBe("172.18.0.9 type 0 code 0 ttl 63");
  expect(ping(world, world.right, "172.18.0.9")).toBe("172.18.0.9 type 0 code 0 ttl 63");
});

test("a router on the way tells of a translated packet as its sender knew it", () => {
  const world = new World();
  world.rules("-A PREROUTING -d 10.96.0.10/32 -p udp -j DNAT --to-destination 172.18.0.9");
  const socket = world.left.sockets.bindUdp();
  socket.sendTo(ip("10.96.0.10"), 33434, encodeUtf8("?"));
  world.settle(1_000_000);
  const error = socket.tryReceiveError();
  expect(error === null ? null : { ...error, from: formatIp(error.from), to: formatIp(error.to) }).toEqual({
    from: "10.96.0.10",
    type: 3,
    code: 3,
    to: "10.96.0.10",
    toPort: 33434,
  });
});
