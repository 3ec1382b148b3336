import { expect, test } from "vitest";
import { Clock } from "../../../core/clock.ts";
import { cidr, formatIp, ip } from "../../../core/ip.ts";
import { Prng } from "../../../core/prng.ts";
import { Trace } from "../../../core/trace.ts";
import type { EndpointSlice, Service } from "../../../kube/schema/types.ts";
import type { NetEvent } from "../../../net/events.ts";
import { ipvsOf } from "../../../net/ipvs/ipvs.ts";
import { saveText } from "../../../net/ipvs/save-text.ts";
import { createPhysical, Segment } from "../../../net/link/segment.ts";
import type { NetNamespace } from "../../../net/namespace.ts";
import { printTable } from "../../../net/netfilter/print.ts";
import { Network } from "../../../net/network.ts";
import { ACK, createPacket, TCP } from "../../../net/packet.ts";
import { explore } from "../iptables/explore.ts";
import { DEFAULT_PROXY_SETTINGS, type ProxySettings } from "../proxy-settings.ts";
import { ServiceTable } from "../service-table.ts";
import { ipvsMode } from "./ipvs-mode.ts";

type Manifest = Service | EndpointSlice;

function given(objects: readonly Manifest[], settings: Partial<ProxySettings> = {}) {
  const clock = new Clock(0);
  const prng = new Prng(1);
  const network = new Network({ clock, trace: new Trace<NetEvent>(clock), prng });
  const namespace = network.createNamespace({ name: "worker-1" });
  namespace.addAddress(
    createPhysical(namespace, "eth0", { segment: new Segment({ clock, prng: prng.split("lan") }) }),
    "172.18.0.3/16",
  );
  const node = { name: "worker-1", zone: "" };
  const services = new ServiceTable(4);
  const all = { ...DEFAULT_PROXY_SETTINGS, podCIDR: cidr("10.244.0.0/16"), nodeIPs: [ip("172.18.0.3")], ...settings };
  const writer = ipvsMode.open({ namespace, node, family: 4, settings: all });
  writer.setUp();
  const sync = (changed: readonly Manifest[]): void => {
    for (const object of changed)
      if (object.kind === "Service") services.setService(object as Service);
      else services.setSlice(object as EndpointSlice);
    writer.prepare(services.entries()).commit();
  };
  sync(objects);
  return { namespace, sync, clock, writer, services };
}

function service(name: string, clusterIP: string, spec: Record<string, unknown> = {}, status: object = {}): Service {
  const ports = [{ port: 80, targetPort: 8000, protocol: "TCP" }];
  const made = { apiVersion: "v1", kind: "Service", metadata: { name, namespace: "default" } };
  return { ...made, spec: { clusterIPs: [clusterIP], ports, ...spec }, status } as unknown as Service;
}

function slice(name: string, endpoints: Readonly<Record<string, string>>): EndpointSlice {
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: `${name}-1`, namespace: "default", labels: { "kubernetes.io/service-name": name } },
    addressType: "IPv4",
    ports: [{ name: "", port: 8000, protocol: "TCP" }],
    endpoints: Object.entries(endpoints).map(([address, nodeName]) => ({
      addresses: [address],
      nodeName,
      conditions: { ready: true },
    })),
  } as EndpointSlice;
}

function chainOf(namespace: NetNamespace, chain: string): string[] {
  return namespace.netfilter.tables
    .flatMap((table) => printTable(table))
    .filter((line) => line.startsWith(`-A ${chain} `));
}

function elements(namespace: NetNamespace, set: string): string[] {
  return [...(namespace.netfilter.sets.get(set)?.entries.keys() ?? [])];
}

function outcome(namespace: NetNamespace, src: string, dst: string, dstPort = 80): string {
  const found = explore(namespace, { src: ip(src), dst: ip(dst), protocol: TCP, dstPort });
  const to = found.endpoints.map((endpoint) => `${formatIp(endpoint.ip)}:${endpoint.port}`).sort();
  return [found.verdict, ...to, ...(found.masquerade ? ["masquerade"] : [])].join(" ");
}

const ENDPOINTS = { "10.244.1.5": "worker-1", "10.244.2.6": "worker-2" };

test("a Service is a virtual server with its endpoints of weight 1, its address on kube-ipvs0, which stays down", () => {
  const { namespace } = given([service("web", "10.96.0.23"), slice("web", ENDPOINTS)]);
  expect(saveText(ipvsOf(namespace).services)).toBe(
    "-A -t 10.96.0.23:80 -s rr\n-a -t 10.96.0.23:80 -r 10.244.1.5:8000 -m -w 1\n-a -t 10.96.0.23:80 -r 10.244.2.6:8000 -m -w 1\n",
  );
  const device = namespace.device("kube-ipvs0");
  expect([device.up, device.addresses.map((address) => `${formatIp(address.ip)}/${address.bits}`)]).toEqual([
    false,
    ["10.96.0.23/32"],
  ]);
});

