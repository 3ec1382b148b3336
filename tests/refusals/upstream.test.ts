/**
 * More that the real server refuses, in the words that its validation has for it: a request, and the causes of the
 * answer. Beside the recordings, for the kinds and fields that those leave out.
 */
import { expect, test } from "vitest";
import type { JsonObject, JsonValue, Mutable } from "../../src/sim/kube/api/objects.ts";
import { givenControlPlane } from "../../src/sim/kube/testing/given-control-plane.ts";
import { REFUSED } from "./refused.ts";

const plane = givenControlPlane({ controllers: false });

const PATHS: Readonly<Record<string, string>> = {
  ClusterRole: "/apis/rbac.authorization.k8s.io/v1/clusterroles",
  ClusterRoleBinding: "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
  ConfigMap: "/api/v1/namespaces/default/configmaps",
  CronJob: "/apis/batch/v1/namespaces/default/cronjobs",
  DaemonSet: "/apis/apps/v1/namespaces/default/daemonsets",
  Deployment: "/apis/apps/v1/namespaces/default/deployments",
  HorizontalPodAutoscaler: "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers",
  Ingress: "/apis/networking.k8s.io/v1/namespaces/default/ingresses",
  IngressClass: "/apis/networking.k8s.io/v1/ingressclasses",
  Job: "/apis/batch/v1/namespaces/default/jobs",
  LimitRange: "/api/v1/namespaces/default/limitranges",
  NetworkPolicy: "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies",
  PersistentVolume: "/api/v1/persistentvolumes",
  PersistentVolumeClaim: "/api/v1/namespaces/default/persistentvolumeclaims",
  Pod: "/api/v1/namespaces/default/pods",
  PodDisruptionBudget: "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
  PriorityClass: "/apis/scheduling.k8s.io/v1/priorityclasses",
  ResourceQuota: "/api/v1/namespaces/default/resourcequotas",
  Role: "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles",
  RoleBinding: "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings",
  Secret: "/api/v1/namespaces/default/secrets",
  StatefulSet: "/apis/apps/v1/namespaces/default/statefulsets",
  StorageClass: "/apis/storage.k8s.io/v1/storageclasses",
};

function causesOf(kind: string, content: JsonObject): string[] {
  const path = PATHS[kind] as string;
  const [, apiVersion] = /^\/apis?\/((?:[^/]+\/)?v\d)\//.exec(path) as RegExpExecArray;
  const object: Mutable = { apiVersion, kind, metadata: { name: "bad" }, ...content };
  const { status, body } = plane.send("POST", path, object as JsonValue);
  expect([kind, status]).toEqual([kind, 422]);
  return (body as Mutable).details.causes.map(({ field, message }: Mutable) => `${field}: ${message}`);
}

const CASES = REFUSED.map(([kind, content, ...causes]) => ({ kind, content, causes }));

test.each(CASES)("$kind $content", ({ kind, content, causes }) => {
  expect(causesOf(kind, content)).toEqual(causes);
});

test("with those recorded there are more than two hundred", () => {
  expect(REFUSED.length).toBeGreaterThanOrEqual(100);
});
