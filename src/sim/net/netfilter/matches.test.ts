import { expect, test } from "vitest";
import { cidr, formatIp, ip } from "../../core/ip.ts";
import { createDummy } from "../link/dummy.ts";
import { ACK, SYN, TCP, UDP } from "../packet.ts";
import { World } from "../testing/world.ts";
import { createRule, type Match, type Target } from "./rule.ts";

const OUTSIDE = "172.18.0.9";

interface Case {
  readonly says: string;
  readonly match: Match | readonly Match[];
  /** Of one TCP connection to `outside`, its request and its answer: is the SYN met, is anything of the answer met? */
  readonly syn: boolean;
  readonly answer: boolean;
}

const conntrack = (fields: object): Match => ({ kind: "conntrack", states: [], ...fields }) as Match;

const CASES: readonly Case[] = [
  { says: "source", match: { kind: "source", cidr: cidr("10.1.0.0/16") }, syn: true, answer: false },
  { says: "not source", match: { kind: "source", cidr: cidr("10.1.0.0/16"), negate: true }, syn: false, answer: true },
  { says: "destination", match: { kind: "destination", cidr: cidr("10.1.0.2/32") }, syn: false, answer: true },
  { says: "protocol", match: { kind: "protocol", protocol: UDP }, syn: false, answer: false },
  { says: "way in", match: { kind: "in-interface", name: "br0" }, syn: true, answer: false },
  { says: "way out", match: { kind: "out-interface", name: "br+" }, syn: false, answer: true },
  { says: "destination port", match: { kind: "tcp", dport: { from: 80, to: 80 } }, syn: true, answer: false },
  { says: "source port", match: { kind: "tcp", sport: { from: 1, to: 100 } }, syn: false, answer: true },
  {
    says: "a port of another protocol",
    match: { kind: "udp", dport: { from: 80, to: 80 } },
    syn: false,
    answer: false,
  },
  { says: "SYN alone", match: { kind: "tcp", flags: { mask: SYN | ACK, set: SYN } }, syn: true, answer: false },
  {
    says: "SYN and ACK",
    match: { kind: "tcp", flags: { mask: SYN | ACK, set: SYN | ACK } },
    syn: false,
    answer: true,
  },
  {
    says: "one of several ports",
    match: {
      kind: "multiport",
      side: "ports",
      ports: [
        { from: 22, to: 22 },
        { from: 80, to: 90 },
      ],
    },
    syn: true,
    answer: true,
  },
  { says: "state NEW", match: conntrack({ states: ["NEW"] }), syn: true, answer: false },
  { says: "state ESTABLISHED", match: conntrack({ states: ["ESTABLISHED"] }), syn: false, answer: true },
  {
    says: "direction",
    match: conntrack({ tests: [{ field: "ctdir", direction: "REPLY" }] }),
    syn: false,
    answer: true,
  },
  {
    says: "original destination and its port",
    match: conntrack({
      tests: [
        { field: "ctorigdst", cidr: cidr(`${OUTSIDE}/32`) },
        { field: "ctorigdstport", from: 80, to: 80 },
        { field: "ctproto", protocol: TCP },
      ],
    }),
    syn: true,
    answer: true,
  },
  {
    says: "reply source, negated",
    match: conntrack({ tests: [{ field: "ctreplsrc", cidr: cidr(`${OUTSIDE}/32`), negate: true }] }),
    syn: false,
    answer: false,
  },
  {
    says: "a connection that has been answered",
    match: conntrack({ tests: [{ field: "ctstatus", statuses: ["SEEN_REPLY"] }] }),
    syn: false,
    answer: true,
  },
  {
    says: "seconds left of a connection's time",
    match: conntrack({ tests: [{ field: "ctexpire", from: 100, to: 200 }] }),
    syn: true,
    answer: false,
  },
  { says: "no mark", match: { kind: "mark", value: 0, mask: 0xffff_ffff }, syn: true, answer: true },
  { says: "no mark on the connection", match: { kind: "connmark", value: 1, mask: 1 }, syn: false, answer: false },
  { says: "length of a SYN", match: { kind: "length", from: 40, to: 44 }, syn: true, answer: true },
  { says: "length beyond", match: { kind: "length", from: 1000, to: 2000 }, syn: false, answer: false },
  { says: "comment", match: { kind: "comment", text: "anything" }, syn: true, answer: true },
  { says: "a local source", match: { kind: "addrtype", srcType: "LOCAL" }, syn: false, answer: false },
  {
    says: "no local destination",
    match: { kind: "addrtype", dstType: "LOCAL", negateDst: true },
    syn: true,
    answer: true,
  },
  { says: "not through IPVS", match: { kind: "ipvs" }, syn: false, answer: false },
  { says: "unicast", match: { kind: "pkttype", type: "unicast" }, syn: true, answer: true },
  {
    says: "the time to live after one hop",
    match: { kind: "ttl", comparison: "eq", value: 63 },
    syn: true,
    answer: true,
  },
  {
    says: "a time to live that is not less",
    match: { kind: "ttl", comparison: "lt", value: 63 },
    syn: false,
    answer: false,
  },
  { says: "a source in no range", match: { kind: "iprange", src: { from: 1, to: 9 } }, syn: false, answer: false },
  {
    says: "a target beyond a range",
    match: { kind: "iprange", dst: { from: 1, to: 9, negate: true } },
    syn: true,
    answer: true,
  },
  { says: "no bridge port", match: { kind: "physdev", isBridged: true }, syn: false, answer: false },
];

