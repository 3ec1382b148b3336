import { expect, it } from "vitest";
import { SOFTWARE } from "../shell/software.ts";
import { createCluster } from "../sim/cluster.ts";
import type { KubeObject } from "../sim/kube/api/objects.ts";
import { StartObjects } from "./start-objects.ts";

const POLICY: KubeObject = {
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "wall", namespace: "default" },
  spec: { podSelector: {} },
};

it("are those of the beginning, whatever becomes of them, by each of a resource's names", () => {
  const cluster = createCluster({ profile: "docker-desktop", seed: 1 }, SOFTWARE);
  const client = cluster.api.client("learner");
  client.create("networkpolicies", POLICY);
  const start = new StartObjects(cluster);
  client.patch(
    "networkpolicies",
    { namespace: "default", name: "wall" },
    { type: "merge", patch: { spec: { podSelector: { matchLabels: { app: "web" } } } } },
  );
  client.create("networkpolicies", { ...POLICY, metadata: { name: "later", namespace: "default" } });
  for (const resource of ["networkpolicies", "networkpolicies.networking.k8s.io"]) {
    const [wall, ...others] = start.list(resource, "default");
    expect(wall).toMatchObject({ metadata: { name: "wall" }, spec: { podSelector: {} } });
    expect(JSON.stringify(wall)).not.toContain("matchLabels");
    expect(others).toEqual([]);
  }
  client.delete("networkpolicies", { namespace: "default", name: "wall" });
  expect(start.list("networkpolicies")).toHaveLength(1);
  expect(start.list("networkpolicies", "kube-system")).toEqual([]);
  expect(() => start.list("networkpolicy")).toThrow("no such resource");
});
