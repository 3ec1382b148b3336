import { expect, it } from "vitest";
import { JsonPath } from "./jsonpath.ts";

const PODS = {
  kind: "List",
  items: [
    {
      metadata: { name: "one", labels: { app: "web", "app.kubernetes.io/name": "dotted" } },
      spec: {
        containers: [
          { name: "a", image: "nginx" },
          { name: "b", image: "busybox" },
        ],
        priority: 3,
      },
      status: { phase: "Running", ready: true },
    },
    {
      metadata: { name: "two", labels: { app: "db" } },
      spec: { containers: [{ name: "c", image: "postgres" }] },
      status: { phase: "Pending", ready: false },
    },
  ],
};

it.each([
  ["{.items[0].metadata.name}", "one"],
  ["{.items[-1].metadata.name}", "two"],
  ["{.items[*].metadata.name}", "one two"],
  ["{.items[0:1].metadata.name}", "one"],
  ["{.items[0,1].metadata.name}", "one two"],
  ["{..image}", "nginx busybox postgres"],
  ["{.items[0].metadata.labels.app\\.kubernetes\\.io/name}", "dotted"],
  ["{.items[0].metadata['name']}", "one"],
  ["{.items[0]['metadata.name','status.phase']}", "one Running"],
  ['{range .items[*]}{.metadata.name}{"\\t"}{.status.phase}{"\\n"}{end}', "one\tRunning\ntwo\tPending\n"],
  ['{.items[?(@.status.phase=="Running")].metadata.name}', "one"],
  ["{.items[?(@.status.ready==true)].metadata.name}", "one"],
  ["{.items[?(@.spec.priority)].metadata.name}", "one"],
  ["{.items[?(@.spec.priority>2)].metadata.name}", "one"],
  ["kind is {.kind}", "kind is List"],
  ["{.items[0].spec.containers[0]}", '{"image":"nginx","name":"a"}'],
  ["{.items[0].nosuch}", ""],
])("%s prints %j", (template, printed) => {
  expect(new JsonPath(template).print(PODS)).toBe(printed);
});

it.each([
  ["{.items[0}", "unterminated array"],
  ["{.items", "unclosed action"],
  ["{range .items[*]}{.x}", "not in range"],
])("%s is refused, or prints what there is", (template, message) => {
  let text = "";
  try {
    text = new JsonPath(template).print(PODS);
  } catch (error) {
    text = (error as Error).message;
  }
  expect(text === "" || text.includes(message) || text.trim() === "").toBe(true);
});

it("an index that does not exist is an error, and a missing field only when it must not be", () => {
  expect(() => new JsonPath("{.items[9]}").print(PODS)).toThrow("array index out of bounds: index 9, length 2");
  expect(() => new JsonPath("{.nosuch}", { allowMissing: false }).print(PODS)).toThrow("nosuch is not found");
});
