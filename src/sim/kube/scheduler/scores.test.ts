import { describe, expect, test } from "vitest";
import type { JsonObject, Mutable } from "../api/objects.ts";
import { type GivenControlPlane, givenControlPlane } from "../testing/given-control-plane.ts";

const PODS = "/api/v1/namespaces/default/pods";
const HOSTNAME = "kubernetes.io/hostname";
const MERGE = "application/merge-patch+json";

/** Nodes as kubeadm makes them: each with its name as a label. */
function givenNodes({ nodes = 3, seed = 1 } = {}): GivenControlPlane {
  const plane = givenControlPlane({ nodes, seed });
  for (let i = 1; i <= nodes; i++) change(plane, i, { metadata: { labels: { [HOSTNAME]: `node-${i}` } } });
  return plane;
}

function change({ send }: GivenControlPlane, node: number, patch: JsonObject): void {
  send("PATCH", `/api/v1/nodes/node-${node}`, patch, MERGE);
}

interface Wanted {
  readonly labels?: JsonObject;
  readonly requests?: JsonObject;
  readonly spec?: JsonObject;
}

/** Creates a Pod and says where it went. */
function place({ send, run }: GivenControlPlane, name: string, { labels = {}, requests = {}, spec = {} }: Wanted = {}) {
  const containers = [{ name: "app", image: "nginx", resources: { requests } }];
  const { status } = send("POST", PODS, {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels },
    spec: { containers, ...spec },
  });
  expect(status).toBe(201);
  run(1);
  return (send("GET", `${PODS}/${name}`).body as Mutable).spec.nodeName as string;
}

const on = (node: number): Wanted => ({ spec: { nodeName: `node-${node}` } });
const term = (app: string): JsonObject => ({ labelSelector: { matchLabels: { app } }, topologyKey: HOSTNAME });
const nodes = (plane: GivenControlPlane, app: string): string[] =>
  (plane.send("GET", `${PODS}?labelSelector=app%3D${app}`).body as Mutable).items.map(
    ({ spec }: Mutable) => spec.nodeName,
  );

/** `each`: what every container of its Pods asks for. */
function createOwner(
  { send, run }: GivenControlPlane,
  kind: string,
  app: string,
  replicas: number,
  each: JsonObject[] = [{}],
) {
  const containers = each.map((requests, i) => ({ name: `c${i}`, image: "nginx", resources: { requests } }));
  const template = { metadata: { labels: { app } }, spec: { containers } };
  const spec = { replicas, selector: { matchLabels: { app } }, template };
  const { status } = send("POST", `/apis/apps/v1/namespaces/default/${kind.toLowerCase()}s`, {
    apiVersion: "apps/v1",
    kind,
    metadata: { name: app },
    spec: kind === "StatefulSet" ? { ...spec, serviceName: app } : spec,
  });
  expect(status).toBe(201);
  run(5);
}

test("the node with the most left is taken, and a container without requests counts for a little", () => {
  const plane = givenNodes({ nodes: 2 });
  place(plane, "busy", on(1));
  expect(place(plane, "next")).toBe("node-2");
  expect(place(plane, "big", { requests: { cpu: "2", memory: "8Gi" }, ...on(2) })).toBe("node-2");
  for (const name of ["a", "b", "c"]) expect(place(plane, name)).toBe("node-1");
});

test("CPU and memory are kept in balance", () => {
  const plane = givenNodes({ nodes: 2 });
  place(plane, "cpu", { requests: { cpu: "2", memory: "1Mi" }, ...on(1) });
  place(plane, "memory", { requests: { cpu: "1m", memory: "8Gi" }, ...on(2) });
  expect(place(plane, "thirsty", { requests: { cpu: "1m", memory: "8Gi" } })).toBe("node-1");
});

test("among equals the seed decides", () => {
  const chosen = new Set([1, 2, 3, 4, 5, 6, 7, 8].map((seed) => place(givenNodes({ nodes: 2, seed }), "one")));
  expect([...chosen].sort()).toEqual(["node-1", "node-2"]);
});

