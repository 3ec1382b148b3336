import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../api/objects.ts";
import { type GivenControlPlane, givenControlPlane } from "../../testing/given-control-plane.ts";

const SHOP = "/api/v1/namespaces/default";

function quota(plane: GivenControlPlane, hard: Record<string, string>, spec: JsonObject = {}, name = "q"): void {
  const object = { kind: "ResourceQuota", apiVersion: "v1", metadata: { name }, spec: { hard, ...spec } };
  expect(plane.send("POST", `${SHOP}/resourcequotas`, object).status).toBe(201);
  plane.run(1);
}

function status(plane: GivenControlPlane, name = "q"): JsonObject {
  return plane.send("GET", `${SHOP}/resourcequotas/${name}`).body.status as JsonObject;
}

function pod(name: string, resources: JsonObject = {}, spec: JsonObject = {}): JsonObject {
  const containers = [{ name: "app", image: "nginx", resources }];
  return { kind: "Pod", apiVersion: "v1", metadata: { name }, spec: { containers, ...spec } };
}

function create(plane: GivenControlPlane, resource: string, object: JsonObject, query = ""): string {
  const { status: code, body } = plane.send("POST", `${SHOP}/${resource}${query}`, object);
  return code === 201 ? "created" : String(body.message);
}

test("a quota counts what is there and what comes", () => {
  const plane = givenControlPlane();
  create(plane, "pods", pod("p0"));
  quota(plane, { pods: "2" });
  expect(status(plane)).toEqual({ hard: { pods: "2" }, used: { pods: "1" } });
  expect(create(plane, "pods", pod("p1"))).toBe("created");
  expect(create(plane, "pods", pod("p2"))).toBe(
    'pods "p2" is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2',
  );
  expect(status(plane)).toEqual({ hard: { pods: "2" }, used: { pods: "2" } });
});

test("what goes makes room", () => {
  const plane = givenControlPlane();
  quota(plane, { pods: "1" });
  create(plane, "pods", pod("p1"));
  plane.send("DELETE", `${SHOP}/pods/p1`, { gracePeriodSeconds: 0 });
  plane.run(1);
  expect(status(plane).used).toEqual({ pods: "0" });
  expect(create(plane, "pods", pod("p2"))).toBe("created");
});

test("a dry run is checked and not charged", () => {
  const plane = givenControlPlane();
  quota(plane, { pods: "1" });
  expect(create(plane, "pods", pod("p1"), "?dryRun=All")).toBe("created");
  expect(status(plane).used).toEqual({ pods: "0" });
  create(plane, "pods", pod("p1"));
  expect(create(plane, "pods", pod("p2"), "?dryRun=All")).toContain("exceeded quota: q");
});

test("a quota on CPU or memory obliges every container to say what it wants", () => {
  const plane = givenControlPlane();
  quota(plane, { "limits.cpu": "2", "requests.memory": "1Gi" });
  expect(create(plane, "pods", pod("p1"))).toBe(
    'pods "p1" is forbidden: failed quota: q: must specify limits.cpu for: app; requests.memory for: app',
  );
  const asks = { limits: { cpu: "1500m" }, requests: { memory: "512Mi" } };
  expect(create(plane, "pods", pod("p1", asks))).toBe("created");
  expect(status(plane).used).toEqual({ "limits.cpu": "1500m", "requests.memory": "512Mi" });
  expect(create(plane, "pods", pod("p2", { limits: { cpu: "1" }, requests: { memory: "600Mi" } }))).toBe(
    'pods "p2" is forbidden: exceeded quota: q, requested: limits.cpu=1,requests.memory=600Mi, used: limits.cpu=1500m,requests.memory=512Mi, limited: limits.cpu=2,requests.memory=1Gi',
  );
});

describe("a quota with a scope is about nothing else:", () => {
  test("Pods that ask for nothing", () => {
    const plane = givenControlPlane();
    quota(plane, { pods: "0" }, { scopes: ["BestEffort"] });
    expect(create(plane, "pods", pod("p1"))).toContain("exceeded quota: q");
    expect(create(plane, "pods", pod("p2", { requests: { cpu: "1" } }))).toBe("created");
  });

  test("Pods with a deadline", () => {
    const plane = givenControlPlane();
    quota(plane, { pods: "0" }, { scopes: ["Terminating"] });
    expect(create(plane, "pods", pod("p1", {}, { activeDeadlineSeconds: 60 }))).toContain("exceeded quota: q");
    expect(create(plane, "pods", pod("p2"))).toBe("created");
  });

  test("Pods of a priority", () => {
    const plane = givenControlPlane();
    const only = { scopeName: "PriorityClass", operator: "In", values: ["system-node-critical"] };
    quota(plane, { pods: "0" }, { scopeSelector: { matchExpressions: [only] } });
    const critical = { priorityClassName: "system-node-critical" };
    expect(create(plane, "pods", pod("p1", {}, critical))).toContain("exceeded quota: q");
    expect(create(plane, "pods", pod("p2"))).toBe("created");
  });
});

