import { expect, test } from "vitest";
import { markedParts } from "./marked-text.ts";

test("what was found is told apart from what is around it", () => {
  expect(markedParts("a <mark>Pod</mark> and <mark>two</mark>")).toEqual([
    { text: "a ", isFound: false },
    { text: "Pod", isFound: true },
    { text: " and ", isFound: false },
    { text: "two", isFound: true },
  ]);
});

test("entities become the text they stand for, once", () => {
  expect(markedParts("&lt;none&gt; &amp;lt; &unknown;")).toEqual([{ text: "<none> &lt; &unknown;", isFound: false }]);
});

test("other markup stays text", () => {
  expect(markedParts("<img src=x onerror=y>")).toEqual([{ text: "<img src=x onerror=y>", isFound: false }]);
});
