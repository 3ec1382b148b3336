import { expect, it } from "vitest";
import { type LabRecord, merged, progressText, readProgress, withRecord } from "./lab-records.ts";

const RECORD: LabRecord = { tasksDone: 2, tasks: 3, commands: 9, seconds: 340, seed: "Ada", day: "2026-05-01" };

it("goes into a file and comes back", () => {
  const progress = withRecord(new Map(), "stale-address", RECORD);
  expect(readProgress(progressText(progress))).toEqual(progress);
});

it("keeps the better record of a lab", () => {
  const some = withRecord(new Map(), "a", RECORD);
  const all = withRecord(new Map(), "a", { ...RECORD, tasksDone: 3 });
  expect(merged(all, some)).toBe(all);
  expect(merged(some, all).get("a")?.tasksDone).toBe(3);
  expect(merged(some, withRecord(new Map(), "b", RECORD)).size).toBe(2);
});

it("takes nothing that is no record, and no name that is none", () => {
  expect(readProgress("{}")).toBe(null);
  expect(readProgress("[1")).toBe(null);
  const labs = { "<b>": RECORD, a: { ...RECORD, tasksDone: 4 }, b: { ...RECORD, day: "<script>" }, c: null, d: RECORD };
  const text = JSON.stringify({ hopProgress: 1, labs }).replace('"labs":{', '"labs":{"__proto__":{"tasks":1},');
  expect([...(readProgress(text) ?? [])]).toEqual([["d", RECORD]]);
});