test.each(CASES)("$says", ({ match, syn, answer }) => {
  const world = new World();
  world.host.netfilter.startTracking();
  const matches = Array.isArray(match) ? match : [match];
  const forward = world.host.netfilter.table("filter");
  forward.append("FORWARD", createRule({ matches, target: { kind: "none" } }));
  world.serve(world.outside, 80);
  world.ask(world.left, OUTSIDE, 80);
  const met = new Set(world.events("rule-matched").map(({ packetId }) => packetId));
  const sent = (flags: string, from: string): number[] =>
    world
      .events("sent")
      .filter(({ where, headers }) => where === from && headers.flags === flags)
      .map(({ packetId }) => packetId);
  const isMet = (ids: readonly number[]): boolean => ids.some((id) => met.has(id));
  expect([isMet(sent("SYN", "left/eth0")), isMet(sent("SYN,ACK", "outside/eth0"))]).toEqual([syn, answer]);
});

test("an ICMP type, with its code or without", () => {
  const world = new World();
  const table = world.host.netfilter.table("filter");
  const rules = [
    { kind: "icmp", type: 8 },
    { kind: "icmp", type: 3, code: 3 },
    { kind: "icmp", type: 255 },
  ] as const;
  for (const match of rules) table.append("FORWARD", createRule({ matches: [match], target: { kind: "none" } }));
  world.left.sockets.openIcmp().sendEcho({ to: ip(OUTSIDE), seq: 1, size: 0 });
  world.askUdp(world.left, OUTSIDE, 9);
  expect(table.chain("FORWARD")?.rules.map(({ packets }) => packets)).toEqual([1, 1, 3]);
});

test("a limit lets its burst through and then its average", () => {
  const world = new World();
  const table = world.host.netfilter.table("filter");
  table.append(
    "FORWARD",
    createRule({ matches: [{ kind: "limit", count: 2, unit: "second", burst: 3 }], target: { kind: "none" } }),
  );
  const socket = world.left.sockets.openIcmp();
  const send = (count: number): number => {
    const before = table.chain("FORWARD")?.rules[0]?.packets ?? 0;
    for (let i = 0; i < count; i++) socket.sendEcho({ to: ip(OUTSIDE), seq: i, size: 0 });
    world.settle(10_000);
    return (table.chain("FORWARD")?.rules[0]?.packets ?? 0) - before;
  };
  world.ask(world.left, OUTSIDE, 80);
  world.settle(10_000_000);
  expect(send(5)).toBe(3);
  world.settle(990_000);
  expect(send(5)).toBe(2);
});

