import { expect, test } from "vitest";
import type { JsonObject } from "../../api/objects.ts";
import { type GivenControlPlane, givenControlPlane } from "../../testing/given-control-plane.ts";

const DEFAULT = "/api/v1/namespaces/default";

function given(...limits: readonly JsonObject[]): GivenControlPlane {
  const plane = givenControlPlane();
  const range = { kind: "LimitRange", apiVersion: "v1", metadata: { name: "l" }, spec: { limits } };
  expect(plane.send("POST", `${DEFAULT}/limitranges`, range).status).toBe(201);
  return plane;
}

function createPod(plane: GivenControlPlane, ...resources: readonly JsonObject[]): JsonObject {
  const containers = resources.map((one, i) => ({ name: `c${i}`, image: "nginx", resources: one }));
  const pod = { kind: "Pod", apiVersion: "v1", metadata: { name: "p" }, spec: { containers } };
  return plane.send("POST", `${DEFAULT}/pods`, pod).body;
}

test("containers that ask for nothing get the defaults, and the Pod says so", () => {
  const plane = given({ type: "Container", default: { cpu: "500m" }, defaultRequest: { cpu: "100m", memory: "64Mi" } });
  const { metadata, spec, status } = createPod(plane, {}, { requests: { cpu: "200m", memory: "1Mi" } }) as {
    readonly metadata: { readonly annotations: JsonObject };
    readonly spec: { readonly containers: readonly JsonObject[] };
    readonly status: JsonObject;
  };
  expect(spec.containers.map(({ resources }) => resources)).toEqual([
    { limits: { cpu: "500m" }, requests: { cpu: "100m", memory: "64Mi" } },
    { limits: { cpu: "500m" }, requests: { cpu: "200m", memory: "1Mi" } },
  ]);
  expect(metadata.annotations["kubernetes.io/limit-ranger"]).toBe(
    "LimitRanger plugin set: cpu, memory request for container c0; cpu limit for container c0; cpu limit for container c1",
  );
  expect(status.qosClass).toBe("Burstable");
});

test("the range itself says what follows from its bounds", () => {
  const plane = given({ type: "Container", max: { cpu: "1" }, min: { cpu: "100m", memory: "4Mi" } });
  const { spec } = plane.send("GET", `${DEFAULT}/limitranges/l`).body as { readonly spec: JsonObject };
  expect(spec.limits).toEqual([
    {
      type: "Container",
      max: { cpu: "1" },
      min: { cpu: "100m", memory: "4Mi" },
      default: { cpu: "1" },
      defaultRequest: { cpu: "1", memory: "4Mi" },
    },
  ]);
});

test.each<[JsonObject, JsonObject, string]>([
  [
    { type: "Container", max: { cpu: "800m" } },
    { limits: { cpu: "1" } },
    "maximum cpu usage per Container is 800m, but limit is 1",
  ],
  [
    { type: "Container", min: { memory: "500Mi" } },
    { requests: { memory: "100Mi" } },
    "minimum memory usage per Container is 500Mi, but request is 100Mi",
  ],
  [
    { type: "Container", max: { cpu: "1" }, min: { cpu: "200m" } },
    { limits: { cpu: "100m" } },
    "minimum cpu usage per Container is 200m, but request is 100m",
  ],
  [
    { type: "Container", maxLimitRequestRatio: { cpu: "2" } },
    { limits: { cpu: "1" }, requests: { cpu: "250m" } },
    "cpu max limit to request ratio per Container is 2, but provided ratio is 4.000000",
  ],
  [
    { type: "Container", maxLimitRequestRatio: { memory: "2" } },
    {},
    "memory max limit to request ratio per Container is 2, but no request is specified or request is 0",
  ],
  [{ type: "Pod", max: { cpu: "2" } }, {}, "maximum cpu usage per Pod is 2.  No limit is specified"],
  [{ type: "Pod", min: { memory: "1Gi" } }, {}, "minimum memory usage per Pod is 1Gi.  No request is specified"],
  [
    { type: "Pod", max: { memory: "1Gi" } },
    { limits: { memory: "600Mi" } },
    "maximum memory usage per Pod is 1Gi, but limit is 1200Mi",
  ],
])("%j refuses %j", (limit, resources, why) => {
  expect(createPod(given(limit), resources, resources).message).toBe(`pods "p" is forbidden: ${why}`);
});

test("claims have bounds of their own", () => {
  const plane = given({ type: "PersistentVolumeClaim", min: { storage: "1Gi" }, max: { storage: "5Gi" } });
  const claim = (storage: string): JsonObject => ({
    kind: "PersistentVolumeClaim",
    apiVersion: "v1",
    metadata: { name: "data" },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } },
  });
  const create = (storage: string): unknown =>
    plane.send("POST", `${DEFAULT}/persistentvolumeclaims`, claim(storage)).body.message;
  expect(create("10Gi")).toBe(
    'persistentvolumeclaims "data" is forbidden: maximum storage usage per PersistentVolumeClaim is 5Gi, but request is 10Gi',
  );
  expect(create("1Mi")).toBe(
    'persistentvolumeclaims "data" is forbidden: minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 1Mi',
  );
  expect(create("2Gi")).toBe(undefined);
});
