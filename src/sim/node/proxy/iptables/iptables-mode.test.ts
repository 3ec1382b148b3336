import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { Clock } from "../../../core/clock.ts";
import { cidr, formatIp, ip } from "../../../core/ip.ts";
import { Prng } from "../../../core/prng.ts";
import { Trace } from "../../../core/trace.ts";
import type { EndpointSlice, Service } from "../../../kube/schema/types.ts";
import type { NetEvent } from "../../../net/events.ts";
import type { NetNamespace } from "../../../net/namespace.ts";
import { printTable } from "../../../net/netfilter/print.ts";
import { Network } from "../../../net/network.ts";
import { TCP } from "../../../net/packet.ts";
import { DEFAULT_PROXY_SETTINGS, type ProxySettings } from "../proxy-settings.ts";
import { ServiceTable } from "../service-table.ts";
import { chainNamesOf, endpointChainName } from "./chain-names.ts";
import { explore } from "./explore.ts";
import { iptablesMode } from "./iptables-mode.ts";

type Manifest = Service | EndpointSlice;

const GOLDEN = new URL("../../../../../../shared/golden/", import.meta.url).pathname;
const hasGolden = existsSync(`${GOLDEN}kubeproxy.jsonl`);

function given(objects: readonly Manifest[], settings: Partial<ProxySettings> = {}) {
  const clock = new Clock(0);
  const network = new Network({ clock, trace: new Trace<NetEvent>(clock), prng: new Prng(1) });
  const namespace = network.createNamespace({ name: "worker-1" });
  const node = { name: "worker-1", zone: "" };
  const services = new ServiceTable(4);
  const all = { ...DEFAULT_PROXY_SETTINGS, podCIDR: cidr("10.244.0.0/16"), nodeIPs: [ip("172.18.0.3")], ...settings };
  const writer = iptablesMode.open({ namespace, node, family: 4, settings: all });
  writer.setUp();
  const sync = (changed: readonly Manifest[]) => {
    for (const object of changed)
      if (object.kind === "Service") services.setService(object as Service);
      else services.setSlice(object as EndpointSlice);
    return writer.prepare(services.entries());
  };
  sync(objects).commit();
  return { namespace, sync };
}

function service(name: string, clusterIP: string, spec: Record<string, unknown> = {}): Service {
  const ports = [{ port: 80, targetPort: 8000, protocol: "TCP" }];
  const metadata = { name, namespace: "default" };
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata,
    spec: { clusterIPs: [clusterIP], ports, ...spec },
  } as unknown as Service;
}

function slice(name: string, endpoints: Readonly<Record<string, string>>, conditions = { ready: true }): EndpointSlice {
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: `${name}-1`, namespace: "default", labels: { "kubernetes.io/service-name": name } },
    addressType: "IPv4",
    ports: [{ name: "", port: 8000, protocol: "TCP" }],
    endpoints: Object.entries(endpoints).map(([address, nodeName]) => ({ addresses: [address], nodeName, conditions })),
  };
}

function rulesOf(namespace: NetNamespace): string[] {
  return namespace.netfilter.tables.flatMap((table) => printTable(table));
}

function outcome(namespace: NetNamespace, src: string, dst: string, dstPort = 80): string {
  const found = explore(namespace, { src: ip(src), dst: ip(dst), protocol: TCP, dstPort });
  const to = found.endpoints.map((endpoint) => `${formatIp(endpoint.ip)}:${endpoint.port}`).sort();
  return [found.verdict, ...to, ...(found.masquerade ? ["masquerade"] : [])].join(" ");
}

test("chains have the names that kube-proxy computes for them", () => {
  expect(chainNamesOf("default/kubernetes:https", "tcp").cluster).toBe("KUBE-SVC-NPX46M4PTMTKRN6Y");
  expect(chainNamesOf("kube-system/kube-dns:dns", "udp").cluster).toBe("KUBE-SVC-TCOU7JCQXEZGVUNU");
  expect(endpointChainName("default/two", "tcp", "10.244.1.5:8000")).toBe("KUBE-SEP-52K5JJUN2WLEZGHF");
});

test("three endpoints are chosen with 1/3, 1/2 and the rest, as the kernel prints it", () => {
  const { namespace } = given([
    service("three", "10.96.0.23"),
    slice("three", { "10.244.1.5": "worker-1", "10.244.2.6": "worker-2", "10.244.2.7": "worker-2" }),
  ]);
  const chain = rulesOf(namespace).filter((line) => line.startsWith("-A KUBE-SVC-"));
  expect(chain).toEqual([
    '-A KUBE-SVC-2Q3Y5UNUJ4N3CH5T ! -s 10.244.0.0/16 -d 10.96.0.23/32 -p tcp -m comment --comment "default/three cluster IP" -m tcp --dport 80 -j KUBE-MARK-MASQ',
    '-A KUBE-SVC-2Q3Y5UNUJ4N3CH5T -m comment --comment "default/three -> 10.244.1.5:8000" -m statistic --mode random --probability 0.33333333349 -j KUBE-SEP-PVEGMN422TGM7C56',
    '-A KUBE-SVC-2Q3Y5UNUJ4N3CH5T -m comment --comment "default/three -> 10.244.2.6:8000" -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-FABQ43OMWAIXUVTT',
    '-A KUBE-SVC-2Q3Y5UNUJ4N3CH5T -m comment --comment "default/three -> 10.244.2.7:8000" -j KUBE-SEP-X2YBGZFY24QS3LKX',
  ]);
});

