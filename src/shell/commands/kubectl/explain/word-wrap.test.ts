import { expect, test } from "vitest";
import { wrapWords } from "./word-wrap.ts";

test("a word that does not fit begins a line, and the space before it goes", () => {
  expect(wrapWords("one two three", 8)).toBe("one two\nthree");
});

test("a word longer than a line stands alone and whole", () => {
  expect(wrapWords("see https://kubernetes.io/docs now", 10)).toBe("see\nhttps://kubernetes.io/docs\nnow");
});

test("line feeds and the space at a line's beginning stay", () => {
  expect(wrapWords("list:\n  * one\n\nend\n", 10)).toBe("list:\n  * one\n\nend\n");
});
