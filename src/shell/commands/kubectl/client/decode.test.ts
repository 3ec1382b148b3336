import { expect, it } from "vitest";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { decodeManifests } from "./decode.ts";

function decode(text: string): Mutable[] {
  const objects: Mutable[] = [];
  decodeManifests(text, "STDIN", (object) => objects.push(object));
  return objects;
}

it("YAML documents are cut at ---, and empty ones are nothing", () => {
  expect(decode("a: 1\n---\n# nothing\n---\nb: yes\n")).toEqual([{ a: 1 }, { b: true }]);
});

it("plain scalars are what YAML 1.1 takes them for", () => {
  expect(decode("a: on\nb: 0o17\nc: 010\nd: 1_000\ne: ~\nf: 1e3\ng: '1'\nh: 12:30\n")).toEqual([
    { a: true, b: 15, c: 8, d: 1000, e: null, f: 1000, g: "1", h: "12:30" },
  ]);
});

it("JSON may follow JSON, and what only YAML can read is read as YAML", () => {
  expect(decode('{"a":1}\n{"b":2}')).toEqual([{ a: 1 }, { b: 2 }]);
  expect(decode('{"kind":"ConfigMap",}')).toEqual([{ kind: "ConfigMap" }]);
});

it.each([
  ["a: b\n\tc: d\n", "line 2: found a tab character that violates indentation"],
  ["metadata:\n  name: x\n   labels:\n    a: b\n", "line 3: mapping values are not allowed in this context"],
  ["apiVersion: v1\nkind: [x\n", "line 2: did not find expected ',' or ']'"],
  ["a: *nosuch\n", "unknown anchor 'nosuch' referenced"],
])("%j is refused with go-yaml's line and words", (text, problem) => {
  expect(() => decode(text)).toThrow(`error parsing STDIN: error converting YAML to JSON: yaml: ${problem}`);
});
