import { describe, expect, it } from "vitest";
import type { HeaderRecord, NetEvent } from "../../sim/net/events.ts";
import { World } from "../../sim/net/testing/world.ts";
import { exchangesOf } from "./exchange.ts";
import { hopsOf } from "./hop.ts";
import { packetsOf } from "./packet-story.ts";
import { sentence } from "./sentence.ts";
import type { Traced } from "./traced.ts";

/** A DNAT and its answer, cut down to the events that matter; the real thing is at the end. */
function trace(...events: readonly NetEvent[]): Traced[] {
  return events.map((event, seq) => ({ ...event, seq, atUs: 100 + 10 * seq }) as Traced);
}

function tcp(src: string, dst: string, flags: string): HeaderRecord {
  const [srcIp = "", srcPort] = src.split(":");
  const [dstIp = "", dstPort] = dst.split(":");
  const ports = { srcPort: Number(srcPort), dstPort: Number(dstPort) };
  return { src: srcIp, dst: dstIp, ...ports, protocol: "tcp", flags, ttl: 64, length: 40, dataLength: 0 };
}

const asked = tcp("10.1.0.9:40000", "10.96.0.20:80", "SYN");
const rewritten = tcp("10.1.0.9:40000", "10.1.0.7:8000", "SYN");
const answer = tcp("10.1.0.7:8000", "10.1.0.9:40000", "SYN,ACK");
const unNated = tcp("10.96.0.20:80", "10.1.0.9:40000", "SYN,ACK");
const rule = "-A KUBE-SEP-X -p tcp -j DNAT --to-destination 10.1.0.7:8000";

const dnat = trace(
  { type: "sent", where: "default/a/eth0", packetId: 1, headers: asked },
  { type: "hook", where: "node-1", packetId: 1, hook: "PREROUTING", inDevice: "cni0" },
  { type: "rule-matched", where: "node-1", packetId: 1, table: "nat", chain: "KUBE-SEP-X", rule },
  { type: "rewritten", where: "node-1", packetId: 1, before: asked, after: rewritten, by: "DNAT" },
  { type: "routed", where: "node-1", packetId: 1, to: "10.1.0.7", route: "10.1.0.0/16", device: "cni0" },
  { type: "delivered", where: "default/b", packetId: 1, to: "tcp 10.1.0.7:8000", headers: rewritten },
  { type: "sent", where: "default/b/eth0", packetId: 2, headers: answer },
  { type: "rewritten", where: "node-1", packetId: 2, before: answer, after: unNated, by: "un-DNAT" },
  { type: "delivered", where: "default/a", packetId: 2, to: "tcp 10.1.0.9:40000", headers: unNated },
);

describe("hopsOf", () => {
  it("shows the headers before and after the one hop that changes them", () => {
    const hops = hopsOf(dnat, 1);
    const changing = hops.filter((hop) => hop.before !== hop.after);
    expect(changing.map((hop) => hop.sentence)).toEqual(["DNAT: destination 10.96.0.20:80 becomes 10.1.0.7:8000"]);
    expect(changing[0]?.before?.dst).toBe("10.96.0.20");
    expect(changing[0]?.after?.dst).toBe("10.1.0.7");
  });

  it("names the chain and the rule that matched, and keeps other packets out", () => {
    const hops = hopsOf(dnat, 1);
    expect(hops.map((hop) => [hop.chain, hop.rule]).filter(([chain]) => chain !== null)).toEqual([
      ["nat KUBE-SEP-X", rule],
    ]);
    expect(hops.every((hop) => hop.seq < 6)).toBe(true);
  });

  it("marks as minor what a short view leaves out", () => {
    expect(hopsOf(dnat, 1).map((hop) => hop.minor)).toEqual([false, true, false, false, false, false]);
  });
});

describe("packetsOf", () => {
  it("tells for each packet what it was and how it ended", () => {
    expect(packetsOf(dnat).map((packet) => [packet.title, packet.end, packet.ending])).toEqual([
      ["tcp 10.1.0.9:40000 > 10.96.0.20:80 SYN", "delivered", "is delivered to tcp 10.1.0.7:8000"],
      ["tcp 10.1.0.7:8000 > 10.1.0.9:40000 SYN,ACK", "delivered", "is delivered to tcp 10.1.0.9:40000"],
    ]);
  });

  it("a flooded packet that one host took and others did not want was delivered", () => {
    const flooded = trace(
      { type: "sent", where: "a", packetId: 5, headers: asked },
      { type: "delivered", where: "b", packetId: 5, to: "tcp 10.1.0.7:8000", headers: asked },
      { type: "dropped", where: "c", packetId: 5, reason: "not-for-this-host", headers: asked },
    );
    expect(packetsOf(flooded)[0]?.end).toBe("delivered");
  });
});

