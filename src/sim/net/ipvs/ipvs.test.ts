import { expect, test } from "vitest";
import { cidr, formatIp, ip } from "../../core/ip.ts";
import { decodeUtf8 } from "../../core/utf8.ts";
import { createDummy } from "../link/dummy.ts";
import type { NetNamespace } from "../namespace.ts";
import { TCP, UDP } from "../packet.ts";
import { World } from "../testing/world.ts";
import { ipvsOf } from "./ipvs.ts";
import type { SchedulerName } from "./scheduler-names.ts";
import { DEFAULT_SERVICE, type ServiceKey, type ServiceSettings } from "./virtual-service.ts";

const VIP = "10.96.0.10";
const KEY: ServiceKey = { fwmark: 0, protocol: TCP, address: ip(VIP), port: 80 };

/** A load balancer on `host` whose virtual address is on a dummy device. */
function balancer(
  servers: Readonly<Record<string, number>>,
  settings: Partial<ServiceSettings> = {},
  key = KEY,
): World {
  const world = new World();
  const { host } = world;
  host.addAddress(createDummy(host, "dummy0"), `${VIP}/32`);
  world.outside.routes.add({ dst: cidr("10.96.0.0/16"), via: ip("172.18.0.2") });
  host.netfilter.startTracking();
  host.sysctls.vsConntrack = true;
  ipvsOf(host).addService(key, { ...DEFAULT_SERVICE, scheduler: "rr", ...settings });
  for (const [address, weight] of Object.entries(servers)) addServer(host, address, weight, key);
  world.serve(world.left, 8000);
  world.serve(world.right, 8000);
  world.serve(world.outside, 8000);
  return world;
}

function addServer(host: NetNamespace, address: string, weight = 1, key = KEY): void {
  ipvsOf(host).addServer(key, { address: ip(address), port: 8000 }, { weight, upperThreshold: 0, lowerThreshold: 0 });
}

/** Where each of so many connections ends. */
function spread(world: World, count: number, from = world.outside): string[] {
  return Array.from({ length: count }, () => world.ask(from, VIP, 80).split(" ")[0] as string);
}

function connectionLines({ host }: World): string[] {
  return [...ipvsOf(host).connections.table].map(
    ({ state, clientIp, serverIp, isTemplate }) =>
      `${isTemplate ? "template " : ""}${state} ${formatIp(clientIp)} ${formatIp(serverIp)}`,
  );
}

test("a connection to the virtual address reaches a real server, which sees the client's own address", () => {
  const world = balancer({ "10.1.0.3": 1 });
  expect(world.ask(world.left, VIP, 80)).toBe("right sees 10.1.0.2");
});

test("a client in the real servers' own network is masqueraded by a rule of POSTROUTING, and still hears the answer", () => {
  const world = balancer({ "10.1.0.3": 1 });
  world.rules(
    "-A PREROUTING -d 10.96.0.10 -j MARK --set-xmark 0x4000/0x4000",
    "-A POSTROUTING -m mark --mark 0x4000/0x4000 -j MASQUERADE",
  );
  expect(world.ask(world.left, VIP, 80)).toBe("right sees 10.1.0.1");
});

test("connection tracking knows the real server, and the packets' status is not DNAT", () => {
  const world = balancer({ "10.1.0.3": 1 });
  world.ask(world.outside, VIP, 80);
  const [flow] = world.host.conntrack.entries();
  expect(formatIp(flow?.original.dst ?? 0)).toBe(VIP);
  expect(`${formatIp(flow?.reply.src ?? 0)}:${flow?.reply.srcPort}`).toBe("10.1.0.3:8000");
  expect((flow?.status ?? 0) & (1 << 5)).toBe(0);
});

test("the host itself reaches its own virtual address", () => {
  const world = balancer({ "10.1.0.3": 1 });
  world.rules(
    "-A OUTPUT -d 10.96.0.10 -j MARK --set-xmark 0x4000/0x4000",
    "-A POSTROUTING -m mark --mark 0x4000/0x4000 -j MASQUERADE",
  );
  expect(world.ask(world.host, VIP, 80)).toBe("right sees 10.1.0.1");
});

