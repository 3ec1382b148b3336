import { expect, test } from "vitest";
import { readYaml } from "./check-yaml.ts";

/** YAML, and the JSON that sigs.k8s.io/yaml makes of it. */
const READ: readonly (readonly [claim: string, yaml: string, json: unknown])[] = [
  ["a literal block keeps its lines", "a: |\n  x\n   y\n\n  z\n\n\nb: 1\n", { a: "x\n y\n\nz\n", b: 1 }],
  [
    "a folded block joins what is not further in",
    "a: >-\n  one\n  two\n\n  three\n    four\n  five\n",
    { a: "one two\nthree\n  four\nfive" },
  ],
  [
    "`+` keeps the empty lines, a digit says how far in",
    "a: |+\n  k\n\nb: |2\n    x\n  y\n",
    { a: "k\n\n", b: "  x\ny\n" },
  ],
  [
    "quotes fold and escape",
    "a: \"x\\ty\\n  z \\\n   w\\u0041\"\nb: 'it''s\n  folded\n\n  two'\n",
    { a: "x\ty\n  z wA", b: "it's folded\ntwo" },
  ],
  ["a plain scalar goes on", "a: plain\n  goes on\n\n  and on # c\n", { a: "plain goes on\nand on" }],
  [
    "flow collections",
    "a: [x, {b: 1}, 'q', r: s]\nb: {x: 1, w, z: }\n",
    { a: ["x", { b: 1 }, "q", { r: "s" }], b: { x: 1, w: null, z: null } },
  ],
  [
    "anchors are copied, `<<` lies under what is said",
    "x: &a {k: 1, l: 2}\nw: *a\nz:\n  <<: *a\n  k: 3\n",
    { x: { k: 1, l: 2 }, w: { k: 1, l: 2 }, z: { k: 3, l: 2 } },
  ],
  ["quoted or tagged numbers are text", "a: '1'\nb: !!str 1\nc: 1\n", { a: "1", b: "1", c: 1 }],
  ["sequences need no indentation in a mapping", "a:\n- b\n- - c\n  - d\n", { a: ["b", ["c", "d"]] }],
];

test.each(READ)("%s", (_, yaml, json) => {
  expect(readYaml(yaml)).toEqual(json);
});