test("node ports are virtual servers of every address of the node but loopback and kube-ipvs0", () => {
  const ports = [{ port: 80, targetPort: 8000, protocol: "TCP", nodePort: 30_080 }];
  const { namespace } = given([service("np", "10.96.0.23", { type: "NodePort", ports }), slice("np", ENDPOINTS)]);
  const servers = saveText(ipvsOf(namespace).services)
    .split("\n")
    .filter((line) => line.startsWith("-A"));
  expect(servers).toEqual(["-A -t 172.18.0.3:30080 -s rr", "-A -t 10.96.0.23:80 -s rr"]);
  expect(elements(namespace, "KUBE-NODE-PORT-TCP")).toEqual(["30080"]);
});

test("the sets hold what the rules ask for", () => {
  const ports = [{ port: 80, targetPort: 8000, protocol: "TCP", nodePort: 30_080 }];
  const spec = {
    type: "LoadBalancer",
    ports,
    externalIPs: ["198.51.100.7"],
    externalTrafficPolicy: "Local",
    healthCheckNodePort: 32_000,
    loadBalancerSourceRanges: ["192.0.2.0/24"],
  };
  const status = { loadBalancer: { ingress: [{ ip: "203.0.113.80" }] } };
  const { namespace } = given([service("lb", "10.96.0.23", spec, status), slice("lb", ENDPOINTS)]);
  const held = Object.fromEntries(
    namespace.netfilter.sets
      .list()
      .map(({ name, entries }) => [name.replace("KUBE-", ""), [...entries.keys()].join(" ")]),
  );
  expect(held).toEqual({
    "LOOP-BACK": "10.244.1.5,tcp:8000,10.244.1.5",
    "CLUSTER-IP": "10.96.0.23,tcp:80",
    "EXTERNAL-IP": "",
    "EXTERNAL-IP-LOCAL": "198.51.100.7,tcp:80",
    "LOAD-BALANCER": "203.0.113.80,tcp:80",
    "LOAD-BALANCER-FW": "203.0.113.80,tcp:80",
    "LOAD-BALANCER-LOCAL": "203.0.113.80,tcp:80",
    "LOAD-BALANCER-SOURCE-IP": "",
    "LOAD-BALANCER-SOURCE-CIDR": "203.0.113.80,tcp:80,192.0.2.0/24",
    "NODE-PORT-TCP": "30080",
    "NODE-PORT-LOCAL-TCP": "30080",
    "NODE-PORT-UDP": "",
    "NODE-PORT-LOCAL-UDP": "",
    "NODE-PORT-SCTP-HASH": "",
    "NODE-PORT-LOCAL-SCTP-HASH": "",
    "HEALTH-CHECK-NODE-PORT": "32000",
    "IPVS-IPS": "10.96.0.23 198.51.100.7 203.0.113.80",
  });
  expect(chainOf(namespace, "KUBE-IPVS-OUT-FILTER")).toEqual([
    "-A KUBE-IPVS-OUT-FILTER -s 203.0.113.80/32 -m ipvs --vproto 6 --vaddr 203.0.113.80 --vport 80 -j DROP",
  ]);
  expect(chainOf(namespace, "KUBE-SOURCE-RANGES-FIREWALL")).toEqual([
    '-A KUBE-SOURCE-RANGES-FIREWALL -m comment --comment "Kubernetes service load balancer ip + port + source cidr for packet filter purpose" -m set --match-set KUBE-LOAD-BALANCER-SOURCE-CIDR dst,dst,src -j RETURN',
    "-A KUBE-SOURCE-RANGES-FIREWALL -j DROP",
  ]);
});

test("the rules of KUBE-SERVICES, in upstream's order", () => {
  const spec = { externalIPs: ["198.51.100.7"] };
  const { namespace } = given([service("web", "10.96.0.23", spec), slice("web", ENDPOINTS)]);
  const external =
    '-A KUBE-SERVICES -m comment --comment "Kubernetes service external ip + port for masquerade and filter purpose" -m set --match-set KUBE-EXTERNAL-IP dst,dst';
  expect(chainOf(namespace, "KUBE-SERVICES")).toEqual([
    "-A KUBE-SERVICES -s 127.0.0.0/8 -j RETURN",
    '-A KUBE-SERVICES ! -s 10.244.0.0/16 -m comment --comment "Kubernetes service cluster ip + port for masquerade purpose" -m set --match-set KUBE-CLUSTER-IP dst,dst -j KUBE-MARK-MASQ',
    `${external} -j KUBE-MARK-MASQ`,
    `${external} -m physdev ! --physdev-is-in -m addrtype ! --src-type LOCAL -j ACCEPT`,
    `${external} -m addrtype --dst-type LOCAL -j ACCEPT`,
    "-A KUBE-SERVICES -m addrtype --dst-type LOCAL -j KUBE-NODE-PORT",
    "-A KUBE-SERVICES -m set --match-set KUBE-CLUSTER-IP dst,dst -j ACCEPT",
  ]);
});

