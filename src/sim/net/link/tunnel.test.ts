import { expect, test } from "vitest";
import { Clock } from "../../core/clock.ts";
import { cidr, formatIp, ip } from "../../core/ip.ts";
import { Prng } from "../../core/prng.ts";
import { Trace } from "../../core/trace.ts";
import type { NetEvent } from "../events.ts";
import type { NetNamespace } from "../namespace.ts";
import { createRule } from "../netfilter/rule.ts";
import { Network } from "../network.ts";
import { impair } from "./impairment.ts";
import { Ipip } from "./ipip.ts";
import { createPhysical, Segment } from "./segment.ts";
import { createVeth } from "./veth.ts";
import { Vxlan } from "./vxlan.ts";
import { Wireguard } from "./wireguard.ts";

/** Two hosts on one segment, each with a client of its own behind a cable: 10.1.0.2 and 10.2.0.2. */
class Pair {
  readonly clock = new Clock();
  readonly trace = new Trace<NetEvent>(this.clock);
  readonly network = new Network({ clock: this.clock, trace: this.trace, prng: new Prng(1) });
  readonly segment = new Segment({ clock: this.clock, prng: new Prng(2) });
  readonly hosts = [1, 2].map((n) => this.#host(n)) as [NetNamespace, NetNamespace];
  readonly clients = [1, 2].map((n) => this.#client(n)) as [NetNamespace, NetNamespace];

  #host(n: number): NetNamespace {
    const host = this.network.createNamespace({ name: `host${n}` });
    host.sysctls.ipForward = true;
    host.addAddress(createPhysical(host, "eth0", { segment: this.segment }), `172.18.0.${n}/16`);
    return host;
  }

  #client(n: number): NetNamespace {
    const client = this.network.createNamespace({ name: `client${n}` });
    const host = this.hosts[n - 1] as NetNamespace;
    const { a, b } = createVeth({ a: { namespace: client, name: "eth0" }, b: { namespace: host, name: "veth0" } });
    client.addAddress(a, `10.${n}.0.2/24`);
    host.addAddress(b, `10.${n}.0.1/24`);
    client.routes.add({ dst: cidr("0.0.0.0/0"), via: ip(`10.${n}.0.1`) });
    return client;
  }

  /** `reply 56`, an error's type and code, or `nothing`, for an echo from the first client to the second. */
  ping(size = 56, dontFragment = false, to = "10.2.0.2"): string {
    const socket = this.clients[0].sockets.openIcmp();
    try {
      socket.sendEcho({ to: ip(to), seq: 1, size, dontFragment });
    } catch (error) {
      return String(error);
    }
    this.clock.runUntil(this.clock.nowUs + 5_000_000);
    const got = socket.tryReceive();
    socket.close();
    if (got === null) return "nothing";
    if (got.type === 0) return `reply ${got.size} ttl ${got.ttl}`;
    return `${formatIp(got.from)} type ${got.type} code ${got.code} mtu ${got.about?.mtu}`;
  }

  /** What is seen on a device: `udp 172.18.0.1 > 172.18.0.2 134`. */
  seen(where: string): string[] {
    return this.trace
      .between(0)
      .flatMap((event) =>
        event.type === "sent" && event.where === where
          ? [`${event.headers.protocol} ${event.headers.src} > ${event.headers.dst} ${event.headers.length}`]
          : [],
      );
  }

  types(): string[] {
    return this.trace.between(0).map(({ type, where }) => `${type} ${where}`);
  }

  drops(): string[] {
    return this.trace
      .between(0)
      .flatMap((event) =>
        event.type === "dropped" ? [`${event.where}: ${event.reason} (${event.lookup ?? ""})`] : [],
      );
  }
}

/** As an overlay's agent sets it up: permanent neighbours and forwarding entries on both hosts. */
function withVxlan({ mtu }: { mtu?: number } = {}): Pair & { tunnels: [Vxlan, Vxlan] } {
  const pair = new Pair();
  const tunnels = pair.hosts.map((host, i) => {
    const underlay = host.device("eth0");
    const local = ip(`172.18.0.${i + 1}`);
    const more = mtu === undefined ? {} : { mtu };
    const vxlan = new Vxlan(host, { name: "vx0", vni: 1, local, underlay, learning: false, ...more });
    host.addAddress(vxlan.device, `10.${i + 1}.0.0/32`);
    return vxlan;
  }) as [Vxlan, Vxlan];
  for (const [i, host] of pair.hosts.entries()) {
    const far = tunnels[1 - i] as Vxlan;
    const device = host.device("vx0");
    const gateway = ip(`10.${2 - i}.0.0`);
    host.routes.add({ dst: cidr(`10.${2 - i}.0.0/24`), via: gateway, device, onlink: true });
    host.neighbours.setPermanent(device, gateway, far.device.mac);
    (tunnels[i] as Vxlan).setRemote(far.device.mac, far.local);
  }
  return Object.assign(pair, { tunnels });
}

