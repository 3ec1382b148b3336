import { describe, expect, test } from "vitest";
import { findingsIn } from "./findings.ts";
import { placeAt } from "./yaml-place.ts";
import { stepsOf } from "./yaml-tree.ts";

/** `|` is the cursor. */
function place(marked: string) {
  return placeAt(marked.replace("|", ""), marked.indexOf("|"));
}

const HEAD = "apiVersion: v1\nkind: Service\n";

describe("the cursor's place", () => {
  test.each([
    ["sp|", [], null, "sp"],
    ["spec:\n  |", ["spec"], null, ""],
    ["spec:\n  ports:\n    - po|", ["spec", "ports"], null, "po"],
    ["spec:\n  ports:\n    - port: 80\n      tar|", ["spec", "ports"], null, "tar"],
    ["spec:\n  ports:\n  - port: 80\n    tar|", ["spec", "ports"], null, "tar"],
    ["spec:\n  ports:\n  - port: 80\n  - |", ["spec", "ports"], null, ""],
    ["spec:\n  ports:\n  - port: 80\n  ty|", ["spec"], null, "ty"],
    ["spec:\n  type: Cl|", ["spec"], "type", "Cl"],
    [
      "spec:\n  template:\n    spec:\n      containers:\n      - name: a\n        ports:\n        - |",
      ["spec", "template", "spec", "containers", "ports"],
      null,
      "",
    ],
    [
      "spec:\n  ingress:\n  - from:\n    - podSelector:\n        match|",
      ["spec", "ingress", "from", "podSelector"],
      null,
      "match",
    ],
    ["metadata:\n  # said\n\n  labels:\n    app: x\n  na|", ["metadata"], null, "na"],
  ])("%j", (text, path, key, word) => {
    expect(place(HEAD + text)).toMatchObject({ apiVersion: "v1", kind: "Service", path, key, word });
  });

  test("is in its own document", () => {
    expect(place(`${HEAD}---\nkind: Pod\nsp|`)).toMatchObject({ apiVersion: null, kind: "Pod", path: [] });
  });

  test("knows which keys are there already, above and below", () => {
    expect(place("spec:\n  a: 1\n  |\n  b:\n    c: 2\nd: 3")?.present).toEqual(["b", "a"]);
    expect(place("ports:\n  - port: 80\n    |\n  - name: x")?.present).toEqual(["port"]);
  });

  test.each(["# a|", "data:\n  a: |\n", "spec: {a|", "text: b\n  c|", "a: {b|"])("is none in %j", (text) => {
    if (text.includes("data")) expect(placeAt("data:\n  a: >\n    te", 17)).toBeNull();
    else expect(place(text)).toBeNull();
  });
});

test("paths of the API server are taken apart", () => {
  expect(stepsOf("spec.ports[0].port")).toEqual(["spec", "ports", 0, "port"]);
  expect(stepsOf("metadata.annotations[a.b/c]")).toEqual(["metadata", "annotations", "a.b/c"]);
});

const TEXT = `# about
apiVersion: v1
kind: Service
metadata: {name: a}
spec:
  selectr: x
  ports:
    - port: 80
    - port: "x"
      port: 700000
---
a: 1
b: c: d
`;

function underlined(complaint: string, line = 0, text = TEXT): [string, string][] {
  return findingsIn(text, [{ line, text: complaint }])
    .filter(({ severity, message }) => severity === "error" || message.startsWith("Warning"))
    .map(({ from, to, message }) => [text.slice(from, to), message]);
}

describe("what kubectl complains of is underlined", () => {
  const strict = 'Error from server (BadRequest): Service in version "v1" cannot be handled as a Service: ';

  test("an unknown field at its key, each of several", () => {
    expect(
      underlined(`${strict}strict decoding error: unknown field "spec.selectr", unknown field "spec.ports[1].port"`),
    ).toEqual([
      ["selectr", 'strict decoding error: unknown field "spec.selectr"'],
      ["port", 'strict decoding error: unknown field "spec.ports[1].port"'],
    ]);
  });

  test("a wrong type at the value that has it, though the error names no item", () => {
    const said = `${strict}json: cannot unmarshal string into Go struct field ServicePort.spec.ports.port of type int32`;
    expect(underlined(said)).toEqual([['"x"', said]]);
  });

  test("each invalid value at its field, and what is missing at the nearest one that is there", () => {
    const said =
      'The Service "a" is invalid: \n* spec.ports[0].port: Invalid value: 80\n* spec.ports[0].name: Required value';
    expect(underlined(said)).toEqual([
      ["port: 80", "spec.ports[0].name: Required value"],
      ["80", "spec.ports[0].port: Invalid value: 80"],
    ]);
    expect(underlined('The Service "a" is invalid: metadata.name: Invalid value: "a": bad')).toEqual([
      ["a", 'metadata.name: Invalid value: "a": bad'],
    ]);
  });

  test("a line that is no YAML, counted from where its document begins", () => {
    const said = "error: error parsing a.yaml: error converting YAML to JSON: yaml: line 2: mapping values";
    expect(underlined(said, 11)).toEqual([["b: c: d", said]]);
  });

  test("a kind that there is not at the kind, and anything else where its document begins", () => {
    const said =
      'error: resource mapping not found for name: "a" from "x": no matches for kind "Service" in version "v1"';
    expect(underlined(said)).toEqual([["Service", said]]);
    expect(underlined("error: whatever")).toEqual([["apiVersion: v1", "error: whatever"]]);
    expect(underlined("error: whatever", 0, "")).toEqual([["", "error: whatever"]]);
  });
});

test("a key that stands twice is warned of, though kubectl says nothing, in flow style too", () => {
  expect(
    findingsIn('a: 1\nb: {c: 1, "c": 2}\na: 3\n', []).map(({ from, to, severity }) => [from, to, severity]),
  ).toEqual([
    [15, 18, "warning"],
    [23, 24, "warning"],
  ]);
  expect(findingsIn("a: {x: 1}\nb: {x: 1}\n---\na: 1\n", [])).toEqual([]);
});
