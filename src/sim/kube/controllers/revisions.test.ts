/** The hashes are those that a 1.36 cluster gave. */
import { expect, test } from "vitest";
import type { JsonObject } from "../api/objects.ts";
import { givenControlPlane } from "../testing/given-control-plane.ts";

const APPS = "/apis/apps/v1/namespaces/default";
const PASSWORD = { name: "POSTGRES_PASSWORD", valueFrom: { secretKeyRef: { name: "app-secret", key: "password" } } };

test.each<[string, string, string, JsonObject, JsonObject]>([
  [
    "StatefulSet",
    "db",
    "db-5f7bc59b6b",
    {
      terminationGracePeriodSeconds: 10,
      containers: [
        { name: "postgres", image: "postgres:16", ports: [{ name: "pg", containerPort: 5432 }], env: [PASSWORD] },
      ],
    },
    { serviceName: "db", replicas: 2 },
  ],
  [
    "DaemonSet",
    "node-agent",
    "node-agent-77967f9756",
    { containers: [{ name: "agent", image: "busybox:1.36", command: ["sleep", "3600"] }] },
    {},
  ],
])("the revision of a %s %s is called %s", (kind, app, wanted, podSpec, more) => {
  const plane = givenControlPlane();
  plane.send("POST", `${APPS}/${kind.toLowerCase()}s`, {
    apiVersion: "apps/v1",
    kind,
    metadata: { name: app },
    spec: {
      selector: { matchLabels: { app } },
      template: { metadata: { labels: { app } }, spec: podSpec },
      ...more,
    },
  });
  plane.run(1);
  expect(plane.rows(`${APPS}/controllerrevisions`).map(([name]) => name)).toEqual([wanted]);
});
