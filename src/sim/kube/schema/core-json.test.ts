import { expect, test } from "vitest";
import { coreJson } from "./core-json.ts";

test("what is not there is null, empty, 0 or false, under Go's names", () => {
  expect(coreJson("ContainerPort", { containerPort: 80, protocol: "TCP" })).toEqual({
    Name: "",
    HostPort: 0,
    ContainerPort: 80,
    Protocol: "TCP",
    HostIP: "",
  });
  expect(coreJson("Toleration", { key: "a", operator: "Exists" })).toEqual({
    Key: "a",
    Operator: "Exists",
    Value: "",
    Effect: "",
    TolerationSeconds: null,
  });
});

test("a Pod's share of its host is in the internal security context", () => {
  const spec = coreJson("PodSpec", { containers: [], hostNetwork: true, securityContext: { runAsUser: 1 } });
  expect(Object.keys(spec)).not.toContain("HostNetwork");
  expect(Object.keys(spec.SecurityContext as object).slice(0, 6)).toEqual([
    "HostNetwork",
    "HostPID",
    "HostIPC",
    "ShareProcessNamespace",
    "HostUsers",
    "SELinuxOptions",
  ]);
  expect(spec.SecurityContext).toMatchObject({ HostNetwork: true, HostPID: false, HostUsers: null, RunAsUser: 1 });
});

test("metadata and label selectors keep their JSON names, and the former is part of its owner", () => {
  const template = coreJson("PodTemplateSpec", { metadata: { labels: { app: "web" } }, spec: { containers: [] } });
  expect(Object.keys(template)).toEqual(["labels", "Spec"]);
  expect(coreJson("TopologySpreadConstraint", { labelSelector: { matchLabels: { app: "web" } } })).toMatchObject({
    LabelSelector: { matchLabels: { app: "web" } },
    MaxSkew: 0,
    MinDomains: null,
  });
});