function withIpip(): Pair {
  const pair = new Pair();
  for (const [i, host] of pair.hosts.entries()) {
    const { device } = new Ipip(host, { name: "tunl0" });
    host.addAddress(device, `10.${i + 1}.0.9`);
    host.routes.add({ dst: cidr(`10.${2 - i}.0.0/24`), via: ip(`172.18.0.${2 - i}`), device, onlink: true });
  }
  return pair;
}

test("a frame crosses a VXLAN inside a datagram that its host sends, and both have one number in the trace", () => {
  const pair = withVxlan();
  expect(pair.ping()).toBe("reply 56 ttl 62");
  expect(pair.seen("host1/vx0")).toEqual(["icmp 10.1.0.2 > 10.2.0.2 84"]);
  expect(pair.seen("host1/eth0")).toEqual(["udp 172.18.0.1 > 172.18.0.2 134"]);
  const [request] = pair.trace.between(0).filter(({ type }) => type === "encapsulated");
  const way = pair.trace
    .between(0)
    .filter((event) => "packetId" in event && event.packetId === (request as { packetId: number }).packetId)
    .filter(({ type }) => type !== "arp" && type !== "conntrack")
    .map(({ type, where }) => `${type} ${where}`);
  expect(way).toEqual([
    "routed client1",
    "sent client1/eth0",
    "received host1/veth0",
    "routed host1",
    "forwarded host1",
    "sent host1/vx0",
    "encapsulated host1/vx0",
    "routed host1",
    "sent host1/eth0",
    "received host2/eth0",
    "routed host2",
    "decapsulated host2/vx0",
    "received host2/vx0",
    "routed host2",
    "forwarded host2",
    "sent host2/veth0",
    "received client2/eth0",
    "routed client2",
    "delivered client2",
  ]);
});

