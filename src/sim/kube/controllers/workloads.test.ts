import { describe, expect, test } from "vitest";
import type { JsonObject, Mutable } from "../api/objects.ts";
import { type GivenControlPlane, givenControlPlane } from "../testing/given-control-plane.ts";

const NAMESPACE = "/api/v1/namespaces/default";
const APPS = "/apis/apps/v1/namespaces/default";
const BATCH = "/apis/batch/v1/namespaces/default";

function templateOf(image = "nginx", more: JsonObject = {}): JsonObject {
  return { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "web", image }], ...more } };
}

function workload(kind: string, spec: JsonObject): JsonObject {
  const selector = { matchLabels: { app: "web" } };
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: { name: "web" },
    spec: { selector, template: templateOf(), ...spec },
  } as JsonObject;
}

function podNames(plane: GivenControlPlane): string[] {
  return plane.rows(`${NAMESPACE}/pods`).map((cells) => String(cells[0]));
}

function messages(plane: GivenControlPlane, kind: string): string[] {
  const { body } = plane.send("GET", `${NAMESPACE}/events?fieldSelector=involvedObject.kind=${kind}`);
  return (body as Mutable).items.map(({ message }: Mutable) => message);
}

/** What a kubelet says when the only container has ended. */
function end(plane: GivenControlPlane, name: string, exitCode: number): void {
  const phase = exitCode === 0 ? "Succeeded" : "Failed";
  const finishedAt = plane.api.writer.now();
  const containerStatuses = [{ name: "web", restartCount: 0, state: { terminated: { exitCode, finishedAt } } }];
  const status = { phase, conditions: [], containerStatuses } as unknown as JsonObject;
  plane.send("PATCH", `${NAMESPACE}/pods/${name}/status`, { status }, "application/merge-patch+json");
}