test("a local address may have to be that of the way in", () => {
  const world = new World();
  world.host.addAddress(createDummy(world.host, "dummy0"), "10.9.9.9/32");
  const table = world.host.netfilter.table("filter");
  for (const limitIfaceIn of [false, true])
    table.append(
      "INPUT",
      createRule({ matches: [{ kind: "addrtype", dstType: "LOCAL", limitIfaceIn }], target: { kind: "none" } }),
    );
  world.ask(world.left, "10.9.9.9", 80);
  world.ask(world.left, "10.1.0.1", 80);
  expect(table.chain("INPUT")?.rules.map(({ packets }) => packets)).toEqual([2, 1]);
});

/** How one connection to port 80 of `outside` ends when the rule is there, and which answers tell the client so. */
function refused(target: Target): string {
  const world = new World();
  world.host.netfilter.table("filter").append("FORWARD", createRule({ target }));
  world.serve(world.outside, 80);
  const outcome = world.ask(world.left, OUTSIDE, 80);
  const answer = world.events("received").findLast(({ where }) => where === "left/eth0")?.headers;
  return answer?.protocol === "icmp"
    ? `${outcome} ${answer.icmpType}/${answer.icmpCode}`
    : `${outcome} ${answer?.flags}`;
}

test.each([
  ["icmp-net-unreachable", "ENETUNREACH 3/0"],
  ["icmp-host-unreachable", "EHOSTUNREACH 3/1"],
  ["icmp-proto-unreachable", "ECONNREFUSED 3/2"],
  ["icmp-port-unreachable", "ECONNREFUSED 3/3"],
  ["icmp-net-prohibited", "ENETUNREACH 3/9"],
  ["icmp-host-prohibited", "EHOSTUNREACH 3/10"],
  ["icmp-admin-prohibited", "EHOSTUNREACH 3/13"],
  ["tcp-reset", "ECONNREFUSED RST,ACK"],
] as const)("REJECT --reject-with %s: %s", (how, says) => {
  expect(refused({ kind: "REJECT", with: how })).toBe(says);
});

test("a mark is kept on the connection and comes back to its later packets", () => {
  const world = new World();
  const mangle = world.host.netfilter.table("mangle");
  const add = (chain: string, target: Target, ...matches: Match[]): void =>
    mangle.append(chain, createRule({ matches, target }));
  add("PREROUTING", { kind: "CONNMARK", mode: "restore", value: 0, mask: 0xffff_ffff });
  add("PREROUTING", { kind: "MARK", value: 7, mask: 0xffff_ffff }, { kind: "source", cidr: cidr("10.1.0.2/32") });
  add("PREROUTING", { kind: "CONNMARK", mode: "save", value: 0, mask: 0xff });
  add(
    "FORWARD",
    { kind: "none" },
    { kind: "mark", value: 7, mask: 0xff },
    { kind: "source", cidr: cidr(`${OUTSIDE}/32`) },
  );
  world.serve(world.outside, 80);
  world.ask(world.left, OUTSIDE, 80);
  expect(world.host.conntrack.entries()[0]?.mark).toBe(7);
  expect(mangle.chain("FORWARD")?.rules[0]?.packets).toBeGreaterThan(1);
});

test("LOG writes the packet into the kernel's log and lets it go on", () => {
  const world = new World();
  const matches: Match[] = [{ kind: "tcp", flags: { mask: SYN | ACK, set: SYN } }];
  world.host.netfilter
    .table("filter")
    .append("FORWARD", createRule({ matches, target: { kind: "LOG", prefix: "new: " } }));
  world.serve(world.outside, 80);
  expect(world.ask(world.left, OUTSIDE, 80)).toBe("outside sees 10.1.0.2");
  const [line] = world.host.kernelLog.lines;
  expect(line?.text.replace(/SPT=\d+/, "SPT=N").replace(/WINDOW=\d+/, "WINDOW=N")).toBe(
    "new: IN=br0 OUT=eth0 PHYSIN=veth-left SRC=10.1.0.2 DST=172.18.0.9 LEN=44 TOS=0x00 PREC=0x00 TTL=63 ID=0 DF PROTO=TCP SPT=N DPT=80 WINDOW=N RES=0x00 SYN URGP=0",
  );
});

