import { describe, expect, it } from "vitest";
import type { JsonObject, Mutable } from "../../api/objects.ts";
import { type GivenControlPlane, givenControlPlane } from "../../testing/given-control-plane.ts";

const DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const WIDGETS = "/apis/example.com/v1/namespaces/default/widgets";

const spec = {
  type: "object",
  required: ["size"],
  properties: {
    size: { type: "integer", minimum: 1, maximum: 10 },
    mode: { type: "string", enum: ["slow", "fast"], default: "slow" },
    name: { type: "string", pattern: "^[a-z]+$", maxLength: 5 },
    anything: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  },
};
const schema = {
  openAPIV3Schema: {
    type: "object",
    properties: { spec, status: { type: "object", properties: { ready: { type: "boolean" } } } },
  },
};

function definition(more: JsonObject = {}): JsonObject {
  const version = { served: true, storage: true, schema, subresources: { status: {} } };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "widgets.example.com" },
    spec: {
      group: "example.com",
      scope: "Namespaced",
      names: { plural: "widgets", kind: "Widget", shortNames: ["wd"] },
      versions: [
        {
          ...version,
          name: "v1",
          additionalPrinterColumns: [
            { name: "Size", type: "integer", jsonPath: ".spec.size" },
            { name: "Ready", type: "string", jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
          ],
        },
        { ...version, name: "v1beta1", storage: false },
      ],
      ...more,
    },
  } as JsonObject;
}

function widget(given: JsonObject, apiVersion = "example.com/v1"): JsonObject {
  return { apiVersion, kind: "Widget", metadata: { name: "one" }, spec: given };
}

function givenWidgets(): GivenControlPlane {
  const plane = givenControlPlane();
  plane.send("POST", DEFINITIONS, definition());
  return plane;
}

const messageOf = ({ body }: { body: JsonObject }): unknown => body.message;

describe("a definition", () => {
  it("hands out one discovery document until there is a kind more", () => {
    const plane = givenControlPlane();
    const accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    const ask = () =>
      plane.api.request({ method: "GET", path: "/apis", query: new Map(), headers: new Map([["accept", accept]]) });
    const groups = () => ((ask() as { body: Mutable }).body.items as Mutable[]).map(({ metadata }) => metadata.name);
    expect((ask() as { body: Mutable }).body).toBe((ask() as { body: Mutable }).body);
    expect(groups()).not.toContain("example.com");
    plane.send("POST", DEFINITIONS, definition());
    expect(groups()).toContain("example.com");
  });

  it("makes a kind that is created, listed and printed by its own columns", () => {
    const plane = givenWidgets();
    expect(plane.send("POST", WIDGETS, widget({ size: 3 })).status).toBe(201);
    expect(plane.rows(WIDGETS)).toEqual([["one", 3, null]]);
  });

  it("appears in discovery with its short names", () => {
    const plane = givenWidgets();
    const { body } = plane.send("GET", "/apis/example.com/v1") as { body: Mutable };
    expect(body.resources[0]).toMatchObject({ name: "widgets", singularName: "widget", shortNames: ["wd"] });
  });

  it("shows the same object in each version it serves", () => {
    const plane = givenWidgets();
    plane.send("POST", WIDGETS.replace("v1", "v1beta1"), widget({ size: 3 }, "example.com/v1beta1"));
    expect(plane.send("GET", `${WIDGETS}/one`).body).toMatchObject({ apiVersion: "example.com/v1" });
    const old = plane.send("GET", `${WIDGETS.replace("v1", "v1beta1")}/one`);
    expect(old.body).toMatchObject({ apiVersion: "example.com/v1beta1", spec: { size: 3 } });
  });

  it("must be named after its plural and group", () => {
    const plane = givenControlPlane();
    expect(messageOf(plane.send("POST", DEFINITIONS, definition({ group: "other.com" })))).toBe(
      'CustomResourceDefinition.apiextensions.k8s.io "widgets.example.com" is invalid: metadata.name: Invalid value: ' +
        '"widgets.example.com": must be spec.names.plural+"."+spec.group',
    );
  });

  it("takes its objects and its paths with it", () => {
    const plane = givenWidgets();
    plane.send("POST", WIDGETS, widget({ size: 3 }));
    plane.send("DELETE", `${DEFINITIONS}/widgets.example.com`);
    plane.run(2);
    expect(plane.send("GET", `${DEFINITIONS}/widgets.example.com`).status).toBe(404);
    expect(plane.send("GET", WIDGETS).status).toBe(404);
  });
});

describe("a schema", () => {
  it("fills in defaults and drops what it does not know, except where it says to keep it", () => {
    const plane = givenWidgets();
    const { body } = plane.send(
      "POST",
      `${WIDGETS}?fieldValidation=Ignore`,
      widget({ size: 3, foo: 1, anything: { goes: 1 } }),
    );
    expect(body.spec).toEqual({ size: 3, mode: "slow", anything: { goes: 1 } });
  });

  it("is strict about unknown fields when the client asks for it", () => {
    const plane = givenWidgets();
    expect(messageOf(plane.send("POST", `${WIDGETS}?fieldValidation=Strict`, widget({ size: 3, foo: 1 })))).toBe(
      'Widget in version "v1" cannot be handled as a Widget: strict decoding error: unknown field "spec.foo"',
    );
  });

  it.each([
    [{}, "spec.size: Required value"],
    [{ size: "3" }, 'spec.size: Invalid value: "string": spec.size in body must be of type integer: "string"'],
    [{ size: 0 }, "spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1"],
    [{ size: 11 }, "spec.size: Invalid value: 11: spec.size in body should be less than or equal to 10"],
    [{ size: 1, mode: "x" }, 'spec.mode: Unsupported value: "x": supported values: "slow", "fast"'],
    [{ size: 1, name: "X" }, `spec.name: Invalid value: "X": spec.name in body should match '^[a-z]+$'`],
    [{ size: 1, name: "toolong" }, "spec.name: Too long: may not be more than 5 bytes"],
  ])("refuses %j", (given, why) => {
    expect(messageOf(givenWidgets().send("POST", WIDGETS, widget(given as JsonObject)))).toBe(
      `Widget.example.com "one" is invalid: ${why}`,
    );
  });
});
