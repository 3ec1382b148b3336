import { expect, test } from "vitest";
import { NetError } from "../net/net-error.ts";
import type { SimEvent } from "./sim-event.ts";
import { fetch } from "./testing/fetch.ts";
import { type GivenNodes, givenNodes } from "./testing/given-nodes.ts";
import { givenService } from "./testing/given-service.ts";

const FASTAPI = { image: "fastapi-k8s:latest", imagePullPolicy: "Never" };

function withWeb(pods: readonly string[], profile?: string, onNode?: string): GivenNodes {
  const given = givenNodes(profile);
  given.createPod("client", FASTAPI);
  for (const pod of pods) given.createPod(pod, FASTAPI, onNode === undefined ? {} : { nodeName: onNode });
  given.settle();
  givenService(given, { name: "web", clusterIP: "10.96.0.100", port: 80, targetPort: 8000, pods });
  given.advance(2);
  return given;
}

/** The way of one packet in short words. */
function story(events: readonly SimEvent[]): string[] {
  const lines: string[] = [];
  for (const event of events)
    switch (event.type) {
      case "sent":
      case "received":
        lines.push(`${event.type} ${event.where}`);
        break;
      case "rule-matched":
        lines.push(
          `rule ${event.table} ${event.chain}: ${/-j (\S+)( --to-destination \S+)?/.exec(event.rule)?.[0] ?? event.rule}`,
        );
        break;
      case "rewritten":
        lines.push(
          `${event.by} ${event.before.src}>${event.before.dst}:${event.before.dstPort} to ${event.after.src}>${event.after.dst}:${event.after.dstPort}`,
        );
        break;
      case "routed":
        lines.push(`routed ${event.where} ${event.to} by ${event.route} dev ${event.device}`);
        break;
      case "delivered":
        lines.push(`delivered ${event.where}`);
        break;
      case "dropped":
        lines.push(`dropped ${event.reason}`);
    }
  return lines;
}

function firstPacket(given: GivenNodes, fits: (event: SimEvent) => boolean): readonly SimEvent[] {
  const all = given.trace.between(0);
  const first = all.find(fits);
  return all.filter((event) => "packetId" in event && event.packetId === (first as { packetId?: number }).packetId);
}

test("a packet from a Pod to a ClusterIP shows veth, bridge, each chain and rule, DNAT, route and delivery", () => {
  const given = withWeb(["web-1"]);
  const { body } = given.run(fetch(given.machineOf("client").network, "http://10.96.0.100/"));
  expect(JSON.parse(body)).toEqual({ message: "Hello from fastapi-k8s!", server: "web-1" });
  const syn = firstPacket(
    given,
    (event) => event.type === "sent" && event.headers.dst === "10.96.0.100" && event.headers.flags === "SYN",
  );
  const told = story(syn);
  expect(told.slice(0, 3)).toEqual([
    "routed default/client 10.96.0.100 by default dev eth0",
    "sent default/client/eth0",
    expect.stringMatching(/^received docker-desktop\/veth[0-9a-f]{8}$/),
  ]);
  expect(
    told.filter(
      (line) => line.startsWith("rule nat KUBE") || line.startsWith("rule nat PRE") || line.startsWith("DNAT"),
    ),
  ).toEqual([
    "rule nat PREROUTING: -j KUBE-SERVICES",
    expect.stringMatching(/^rule nat KUBE-SERVICES: -j KUBE-SVC-[A-Z2-7]{16}$/),
    expect.stringMatching(/^rule nat KUBE-SVC-[A-Z2-7]{16}: -j KUBE-SEP-[A-Z2-7]{16}$/),
    expect.stringMatching(/^rule nat KUBE-SEP-[A-Z2-7]{16}: -j DNAT --to-destination 10.1.0.3:8000$/),
    "DNAT 10.1.0.2>10.96.0.100:80 to 10.1.0.2>10.1.0.3:8000",
    expect.stringMatching(/^rule nat KUBE-POSTROUTING/),
  ]);
  expect(told.at(-1)).toBe("delivered default/web-1");
});

