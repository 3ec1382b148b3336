import { expect, it } from "vitest";
import { nextHint } from "./next-hint.ts";

const HINTS = [{ checkIds: [] }, { checkIds: ["port"] }, { checkIds: ["name", "port"] }, { checkIds: [] }];

function order(failing: readonly string[] | null): number[] {
  const shown = new Set<number>();
  for (let next = nextHint(HINTS, shown, failing); next !== null; next = nextHint(HINTS, shown, failing))
    shown.add(next);
  return [...shown];
}

it("is first the one for what fails, and never one for what holds", () => {
  expect(order(["name"])).toEqual([2, 0, 3]);
  expect(order(["port"])).toEqual([1, 2, 0, 3]);
  expect(order([])).toEqual([0, 3]);
});

it("is the author's first one before anything was checked", () => {
  expect(order(null)).toEqual([0, 3, 1, 2]);
});
