import { describe, expect, it } from "vitest";
import type { JsonObject } from "../api/objects.ts";
import { type GivenControlPlane, givenControlPlane } from "../testing/given-control-plane.ts";

const DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
const SETS = "/apis/apps/v1/namespaces/default/replicasets";
const PODS = "/api/v1/namespaces/default/pods";
const SLICES =
  "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=kubernetes.io/service-name%3Dweb";

function deploy(plane: GivenControlPlane, replicas: number): void {
  const labels = { app: "web" };
  const template = { metadata: { labels }, spec: { containers: [{ name: "c", image: "nginx:1.25" }] } };
  const spec = { replicas, selector: { matchLabels: labels }, template };
  plane.send("POST", DEPLOYMENTS, { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web" }, spec });
}

function patch(plane: GivenControlPlane, path: string, body: JsonObject): void {
  plane.send("PATCH", path, body, "application/strategic-merge-patch+json");
}

function expose(plane: GivenControlPlane): void {
  const spec = { selector: { app: "web" }, ports: [{ port: 80 }] };
  plane.send("POST", "/api/v1/namespaces/default/services", {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web" },
    spec,
  });
}

describe("a Deployment", () => {
  it("gets its Pods on different nodes", () => {
    const plane = givenControlPlane({ nodes: 3 });
    deploy(plane, 3);
    plane.run(5);
    expect(plane.rows(DEPLOYMENTS)[0]?.slice(0, 4)).toEqual(["web", "3/3", 3, 3]);
    expect(
      plane
        .rows(PODS)
        .map((cells) => cells[6])
        .sort(),
    ).toEqual(["node-1", "node-2", "node-3"]);
  });

  it("never has fewer ready Pods than its strategy promises while it rolls", () => {
    const plane = givenControlPlane({ nodes: 3 });
    deploy(plane, 4);
    plane.run(5);
    const container = { name: "c", image: "nginx:1.26" };
    patch(plane, `${DEPLOYMENTS}/web`, { spec: { template: { spec: { containers: [container] } } } });
    for (let i = 0; i < 100; i++) {
      plane.run(0.05);
      const running = plane.rows(PODS).filter((cells) => cells[2] === "Running").length;
      expect(running).toBeGreaterThanOrEqual(3);
    }
    expect(plane.rows(SETS).map((cells) => [cells[1], cells[6]])).toContainEqual([4, "nginx:1.26"]);
    expect(plane.rows(SETS).map((cells) => [cells[1], cells[6]])).toContainEqual([0, "nginx:1.25"]);
  });

  it("takes everything it made along when it is deleted", () => {
    const plane = givenControlPlane();
    deploy(plane, 2);
    plane.run(5);
    plane.send("DELETE", `${DEPLOYMENTS}/web`);
    plane.run(5);
    expect([plane.rows(SETS), plane.rows(PODS)]).toEqual([[], []]);
  });

  it("tells of ten and more changes of size in one event, with the words of the last", () => {
    const plane = givenControlPlane();
    deploy(plane, 1);
    plane.run(0.1);
    for (let replicas = 2; replicas < 15; replicas++) {
      patch(plane, `${DEPLOYMENTS}/web`, { spec: { replicas } });
      plane.run(0.1);
    }
    const events = plane.send("GET", "/api/v1/namespaces/default/events?fieldSelector=involvedObject.kind=Deployment");
    const { items } = events.body as unknown as { items: readonly { message: string; count: number }[] };
    expect(items).toHaveLength(10);
    expect(items.at(-1)).toMatchObject({ count: 5 });
    expect(items.at(-1)?.message).toMatch(/^\(combined from similar events\): Scaled up .* from 13 to 14$/);
  });

  it("takes a ReplicaSet that it left behind when it was deleted", () => {
    const plane = givenControlPlane();
    deploy(plane, 1);
    plane.run(2);
    const [pod] = plane.rows(PODS);
    plane.send("DELETE", `${DEPLOYMENTS}/web?propagationPolicy=Orphan`);
    plane.run(1);
    deploy(plane, 1);
    plane.run(2);
    expect(plane.rows(SETS)).toHaveLength(1);
    expect(plane.rows(PODS).map(([name]) => name)).toEqual([pod?.[0]]);
    expect(plane.rows(DEPLOYMENTS)[0]?.slice(0, 2)).toEqual(["web", "1/1"]);
  });
});

describe("EndpointSlices", () => {
  it("hold a hundred endpoints each and follow the Pods", () => {
    const plane = givenControlPlane({ nodes: 3 });
    expose(plane);
    deploy(plane, 120);
    plane.run(20);
    const sizes = (): number[] =>
      (plane.send("GET", SLICES).body.items as unknown as { endpoints: unknown[] }[]).map(
        ({ endpoints }) => endpoints.length,
      );
    expect(sizes().sort()).toEqual([100, 20]);
    patch(plane, `${DEPLOYMENTS}/web`, { spec: { replicas: 1 } });
    plane.run(20);
    expect(sizes()).toEqual([1]);
  });

  it("stay as one empty slice when nothing matches", () => {
    const plane = givenControlPlane();
    expose(plane);
    plane.run(2);
    expect(plane.rows(SLICES)[0]?.slice(1, 4)).toEqual(["IPv4", "<unset>", "<unset>"]);
  });
});

describe("a namespace", () => {
  it("gets its service account and root certificate, and is emptied before it goes", () => {
    const plane = givenControlPlane();
    plane.send("POST", "/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
    plane.run(1);
    expect(plane.rows("/api/v1/namespaces/shop/serviceaccounts").map(([name]) => name)).toEqual(["default"]);
    expect(plane.rows("/api/v1/namespaces/shop/configmaps").map(([name]) => name)).toEqual(["kube-root-ca.crt"]);
    plane.send("DELETE", "/api/v1/namespaces/shop");
    expect(plane.rows("/api/v1/namespaces").find(([name]) => name === "shop")?.[1]).toBe("Terminating");
    plane.run(4);
    expect(plane.rows("/api/v1/namespaces").map(([name]) => name)).toContain("shop");
    plane.run(3);
    expect(plane.rows("/api/v1/namespaces").map(([name]) => name)).not.toContain("shop");
  });
});
