import { describe, expect, it } from "vitest";
import type { JsonObject } from "../api/objects.ts";
import { decode } from "./decode.ts";

const pod = (spec: JsonObject): JsonObject => ({ metadata: { name: "p" }, spec });
const container = (more: JsonObject): JsonObject => pod({ containers: [{ name: "c", ...more }] });

describe("decoding", () => {
  it("names every unknown field by its path and leaves it out", () => {
    const { object, strict } = decode("Pod", { ...container({ imag: "x" }), foo: 1 });
    expect(strict).toEqual(['unknown field "spec.containers[0].imag"', 'unknown field "foo"']);
    expect(object).toEqual(container({}));
  });

  it("leaves out what Go leaves out, and keeps a zero that is a pointer", () => {
    const { object } = decode("Deployment", { spec: { replicas: 0, minReadySeconds: 0, paused: false } });
    expect(object).toEqual({ spec: { replicas: 0, template: { spec: {} } } });
  });

  it("stores quantities in one spelling", () => {
    const { object } = decode("Pod", container({ resources: { requests: { cpu: 0.5, memory: "1024Mi" } } }));
    expect(object).toEqual(container({ resources: { requests: { cpu: "500m", memory: "1Gi" } } }));
  });

  it("reads a null among amounts as none", () => {
    const { object } = decode("Pod", container({ resources: { requests: { cpu: null } } }));
    expect(object).toEqual(container({ resources: { requests: { cpu: "0" } } }));
  });

  it.each([
    [
      container({ image: 5 }),
      "json: cannot unmarshal number into Go struct field Container.spec.containers.image of type string",
    ],
    [
      pod({ containers: {} }),
      "json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container",
    ],
    [
      { metadata: { labels: { a: 1 } } },
      "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string",
    ],
    [
      container({ resources: { limits: { cpu: "x" } } }),
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
  ])("%j is refused in Go's words", (object, why) => {
    expect(() => decode("Pod", object)).toThrow(why);
  });
});
