import { describe, expect, it } from "vitest";
import type { JsonObject, Mutable } from "../api/objects.ts";
import { givenControlPlane } from "../testing/given-control-plane.ts";

describe("two APIs that show one collection", () => {
  it("agree about every event", () => {
    const plane = givenControlPlane();
    const spec = { containers: [{ name: "c", image: "nginx" }] };
    plane.send("POST", "/api/v1/namespaces/default/pods", {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "p" },
      spec,
    });
    plane.run(2);
    const older = (plane.send("GET", "/api/v1/namespaces/default/events") as { body: Mutable }).body.items;
    const newer = (plane.send("GET", "/apis/events.k8s.io/v1/namespaces/default/events") as { body: Mutable }).body
      .items;
    expect(older.length).toBeGreaterThan(0);
    expect(newer.map(({ note, regarding }: Mutable) => [note, regarding.name])).toEqual(
      older.map(({ message, involvedObject }: Mutable) => [message, involvedObject.name]),
    );
    expect(newer[0].apiVersion).toBe("events.k8s.io/v1");
    const path = "/apis/events.k8s.io/v1/namespaces/default/events?fieldSelector=regarding.name%3Dnobody";
    expect((plane.send("GET", path) as { body: Mutable }).body.items).toEqual([]);
  });

  it("translate an autoscaler's CPU target", () => {
    const plane = givenControlPlane();
    const first: JsonObject = {
      apiVersion: "autoscaling/v1",
      kind: "HorizontalPodAutoscaler",
      metadata: { name: "web" },
      spec: {
        maxReplicas: 5,
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
        targetCPUUtilizationPercentage: 70,
      },
    };
    const path = "/namespaces/default/horizontalpodautoscalers";
    expect(plane.send("POST", `/apis/autoscaling/v1${path}`, first).status).toBe(201);
    const { body } = plane.send("GET", `/apis/autoscaling/v2${path}/web`) as { body: Mutable };
    expect(body.spec.metrics[0].resource.target).toEqual({ type: "Utilization", averageUtilization: 70 });
    const back = plane.send("GET", `/apis/autoscaling/v1${path}/web`) as { body: Mutable };
    expect(back.body.spec.targetCPUUtilizationPercentage).toBe(70);
  });
});
