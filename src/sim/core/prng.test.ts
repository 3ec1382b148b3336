import { expect, test } from "vitest";
import { Prng } from "./prng.ts";

test("the same seed gives these numbers, today and in a year", () => {
  const prng = new Prng(1);
  expect([prng.uint32(), prng.uint32(), prng.uint32(), prng.uint32()]).toMatchInlineSnapshot(`
    [
      3581614736,
      2763284293,
      4264252481,
      4250056693,
    ]
  `);
  expect(new Prng(1).split("pods").text("bcdfghjklmnpqrstvwxz2456789", 5)).toMatchInlineSnapshot(`"5dssq"`);
});

test("a child depends on the seed and its label, not on what others have drawn", () => {
  const quiet = new Prng("seed");
  const busy = new Prng("seed");
  for (let i = 0; i < 100; i++) busy.uint32();
  expect(busy.split("dns").uint32()).toBe(quiet.split("dns").uint32());
  expect(quiet.split("dns").uint32()).not.toBe(quiet.split("cni").uint32());
});

test("every number below a bound comes up about equally often", () => {
  const prng = new Prng(42);
  const counts = [0, 0, 0, 0, 0];
  for (let i = 0; i < 50_000; i++) counts[prng.below(5)]!++;
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
});
