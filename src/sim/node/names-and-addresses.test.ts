import { expect, test } from "vitest";
import { formatIp } from "../core/ip.ts";
import { Task } from "../core/task.ts";
import type { Run } from "../core/wait.ts";
import type { KubeObject } from "../kube/api/objects.ts";
import type { Deployment, Pod, Service } from "../kube/schema/types.ts";
import type { Machine } from "../os/machine.ts";
import { ResolveError, resolve } from "../os/resolver/resolve.ts";
import { BARE_SOFTWARE } from "./testing/bare-software.ts";
import { fetch } from "./testing/fetch.ts";
import { World } from "./world.ts";

interface Given {
  readonly world: World;
  settle(): void;
  run<T>(run: Run<T>): T;
  machine(pod: string): Machine;
}

/** Docker Desktop with the deep dive's application, its Service, and a client. */
function withApp(profile = "docker-desktop"): Given {
  const world = new World({ profile, seed: 7, software: BARE_SOFTWARE, freeze: true });
  const { clock } = world;
  world.start();
  const settle = (): void => {
    const untilUs = clock.nowUs + 300_000_000;
    while (clock.pending > 0 && (clock.nextAtUs() ?? Number.POSITIVE_INFINITY) <= untilUs) clock.runNext();
  };
  settle();
  const client = world.api.client("test");
  const labels = { app: "fastapi-k8s" };
  const container = { name: "app", image: "fastapi-k8s:latest", imagePullPolicy: "Never" };
  const make = (resource: string, object: Record<string, unknown>): KubeObject =>
    client.create(resource, object as unknown as KubeObject);
  make("deployments", {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "fastapi-k8s", namespace: "default" },
    spec: {
      replicas: 3,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ ...container, readinessProbe: { httpGet: { path: "/ready", port: 8000 } } }] },
      },
    },
  });
  make("services", {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "fastapi-k8s", namespace: "default" },
    spec: { type: "LoadBalancer", selector: labels, ports: [{ port: 80, targetPort: 8000 }] },
  });
  make("pods", {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "client", namespace: "default" },
    spec: { containers: [{ ...container, name: "app" }] },
  });
  settle();
  const run = <T>(work: Run<T>): T => {
    const end = { done: false, value: undefined as T, error: null as unknown };
    new Task(clock, work, (how) => {
      end.done = true;
      if (how !== "killed" && "value" in how) end.value = how.value;
      if (how !== "killed" && "error" in how) end.error = how.error;
    });
    while (!end.done && clock.runNext());
    if (end.error !== null) throw end.error;
    return end.value;
  };
  return { world, settle, run, machine: (pod) => world.container("default", pod) as Machine };
}

test("a fresh cluster's own Pods are Ready, and so is the application that was deployed", () => {
  const { world } = withApp();
  const pods = world.api.client("test").list<Pod>("pods");
  const ready = pods.filter(({ status }) =>
    status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True"),
  );
  expect(ready.length).toBe(pods.length);
  expect(pods.filter(({ metadata }) => metadata.namespace === "kube-system").length).toBeGreaterThanOrEqual(7);
  expect(world.api.client("test").get<Deployment>("deployments", "default", "fastapi-k8s")?.status?.readyReplicas).toBe(
    3,
  );
});

test("a name is resolved by DNS packets to CoreDNS, and leads to the Service's address", () => {
  const { world, run, machine } = withApp();
  const { addresses } = run(resolve(machine("client"), "fastapi-k8s"));
  const service = world.api.client("test").get<Service>("services", "default", "fastapi-k8s");
  expect(addresses.map(formatIp)).toEqual([service?.spec?.clusterIP]);
  const toDns = world.trace
    .between(0)
    .filter((event) => event.type === "sent" && event.headers.dst === "10.96.0.10" && event.headers.dstPort === 53);
  expect(toDns.length).toBeGreaterThan(0);
});

test("switching CoreDNS off breaks names and not addresses", () => {
  const { world, settle, run, machine } = withApp();
  const client = world.api.client("test");
  const { addresses } = run(resolve(machine("client"), "fastapi-k8s"));
  client.patch(
    "deployments",
    { namespace: "kube-system", name: "coredns" },
    { type: "merge", patch: { spec: { replicas: 0 } } },
  );
  settle();
  expect(client.list<Pod>("pods", { namespace: "kube-system", labelSelector: "k8s-app=kube-dns" })).toEqual([]);
  expect(() => run(resolve(machine("client"), "fastapi-k8s"))).toThrow(ResolveError);
  const url = `http://${addresses.map(formatIp)[0]}/health`;
  expect(run(fetch(machine("client").network, url)).body).toBe('{"status":"ok"}');
});

test("on Docker Desktop the Service's port is a port of the learner's localhost, and so is its node port", () => {
  const { world, run } = withApp();
  const service = world.api.client("test").get<Service>("services", "default", "fastapi-k8s");
  expect(service?.status?.loadBalancer?.ingress).toEqual([{ hostname: "localhost" }]);
  expect(run(fetch(world.host.network, "http://127.0.0.1/health")).status).toBe(200);
  const nodePort = service?.spec?.ports?.[0]?.nodePort;
  expect(run(fetch(world.host.network, `http://127.0.0.1:${nodePort}/health`)).status).toBe(200);
});

test("a deleted Pod is replaced by one with another address, and the Service follows", () => {
  const { world, settle, run } = withApp();
  const client = world.api.client("test");
  const pods = (): readonly Pod[] => client.list<Pod>("pods", { labelSelector: "app=fastapi-k8s" });
  const first = pods()[0] as Pod;
  client.delete("pods", { namespace: "default", name: first.metadata.name });
  settle();
  expect(pods().length).toBe(3);
  expect(pods().map(({ status }) => status?.podIP)).not.toContain(first.status?.podIP);
  for (let i = 0; i < 20; i++) expect(run(fetch(world.host.network, "http://127.0.0.1/health")).status).toBe(200);
});

test("when kube-proxy stops, the rules stay as they were and new Services get none", () => {
  const { world, settle } = withApp();
  const client = world.api.client("test");
  const node = world.nodes.get("docker-desktop");
  const rules = (): number => node?.machine.network.netfilter.table("nat").chain("KUBE-SERVICES")?.rules.length ?? 0;
  const before = rules();
  node?.proxy.stop();
  const metadata = { name: "late", namespace: "default" };
  const spec = { selector: { app: "fastapi-k8s" }, ports: [{ port: 8080, targetPort: 8000 }] };
  client.create("services", { apiVersion: "v1", kind: "Service", metadata, spec } as unknown as KubeObject);
  settle();
  expect(rules()).toBe(before);
  node?.proxy.start();
  settle();
  expect(rules()).toBe(before + 1);
});

test("the same seed gives the same addresses, names and trace", () => {
  const told = (): string => JSON.stringify(withApp().world.trace.between(0));
  expect(told()).toBe(told());
});
