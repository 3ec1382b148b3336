import { expect, test } from "vitest";
import type { JsonObject, Mutable } from "../api/objects.ts";
import { type GivenControlPlane, givenControlPlane } from "../testing/given-control-plane.ts";

const PODS = "/api/v1/namespaces/default/pods";

function create({ send, run }: GivenControlPlane, name: string, spec: JsonObject = {}): void {
  const containers = [{ name: "app", image: "nginx" }];
  const metadata = { name, labels: { app: name } };
  const { status } = send("POST", PODS, { apiVersion: "v1", kind: "Pod", metadata, spec: { containers, ...spec } });
  expect(status).toBe(201);
  run(2);
}

/** How often each Pod was refused a place. */
function refusals({ send }: GivenControlPlane, name: string): number {
  const { items } = send("GET", "/api/v1/namespaces/default/events").body as Mutable;
  const mine = items.filter((event: Mutable) => event.reason === "FailedScheduling");
  return mine
    .filter((event: Mutable) => event.involvedObject.name === name)
    .reduce((sum: number, event: Mutable) => sum + (event.count || event.series?.count || 1), 0);
}

function nodeOf({ send }: GivenControlPlane, name: string): string | undefined {
  return (send("GET", `${PODS}/${name}`).body as Mutable).spec.nodeName;
}

test("a Pod that no node suits is not tried again because another Pod went", () => {
  const plane = givenControlPlane();
  create(plane, "other");
  create(plane, "picky", { nodeSelector: { disk: "ssd" } });
  plane.send("DELETE", `${PODS}/other`);
  plane.run(5);
  expect(refusals(plane, "picky")).toBe(1);
});

test("a Pod that no node suits is tried again when a node gets the label", () => {
  const plane = givenControlPlane();
  create(plane, "picky", { nodeSelector: { disk: "ssd" } });
  const patch = { metadata: { labels: { disk: "ssd" } } };
  plane.send("PATCH", "/api/v1/nodes/node-1", patch, "application/merge-patch+json");
  plane.run(2);
  expect(nodeOf(plane, "picky")).toBe("node-1");
});

test("a Pod that waits for room gets it when another Pod goes", () => {
  const plane = givenControlPlane();
  const resources = { requests: { cpu: "6" } };
  const spec = { containers: [{ name: "app", image: "nginx", resources }] };
  create(plane, "first", spec);
  create(plane, "second", spec);
  expect(nodeOf(plane, "second")).toBeUndefined();
  plane.send("DELETE", `${PODS}/first`);
  plane.run(5);
  expect(nodeOf(plane, "second")).toBe("node-1");
});

test("a Pod that wants company gets a node when its company has one", () => {
  const plane = givenControlPlane();
  const term = { labelSelector: { matchLabels: { app: "leader" } }, topologyKey: "kubernetes.io/hostname" };
  const podAffinity = { requiredDuringSchedulingIgnoredDuringExecution: [term] };
  plane.send(
    "PATCH",
    "/api/v1/nodes/node-1",
    { metadata: { labels: { "kubernetes.io/hostname": "node-1" } } },
    "application/merge-patch+json",
  );
  create(plane, "follower", { affinity: { podAffinity } });
  expect(nodeOf(plane, "follower")).toBeUndefined();
  create(plane, "leader");
  expect(nodeOf(plane, "follower")).toBe("node-1");
});

/** As the DaemonSet controller asks for a node. */
const onlyOn = (name: string): JsonObject => {
  const matchFields = [{ key: "metadata.name", operator: "In", values: [name] }];
  const required = { nodeSelectorTerms: [{ matchFields }] };
  return { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } } };
};

test("a Pod that asks for a node by name gets that one, and is refused in the words of all of them", () => {
  const plane = givenControlPlane({ nodes: 3 });
  create(plane, "there", onlyOn("node-3"));
  expect(nodeOf(plane, "there")).toBe("node-3");
  create(plane, "nowhere", onlyOn("node-9"));
  expect(nodeOf(plane, "nowhere")).toBeUndefined();
  plane.send("PATCH", "/api/v1/nodes/node-2", { spec: { unschedulable: true } }, "application/merge-patch+json");
  create(plane, "closed", onlyOn("node-2"));
  expect(nodeOf(plane, "closed")).toBeUndefined();
  const { message } = (plane.send("GET", `${PODS}/closed`).body as Mutable).status.conditions[0];
  expect(message).toMatch(/^0\/3 nodes are available: 1 node\(s\) were unschedulable, 2 node\(s\) didn't match/);
});
