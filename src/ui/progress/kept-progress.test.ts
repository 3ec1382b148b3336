import { beforeEach, expect, test, vi } from "vitest";
import type * as Kept from "./kept-progress.ts";
import { NOTHING, withLab, withLesson } from "./progress.ts";

let stored = new Map<string, string>();
let isFull = false;

beforeEach(() => {
  stored = new Map();
  isFull = false;
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (isFull) throw new DOMException("full", "QuotaExceededError");
      stored.set(key, value);
    },
    removeItem: (key: string) => stored.delete(key),
  });
});

/** Each tab has the module for itself. */
async function tab(): Promise<typeof Kept> {
  vi.resetModules();
  return await import("./kept-progress.ts");
}

test("what was kept in two places is kept in one from the next change on", async () => {
  stored.set("hop-progress-1", '{"lessons":{"a/1":"read"},"labs":{},"last":"a/1/"}');
  const record = { tasksDone: 1, tasks: 2, commands: 3, seconds: 4, seed: 5, day: "2026-05-01" };
  stored.set("hop-lab-records-1", JSON.stringify({ hopProgress: 1, labs: { x: record } }));
  const { keptProgress, changeProgress } = await tab();
  expect(keptProgress().labs.x?.best).toEqual(record);
  expect(changeProgress((progress) => withLesson(progress, "a/2", "begun"))).toBe(true);
  expect([...stored.keys()]).toEqual(["hop-progress-2"]);
  expect(keptProgress()).toMatchObject({ lessons: { "a/1": "read", "a/2": "begun" }, last: "a/1/" });
});

test("two tabs in turn lose nothing of each other", async () => {
  const [one, other] = [await tab(), await tab()];
  one.changeProgress((progress) => withLesson(progress, "a/1", "read"));
  other.changeProgress((progress) => withLab(progress, "x", 1, 2));
  one.changeProgress((progress) => withLesson(progress, "a/2", "begun"));
  expect(other.keptProgress()).toMatchObject({ lessons: { "a/1": "read", "a/2": "begun" }, labs: { x: { done: 1 } } });
});

test("where storage is full it holds for this page, is kept when there is room, and what was kept before stays", async () => {
  const { changeProgress, keptProgress } = await tab();
  changeProgress((progress) => withLesson(progress, "a/1", "read"));
  isFull = true;
  expect(changeProgress((progress) => withLesson(progress, "a/2", "read"))).toBe(false);
  expect(keptProgress().lessons).toEqual({ "a/1": "read", "a/2": "read" });
  expect((await tab()).keptProgress().lessons).toEqual({ "a/1": "read" });
  isFull = false;
  expect(changeProgress((progress) => progress)).toBe(true);
  expect(keptProgress().lessons).toEqual({ "a/1": "read", "a/2": "read" });
});

test("where storage is blocked nothing throws", async () => {
  vi.stubGlobal("localStorage", undefined);
  const { changeProgress, forgetProgress, keptProgress } = await tab();
  expect(changeProgress((progress) => withLesson(progress, "a/1", "read"))).toBe(false);
  expect(keptProgress().lessons).toEqual({ "a/1": "read" });
  forgetProgress();
  expect(keptProgress()).toEqual(NOTHING);
});