test("a VXLAN without an entry for the address, or with another VNI at the far end, drops and says so", () => {
  const pair = withVxlan();
  pair.tunnels[0].removeRemote(pair.tunnels[1].device.mac);
  expect(pair.ping()).toBe("nothing");
  expect(pair.drops()[0]).toMatch(/^host1\/vx0: tunnel-no-remote \(forwarding entry for /);
  const other = withVxlan();
  other.tunnels[1].device.remove();
  new Vxlan(other.hosts[1], { name: "vx9", vni: 9, local: ip("172.18.0.2"), underlay: other.hosts[1].device("eth0") });
  expect(other.ping()).toBe("nothing");
  expect(other.drops()[0]).toBe("host2: tunnel-not-for-us (VNI 1 from 172.18.0.1)");
});

test("a learning VXLAN floods to its default remotes and then knows who is where", () => {
  const pair = new Pair();
  const tunnels = pair.hosts.map((host, i) => {
    const vxlan = new Vxlan(host, {
      name: "vx0",
      vni: 5,
      local: ip(`172.18.0.${i + 1}`),
      underlay: host.device("eth0"),
      dstPort: 4789,
    });
    vxlan.addDefault(ip(`172.18.0.${2 - i}`));
    host.addAddress(vxlan.device, `10.9.0.${i + 1}/24`);
    return vxlan;
  });
  const socket = pair.hosts[0].sockets.openIcmp();
  socket.sendEcho({ to: ip("10.9.0.2"), seq: 1, size: 56 });
  pair.clock.runUntil(1_000_000);
  expect(socket.tryReceive()).toMatchObject({ type: 0 });
  expect([...(tunnels[0] as Vxlan).fdb.entries()].map(([mac, { dst }]) => [mac, formatIp(dst)])).toEqual([
    [tunnels[1]?.device.mac, "172.18.0.2"],
  ]);
  pair.clock.runUntil(400_000_000);
  expect((tunnels[0] as Vxlan).fdb.size).toBe(0);
});

test("an IPIP tunnel without a remote sends each packet to its route's gateway", () => {
  const pair = withIpip();
  expect(pair.ping()).toBe("reply 56 ttl 62");
  expect(pair.seen("host1/tunl0")).toEqual(["icmp 10.1.0.2 > 10.2.0.2 84"]);
  expect(pair.seen("host1/eth0")).toEqual(["ipip 172.18.0.1 > 172.18.0.2 104"]);
});

test("a host without a tunnel answers IPIP with protocol unreachable", () => {
  const pair = withIpip();
  pair.hosts[1].device("tunl0").remove();
  expect(pair.ping()).toBe("nothing");
  expect(pair.drops()[0]).toBe("host2: unknown-protocol (protocol ipip)");
  expect(pair.seen("host2/eth0")).toEqual(["icmp 172.18.0.2 > 172.18.0.1 132"]);
});

test("rules of the host see the outer packet: what drops UDP port 8472 stops the overlay", () => {
  const pair = withVxlan();
  pair.hosts[1].netfilter.table("filter").append(
    "INPUT",
    createRule({
      matches: [
        { kind: "protocol", protocol: 17 },
        { kind: "udp", dport: { from: 8472, to: 8472 } },
      ],
      target: { kind: "DROP" },
    }),
  );
  expect(pair.ping()).toBe("nothing");
  expect(pair.drops()[0]).toMatch(/^host2: netfilter-drop/);
});

test("a packet longer than the tunnel's MTU is refused with the MTU, and the sender remembers it", () => {
  const pair = withVxlan();
  expect(pair.hosts[0].device("vx0").mtu).toBe(1450);
  expect(pair.ping(1472, true)).toBe("10.1.0.1 type 3 code 4 mtu 1450");
  expect(pair.clients[0].stack.mtuTo(ip("10.2.0.2"))).toBe(1450);
  expect(pair.ping(1472, true)).toBe("NetError: Message too long");
  expect(pair.ping(1422, true)).toBe("reply 1422 ttl 62");
  pair.clock.runUntil(pair.clock.nowUs + 600_000_000);
  expect(pair.clients[0].stack.mtuTo(ip("10.2.0.2"))).toBe(1500);
});

test("the same in IPIP, where the tunnel itself looks at what the way below carries", () => {
  const pair = withIpip();
  pair.hosts[0].device("tunl0").mtu = 1500;
  expect(pair.ping(1472, true)).toBe("10.1.0.1 type 3 code 4 mtu 1480");
  expect(pair.ping(1452, true)).toBe("reply 1452 ttl 62");
});

test("a VXLAN with too large an MTU still works, in two pieces", () => {
  const pair = withVxlan({ mtu: 1500 });
  expect(pair.ping(1472, true)).toBe("reply 1472 ttl 62");
  expect(pair.seen("host1/eth0")).toEqual(["udp 172.18.0.1 > 172.18.0.2 1500", "udp 172.18.0.1 > 172.18.0.2 70"]);
});

test("a switch that carries less than the hosts believe is a black hole: short packets pass, long ones vanish", () => {
  const pair = withVxlan();
  impair(pair.hosts[1].device("eth0"), { mtu: 1400 });
  expect(pair.ping(56, true)).toBe("reply 56 ttl 62");
  expect(pair.ping(1422, true)).toBe("nothing");
  expect(pair.drops()).toEqual(["host2/eth0: mtu-exceeded (1500 bytes, the link carries 1400)"]);
});

/** How many of 20,000 bytes the second client got within 30 s, over a connection from the first. */
function transfer(pair: Pair): number {
  const listener = pair.clients[1].sockets.listenTcp({ port: 80 });
  const socket = pair.clients[0].sockets.connectTcp({ to: ip("10.2.0.2"), port: 80 });
  pair.clock.runUntil(pair.clock.nowUs + 1_000_000);
  const accepted = listener.tryAccept();
  socket.tryWrite(new Uint8Array(20_000));
  let got = 0;
  for (let i = 0; i < 30; i++) {
    pair.clock.runUntil(pair.clock.nowUs + 1_000_000);
    for (let part = accepted?.tryRead(65_536); part instanceof Uint8Array; part = accepted?.tryRead(65_536)) {
      if (part.length === 0) break;
      got += part.length;
    }
  }
  return accepted === null ? -1 : got;
}

test("TCP agrees on what fits through the tunnel, when its own end has the tunnel's MTU", () => {
  const pair = withVxlan();
  for (const client of pair.clients) client.device("eth0").mtu = 1450;
  expect(transfer(pair)).toBe(20_000);
});

test("TCP that does not know of the tunnel hears of it from the router, and goes on with less", () => {
  const pair = withVxlan();
  expect(transfer(pair)).toBe(20_000);
  expect(pair.drops()[0]).toBe("host1: mtu-exceeded (1500 bytes, MTU 1450 of vx0)");
});

test("when the router's word is dropped, a connection opens and then nothing comes: an MTU black hole", () => {
  const pair = withVxlan();
  pair.hosts[0].netfilter
    .table("filter")
    .append("OUTPUT", createRule({ matches: [{ kind: "protocol", protocol: 1 }], target: { kind: "DROP" } }));
  expect(transfer(pair)).toBe(0);
  expect(pair.drops().slice(0, 2)).toEqual([
    "host1: mtu-exceeded (1500 bytes, MTU 1450 of vx0)",
    "host1: netfilter-drop ()",
  ]);
});

test("a packet that may be cut goes in pieces and arrives whole", () => {
  const pair = new Pair();
  pair.hosts[0].routes.add({ dst: cidr("10.2.0.0/24"), via: ip("172.18.0.2") });
  pair.hosts[1].routes.add({ dst: cidr("10.1.0.0/24"), via: ip("172.18.0.1") });
  expect(pair.ping(4000)).toBe("reply 4000 ttl 62");
  expect(pair.seen("client1/eth0")).toEqual([
    "icmp 10.1.0.2 > 10.2.0.2 1500",
    "icmp 10.1.0.2 > 10.2.0.2 1500",
    "icmp 10.1.0.2 > 10.2.0.2 1068",
  ]);
  pair.hosts[0].netfilter.startTracking();
  expect(pair.ping(4000)).toBe("reply 4000 ttl 62");
});

test("of a packet in pieces of which one is lost nothing arrives, and the others are given up", () => {
  const pair = new Pair();
  pair.hosts[0].routes.add({ dst: cidr("10.2.0.0/24"), via: ip("172.18.0.2") });
  pair.hosts[1].routes.add({ dst: cidr("10.1.0.0/24"), via: ip("172.18.0.1") });
  impair(pair.hosts[1].device("eth0"), { mtu: 1400 });
  expect(pair.ping(1600)).toBe("nothing");
  pair.clock.runUntil(pair.clock.nowUs + 60_000_000);
  expect(pair.drops()).toEqual([
    "host2/eth0: mtu-exceeded (1500 bytes, the link carries 1400)",
    "client2: fragment-timeout (128 of 1608 bytes had come)",
  ]);
});

test("an encrypted tunnel shows UDP only, and takes from a peer what is that peer's", () => {
  const pair = new Pair();
  const tunnels = pair.hosts.map((host, i) => new Wireguard(host, { name: "wg0", publicKey: `key${i + 1}` }));
  for (const [i, host] of pair.hosts.entries()) {
    const n = 2 - i;
    const endpoint = { ip: ip(`172.18.0.${n}`), port: 51_820 };
    tunnels[i]?.setPeer({ publicKey: `key${n}`, endpoint, allowedIPs: [cidr(`10.${n}.0.0/24`)] });
    host.routes.add({ dst: cidr(`10.${n}.0.0/24`), device: host.device("wg0") });
  }
  expect(pair.ping()).toBe("reply 56 ttl 62");
  expect(pair.seen("host1/eth0")).toEqual(["udp 172.18.0.1 > 172.18.0.2 156"]);
  tunnels[1]?.setPeer({ publicKey: "key1", endpoint: null, allowedIPs: [cidr("10.7.0.0/24")] });
  expect(pair.ping()).toBe("nothing");
  expect(pair.drops()[0]).toBe("host2: tunnel-not-for-us (10.1.0.2 is not allowed)");
  tunnels[0]?.removePeer("key2");
  expect(pair.ping()).toBe("10.1.0.1 type 3 code 1 mtu 0");
});

test("a cut cable drops at once, a slow one takes its time both ways, a lossy one loses", () => {
  const pair = withVxlan();
  const device = pair.hosts[0].device("eth0");
  pair.ping();
  impair(device, { latencyUs: 100_000 });
  const from = pair.clock.nowUs;
  const socket = pair.clients[0].sockets.openIcmp();
  socket.sendEcho({ to: ip("10.2.0.2"), seq: 1, size: 56 });
  while (socket.tryReceive() === null) pair.clock.runNext();
  expect(pair.clock.nowUs - from).toBeGreaterThan(200_000);
  impair(device, { lossPerMillion: 1_000_000 });
  expect(pair.ping()).toBe("nothing");
  impair(device, { isCut: true });
  expect(device.carrier).toBe(false);
  expect(pair.ping()).toBe("nothing");
  impair(device);
  expect(pair.ping()).toBe("reply 56 ttl 62");
  expect(pair.drops()).toEqual(["host1/eth0: link-lost ()", "host1/eth0: link-down ()"]);
});
