import { expect, test } from "vitest";
import { unifiedDiff } from "./unified-diff.ts";

const LINES = Array.from({ length: 20 }, (_, i) => `line ${i + 1}`);

function changed(changes: Readonly<Record<number, readonly string[]>>): string {
  return LINES.flatMap((line, i) => changes[i + 1] ?? [line]).join("\n");
}

test("three lines around a change, and the ranges of both texts", () => {
  expect(unifiedDiff(LINES.join("\n"), changed({ 10: ["new", "newer"] }))).toBe(
    "@@ -7,7 +7,8 @@\n line 7\n line 8\n line 9\n-line 10\n+new\n+newer\n line 11\n line 12\n line 13\n",
  );
});

test("changes near each other are shown together, distant ones apart", () => {
  const heads = (text: string): string[] => text.split("\n").filter((line) => line.startsWith("@@"));
  expect(heads(unifiedDiff(LINES.join("\n"), changed({ 5: ["a"], 12: ["b"] })))).toEqual(["@@ -2,14 +2,14 @@"]);
  expect(heads(unifiedDiff(LINES.join("\n"), changed({ 5: ["a"], 13: ["b"] })))).toEqual([
    "@@ -2,7 +2,7 @@",
    "@@ -10,7 +10,7 @@",
  ]);
});

test("at the ends there is no more to show", () => {
  expect(unifiedDiff("a\nb", "b")).toBe("@@ -1,2 +1 @@\n-a\n b\n");
  expect(unifiedDiff("a", "a\nb")).toBe("@@ -1 +1,2 @@\n a\n+b\n");
  expect(unifiedDiff("a\nb", "a\nb")).toBe("");
});
