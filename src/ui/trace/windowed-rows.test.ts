import { expect, test } from "vitest";
import { windowOf } from "./windowed-rows.ts";

const at = { height: 260, rowHeight: 26, total: 30_000 };

test("of thirty thousand rows those in view and a few more are there", () => {
  expect(windowOf({ ...at, scrollTop: 0 })).toEqual({ from: 0, count: 22 });
  expect(windowOf({ ...at, scrollTop: 26 * 1000 })).toEqual({ from: 988, count: 34 });
  expect(windowOf({ ...at, scrollTop: 26 * 29_990 })).toEqual({ from: 29_978, count: 22 });
});

test("a short list is there whole, an empty one not at all", () => {
  expect(windowOf({ ...at, scrollTop: 0, total: 3 })).toEqual({ from: 0, count: 3 });
  expect(windowOf({ ...at, scrollTop: 0, total: 0 })).toEqual({ from: 0, count: 0 });
});
