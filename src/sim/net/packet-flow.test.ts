import { describe, expect, test } from "vitest";
import { World } from "./testing/world.ts";

const VIRTUAL = "-A PREROUTING -d 10.96.0.10/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.1.0.3:8000";
const VIRTUAL_LOCAL = "-A OUTPUT -d 10.96.0.10/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.1.0.3:8000";
const PUBLISHED =
  "-A PREROUTING -m addrtype --dst-type LOCAL -p tcp -m tcp --dport 30080 -j DNAT --to-destination 10.1.0.3:8000";
const HIDE = "-A POSTROUTING -s 10.1.0.0/16 ! -d 10.1.0.0/16 -j MASQUERADE";

interface Flow {
  readonly name: string;
  readonly rules?: readonly string[];
  /** Is right's port of the bridge in hairpin mode? */
  readonly hairpin?: true;
  readonly from: "left" | "right" | "host" | "outside";
  readonly to: string;
  readonly port: number;
  readonly expect: string;
  /** How long the client waited, in virtual microseconds, where that is the point. */
  readonly afterUs?: number;
}

const FLOWS: readonly Flow[] = [
  {
    name: "left reaches right directly, over the bridge",
    from: "left",
    to: "10.1.0.3",
    port: 8000,
    expect: "right sees 10.1.0.2",
  },
  {
    name: "the host reaches right, from its bridge's address",
    from: "host",
    to: "10.1.0.3",
    port: 8000,
    expect: "right sees 10.1.0.1",
  },
  {
    name: "outside reaches right by routing",
    from: "outside",
    to: "10.1.0.3",
    port: 8000,
    expect: "right sees 172.18.0.9",
  },
  {
    name: "left reaches outside, where nobody hides it",
    from: "left",
    to: "172.18.0.9",
    port: 8000,
    expect: "outside sees 10.1.0.2",
  },
  {
    name: "left reaches outside behind the host's address",
    rules: [HIDE],
    from: "left",
    to: "172.18.0.9",
    port: 8000,
    expect: "outside sees 172.18.0.2",
  },
  {
    name: "left reaches right by a virtual address, and the bridged reply is un-NATed",
    rules: [VIRTUAL],
    from: "left",
    to: "10.96.0.10",
    port: 80,
    expect: "right sees 10.1.0.2",
  },
  {
    name: "the host reaches right by a virtual address",
    rules: [VIRTUAL_LOCAL],
    from: "host",
    to: "10.96.0.10",
    port: 80,
    expect: "right sees 172.18.0.2",
  },
  {
    name: "outside reaches right by a port of the host",
    rules: [PUBLISHED],
    from: "outside",
    to: "172.18.0.2",
    port: 30080,
    expect: "right sees 172.18.0.9",
  },
  {
    name: "right reaches itself by a virtual address when its source is hidden",
    rules: [VIRTUAL, "-A POSTROUTING -s 10.1.0.3/32 -d 10.1.0.3/32 -j MASQUERADE"],
    hairpin: true,
    from: "right",
    to: "10.96.0.10",
    port: 80,
    expect: "right sees 10.1.0.1",
  },
  {
    name: "right cannot reach itself by a virtual address when its port is not in hairpin mode",
    rules: [VIRTUAL, "-A POSTROUTING -s 10.1.0.3/32 -d 10.1.0.3/32 -j MASQUERADE"],
    from: "right",
    to: "10.96.0.10",
    port: 80,
    expect: "ETIMEDOUT",
  },
  {
    name: "right cannot reach itself by a virtual address when its source is not hidden",
    rules: [VIRTUAL],
    hairpin: true,
    from: "right",
    to: "10.96.0.10",
    port: 80,
    expect: "ETIMEDOUT",
  },
  {
    name: "a port without a listener is refused at once",
    from: "left",
    to: "10.1.0.3",
    port: 9,
    expect: "ECONNREFUSED",
    afterUs: 80,
  },
  {
    name: "a dropped SYN is a time-out after 127 s",
    rules: ["-t filter -A FORWARD -d 172.18.0.9/32 -j DROP"],
    from: "left",
    to: "172.18.0.9",
    port: 8000,
    expect: "ETIMEDOUT",
    afterUs: 127_000_000,
  },
  {
    name: "REJECT is a refusal at once",
    rules: ["-t filter -A FORWARD -d 10.96.0.10/32 -j REJECT --reject-with icmp-port-unreachable"],
    from: "left",
    to: "10.96.0.10",
    port: 80,
    expect: "ECONNREFUSED",
  },
  {
    name: "REJECT with a prohibition is no route to host",
    rules: ["-t filter -A FORWARD -d 10.96.0.10/32 -j REJECT --reject-with icmp-host-prohibited"],
    from: "left",
    to: "10.96.0.10",
    port: 80,
    expect: "EHOSTUNREACH",
  },
  {
    name: "REJECT with a reset is a refusal",
    rules: ["-t filter -A FORWARD -d 10.96.0.10/32 -j REJECT --reject-with tcp-reset"],
    from: "left",
    to: "10.96.0.10",
    port: 80,
    expect: "ECONNREFUSED",
  },
  {
    name: "REJECT after DNAT still reaches the client under the address it knows",
    rules: [VIRTUAL, "-t filter -A FORWARD -d 10.1.0.3/32 -j REJECT --reject-with icmp-port-unreachable"],
    from: "left",
    to: "10.96.0.10",
    port: 80,
    expect: "ECONNREFUSED",
  },
  {
    name: "an address that nobody has is no route to host after three questions",
    from: "left",
    to: "10.1.0.77",
    port: 80,
    expect: "EHOSTUNREACH",
  },
  {
    name: "only what is established may come back in",
    rules: [
      "-t filter -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
      "-t filter -A FORWARD -s 10.1.0.0/16 -j ACCEPT",
      "-t filter -A FORWARD -j DROP",
    ],
    from: "left",
    to: "172.18.0.9",
    port: 8000,
    expect: "outside sees 10.1.0.2",
  },
  {
    name: "what is new from outside is dropped by the same rules",
    rules: [
      "-t filter -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
      "-t filter -A FORWARD -s 10.1.0.0/16 -j ACCEPT",
      "-t filter -A FORWARD -j DROP",
    ],
    from: "outside",
    to: "10.1.0.3",
    port: 8000,
    expect: "ETIMEDOUT",
  },
  {
    name: "bridged packets pass FORWARD too",
    rules: ["-t filter -A FORWARD -m physdev --physdev-is-bridged -j REJECT --reject-with icmp-port-unreachable"],
    from: "left",
    to: "10.1.0.3",
    port: 8000,
    expect: "ECONNREFUSED",
  },
];

