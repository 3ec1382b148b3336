import { describe, expect, it } from "vitest";
import { givenControlPlane } from "../testing/given-control-plane.ts";
import type { JsonObject } from "./objects.ts";
import { apiRequest } from "./request.ts";

const RBAC = "/apis/rbac.authorization.k8s.io/v1";
const PODS = "/api/v1/namespaces/default/pods";

function givenRole(rule: JsonObject) {
  const plane = givenControlPlane();
  plane.send("POST", `${RBAC}/namespaces/default/roles`, {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "Role",
    metadata: { name: "r" },
    rules: [{ apiGroups: [""], ...rule }],
  });
  plane.send("POST", `${RBAC}/namespaces/default/rolebindings`, {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "RoleBinding",
    metadata: { name: "b" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "r" },
    subjects: [
      { kind: "User", name: "jane", apiGroup: "rbac.authorization.k8s.io" },
      { kind: "ServiceAccount", name: "robot", namespace: "default" },
    ],
  });
  return (method: string, path: string, user: string): { status: number; message: unknown } => {
    const headers = new Map([["impersonate-user", user]]);
    const { status, body } = plane.api.request({ ...apiRequest(method, path), headers }) as {
      status: number;
      body: JsonObject;
    };
    return { status, message: body.message };
  };
}

describe("authorization", () => {
  it("says who may not do what where", () => {
    const ask = givenRole({ resources: ["pods"], verbs: ["get"] });
    expect(ask("GET", PODS, "jane").message).toBe(
      'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"',
    );
    expect(ask("DELETE", "/api/v1/nodes/n", "jane").message).toBe(
      'nodes "n" is forbidden: User "jane" cannot delete resource "nodes" in API group "" at the cluster scope',
    );
  });

  it("lets those do it who are bound to a role that covers it, in its namespace only", () => {
    const ask = givenRole({ resources: ["pods"], verbs: ["list"] });
    expect(ask("GET", PODS, "jane").status).toBe(200);
    expect(ask("GET", PODS, "system:serviceaccount:default:robot").status).toBe(200);
    expect(ask("GET", PODS, "joe").status).toBe(403);
    expect(ask("GET", "/api/v1/namespaces/kube-system/pods", "jane").status).toBe(403);
  });

  it("counts a subresource as a resource of its own", () => {
    const ask = givenRole({ resources: ["pods"], verbs: ["get"] });
    expect(ask("GET", `${PODS}/p`, "jane").status).toBe(404);
    expect(ask("GET", `${PODS}/p/log`, "jane").status).toBe(403);
  });
});
