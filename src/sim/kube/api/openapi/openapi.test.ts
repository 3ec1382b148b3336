import { expect, it } from "vitest";
import { KINDS } from "../../kinds/index.ts";
import { Kinds } from "../kinds.ts";
import type { Mutable } from "../objects.ts";
import { openApiDocument, openApiPaths } from "./documents.ts";
import { swaggerDocument } from "./version-two.ts";

const kinds = new Kinds(KINDS);
const apps = openApiDocument(kinds, "apps", "v1") as Mutable;
const swagger = swaggerDocument(kinds) as Mutable;

function references(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value !== "object" || value === null) return found;
  for (const [key, inner] of Object.entries(value)) {
    if (key === "$ref" && typeof inner === "string") found.add(inner);
    else references(inner, found);
  }
  return found;
}

it("every group version that is listed has a document", () => {
  const paths = Object.keys((openApiPaths(kinds) as Mutable).paths);
  expect(paths).toContain("api/v1");
  expect(paths).toContain("apis/apps/v1");
  for (const path of paths) {
    const [, group = "", version = ""] = /^(?:api|apis\/([^/]+))\/(.+)$/.exec(path) ?? [];
    expect(openApiDocument(kinds, group, version)).not.toBeNull();
  }
});

it("a group version that is not served has none", () => {
  expect(openApiDocument(kinds, "apps", "v1beta1")).toBeNull();
});

it("a PATCH says that the server validates fields, which is what kubectl asks before it applies", () => {
  const { patch } = apps.paths["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"];
  expect(patch["x-kubernetes-group-version-kind"]).toEqual({ group: "apps", kind: "Deployment", version: "v1" });
  expect(patch.parameters.map(({ name }: Mutable) => name)).toContain("fieldValidation");
  expect(Object.keys(patch.requestBody.content)).toContain("application/strategic-merge-patch+json");
});

it("a schema says how its lists are merged", () => {
  const { containers } = apps.components.schemas["io.k8s.api.core.v1.PodSpec"].properties;
  expect(containers["x-kubernetes-patch-merge-key"]).toBe("name");
  expect(containers["x-kubernetes-list-map-keys"]).toEqual(["name"]);
});

it("no schema refers to one that is not there, in either version", () => {
  for (const reference of references(apps))
    expect(apps.components.schemas).toHaveProperty([reference.replace("#/components/schemas/", "")]);
  for (const reference of references(swagger))
    expect(swagger.definitions).toHaveProperty([reference.replace("#/definitions/", "")]);
});

it("what may be a number or a text is a text in version 2", () => {
  expect(swagger.definitions["io.k8s.apimachinery.pkg.api.resource.Quantity"]).toEqual({ type: "string" });
});
