/** The hashes are those that a 1.36 cluster gave. */
import { expect, test } from "vitest";
import type { JsonObject } from "../../api/objects.ts";
import { givenControlPlane } from "../../testing/given-control-plane.ts";
import { templateHash } from "./template-hash.ts";

const APPS = "/apis/apps/v1/namespaces/default";

function template(app: string, container: JsonObject, labels: JsonObject = {}): JsonObject {
  return { metadata: { labels: { app, ...labels } }, spec: { containers: [container] } };
}

const FASTAPI = {
  name: "fastapi",
  image: "fastapi-k8s:1.0",
  ports: [{ name: "http", containerPort: 8000 }],
  envFrom: [{ configMapRef: { name: "app-config" } }],
  env: [
    { name: "PORT", value: "8000" },
    { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
    { name: "DB_PASSWORD", valueFrom: { secretKeyRef: { name: "app-secret", key: "password" } } },
  ],
  readinessProbe: { httpGet: { path: "/health", port: "http" }, initialDelaySeconds: 2, periodSeconds: 5 },
  livenessProbe: { httpGet: { path: "/health", port: 8000 }, initialDelaySeconds: 5 },
  resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { cpu: "500m", memory: "256Mi" } },
};

test.each([
  ["web-7b46c4b544", "web", template("web", { name: "nginx", image: "nginx:1.25" })],
  ["api-544b54ff6f", "api", template("api", { name: "nginx", image: "nginx:1.25", ports: [{ containerPort: 8000 }] })],
  ["fastapi-k8s-787d869cb6", "fastapi-k8s", template("fastapi-k8s", FASTAPI, { tier: "backend" })],
])("a Deployment's ReplicaSet is called %s", (wanted, app, podTemplate) => {
  const plane = givenControlPlane();
  plane.send("POST", `${APPS}/deployments`, {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: app },
    spec: { selector: { matchLabels: { app } }, template: podTemplate },
  });
  plane.run(1);
  expect(plane.rows(`${APPS}/replicasets`).map(([name]) => name)).toEqual([wanted]);
});

test("how often a hash was another's counts", () => {
  const one = { spec: { containers: [] } };
  const hashes = [undefined, 0, 1].map((count) => templateHash(one, count));
  expect(new Set(hashes).size).toBe(3);
});