test("the reply comes back from the Pod and is un-NATed on the bridge, so the client never hears of the endpoint", () => {
  const given = withWeb(["web-1"]);
  given.run(fetch(given.machineOf("client").network, "http://10.96.0.100/"));
  const reply = firstPacket(
    given,
    (event) => event.type === "sent" && event.where === "default/web-1/eth0" && event.headers.flags === "SYN,ACK",
  );
  const rewritten = reply.find((event) => event.type === "rewritten");
  expect(rewritten).toMatchObject({
    before: { src: "10.1.0.3", srcPort: 8000 },
    after: { src: "10.96.0.100", srcPort: 80 },
  });
  const arrived = reply.find((event) => event.type === "received" && event.where === "default/client/eth0");
  expect(arrived).toMatchObject({ headers: { src: "10.96.0.100", srcPort: 80 } });
});

test("the server sees the Pod's own address: nothing is masqueraded between Pods", () => {
  const given = withWeb(["web-1"]);
  given.run(fetch(given.machineOf("client").network, "http://10.96.0.100/"));
  expect(given.logs("web-1")).toMatch(/10\.1\.0\.2:\d+ - "GET \/ HTTP\/1\.1" 200 OK/);
});

test("a Pod that reaches itself through its Service is masqueraded (hairpin)", () => {
  const given = withWeb(["web-1"]);
  const { status } = given.run(fetch(given.machineOf("web-1").network, "http://10.96.0.100/"));
  expect(status).toBe(200);
  expect(given.logs("web-1")).toMatch(/10\.1\.0\.1:\d+ - "GET \/ HTTP\/1\.1" 200 OK/);
});

test("a Service without endpoints refuses at once", () => {
  const given = withWeb([]);
  const startedUs = given.clock.nowUs;
  expect(() => given.run(fetch(given.machineOf("client").network, "http://10.96.0.100/"))).toThrow(
    new NetError("ECONNREFUSED"),
  );
  expect(given.clock.nowUs - startedUs).toBeLessThan(10_000);
});

test("the node itself reaches the ClusterIP, and is masqueraded to the bridge's address", () => {
  const given = withWeb(["web-1"]);
  const node = given.nodes[0]?.machine.network as Parameters<typeof fetch>[0];
  expect(given.run(fetch(node, "http://10.96.0.100/")).status).toBe(200);
});

test("three endpoints share 300 connections by chance, roughly a third each", () => {
  const given = withWeb(["web-1", "web-2", "web-3"]);
  const counts = new Map<string, number>();
  const from = given.machineOf("client").network;
  for (let i = 0; i < 300; i++) {
    const { server } = JSON.parse(given.run(fetch(from, "http://10.96.0.100/")).body) as { server: string };
    counts.set(server, (counts.get(server) ?? 0) + 1);
  }
  expect([...counts.keys()].sort()).toEqual(["web-1", "web-2", "web-3"]);
  for (const count of counts.values()) expect(Math.abs(count - 100)).toBeLessThan(35);
});

test("on three nodes a Pod reaches a Pod of another node over the nodes' network, with both addresses unchanged", () => {
  const given = withWeb(["web-1"], "kind", "kind-worker2");
  const address = given.pod("web-1")?.status?.podIP as string;
  expect(address).toBe("10.244.2.2");
  expect(given.run(fetch(given.machineOf("client").network, `http://${address}:8000/`)).status).toBe(200);
  expect(given.run(fetch(given.machineOf("client").network, "http://10.96.0.100/")).status).toBe(200);
  expect(given.logs("web-1")).toMatch(/INFO: {5}10\.244\.0\.2:\d+ - "GET \/ /);
});

test("a Pod stored as running keeps its address and serves, without any controller", () => {
  const given = givenNodes();
  given.createPod("client", FASTAPI);
  const metadata = { name: "loaded", namespace: "default" };
  const spec = { nodeName: "docker-desktop", containers: [{ name: "app", image: "fastapi-k8s:latest" }] };
  given.api.load([
    { apiVersion: "v1", kind: "Pod", metadata, spec, status: { phase: "Running", podIP: "192.168.77.9" } },
  ]);
  given.settle();
  expect(given.run(fetch(given.machineOf("client").network, "http://192.168.77.9:8000/health")).body).toBe(
    '{"status":"ok"}',
  );
  expect(given.pod("loaded")?.status).toEqual({ phase: "Running", podIP: "192.168.77.9" });
});