test("who is not a Pod is masqueraded; masqueradeAll masquerades everybody; without a Pod CIDR only cluster IPs' own", () => {
  const objects = [service("web", "10.96.0.23"), slice("web", { "10.244.1.5": "worker-1" })];
  const { namespace } = given(objects);
  expect(outcome(namespace, "10.244.2.2", "10.96.0.23")).toBe("DNAT 10.244.1.5:8000");
  expect(outcome(namespace, "172.18.0.9", "10.96.0.23")).toBe("DNAT 10.244.1.5:8000 masquerade");
  expect(outcome(given(objects, { masqueradeAll: true }).namespace, "10.244.2.2", "10.96.0.23")).toContain(
    "masquerade",
  );
  const blind = given(objects, { podCIDR: null }).namespace;
  expect(chainOf(blind, "KUBE-SERVICES")[1]).toContain("--match-set KUBE-CLUSTER-IP src,dst -j KUBE-MARK-MASQ");
});

test("nothing but Services is reached at a cluster IP", () => {
  const { namespace } = given([service("web", "10.96.0.23"), slice("web", ENDPOINTS)]);
  expect(outcome(namespace, "10.244.2.2", "10.96.0.23", 22)).toBe("REJECT");
  expect(outcome(given([service("none", "10.96.0.29")]).namespace, "10.244.2.2", "10.96.0.29")).toBe("REJECT");
});

test("a removed endpoint keeps its connections at weight 0, and goes within a minute of the last one's end", () => {
  const { namespace, sync, clock } = given([service("web", "10.96.0.23"), slice("web", ENDPOINTS)]);
  const [virtual] = ipvsOf(namespace).services;
  const leaving = virtual?.server({ address: ip("10.244.1.5"), port: 8000 });
  const packet = createPacket({
    id: 1,
    src: ip("10.244.2.2"),
    dst: ip("10.96.0.23"),
    protocol: TCP,
    transport: {
      kind: "tcp",
      srcPort: 40_000,
      dstPort: 80,
      seq: 0,
      ack: 0,
      flags: ACK,
      window: 0,
      mss: 0,
      data: new Uint8Array(),
    },
  });
  const tuple = { protocol: TCP, src: packet.src, srcPort: 40_000, dst: packet.dst, dstPort: 80 };
  if (virtual === undefined || leaving === undefined) throw new Error("no virtual server");
  const { connections } = ipvsOf(namespace);
  const made = connections.create({ tuple, service: virtual, server: leaving, serverPort: 8000, isTemplate: false });
  connections.see(made, packet, "in");
  sync([slice("web", { "10.244.2.6": "worker-2" })]);
  expect(virtual.servers.map(({ address, weight }) => `${formatIp(address)} ${weight}`)).toEqual([
    "10.244.2.6 1",
    "10.244.1.5 0",
  ]);
  clock.runUntil(899_000_000);
  expect(virtual.servers).toHaveLength(2);
  clock.runUntil(961_000_000);
  expect(virtual.servers.map(({ address }) => formatIp(address))).toEqual(["10.244.2.6"]);
});

test("an endpoint without connections goes at once, and a Service takes its address with it", () => {
  const { namespace, sync, services, writer } = given([service("web", "10.96.0.23"), slice("web", ENDPOINTS)]);
  sync([slice("web", { "10.244.2.6": "worker-2" })]);
  expect(ipvsOf(namespace).services[0]?.servers).toHaveLength(1);
  services.removeService(service("web", "10.96.0.23"));
  writer.prepare(services.entries()).commit();
  expect([ipvsOf(namespace).services.length, namespace.device("kube-ipvs0").addresses.length]).toEqual([0, 0]);
});

test("affinity is persistence with the Service's timeout, and the scheduler is that of the settings", () => {
  const spec = { sessionAffinity: "ClientIP", sessionAffinityConfig: { clientIP: { timeoutSeconds: 600 } } };
  const ipvs = { ...DEFAULT_PROXY_SETTINGS.ipvs, scheduler: "lc" as const };
  const { namespace } = given([service("web", "10.96.0.23", spec), slice("web", ENDPOINTS)], { ipvs });
  expect(saveText(ipvsOf(namespace).services)).toContain("-A -t 10.96.0.23:80 -s lc -p 600\n");
});

test("strictARP lets the node answer for the addresses of the device that was asked only", () => {
  const ipvs = { ...DEFAULT_PROXY_SETTINGS.ipvs, strictARP: true };
  const { namespace } = given([], { ipvs });
  expect([namespace.sysctls.arpIgnore, namespace.sysctls.arpAnnounce]).toEqual([1, 2]);
});

test("a clean-up leaves no virtual server, device, set, chain or jump", () => {
  const { namespace, writer } = given([service("web", "10.96.0.23"), slice("web", ENDPOINTS)]);
  writer.cleanUp();
  const lines = namespace.netfilter.tables.flatMap((table) => printTable(table));
  expect(lines.filter((line) => line.includes("KUBE"))).toEqual([]);
  expect(namespace.netfilter.sets.list()).toEqual([]);
  expect([ipvsOf(namespace).services.length, namespace.devices.has("kube-ipvs0")]).toEqual([0, false]);
});