describe("where a connection ends, and whom the server sees", () => {
  for (const flow of FLOWS)
    test(flow.name, () => {
      const world = new World();
      world.rules(...(flow.rules ?? []));
      world.host.device("veth-right").hairpin = flow.hairpin === true;
      world.serve(world.right, 8000);
      world.serve(world.outside, 8000);
      world.settle();
      const startUs = world.clock.nowUs;
      const heard = world.ask(world[flow.from], flow.to, flow.port);
      expect(heard, world.story()).toBe(flow.expect);
      if (flow.afterUs !== undefined) expect(world.clock.nowUs - startUs, world.story()).toBe(flow.afterUs);
    });
});

describe("what the trace tells of a translated connection", () => {
  test("the SYN is seen by device, hook, rule, rewrite, route and delivery, in that order", () => {
    const world = new World();
    world.rules("-A SVC -p tcp -j DNAT --to-destination 10.1.0.3:8000", "-A PREROUTING -d 10.96.0.10/32 -j SVC");
    world.serve(world.right, 8000);
    world.ask(world.left, "10.96.0.10", 80);
    const syn = world.events("sent").find((event) => event.headers.flags === "SYN");
    const steps = world.trace
      .between(0)
      .filter((event) => "packetId" in event && event.packetId === syn?.packetId && event.type !== "sent")
      .map((event) => `${event.where} ${event.type}`);
    expect(steps).toEqual([
      "left routed",
      "host/veth-left received",
      "host hook",
      "host conntrack",
      "host rule-matched",
      "host rule-matched",
      "host rewritten",
      "host routed",
      "host hook",
      "host/br0 bridged",
      "right/eth0 received",
      "right routed",
      "right delivered",
    ]);
  });

  test("the reply is un-NATed on the bridge, and says so", () => {
    const world = new World();
    world.rules(VIRTUAL);
    world.serve(world.right, 8000);
    world.ask(world.left, "10.96.0.10", 80);
    const reply = world.events("rewritten").find((event) => event.by === "un-DNAT");
    expect(reply?.before).toMatchObject({ src: "10.1.0.3", srcPort: 8000, flags: "SYN,ACK" });
    expect(reply?.after).toMatchObject({ src: "10.96.0.10", srcPort: 80, dst: "10.1.0.2" });
  });

  test("without bridge-nf-call-iptables the bridged reply is not un-NATed and the client does not know it", () => {
    const world = new World();
    world.rules(VIRTUAL);
    world.host.sysctls.bridgeNfCallIptables = false;
    world.serve(world.right, 8000);
    expect(world.ask(world.left, "10.96.0.10", 80)).toBe("ETIMEDOUT");
    expect(world.drops()[0]).toBe("left: no-socket");
  });

  test("a drop names the rule", () => {
    const world = new World();
    world.rules('-t filter -A FORWARD -d 172.18.0.9/32 -m comment --comment "nothing gets out" -j DROP');
    world.ask(world.left, "172.18.0.9", 80);
    expect(world.events("dropped")[0]).toMatchObject({
      reason: "netfilter-drop",
      rule: '-t filter -A FORWARD -d 172.18.0.9/32 -m comment --comment "nothing gets out" -j DROP',
    });
  });

  test("the same seed gives the same story", () => {
    const tell = (): string => {
      const world = new World(7);
      world.rules(VIRTUAL, HIDE);
      world.serve(world.right, 8000);
      world.ask(world.left, "10.96.0.10", 80);
      return world.story();
    };
    expect(tell()).toBe(tell());
  });

  test("time in slices of 7 µs gives the same story as in one run", () => {
    const tell = (sliceUs: number): string => {
      const world = new World(7);
      world.rules(VIRTUAL, HIDE);
      world.serve(world.right, 8000);
      world.left.sockets.connectTcp({ to: 0x0a60000a, port: 80 });
      while (world.clock.nowUs < 7_000) world.clock.runUntil(world.clock.nowUs + sliceUs);
      return world.story();
    };
    expect(tell(7)).toBe(tell(7_000));
  });
});

describe("a loopback source", () => {
  const rules = [
    "-A OUTPUT -d 127.0.0.1/32 -p tcp -m tcp --dport 30080 -j DNAT --to-destination 10.1.0.3:8000",
    "-A POSTROUTING -s 127.0.0.0/8 -j MASQUERADE",
  ];

  test("cannot leave the host, even to be masqueraded", () => {
    const world = new World();
    world.rules(...rules);
    world.serve(world.right, 8000);
    expect(world.ask(world.host, "127.0.0.1", 30080)).toBe("EINVAL");
    expect(world.drops()[0]).toBe("host: martian-source");
  });

  test("can with route_localnet, and the reply finds its way back", () => {
    const world = new World();
    world.host.sysctls.routeLocalnet = true;
    world.rules(...rules);
    world.serve(world.right, 8000);
    expect(world.ask(world.host, "127.0.0.1", 30080), world.story()).toBe("right sees 10.1.0.1");
  });
});
