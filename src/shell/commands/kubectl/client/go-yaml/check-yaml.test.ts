import { expect, test } from "vitest";
import { checkYaml } from "./check-yaml.ts";

/** What kubectl 1.32.4 said of each, behind `error converting YAML to JSON: yaml: `. */
const MISTAKES: readonly (readonly [string, string])[] = [
  ["a: b\n  c: d\n", "line 2: mapping values are not allowed in this context"],
  ["a: b: c\n", "mapping values are not allowed in this context"],
  ["a:\n- b\n c: d\n", "line 3: mapping values are not allowed in this context"],
  ["a: [1,\nb: 2\n", "line 2: did not find expected ',' or ']'"],
  ["a: b\nc\nd: e\n", "line 3: could not find expected ':'"],
  ["apiVersion: v1\nkind Pod\n", "line 3: could not find expected ':'"],
  ["\ta: b\n", "found character that cannot start any token"],
  ["x: y\n\ta: b\n", "line 2: found a tab character that violates indentation"],
  ['a: "x\nb: 1\n', "line 3: found unexpected end of stream"],
  ["kind: Pod\nmetadata:\n  name: x\n   labels: y\n", "line 4: mapping values are not allowed in this context"],
  ["a: *b\n", "unknown anchor 'b' referenced"],
  ["- a\nb: c\n", "line 1: did not find expected '-' indicator"],
  ["a: 1\n- b\n", "line 1: did not find expected key"],
  ["a: @b\n", "found character that cannot start any token"],
  ["a: |\n x\n  y\n z: 1\nb\n", "line 6: could not find expected ':'"],
  ["a:\n  b: c\n d: e\n", "line 2: did not find expected key"],
  ["spec:\n  containers:\n  - name: a\n    image: nginx\n   ports: []\n", "line 4: did not find expected key"],
  ["a: [\n", "line 1: did not find expected node content"],
  ["a: {\n", "line 1: did not find expected node content"],
  ['a: "\\q"\n', "found unknown escape character"],
  ["%YAML 1.1\na: b\n", "line 1: did not find expected <document start>"],
  ["metadata:\n:  name: web\n", "line 1: did not find expected key"],
  ["metadata: !{name: x}\n", "did not find expected whitespace or line break"],
];

test.each(MISTAKES)("%j is told as go-yaml tells it", (text, problem) => {
  expect(checkYaml(text)).toBe(problem);
});

const RIGHT = [
  "",
  "# only a comment\n",
  "a: b\nlist:\n- x\n- y: z\n  w: [1, {k: v}, 'q']\n",
  "---\na: &x {b: c}\nd: *x\n...\n",
  "text: |\n  kept\n   as it is\n\nfolded: >-\n  one\n  two\n",
  'q: "a \\u00e9 \\\n  b"\n? complex\n: key\n',
  " a: b\n c: d\n",
  "key: value\n  - x\n",
  "a:\n    - b\n    - c\nurl: http://x:80/y#z\n",
];

test.each(RIGHT)("%j is right", (text) => {
  expect(checkYaml(text)).toBeNull();
});

test("brackets a thousand deep are refused, not followed", () => {
  expect(checkYaml("[".repeat(100_000))).toBe("exceeded max depth");
});
