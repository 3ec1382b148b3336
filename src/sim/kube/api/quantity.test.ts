import { describe, expect, it } from "vitest";
import { humanDuration } from "./duration.ts";
import { canonicalQuantity, isQuantity, milliValue, parseQuantity, wholeValue } from "./quantity.ts";

describe("a quantity", () => {
  it.each([
    ["0.5", "500m"],
    ["1000m", "1"],
    ["1024Mi", "1Gi"],
    ["1000M", "1G"],
    ["1.5Gi", "1536Mi"],
    ["0.1Ki", "102400m"],
    ["1e3", "1e3"],
    ["0", "0"],
    ["12E", "12E"],
    ["9Ei", "9223372036854775807"],
    ["1.024G", "1.024G"],
    ["1.02G", "1020M"],
    ["1E6", "1E6"],
    ["1.", "1."],
    ["0.001", "1m"],
  ])("%s is stored as %s", (text, stored) => {
    expect(canonicalQuantity(text)).toBe(stored);
  });

  it.each(["", "1x", "1 Gi", "Gi", "--1", "1.2.3"])("%j is none", (text) => {
    expect(isQuantity(text)).toBe(false);
  });

  it("rounds away from zero to whole units and to thousandths", () => {
    expect([wholeValue(parseQuantity("1100m")), wholeValue(parseQuantity("-1100m"))]).toEqual([2n, -2n]);
    expect(milliValue(parseQuantity("100u"))).toBe(1n);
  });

  it("has no thousandths when they do not fit into 64 bits", () => {
    expect(milliValue(parseQuantity("1E"))).toBe(0n);
  });
});

describe("a duration, as tables show it", () => {
  it.each([
    [-2_000, "<invalid>"],
    [0, "0s"],
    [119_000, "119s"],
    [120_000, "2m"],
    [125_000, "2m5s"],
    [600_000, "10m"],
    [3 * 3_600_000, "3h"],
    [3 * 3_600_000 + 300_000, "3h5m"],
    [47 * 3_600_000, "47h"],
    [50 * 3_600_000, "2d2h"],
    [8 * 86_400_000, "8d"],
    [800 * 86_400_000, "2y70d"],
    [3_000 * 86_400_000, "8y"],
  ])("%i ms is %s", (ms, text) => {
    expect(humanDuration(ms)).toBe(text);
  });
});