test("a real server may be the host itself", () => {
  const world = balancer({ "10.1.0.1": 1 });
  world.serve(world.host, 8000);
  expect(world.ask(world.left, VIP, 80)).toBe("host sees 10.1.0.2");
});

test("a service without servers refuses its clients by an ICMP error, at once", () => {
  const world = balancer({});
  expect(world.ask(world.outside, VIP, 80)).toBe("ECONNREFUSED");
});

test("a port that is no service is the host's own affair", () => {
  const world = balancer({ "10.1.0.3": 1 });
  expect(world.ask(world.outside, VIP, 81)).toBe("ECONNREFUSED");
});

test("rr takes turns, the server added last first", () => {
  const world = balancer({ "10.1.0.2": 1, "10.1.0.3": 1 });
  expect(spread(world, 4)).toEqual(["right", "left", "right", "left"]);
});

test("wrr gives each server its share in order of weight", () => {
  const world = balancer({ "10.1.0.2": 3, "10.1.0.3": 1 }, { scheduler: "wrr" });
  expect(spread(world, 8).filter((name) => name === "left")).toHaveLength(6);
});

test("a server of weight 0 gets no new connections", () => {
  const world = balancer({ "10.1.0.2": 0, "10.1.0.3": 1 });
  expect(new Set(spread(world, 4))).toEqual(new Set(["right"]));
});

test.each<SchedulerName>(["sh", "dh"])("%s always sends the same client to the same server", (scheduler) => {
  const world = balancer({ "10.1.0.2": 1, "10.1.0.3": 1 }, { scheduler });
  expect(new Set(spread(world, 5)).size).toBe(1);
});

test("lc and wlc go by connections that are there, closed ones counting little", () => {
  const world = balancer({ "10.1.0.2": 1, "10.1.0.3": 1 }, { scheduler: "wlc" });
  expect(spread(world, 4)).toEqual(["right", "left", "right", "left"]);
});

test("a persistent service sends a client back to its server for the timeout after its last connection, and no longer", () => {
  const world = balancer({ "10.1.0.2": 1, "10.1.0.3": 1 }, { persistentSec: 300 });
  const first = spread(world, 3);
  expect(new Set(first).size).toBe(1);
  world.settle(299_000_000);
  expect(spread(world, 1)[0]).toBe(first[0]);
  // The template outlives its time while a connection hangs on it, so let that one go first.
  world.settle(700_000_000);
  expect(connectionLines(world)).toEqual([]);
  expect(spread(world, 1)[0]).not.toBe(first[0]);
});

test("a template for a server that is being emptied is followed, unless expire_quiescent_template says no", () => {
  const world = balancer({ "10.1.0.2": 1, "10.1.0.3": 1 }, { persistentSec: 300 });
  const [first] = spread(world, 1);
  const busy = ip(first === "left" ? "10.1.0.2" : "10.1.0.3");
  ipvsOf(world.host).editServer(
    KEY,
    { address: busy, port: 8000 },
    { weight: 0, upperThreshold: 0, lowerThreshold: 0 },
  );
  expect(spread(world, 1)).toEqual([first]);
  world.host.sysctls.vsExpireQuiescentTemplate = true;
  expect(spread(world, 1)).not.toEqual([first]);
});

test("connections are counted as active until they are closed, and forgotten two minutes later", () => {
  const world = balancer({ "10.1.0.3": 1 });
  world.ask(world.outside, VIP, 80);
  world.settle();
  const server = ipvsOf(world.host).services[0]?.servers[0];
  expect([server?.activeConns, server?.inactiveConns]).toEqual([0, 1]);
  expect(connectionLines(world)).toEqual(["TIME_WAIT 172.18.0.9 10.1.0.3"]);
  world.settle(121_000_000);
  expect([server?.activeConns, server?.inactiveConns]).toEqual([0, 0]);
  expect(world.host.conntrack.entries()).toEqual([]);
});