test("a Pod is translated to an endpoint; an outsider is masqueraded too; an endpoint that reaches itself as well", () => {
  const { namespace } = given([service("web", "10.96.0.23"), slice("web", { "10.244.1.5": "worker-1" })]);
  expect(outcome(namespace, "10.244.2.2", "10.96.0.23")).toBe("DNAT 10.244.1.5:8000");
  expect(outcome(namespace, "172.18.0.9", "10.96.0.23")).toBe("DNAT 10.244.1.5:8000 masquerade");
  expect(outcome(namespace, "10.244.1.5", "10.96.0.23")).toBe("DNAT 10.244.1.5:8000 masquerade");
  expect(outcome(namespace, "10.244.2.2", "10.96.0.23", 81)).toBe("NONE");
});

test("without endpoints it is rejected; with endpoints elsewhere only, internalTrafficPolicy Local drops it", () => {
  const { namespace } = given([
    service("empty", "10.96.0.29"),
    service("local", "10.96.0.33", { internalTrafficPolicy: "Local" }),
    slice("local", { "10.244.2.6": "worker-2" }),
  ]);
  expect(outcome(namespace, "10.244.1.2", "10.96.0.29")).toBe("REJECT");
  expect(outcome(namespace, "10.244.1.2", "10.96.0.33")).toBe("DROP");
});

test("an endpoint on its way out serves only when there is no ready one", () => {
  const leaving = { ready: false, serving: true, terminating: true };
  const { namespace, sync } = given([
    service("web", "10.96.0.23"),
    slice("web", { "10.244.1.5": "worker-1" }, leaving),
  ]);
  expect(outcome(namespace, "10.244.2.2", "10.96.0.23")).toBe("DNAT 10.244.1.5:8000");
  const ready = {
    ...slice("web", { "10.244.2.6": "worker-2" }),
    metadata: { ...slice("web", {}).metadata, name: "web-2" },
  };
  sync([ready]).commit();
  expect(outcome(namespace, "10.244.2.2", "10.96.0.23")).toBe("DNAT 10.244.2.6:8000");
});

test("a sync rewrites only the Service that changed, and counters of the others go on", () => {
  const { namespace, sync } = given([
    service("one", "10.96.0.1"),
    slice("one", { "10.244.1.5": "worker-1" }),
    service("two", "10.96.0.2"),
    slice("two", { "10.244.1.6": "worker-1" }),
  ]);
  const chain = namespace.netfilter.table("nat").chain(chainNamesOf("default/one", "tcp").cluster);
  const rule = chain?.rules[0] as { packets: number };
  rule.packets = 7;
  const prepared = sync([slice("two", { "10.244.1.7": "worker-1" })]);
  expect(prepared.changed).toEqual(["default/two/TCP"]);
  prepared.commit();
  expect(namespace.netfilter.table("nat").chain(chainNamesOf("default/one", "tcp").cluster)?.rules[0]?.packets).toBe(7);
  expect(
    namespace.netfilter.table("nat").chain(endpointChainName("default/two", "tcp", "10.244.1.6:8000")),
  ).toBeUndefined();
});

function recordedWorld(): Manifest[] {
  const text = readFileSync(`${GOLDEN}manifests/proxy-services.yaml`, "utf8");
  const objects = parseAllDocuments(text).map(
    (document) =>
      document.toJS() as {
        kind: string;
        metadata: { name: string };
        spec: { clusterIP?: string; clusterIPs?: string[] };
        status?: unknown;
      },
  );
  for (const object of objects) {
    if (object.kind === "Service" && object.spec.clusterIP !== undefined)
      object.spec.clusterIPs = [object.spec.clusterIP];
    const vip =
      object.kind !== "Service"
        ? undefined
        : { "lb-local": "203.0.113.80", "lb-cluster": "203.0.113.81" }[object.metadata.name];
    if (vip !== undefined) object.status = { loadBalancer: { ingress: [{ ip: vip, ipMode: "VIP" }] } };
  }
  return objects as unknown as Manifest[];
}

/** The rules of the cluster's own Services depend on where its Pods happened to be. */
const OF_THE_CLUSTER = /kube-dns|default\/kubernetes/;
const ANY_ORDER = /^-A (KUBE-SERVICES|KUBE-NODEPORTS|KUBE-EXTERNAL-SERVICES) /;

test.skipIf(!hasGolden)("the recorded rules of a real kube-proxy 1.36, line for line", () => {
  const recorded = readFileSync(`${GOLDEN}kubeproxy.jsonl`, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { id: string; stdout: string });
  for (const [id, settings] of [
    ["kube-proxy-iptables-001", {}],
    ["kube-proxy-iptables-masqall-001", { masqueradeAll: true }],
  ] as const) {
    const isOurs = (line: string): boolean => line.startsWith("-A ") && !OF_THE_CLUSTER.test(line);
    const wanted = (recorded.find((row) => row.id === id)?.stdout ?? "").split("\n").filter(isOurs);
    const isNatOnly = id.includes("masqall");
    const { namespace } = given(recordedWorld(), settings);
    const tables = namespace.netfilter.tables.filter(({ name }) => !isNatOnly || name === "nat");
    const got = tables.flatMap((table) => printTable(table)).filter(isOurs);
    expect([...got].sort()).toEqual([...wanted].sort());
    expect(got.filter((line) => !ANY_ORDER.test(line))).toEqual(wanted.filter((line) => !ANY_ORDER.test(line)));
    expect(got.length).toBeGreaterThan(100);
  }
});
