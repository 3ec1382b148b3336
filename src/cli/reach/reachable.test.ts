import { expect, test } from "vitest";
import { isEmptySet, portSetText } from "../../sim/node/policy/port-set.ts";
import { manifestsOf } from "../rpc/manifest.ts";
import { UsageError } from "../usage-error.ts";
import { reachJson } from "./reach-json.ts";
import { reachTable } from "./reach-table.ts";
import { reachable, type SourcedManifest } from "./reachable.ts";

const SHOP = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: nginx, ports: [{name: http, containerPort: 80}]}]}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: report, namespace: shop}
spec:
  jobTemplate: {spec: {template: {metadata: {labels: {app: report}}, spec: {containers: []}}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from: [{podSelector: {matchLabels: {app: report}}}]
    ports: [{port: http}]
`;

const CLIENT = "{apiVersion: v1, kind: Pod, metadata: {name: client, namespace: shop}, spec: {containers: []}}";

function sources(text: string): SourcedManifest[] {
  return manifestsOf({ manifest: text }).map((manifest) => ({ file: "shop.yaml", manifest }));
}

function told(profile: string, text: string): string[] {
  return reachable(profile, sources(text))
    .connections.filter(({ src, dst }) => !/\/\d+$/.test(src + dst) && !/^\d/.test(src))
    .map(({ src, dst, ports }) => `${src} => ${dst}: ${isEmptySet(ports) ? "none" : portSetText(ports)}`);
}

test("workloads without Pods get one from their template", () => {
  expect(told("kind", SHOP)).toEqual([
    "shop/report[CronJob] => shop/web[Deployment]: TCP 80",
    "shop/web[Deployment] => shop/report[CronJob]: all",
  ]);
});

test("a workload whose Pods are given is those Pods", () => {
  const pod = `---
apiVersion: v1
kind: Pod
metadata:
  name: web-1
  namespace: shop
  labels: {app: something-else}
  ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, uid: "1", controller: true}]
spec: {containers: []}
`;
  expect(told("kind", SHOP + pod)).toEqual([
    "shop/report[CronJob] => shop/web[Deployment]: all",
    "shop/web[Deployment] => shop/report[CronJob]: all",
  ]);
});

test("a cluster whose network ignores policies lets everything through", () => {
  expect(told("docker-desktop", SHOP)[0]).toBe("shop/report[CronJob] => shop/web[Deployment]: all");
});

test("a policy that the API server would refuse is named with its file, in any cluster", () => {
  const wrong = SHOP.replace("port: http", "port: 70000");
  for (const profile of ["kind", "docker-desktop"])
    expect(() => reachable(profile, sources(wrong))).toThrow(
      new UsageError(
        'reach: --files: shop.yaml: NetworkPolicy.networking.k8s.io "web" is invalid: spec.ingress[0].ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive',
      ),
    );
});

test("the table says for both sides which rule allows, who denies, and where nobody isolates", () => {
  const lines = reachTable("kind", reachable("kind", sources(`${SHOP}---\n${CLIENT}`))).split("\n");
  expect(lines[0]).toMatch(/^FROM +TO +PORTS +EGRESS +INGRESS$/);
  expect(lines).toContainEqual(
    expect.stringMatching(/^shop\/client\[Pod\] +shop\/web\S+ +none +- +denied by shop\/web$/),
  );
  expect(lines).toContainEqual(
    expect.stringMatching(/^shop\/report\S+ +shop\/web\S+ +TCP 80 +- +shop\/web spec\.ingress\[0\]$/),
  );
});

test("the JSON has one connection a line and is one document", () => {
  const text = reachJson("kind", reachable("kind", sources(SHOP)));
  const { cluster, policiesEnforced, connections } = JSON.parse(text);
  expect([cluster, policiesEnforced]).toEqual(["kind", true]);
  expect(text.split("\n").filter((line) => line.startsWith('{"from"'))).toHaveLength(connections.length);
  expect(connections[0]).toEqual({
    from: "shop/report[CronJob]",
    to: "shop/web[Deployment]",
    allowed: true,
    ports: [["TCP", 80, 80]],
    by: { egress: [], ingress: [{ policy: "shop/web", rule: "spec.ingress[0]" }] },
  });
});