describe("a StatefulSet", () => {
  test("makes its Pods one after the other, the next when the one before is ready", () => {
    const plane = givenControlPlane();
    plane.send("POST", `${APPS}/statefulsets`, workload("StatefulSet", { replicas: 3, serviceName: "web" }));
    plane.run(0.2);
    expect(podNames(plane)).toEqual(["web-0"]);
    plane.run(3);
    expect(podNames(plane)).toEqual(["web-0", "web-1", "web-2"]);
    expect(messages(plane, "StatefulSet")).toContain("Create Pod web-1 in StatefulSet web successful");
    expect(plane.rows(`${APPS}/statefulsets`)[0]?.[1]).toBe("3/3");
    const { body } = plane.send("GET", `${NAMESPACE}/pods/web-1`) as { body: Mutable };
    expect(body.spec).toMatchObject({ hostname: "web-1", subdomain: "web" });
    expect(body.metadata.labels["apps.kubernetes.io/pod-index"]).toBe("1");
  });

  test("takes the highest number away first", () => {
    const plane = givenControlPlane();
    plane.send("POST", `${APPS}/statefulsets`, workload("StatefulSet", { replicas: 3 }));
    plane.run(3);
    plane.send("PATCH", `${APPS}/statefulsets/web`, { spec: { replicas: 1 } }, "application/merge-patch+json");
    plane.run(0.15);
    expect(podNames(plane)).toEqual(["web-0", "web-1"]);
    plane.run(3);
    expect(podNames(plane)).toEqual(["web-0"]);
  });

  test("renews its Pods from the highest number down to the partition", () => {
    const plane = givenControlPlane();
    const updateStrategy = { type: "RollingUpdate", rollingUpdate: { partition: 1 } };
    plane.send("POST", `${APPS}/statefulsets`, workload("StatefulSet", { replicas: 3, updateStrategy }));
    plane.run(3);
    const spec = { template: templateOf("nginx:2") };
    plane.send("PATCH", `${APPS}/statefulsets/web`, { spec }, "application/merge-patch+json");
    plane.run(10);
    const { body } = plane.send("GET", `${NAMESPACE}/pods`) as { body: Mutable };
    expect(body.items.map((pod: Mutable) => pod.spec.containers[0].image)).toEqual(["nginx", "nginx:2", "nginx:2"]);
    const set = (plane.send("GET", `${APPS}/statefulsets/web`) as { body: Mutable }).body;
    expect(set.status).toMatchObject({ currentReplicas: 1, updatedReplicas: 2, readyReplicas: 3 });
    expect(plane.rows(`${APPS}/controllerrevisions`).map(([, controller, revision]) => [controller, revision])).toEqual(
      expect.arrayContaining([
        ["statefulset.apps/web", 1],
        ["statefulset.apps/web", 2],
      ]),
    );
  });

  test("counts a Pod that it makes when it is there: two changes of the status before the Pod is ready", () => {
    const plane = givenControlPlane();
    plane.send("POST", `${APPS}/statefulsets`, workload("StatefulSet", { replicas: 1 }));
    const seen: string[] = [];
    for (let ms = 0; ms < 1000; ms++) {
      const { body } = plane.send("GET", `${APPS}/statefulsets/web`) as { body: Mutable };
      const { observedGeneration, replicas = 0, readyReplicas = 0 } = body.status ?? {};
      const now = observedGeneration === undefined ? "unseen" : `${replicas} made, ${readyReplicas} ready`;
      if (now !== seen.at(-1)) seen.push(now);
      plane.run(0.001);
    }
    expect(seen).toEqual(["unseen", "0 made, 0 ready", "1 made, 0 ready", "1 made, 1 ready"]);
  });

  test("that is deleted alone and made anew takes its Pods and its history over", () => {
    const plane = givenControlPlane();
    plane.send("POST", `${APPS}/statefulsets`, workload("StatefulSet", { replicas: 2, serviceName: "wrong" }));
    plane.run(3);
    const uids = (): string[] =>
      (plane.send("GET", `${NAMESPACE}/pods`) as { body: Mutable }).body.items.map(
        ({ metadata }: Mutable) => metadata.uid,
      );
    const before = uids();
    plane.send("DELETE", `${APPS}/statefulsets/web?propagationPolicy=Orphan`);
    plane.run(3);
    expect(uids()).toEqual(before);
    plane.send("POST", `${APPS}/statefulsets`, workload("StatefulSet", { replicas: 2, serviceName: "web" }));
    plane.run(3);
    expect(uids()).toEqual(before);
    expect(plane.rows(`${APPS}/statefulsets`)[0]?.[1]).toBe("2/2");
    expect(plane.rows(`${APPS}/controllerrevisions`).map(([, controller]) => controller)).toEqual([
      "statefulset.apps/web",
    ]);
    plane.send("DELETE", `${NAMESPACE}/pods/web-1`);
    plane.run(40);
    const { body } = plane.send("GET", `${NAMESPACE}/pods/web-1`) as { body: Mutable };
    expect(body.spec.subdomain).toBe("web");
  });

  test("claims a volume for each Pod and keeps the claim when the Pod goes", () => {
    const plane = givenControlPlane();
    const claim = {
      metadata: { name: "data" },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    };
    const spec = { replicas: 1, volumeClaimTemplates: [claim] };
    plane.send("POST", `${APPS}/statefulsets`, workload("StatefulSet", spec));
    plane.run(2);
    plane.send("PATCH", `${APPS}/statefulsets/web`, { spec: { replicas: 0 } }, "application/merge-patch+json");
    plane.run(2);
    expect(podNames(plane)).toEqual([]);
    expect(plane.rows(`${NAMESPACE}/persistentvolumeclaims`).map(([name]) => name)).toEqual(["data-web-0"]);
  });
});

describe("a DaemonSet", () => {
  test("has one Pod on every node, also on one that comes later, and none on one that it may not use", () => {
    const plane = givenControlPlane({ nodes: 2 });
    plane.send(
      "PATCH",
      "/api/v1/nodes/node-2",
      { spec: { taints: [{ key: "k", effect: "NoSchedule" }] } },
      "application/merge-patch+json",
    );
    plane.send("POST", `${APPS}/daemonsets`, workload("DaemonSet", {}));
    plane.run(2);
    expect(plane.rows(`${APPS}/daemonsets`)[0]?.slice(1, 6)).toEqual([1, 1, 1, 1, 1]);
    plane.send("PATCH", "/api/v1/nodes/node-2", { spec: { taints: null } }, "application/merge-patch+json");
    plane.run(2);
    expect(plane.rows(`${APPS}/daemonsets`)[0]?.slice(1, 6)).toEqual([2, 2, 2, 2, 2]);
    const nodes = plane.rows(`${NAMESPACE}/pods`).map((cells) => cells[6]);
    expect(nodes.sort()).toEqual(["node-1", "node-2"]);
  });

  test("renews no more Pods at a time than may be missing", () => {
    const plane = givenControlPlane({ nodes: 3 });
    plane.send("POST", `${APPS}/daemonsets`, workload("DaemonSet", {}));
    plane.run(2);
    plane.send(
      "PATCH",
      `${APPS}/daemonsets/web`,
      { spec: { template: templateOf("nginx:2") } },
      "application/merge-patch+json",
    );
    plane.run(0.05);
    const { body } = plane.send("GET", `${NAMESPACE}/pods`) as { body: Mutable };
    expect(body.items.filter((pod: Mutable) => pod.metadata.deletionTimestamp !== undefined)).toHaveLength(1);
    plane.run(10);
    expect(plane.rows(`${APPS}/daemonsets`)[0]?.slice(1, 6)).toEqual([3, 3, 3, 3, 3]);
  });
});

