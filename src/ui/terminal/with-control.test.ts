import { expect, test } from "vitest";
import { withControl } from "./with-control.ts";

test("letters and their neighbours have a control character, other keys stay", () => {
  expect(["c", "C", "d", "[", "1", "\x1b[A", "é"].map(withControl)).toEqual([
    "\x03",
    "\x03",
    "\x04",
    "\x1b",
    "1",
    "\x1b[A",
    "é",
  ]);
});
