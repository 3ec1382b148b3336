import { describe, expect, it } from "vitest";
import type { JsonObject } from "../objects.ts";
import { applyJsonPatch, JsonPatchError } from "./json.ts";
import { applyMergePatch, threeWayMergePatch } from "./merge.ts";
import { patchSchemaOf } from "./patch-schema.ts";
import { applyStrategicPatch } from "./strategic.ts";
import { createThreeWayPatch } from "./strategic-diff.ts";

const POD = patchSchemaOf("Pod");

function podOf(...containers: JsonObject[]): JsonObject {
  return { spec: { containers } };
}

describe("a JSON patch", () => {
  const document = { a: { b: 1 }, list: ["x", "y"], "with/slash": 1 };

  it.each([
    [
      { op: "add", path: "/a/c", value: 2 },
      { ...document, a: { b: 1, c: 2 } },
    ],
    [
      { op: "add", path: "/list/-", value: "z" },
      { ...document, list: ["x", "y", "z"] },
    ],
    [
      { op: "add", path: "/list/0", value: "w" },
      { ...document, list: ["w", "x", "y"] },
    ],
    [
      { op: "replace", path: "/a/b", value: 5 },
      { ...document, a: { b: 5 } },
    ],
    [
      { op: "remove", path: "/with~1slash" },
      { a: { b: 1 }, list: ["x", "y"] },
    ],
    [
      { op: "move", from: "/a/b", path: "/b" },
      { ...document, a: {}, b: 1 },
    ],
    [
      { op: "copy", from: "/a/b", path: "/b" },
      { ...document, b: 1 },
    ],
    [{ op: "test", path: "/a/b", value: 1 }, document],
  ])("%j", (operation, result) => {
    expect(applyJsonPatch(document, [operation as JsonObject])).toEqual(result);
  });

  it.each([
    { op: "test", path: "/a/b", value: 2 },
    { op: "remove", path: "/nowhere" },
    { op: "replace", path: "/a/nowhere", value: 1 },
    { op: "add", path: "/list/9", value: 1 },
  ])("%j is refused", (operation) => {
    expect(() => applyJsonPatch(document, [operation as JsonObject])).toThrow(JsonPatchError);
  });
});

describe("a merge patch", () => {
  it("merges objects, replaces lists and removes what is null", () => {
    const result = applyMergePatch({ a: { b: 1, c: 2 }, list: [1, 2] }, { a: { b: null, d: 3 }, list: [3] });
    expect(result).toEqual({ a: { c: 2, d: 3 }, list: [3] });
  });

  it("of three ways leaves alone what somebody else added", () => {
    const patch = threeWayMergePatch({ a: 1, b: 1 }, { a: 2 }, { a: 1, b: 1, theirs: 1 });
    expect(patch).toEqual({ a: 2, b: null });
  });
});

describe("a strategic merge patch", () => {
  const current = podOf({ name: "a", image: "one", env: [{ name: "X", value: "1" }] }, { name: "b", image: "two" });

  it("finds list items by their merge key", () => {
    const result = applyStrategicPatch(current, podOf({ name: "b", image: "three" }), POD);
    expect(result).toEqual(
      podOf({ name: "a", image: "one", env: [{ name: "X", value: "1" }] }, { name: "b", image: "three" }),
    );
  });

  it("deletes and replaces where a directive says so", () => {
    const without = applyStrategicPatch(current, podOf({ name: "a", $patch: "delete" }), POD);
    expect(without).toEqual(podOf({ name: "b", image: "two" }));
    const instead = applyStrategicPatch(current, podOf({ $patch: "replace" }, { name: "c" }), POD);
    expect(instead).toEqual(podOf({ name: "c" }));
  });

  it("replaces a list that has no merge key", () => {
    const before = podOf({ name: "a", command: ["x", "y"] });
    expect(applyStrategicPatch(before, podOf({ name: "a", command: ["z"] }), POD)).toEqual(
      podOf({ name: "a", command: ["z"] }),
    );
  });

  it("of three ways removes what the last one applied and this one does not, and nothing else", () => {
    const original = podOf({ name: "a", image: "one" }, { name: "b", image: "two" });
    const modified = podOf({ name: "a", image: "three" });
    const live = podOf({ name: "a", image: "one", imagePullPolicy: "Always" }, { name: "b" }, { name: "injected" });
    const patch = createThreeWayPatch({ original, modified, current: live }, POD);
    const names = ((applyStrategicPatch(live, patch, POD).spec as JsonObject).containers as JsonObject[]).map((one) =>
      `${one.name} ${one.image ?? ""} ${one.imagePullPolicy ?? ""}`.trim(),
    );
    expect(names).toEqual(["a three Always", "injected"]);
  });

  it("of three ways says the order of a list to which the server has added, though nothing else is new", () => {
    const wanted = podOf({ name: "a", image: "one" });
    const live = podOf({ name: "a", image: "one" }, { name: "injected" });
    expect(createThreeWayPatch({ original: wanted, modified: wanted, current: live }, POD)).toEqual({
      spec: { "$setElementOrder/containers": [{ name: "a" }] },
    });
    expect(createThreeWayPatch({ original: wanted, modified: wanted, current: wanted }, POD)).toEqual({});
  });
});