describe("a Job", () => {
  const job = (spec: JsonObject): JsonObject => ({
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: "work" },
    spec: { template: { spec: { restartPolicy: "Never", containers: [{ name: "web", image: "busybox" }] } }, ...spec },
  });

  test("is complete when enough Pods have succeeded", () => {
    const plane = givenControlPlane();
    plane.send("POST", `${BATCH}/jobs`, job({ completions: 2 }));
    plane.run(2);
    end(plane, podNames(plane)[0] as string, 0);
    plane.run(2);
    expect(plane.rows(`${BATCH}/jobs`)[0]?.slice(0, 3)).toEqual(["work", "Running", "1/2"]);
    const open = plane.rows(`${NAMESPACE}/pods`).find((cells) => cells[2] === "Running");
    end(plane, String(open?.[0]), 0);
    plane.run(2);
    expect(plane.rows(`${BATCH}/jobs`)[0]?.slice(0, 3)).toEqual(["work", "Complete", "2/2"]);
    expect(messages(plane, "Job")).toContain("Job completed");
  });

  test("has failed after more failures than its limit, each tried again later than the one before", () => {
    const plane = givenControlPlane();
    plane.send("POST", `${BATCH}/jobs`, job({ backoffLimit: 1 }));
    plane.run(2);
    end(plane, podNames(plane)[0] as string, 1);
    plane.run(5);
    expect(podNames(plane)).toHaveLength(1);
    plane.run(10);
    expect(podNames(plane)).toHaveLength(2);
    const open = plane.rows(`${NAMESPACE}/pods`).find((cells) => cells[2] === "Running");
    end(plane, String(open?.[0]), 1);
    plane.run(1);
    expect(plane.rows(`${BATCH}/jobs`)[0]?.slice(0, 3)).toEqual(["work", "Failed", "0/1"]);
    expect(messages(plane, "Job")).toContain("Job has reached the specified backoff limit");
  });

  test("cannot keep its Pods running for ever", () => {
    const plane = givenControlPlane();
    const template = { spec: { restartPolicy: "Always", containers: [{ name: "web", image: "busybox" }] } };
    expect((plane.send("POST", `${BATCH}/jobs`, job({ template })).body as Mutable).message).toBe(
      'Job.batch "work" is invalid: spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
    );
  });
});

describe("a CronJob", () => {
  const cron = (schedule: string): JsonObject => ({
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: { name: "tick" },
    spec: {
      schedule,
      jobTemplate: {
        spec: { template: { spec: { restartPolicy: "OnFailure", containers: [{ name: "web", image: "busybox" }] } } },
      },
    },
  });

  test("makes a Job named after the minute in which it is due", () => {
    const plane = givenControlPlane();
    plane.send("POST", `${BATCH}/cronjobs`, cron("*/5 * * * *"));
    plane.run(60 * 7);
    expect(plane.rows(`${BATCH}/jobs`).map(([name]) => name)).toEqual(["tick-29919510", "tick-29919515"]);
    expect(messages(plane, "CronJob")).toContain("Created job tick-29919510");
  });

  test("is refused with the parser's own words", () => {
    const plane = givenControlPlane();
    expect((plane.send("POST", `${BATCH}/cronjobs`, cron("every day")).body as Mutable).message).toBe(
      'CronJob.batch "tick" is invalid: spec.schedule: Invalid value: "every day": expected exactly 5 fields, found 2: [every day]',
    );
  });
});

test("a disruption budget counts its healthy Pods and how many can be spared", () => {
  const plane = givenControlPlane();
  plane.send("POST", `${APPS}/deployments`, workload("Deployment", { replicas: 3 }));
  plane.send("POST", "/apis/policy/v1/namespaces/default/poddisruptionbudgets", {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { name: "web" },
    spec: { minAvailable: 2, selector: { matchLabels: { app: "web" } } },
  });
  plane.run(3);
  const row = plane.rows("/apis/policy/v1/namespaces/default/poddisruptionbudgets")[0];
  expect(row?.slice(0, 4)).toEqual(["web", "2", "N/A", 1]);
});
