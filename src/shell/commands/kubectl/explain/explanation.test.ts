import { expect, test } from "vitest";
import { FIELD_DOCS } from "../../../../sim/kube/schema/docs.ts";
import { typeNamed } from "../../../../sim/kube/schema/schema.ts";
import { Explainer } from "./explanation.ts";

const POD = { group: "", version: "v1", kind: "Pod", resource: "pods", singular: "pod", isNamespaced: true };
const MAPPING = { ...POD, verbs: [], shortNames: [], categories: [], subresources: [] };

test("an enumerated field lists its values before its description", () => {
  const { text } = new Explainer(FIELD_DOCS, false).explain(MAPPING, typeNamed("Pod"), ["spec", "dnsPolicy"]);
  expect(text).toContain(
    "FIELD: dnsPolicy <string>\nENUM:\n    ClusterFirst\n    ClusterFirstWithHostNet\n    Default\n    None\n\nDESCRIPTION:\n    Set DNS policy",
  );
});

test("no line of a description is longer than a terminal", () => {
  const { text } = new Explainer(FIELD_DOCS, false).explain(MAPPING, typeNamed("Pod"), ["spec", "containers"]);
  expect(text.split("\n").filter((line) => line.length > 80 && line.trim().includes(" "))).toEqual([]);
});

test("an unknown field is told after the head", () => {
  const explained = new Explainer(FIELD_DOCS, false).explain(MAPPING, typeNamed("Pod"), ["spec", "nosuch"]);
  expect(explained).toEqual({
    text: "KIND:       Pod\nVERSION:    v1\n\n",
    failure: 'field "nosuch" does not exist',
  });
});
