import { describe, expect, it } from "vitest";
import { type GivenControlPlane, givenControlPlane } from "../../testing/given-control-plane.ts";

const DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";

const names = (plane: GivenControlPlane): unknown[] => plane.rows(SERVICES).map(([name]) => name);

describe("APIServices", () => {
  it("are there for what the API server answers itself", () => {
    const plane = givenControlPlane();
    expect(plane.rows(SERVICES)).toContainEqual(["v1.apps", "Local", "True", "1s"]);
    expect(names(plane)).toContain("v1.");
    expect(names(plane)).not.toContain("v1.apiregistration.k8s.io");
  });

  it("come and go with the versions that a definition serves", () => {
    const plane = givenControlPlane();
    const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
    const spec = {
      group: "example.com",
      scope: "Namespaced",
      names: { plural: "widgets", kind: "Widget" },
      versions: [{ name: "v1", served: true, storage: true, schema }],
    };
    const metadata = { name: "widgets.example.com" };
    plane.send("POST", DEFINITIONS, {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata,
      spec,
    });
    plane.run(1);
    expect(names(plane)).toContain("v1.example.com");
    plane.send("DELETE", `${DEFINITIONS}/widgets.example.com`);
    plane.run(2);
    expect(names(plane)).not.toContain("v1.example.com");
  });

  it("are refused under another name than their version's", () => {
    const spec = { group: "metrics.k8s.io", version: "v1beta1", groupPriorityMinimum: 100, versionPriority: 0 };
    const metadata = { name: "metrics" };
    const answer = givenControlPlane().send("POST", SERVICES, {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata,
      spec,
    });
    expect(answer.status).toBe(422);
    expect((answer.body as { message: string }).message).toContain("spec.versionPriority");
  });
});
