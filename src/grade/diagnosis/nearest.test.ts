import { expect, it } from "vitest";
import { editDistance, nearest } from "./nearest.ts";

it("counts the letters to add, drop and change", () => {
  expect([editDistance("", "web"), editDistance("wed", "web"), editDistance("app", "apple")]).toEqual([3, 1, 2]);
});

it("suggests the label that was probably meant, and nothing when none is near", () => {
  expect(nearest("app=wed", ["tier=front", "app=web"])).toBe("app=web");
  expect(nearest("app=fastapi", ["app=report", "app=fastapi-k8s"])).toBe("app=fastapi-k8s");
  expect(nearest("app=web", ["zone=eu-central"])).toBeUndefined();
});