test("SET puts the sender into a set for a time, and rules ask it", () => {
  const world = new World();
  const { netfilter } = world.host;
  netfilter.sets.create("seen", "hash:ip", { timeoutSec: 300 });
  const table = netfilter.table("filter");
  const inSet: Match = { kind: "set", name: "seen", dimensions: ["src"] };
  table.append("FORWARD", createRule({ matches: [inSet], target: { kind: "DROP" } }));
  table.append(
    "FORWARD",
    createRule({
      matches: [{ kind: "udp" }],
      target: { kind: "SET", action: "add", name: "seen", dimensions: ["src"] },
    }),
  );
  world.serve(world.outside, 80);
  expect(world.ask(world.left, OUTSIDE, 80)).toBe("outside sees 10.1.0.2");
  world.askUdp(world.left, OUTSIDE, 9);
  expect([...(netfilter.sets.get("seen")?.entries.keys() ?? [])]).toEqual(["10.1.0.2"]);
  expect(world.ask(world.left, OUTSIDE, 80)).toBe("ETIMEDOUT");
  world.settle(300_000_000);
  expect([...(netfilter.sets.get("seen")?.entries.keys() ?? [])]).toEqual([]);
});

test("NOTRACK keeps a packet out of connection tracking", () => {
  const world = new World();
  world.host.netfilter.startTracking();
  const raw = world.host.netfilter.table("raw");
  raw.append("PREROUTING", createRule({ target: { kind: "NOTRACK" } }));
  world.serve(world.outside, 80);
  world.ask(world.left, OUTSIDE, 80);
  expect(world.host.conntrack.count).toBe(0);
});

test("TCPMSS never raises what the ends agreed on", () => {
  const mssOf = (mss: number): number => {
    const world = new World();
    const mangle = world.host.netfilter.table("mangle");
    mangle.append("FORWARD", createRule({ matches: [{ kind: "tcp" }], target: { kind: "TCPMSS", mss } }));
    const seen: number[] = [];
    const look = world.outside.netfilter;
    look.register({
      hook: "PREROUTING",
      priority: 0,
      name: "test",
      run: ({ transport }) => {
        if (transport.kind === "tcp" && transport.mss > 0) seen.push(transport.mss);
        return "accept";
      },
    });
    world.ask(world.left, OUTSIDE, 80);
    return seen[0] ?? 0;
  };
  expect([mssOf(1000), mssOf(9000)]).toEqual([1000, 1460]);
});

test("SNAT takes its ports from a range, DNAT one address of several for a client, REDIRECT the host's own", () => {
  const world = new World();
  const nat = world.host.netfilter.table("nat");
  const from = ip("172.18.0.2");
  nat.append(
    "POSTROUTING",
    createRule({
      matches: [{ kind: "protocol", protocol: TCP }],
      target: { kind: "SNAT", to: { fromIp: from, fromPort: 5000, toPort: 5009 } },
    }),
  );
  world.serve(world.outside, 80);
  expect(world.ask(world.left, OUTSIDE, 80)).toBe("outside sees 172.18.0.2");
  const [flow] = world.host.conntrack.entries();
  expect(flow?.reply.dstPort).toBeGreaterThanOrEqual(5000);
  expect(flow?.reply.dstPort).toBeLessThanOrEqual(5009);
  nat.flushChain("POSTROUTING");
  const to = { fromIp: ip("10.1.0.2"), toIp: ip("10.1.0.3"), fromPort: 8000, toPort: 8000 };
  nat.append(
    "PREROUTING",
    createRule({ matches: [{ kind: "tcp", dport: { from: 81, to: 81 } }], target: { kind: "DNAT", to } }),
  );
  world.serve(world.left, 8000);
  world.serve(world.right, 8000);
  const heard = new Set(Array.from({ length: 5 }, () => world.ask(world.outside, "172.18.0.2", 81)));
  expect(heard.size).toBe(1);
  nat.append(
    "PREROUTING",
    createRule({
      matches: [{ kind: "tcp", dport: { from: 82, to: 82 } }],
      target: { kind: "REDIRECT", fromPort: 8080 },
    }),
  );
  world.serve(world.host, 8080);
  expect(world.ask(world.left, OUTSIDE, 82)).toBe(`host sees ${formatIp(ip("10.1.0.2"))}`);
});
