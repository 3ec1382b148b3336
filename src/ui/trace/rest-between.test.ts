import { expect, test } from "vitest";
import { restBetween } from "./rest-between.ts";

test("little is asked for often, much more seldom", () => {
  expect(restBetween(null)).toBe(600);
  expect(restBetween({ total: 10, ownCount: 0 })).toBe(640);
  expect(restBetween({ total: 400, ownCount: 600 })).toBe(4_600);
});
