import { expect, test } from "vitest";
import { Environment } from "./environment.ts";

const shared = new Map([
  ["WEB_SERVICE_HOST", "10.96.0.7"],
  ["PATH", "/elsewhere"],
]);
const layered = (): Environment => Environment.of([new Map([["PATH", "/bin"]]), shared, new Map([["HOME", "/root"]])]);

test("layers read as one list, in which the earlier value counts", () => {
  const environment = layered();
  expect([...environment]).toEqual([
    ["PATH", "/bin"],
    ["WEB_SERVICE_HOST", "10.96.0.7"],
    ["HOME", "/root"],
  ]);
  expect([environment.size, environment.get("PATH"), environment.has("HOME"), environment.get("NO")]).toEqual([
    3,
    "/bin",
    true,
    undefined,
  ]);
  expect([...environment.keys()]).toEqual(["PATH", "WEB_SERVICE_HOST", "HOME"]);
  expect(new Map(environment)).toEqual(new Map([...environment]));
});

test("what one process writes no other sees, and the order stays", () => {
  const environment = layered();
  const child = Environment.copyOf(environment);
  child.set("PATH", "/sbin").set("NEW", "1");
  child.delete("HOME");
  expect([...child]).toEqual([
    ["PATH", "/sbin"],
    ["WEB_SERVICE_HOST", "10.96.0.7"],
    ["NEW", "1"],
  ]);
  expect(environment.get("PATH")).toBe("/bin");
  expect(shared.get("PATH")).toBe("/elsewhere");
  const grandchild = Environment.copyOf(child);
  grandchild.clear();
  expect([grandchild.size, child.size]).toEqual([0, 3]);
});