test("datagrams of one client stay with one server for five minutes", () => {
  const key = { ...KEY, protocol: UDP };
  const world = balancer({ "10.1.0.2": 1, "10.1.0.3": 1 }, {}, key);
  world.serveUdp(world.left, 8000);
  world.serveUdp(world.right, 8000);
  expect(world.askUdp(world.outside, VIP, 80)).toBe("right sees 172.18.0.9");
  expect(world.askUdp(world.outside, VIP, 80)).toBe("left sees 172.18.0.9");
  expect(connectionLines(world)).toEqual(["UDP 172.18.0.9 10.1.0.3", "UDP 172.18.0.9 10.1.0.2"]);
});

test("a mark is a service for any address", () => {
  const key: ServiceKey = { fwmark: 7, protocol: 0, address: 0, port: 0 };
  const world = balancer({ "10.1.0.3": 1 }, {}, key);
  world.rules("-t mangle -A PREROUTING -p tcp -m tcp --dport 80 -j MARK --set-xmark 0x7/0xffffffff");
  expect(world.ask(world.outside, VIP, 80)).toBe("right sees 172.18.0.9");
});

test("of the packets to a deleted server none gets through, and with expire_nodest_conn the client starts afresh", () => {
  const world = balancer({ "10.1.0.3": 1 });
  const { host } = world;
  host.sysctls.vsExpireNodestConn = true;
  const socket = world.outside.sockets.bindUdp();
  const key = { ...KEY, protocol: UDP };
  ipvsOf(host).addService(key, { ...DEFAULT_SERVICE, scheduler: "rr" });
  addServer(host, "10.1.0.3", 1, key);
  world.serveUdp(world.left, 8000);
  world.serveUdp(world.right, 8000);
  const send = (): string => {
    socket.sendTo(ip(VIP), 80, new Uint8Array([63]));
    world.settle(1_000_000);
    const got = socket.tryReceive();
    return got === null ? "silence" : "data" in got ? decodeUtf8(got.data) : got.code;
  };
  expect(send()).toBe("right sees 172.18.0.9");
  ipvsOf(host).deleteServer(key, { address: ip("10.1.0.3"), port: 8000 });
  addServer(host, "10.1.0.2", 1, key);
  expect([send(), send()]).toEqual(["silence", "left sees 172.18.0.9"]);
});

test("without net.ipv4.vs.conntrack forwarded packets are untracked, so their source cannot be translated", () => {
  const world = balancer({ "10.1.0.3": 1 });
  world.host.sysctls.vsConntrack = false;
  world.rules("-A POSTROUTING -j MASQUERADE");
  expect(world.ask(world.outside, VIP, 80)).toBe("right sees 172.18.0.9");
});

test("an error about a packet that was sent on names the virtual address to the client", () => {
  const world = balancer({ "10.1.0.3": 1 });
  const key = { ...KEY, protocol: UDP };
  ipvsOf(world.host).addService(key, { ...DEFAULT_SERVICE, scheduler: "rr" });
  addServer(world.host, "10.1.0.3", 1, key);
  expect(world.askUdp(world.outside, VIP, 80)).toBe("ECONNREFUSED");
});

test("the trace says which server was chosen, and what was rewritten", () => {
  const world = balancer({ "10.1.0.3": 1 });
  world.ask(world.outside, VIP, 80);
  const said = world.trace.between(0).filter(({ type }) => type === "balanced" || type === "rewritten");
  expect(
    said
      .slice(0, 3)
      .map((event) => (event.type === "balanced" ? `${event.service} ${event.server}` : "by" in event ? event.by : "")),
  ).toEqual(["TCP 10.96.0.10:80 rr 10.1.0.3:8000", "IPVS DNAT", "IPVS un-DNAT"]);
});