describe("what is preferred", () => {
  test("a taint PreferNoSchedule keeps away who does not tolerate it, while there is another place", () => {
    const plane = givenNodes({ nodes: 2 });
    change(plane, 1, { spec: { taints: [{ key: "old", effect: "PreferNoSchedule" }] } });
    for (const name of ["a", "b", "c"]) expect(place(plane, name)).toBe("node-2");
    const tolerations = [{ key: "old", operator: "Exists" }];
    expect(place(plane, "brave", { spec: { tolerations } })).toBe("node-1");
    change(plane, 2, { spec: { unschedulable: true } });
    expect(place(plane, "last")).toBe("node-1");
  });

  test("terms of node affinity by their weight", () => {
    const plane = givenNodes();
    change(plane, 2, { metadata: { labels: { disk: "hdd" } } });
    change(plane, 3, { metadata: { labels: { disk: "ssd" } } });
    const prefer = (weight: number, disk: string): JsonObject => ({
      weight,
      preference: { matchExpressions: [{ key: "disk", operator: "In", values: [disk] }] },
    });
    const preferredDuringSchedulingIgnoredDuringExecution = [prefer(1, "hdd"), prefer(50, "ssd")];
    const spec = { affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution } } };
    for (const name of ["a", "b", "c"]) expect(place(plane, name, { spec })).toBe("node-3");
  });

  test("company is sought and avoided, and those who are there have a say too", () => {
    const plane = givenNodes();
    const wish = (app: string): JsonObject => ({
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term(app) }],
    });
    place(plane, "cache", { labels: { app: "cache" }, ...on(3) });
    const affinity = { podAffinity: wish("cache"), podAntiAffinity: wish("web") };
    expect(place(plane, "web-1", { labels: { app: "web" }, spec: { affinity } })).toBe("node-3");
    const shy = { podAntiAffinity: wish("noise") };
    for (const node of [1, 2]) place(plane, `shy-${node}`, { spec: { ...on(node).spec, affinity: shy } });
    for (const name of ["n1", "n2"]) expect(place(plane, name, { labels: { app: "noise" } })).toBe("node-3");
  });

  test("a spread that need not hold", () => {
    const plane = givenNodes({ nodes: 2 });
    place(plane, "first", { labels: { app: "web" }, ...on(1) });
    place(plane, "ballast", { requests: { cpu: "4", memory: "16Gi" }, ...on(2) });
    const constraint = { topologyKey: HOSTNAME, maxSkew: 1, whenUnsatisfiable: "ScheduleAnyway" };
    const topologySpreadConstraints = [{ ...constraint, labelSelector: { matchLabels: { app: "web" } } }];
    expect(place(plane, "stray", { labels: { app: "web" } })).toBe("node-1");
    expect(place(plane, "second", { labels: { app: "web" }, spec: { topologySpreadConstraints } })).toBe("node-2");
  });
});

describe("Pods that belong together, and ask for nothing", () => {
  test("are spread over nodes", () => {
    const plane = givenNodes();
    createOwner(plane, "Deployment", "web", 6);
    expect(nodes(plane, "web").sort()).toEqual(["node-1", "node-1", "node-2", "node-2", "node-3", "node-3"]);
  });

  test("are spread over zones", () => {
    const plane = givenNodes();
    for (const [i, zone] of ["a", "b", "b"].entries())
      change(plane, i + 1, { metadata: { labels: { "topology.kubernetes.io/zone": zone } } });
    createOwner(plane, "Deployment", "web", 4);
    expect(nodes(plane, "web").filter((name) => name === "node-1")).toHaveLength(2);
  });

  test("are spread when only a Service makes them one", () => {
    const plane = givenNodes({ nodes: 2 });
    const spec = { selector: { app: "web" }, ports: [{ port: 80 }] };
    const service = { apiVersion: "v1", kind: "Service", metadata: { name: "web" }, spec };
    plane.send("POST", "/api/v1/namespaces/default/services", service);
    place(plane, "ballast", { requests: { cpu: "2", memory: "8Gi" }, ...on(2) });
    place(plane, "one", { labels: { app: "web" }, ...on(1) });
    expect(place(plane, "two", { labels: { app: "web" } })).toBe("node-2");
  });
});

/** Recorded with the scheduler of 1.36.2 on two workers, where one of CoreDNS's Pods had the second. */
test("a cluster fills up as the real one did", () => {
  const plane = givenNodes({ nodes: 2 });
  const allocatable = { cpu: "4", memory: "8130680Ki", pods: "110" };
  for (const node of [1, 2]) {
    const { status } = plane.send("PATCH", `/api/v1/nodes/node-${node}/status`, { status: { allocatable } }, MERGE);
    expect(status).toBe(200);
    place(plane, `kube-proxy-${node}`, on(node));
  }
  place(plane, "coredns", { requests: { cpu: "100m", memory: "70Mi" }, ...on(2) });
  createOwner(plane, "Deployment", "fastapi", 3, [{ cpu: "100m", memory: "128Mi" }]);
  createOwner(plane, "Deployment", "web", 2, [{}, {}]);
  createOwner(plane, "StatefulSet", "db", 2);
  expect(nodes(plane, "fastapi").sort()).toEqual(["node-1", "node-1", "node-2"]);
  expect(nodes(plane, "web").sort()).toEqual(["node-1", "node-2"]);
  expect(nodes(plane, "db")).toEqual(["node-2", "node-1"]);
});