const SERVICE = { kind: "Service", apiVersion: "v1" };

test("Services count by their type, also when that changes", () => {
  const plane = givenControlPlane();
  quota(plane, { "services.nodeports": "2", "services.loadbalancers": "0", services: "3" });
  // The Service kubernetes is one of the three.
  const ports = [80, 81].map((port) => ({ name: `p${port}`, port }));
  const service = (name: string, type: string): JsonObject => ({
    ...SERVICE,
    metadata: { name },
    spec: { type, ports },
  });
  expect(create(plane, "services", service("a", "NodePort"))).toBe("created");
  expect(create(plane, "services", service("b", "NodePort"))).toBe(
    'services "b" is forbidden: exceeded quota: q, requested: services.nodeports=2, used: services.nodeports=2, limited: services.nodeports=2',
  );
  expect(create(plane, "services", service("b", "LoadBalancer"))).toBe(
    'services "b" is forbidden: exceeded quota: q, requested: services.loadbalancers=1,services.nodeports=2, used: services.loadbalancers=0,services.nodeports=2, limited: services.loadbalancers=0,services.nodeports=2',
  );
  expect(create(plane, "services", service("b", "ClusterIP"))).toBe("created");
  const patch = plane.send(
    "PATCH",
    `${SHOP}/services/b`,
    { spec: { type: "NodePort" } },
    "application/merge-patch+json",
  );
  expect(patch.body.message).toContain("requested: services.nodeports=2, used: services.nodeports=2");
  plane.send("PATCH", `${SHOP}/services/a`, { spec: { type: "ClusterIP" } }, "application/merge-patch+json");
  plane.run(1);
  expect(status(plane).used).toEqual({ services: "3", "services.loadbalancers": "0", "services.nodeports": "0" });
});

test("any kind can be counted, some by two names", () => {
  const plane = givenControlPlane();
  quota(plane, { "count/configmaps": "5", configmaps: "2", "count/deployments.apps": "0" });
  // Every namespace has the authority's certificate.
  expect(status(plane).used).toEqual({ configmaps: "1", "count/configmaps": "1", "count/deployments.apps": "0" });
  const map = (name: string): JsonObject => ({ kind: "ConfigMap", apiVersion: "v1", metadata: { name } });
  expect(create(plane, "configmaps", map("a"))).toBe("created");
  expect(create(plane, "configmaps", map("b"))).toBe(
    'configmaps "b" is forbidden: exceeded quota: q, requested: configmaps=1, used: configmaps=2, limited: configmaps=2',
  );
});

test("claims count by their storage, and by its class", () => {
  const plane = givenControlPlane();
  const gold = "gold.storageclass.storage.k8s.io/requests.storage";
  quota(plane, { persistentvolumeclaims: "3", "requests.storage": "10Gi", [gold]: "4Gi" });
  const claim = (name: string, storage: string, storageClassName: string): JsonObject => ({
    kind: "PersistentVolumeClaim",
    apiVersion: "v1",
    metadata: { name },
    spec: { accessModes: ["ReadWriteOnce"], storageClassName, resources: { requests: { storage } } },
  });
  expect(create(plane, "persistentvolumeclaims", claim("a", "3Gi", "gold"))).toBe("created");
  expect(create(plane, "persistentvolumeclaims", claim("b", "2Gi", "gold"))).toBe(
    `persistentvolumeclaims "b" is forbidden: exceeded quota: q, requested: ${gold}=2Gi, used: ${gold}=3Gi, limited: ${gold}=4Gi`,
  );
  expect(create(plane, "persistentvolumeclaims", claim("b", "8Gi", "iron"))).toContain(
    "requested: requests.storage=8Gi, used: requests.storage=3Gi, limited: requests.storage=10Gi",
  );
  expect(create(plane, "persistentvolumeclaims", claim("b", "2Gi", "iron"))).toBe("created");
});

test("a Deployment says why it has no Pods", () => {
  const plane = givenControlPlane();
  quota(plane, { pods: "0" });
  const template = { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "app", image: "nginx" }] } };
  const spec = { selector: { matchLabels: { app: "web" } }, template };
  const deployment = { kind: "Deployment", apiVersion: "apps/v1", metadata: { name: "web" }, spec };
  plane.send("POST", "/apis/apps/v1/namespaces/default/deployments", deployment);
  plane.run(2);
  const found = plane.send("GET", "/apis/apps/v1/namespaces/default/deployments/web").body.status as JsonObject;
  const failure = (found.conditions as readonly JsonObject[]).find(({ type }) => type === "ReplicaFailure");
  expect(failure?.message).toMatch(
    /^pods "web-[a-z0-9]+-[a-z0-9]{5}" is forbidden: exceeded quota: q, requested: pods=1, used: pods=0, limited: pods=0$/,
  );
});
