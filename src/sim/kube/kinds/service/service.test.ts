import { describe, expect, it } from "vitest";
import type { JsonObject, KubeObject } from "../../api/objects.ts";
import type { Status } from "../../api/status.ts";
import { FEATURE_GATES, type FeatureGates } from "../../api/validation/feature-gates.ts";
import { givenControlPlane } from "../../testing/given-control-plane.ts";
import { serviceNameCheck, validateService } from "./validate.ts";

const SERVICES = "/api/v1/namespaces/default/services";

function given(): { create(spec: JsonObject, name?: string): JsonObject; messages(spec: JsonObject): string[] } {
  const plane = givenControlPlane({ controllers: false });
  const create = (spec: JsonObject, name = "bad"): JsonObject =>
    plane.send("POST", SERVICES, { apiVersion: "v1", kind: "Service", metadata: { name }, spec }).body;
  const messages = (spec: JsonObject): string[] =>
    (create(spec) as unknown as Status).details?.causes?.map(({ field, message }) => `${field}: ${message}`) ?? [];
  return { create, messages };
}

describe("a Service", () => {
  it("is given what its manifest leaves out", () => {
    const { create } = given();
    expect(create({ selector: { app: "web" }, ports: [{ port: 80 }], clusterIP: "10.96.0.100" }, "web").spec).toEqual({
      clusterIP: "10.96.0.100",
      clusterIPs: ["10.96.0.100"],
      internalTrafficPolicy: "Cluster",
      ipFamilies: ["IPv4"],
      ipFamilyPolicy: "SingleStack",
      ports: [{ port: 80, protocol: "TCP", targetPort: 80 }],
      selector: { app: "web" },
      sessionAffinity: "None",
      type: "ClusterIP",
    });
  });

  it("is refused in the real server's words", () => {
    const { messages } = given();
    expect(messages({ ports: [{ port: 0 }] })).toEqual([
      "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive",
      "spec.ports[0].targetPort: Invalid value: 0: must be between 1 and 65535, inclusive",
    ]);
    expect(messages({ type: "NodePort", ports: [{ port: 80, nodePort: 20000 }] })).toEqual([
      "spec.ports[0].nodePort: Invalid value: 20000: provided port is not in the valid range. The range of valid ports is 30000-32767",
    ]);
    expect(messages({ clusterIP: "192.168.1.10", ports: [{ port: 80 }] })).toEqual([
      'spec.clusterIPs: Invalid value: ["192.168.1.10"]: failed to allocate IP 192.168.1.10: the provided network does not match the current range',
    ]);
    expect(messages({ type: "Loadbalancer", ports: [{ port: 80 }] })).toEqual([
      'spec.type: Unsupported value: "Loadbalancer": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
    ]);
  });

  it("takes no node port that another has, and gives back its own when a later step fails", () => {
    const { create, messages } = given();
    create({ type: "NodePort", ports: [{ port: 80, nodePort: 30080 }] }, "one");
    const clash = { type: "NodePort", clusterIP: "10.96.0.50", ports: [{ port: 80, nodePort: 30080 }] };
    expect(messages(clash)).toEqual([
      "spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated",
    ]);
    expect(create({ clusterIP: "10.96.0.50", ports: [{ port: 80 }] }, "two").kind).toBe("Service");
  });

  it("keeps its address and node port through an update that names neither", () => {
    const plane = givenControlPlane({ controllers: false });
    const manifest = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web" },
      spec: { type: "NodePort", ports: [{ port: 80 }] },
    };
    const before = plane.send("POST", SERVICES, manifest).body.spec as JsonObject;
    const after = plane.send("PUT", `${SERVICES}/web`, {
      ...manifest,
      metadata: { name: "web", labels: { a: "b" } },
    }).body;
    expect(after.spec).toEqual(before);
  });

  it("is judged by the API server's feature gates", () => {
    const problems = (name: string, spec: JsonObject, gates: Partial<FeatureGates>): string[] => {
      const metadata = { name, namespace: "default" };
      const common = { internalTrafficPolicy: "Cluster", sessionAffinity: "None", type: "ClusterIP" };
      const ports = [{ port: 80, protocol: "TCP", targetPort: 80 }];
      const service = { apiVersion: "v1", kind: "Service", metadata, spec: { ...common, ports, ...spec } };
      const all = { ...FEATURE_GATES, ...gates };
      return [
        ...serviceNameCheck(name, all),
        ...validateService(service as unknown as KubeObject, undefined, all).map(({ field }) => field),
      ];
    };
    const address = { clusterIP: "010.096.0.9", clusterIPs: ["010.096.0.9"], ipFamilies: ["IPv4"] };
    expect(problems("web", address, {})).toContain("spec.clusterIPs[0]");
    expect(problems("web", address, { StrictIPCIDRValidation: false })).toEqual([]);
    const near = { trafficDistribution: "PreferSameNode" };
    expect(problems("web", near, {})).toEqual([]);
    expect(problems("web", near, { PreferSameTrafficDistribution: false })).toEqual(["spec.trafficDistribution"]);
    expect(problems("1-web", {}, {})).toEqual([]);
    expect(problems("1-web", {}, { RelaxedServiceNameValidation: false })).toHaveLength(1);
  });
});
