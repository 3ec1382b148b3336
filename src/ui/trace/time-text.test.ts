import { expect, test } from "vitest";
import { ageText, atText } from "./time-text.ts";

test("a hop's time has the unit in which it is a small number", () => {
  expect([0, 999, 1500, 250_000, 3_000_000].map(atText)).toEqual([
    "+0 µs",
    "+999 µs",
    "+1.50 ms",
    "+250 ms",
    "+3.000 s",
  ]);
});

test("the cluster's age is in seconds, then in minutes", () => {
  expect([4_200_000, 187_900_000].map(ageText)).toEqual(["4.2 s", "3 min 07 s"]);
});
