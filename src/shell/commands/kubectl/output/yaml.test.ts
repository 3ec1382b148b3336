import { expect, it } from "vitest";
import { toYaml } from "./yaml.ts";

it.each([
  ["yes", '"yes"'],
  ["1", '"1"'],
  ["", '""'],
  ["x: y", "'x: y'"],
  [" lead", "' lead'"],
  ["1e3", '"1e3"'],
  ["0x1F", '"0x1F"'],
  ["2026-01-01", '"2026-01-01"'],
  ["~", '"~"'],
  ["#c", "'#c'"],
  ["a #c", "'a #c'"],
  ["it's", "it's"],
  ["*x", "'*x'"],
  ["- a", "'- a'"],
  ["1_000", '"1_000"'],
  ["12:30:45", '"12:30:45"'],
  ["é", "é"],
  ["tab\there", '"tab\\there"'],
  ["null", '"null"'],
  ["{a}", "'{a}'"],
  ["a,b", "a,b"],
  ["@at", "'@at'"],
  ["y", '"y"'],
  ["%p", "'%p'"],
  ["trail \nx", '"trail \\nx"'],
])("the text %j is written as %s, as kubectl create configmap was seen to do", (text, written) => {
  expect(toYaml({ key: text })).toBe(`key: ${written}\n`);
});

it("text of several lines is a block, whose sign says whether it ends in a line feed", () => {
  expect(toYaml({ a: "l1\nl2\n", b: "l1\n\n  l2" })).toBe("a: |\n  l1\n  l2\nb: |-\n  l1\n\n    l2\n");
});

it("lists stand under their key without indentation, and fields in order of name", () => {
  expect(toYaml({ ports: [{ port: 80, name: "http" }, {}], args: [] })).toBe(
    "args: []\nports:\n- name: http\n  port: 80\n- {}\n",
  );
});

it("keys that would be something else than text are quoted", () => {
  expect(toYaml({ n: "a", y: "b", "1": "c" })).toBe('"1": c\n"n": a\n"y": b\n');
});

it("a long plain text is folded at about eighty columns", () => {
  const lines = toYaml({ text: "word ".repeat(40).trim() }).split("\n");
  expect(lines.length).toBe(4);
  expect(lines[1]).toMatch(/^ {2}word/);
});