describe("exchangesOf", () => {
  it("knows a reply as the answer to a request whose destination was rewritten", () => {
    const [exchange, ...others] = exchangesOf(dnat);
    expect(others).toEqual([]);
    expect(exchange).toMatchObject({ client: "10.1.0.9:40000", server: "10.96.0.20:80", backend: "10.1.0.7:8000" });
    expect(exchange?.packets.map((packet) => packet.packetId)).toEqual([1, 2]);
    expect(exchange?.end).toBe("answered");
  });

  it("a reset in answer to a SYN is a refusal, silence is not", () => {
    const syn = { type: "sent", where: "a", packetId: 1, headers: asked } as const;
    const reset = { ...unNated, flags: "RST,ACK" };
    const refused = trace(
      syn,
      { type: "sent", where: "b", packetId: 2, headers: reset },
      { type: "delivered", where: "a", packetId: 2, to: "tcp 10.1.0.9:40000", headers: reset },
    );
    expect(exchangesOf(refused)[0]?.end).toBe("refused");
    expect(exchangesOf(trace(syn))[0]?.end).toBe("unanswered");
  });

  it("two connections in one tunnel stay two, though their envelopes have the same ends", () => {
    const inTunnel = (packetId: number, inner: HeaderRecord): NetEvent[] => {
      const outer = {
        src: "172.18.0.3",
        dst: "172.18.0.4",
        protocol: "ipip",
        ttl: 64,
        length: 60,
        dataLength: 0,
      } as const;
      const where = "node-1/tunl0";
      return [
        { type: "sent", where: "default/a/eth0", packetId, headers: inner },
        { type: "encapsulated", where, packetId, inner, outer, by: "ipip" },
        { type: "received", where: "node-2/eth0", packetId, headers: outer },
        { type: "decapsulated", where: "node-2/tunl0", packetId, inner, outer, by: "ipip" },
        { type: "delivered", where: "default/b", packetId, to: "tcp", headers: inner },
      ] as NetEvent[];
    };
    const events = trace(...inTunnel(1, asked), ...inTunnel(2, tcp("10.1.0.9:40001", "10.96.0.20:80", "SYN")));
    expect(exchangesOf(events).map(({ client }) => client)).toEqual(["10.1.0.9:40000", "10.1.0.9:40001"]);
  });

  it("an ICMP error belongs to the connection it complains about", () => {
    const port = { src: "10.96.0.20", dst: "10.1.0.9", protocol: "icmp", icmpType: 3, icmpCode: 3 } as const;
    const complaint: HeaderRecord = { ...port, ttl: 64, length: 56, dataLength: 28 };
    const events = trace(
      { type: "sent", where: "a", packetId: 1, headers: asked },
      { type: "sent", where: "node-1", packetId: 2, headers: complaint },
      { type: "delivered", where: "a", packetId: 2, to: "icmp error", headers: complaint },
    );
    expect(exchangesOf(events).map((exchange) => [exchange.packets.length, exchange.end])).toEqual([[2, "refused"]]);
  });
});

describe("sentence", () => {
  it("says why a packet ended, what was looked up, and by which rule", () => {
    const [event] = trace({
      type: "dropped",
      where: "node-1",
      packetId: 1,
      reason: "netfilter-reject",
      rule: "-A KUBE-SERVICES -d 10.96.0.20/32 -j REJECT",
    });
    expect(sentence(event as Traced)).toBe(
      "ends here: a rule rejected it and told the sender so: -A KUBE-SERVICES -d 10.96.0.20/32 -j REJECT",
    );
  });
});

describe("on a real network", () => {
  const VIRTUAL = "-A PREROUTING -d 10.96.0.10/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.1.0.3:8000";

  it("a connection through a virtual address is one exchange, answered, and names its backend", () => {
    const world = new World();
    world.rules(VIRTUAL);
    world.serve(world.right, 8000);
    world.ask(world.left, "10.96.0.10", 80);
    const exchanges = exchangesOf(world.trace.between(0));
    expect(exchanges.map(({ server, backend, end }) => [server, backend, end])).toEqual([
      ["10.96.0.10:80", "10.1.0.3:8000", "answered"],
    ]);
    const [syn] = exchanges[0]?.packets ?? [];
    expect(hopsOf(syn?.events ?? [], syn?.packetId ?? -1).find((hop) => hop.rule !== null)?.rule).toBe(VIRTUAL);
  });

  it("a rule's ICMP error and a listener's absence both refuse, each with its own sentence", () => {
    const world = new World();
    world.rules("-t filter -A FORWARD -d 172.18.0.9/32 -j REJECT --reject-with icmp-port-unreachable");
    world.ask(world.left, "172.18.0.9", 80);
    world.ask(world.left, "10.1.0.3", 9);
    const exchanges = exchangesOf(world.trace.between(0));
    expect(exchanges.map(({ end, packets }) => [end, packets[0]?.reason])).toEqual([
      ["refused", "netfilter-reject"],
      ["refused", "no-socket"],
    ]);
  });
});
