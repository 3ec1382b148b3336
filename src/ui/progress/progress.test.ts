import { describe, expect, test } from "vitest";
import type { LabRecord } from "./lab-record.ts";
import {
  labCount,
  merged,
  NOTHING,
  ofEarlier,
  parseProgress,
  progressText,
  readProgress,
  withLab,
  withLesson,
  withRecord,
} from "./progress.ts";
import { goOnAt, labWords, trackWords } from "./progress-words.ts";

const RECORD: LabRecord = { tasksDone: 2, tasks: 3, commands: 9, seconds: 340, seed: "Ada", day: "2026-05-01" };

describe("what is kept is read with care", () => {
  test.each([
    [null],
    ["not JSON"],
    ["[]"],
    ['"text"'],
    ['{"hopProgress":2,"lessons":7,"labs":[1],"last":{}}'],
    ['{"hopProgress":2,"lessons":{"a":"flown"},"labs":{"b":{"done":"1"}},"last":"https://elsewhere.example/"}'],
    [
      '{"hopProgress":2,"labs":{"__proto__":{"done":1,"all":1,"complete":true},"<b>":{"done":1,"all":1,"complete":true}}}',
    ],
  ])("%s is nothing", (text) => {
    expect(parseProgress(text)).toEqual(NOTHING);
    expect(ofEarlier(text, text)).toEqual(NOTHING);
  });

  test("a later version's is not guessed at", () => {
    expect(readProgress('{"hopProgress":3,"lessons":{"a":"read"}}')).toBeNull();
  });

  test("what fits stays, beside what does not", () => {
    const labs = { c: { done: 1, all: 2, complete: false, best: { ...RECORD, day: "<script>" } } };
    const kept = { hopProgress: 2, lessons: { a: "read", b: 1 }, labs, last: "a/" };
    const fits = { lessons: { a: "read" }, labs: { c: { done: 1, all: 2, complete: false } }, last: "a/" };
    expect(parseProgress(JSON.stringify(kept))).toEqual(fits);
  });
});

test("a lesson that was read stays read when it is opened again", () => {
  const read = withLesson(withLesson(NOTHING, "a", "begun"), "a", "read");
  expect(withLesson(read, "a", "begun").lessons).toEqual({ a: "read" });
});

test("a lab that was complete stays complete when it is started over", () => {
  const complete = withLab(NOTHING, "a", 2, 2);
  expect(complete.labs.a?.complete).toBe(true);
  expect(labWords(withLab(complete, "a", 0, 2).labs.a)).toBe("complete");
});

test("a lab without tasks is not complete by that", () => {
  expect(withLab(NOTHING, "a", 0, 0).labs.a?.complete).toBe(false);
});

test("it goes into a file and comes back", () => {
  const progress = { ...withRecord(withLesson(NOTHING, "a/1", "read"), "stale-address", RECORD), last: "a/1/" };
  expect(readProgress(progressText(progress))).toEqual(progress);
});

test("the better record of a lab stays, whichever comes first", () => {
  const some = withRecord(NOTHING, "a", RECORD);
  const all = withRecord(NOTHING, "a", { ...RECORD, tasksDone: 3 });
  for (const both of [merged(all, some), merged(some, all), withRecord(all, "a", RECORD)])
    expect(both.labs.a?.best?.tasksDone).toBe(3);
  expect(merged(some, all).labs.a?.complete).toBe(true);
  expect(labCount(merged(some, withRecord(NOTHING, "b", RECORD)))).toBe(2);
  expect(withLab(some, "a", 0, 3).labs.a?.best).toEqual(RECORD);
});

test("of two browsers' progress whatever is further stays, and one's own place", () => {
  const own = { ...withLesson(withLesson(NOTHING, "a/1", "read"), "a/2", "begun"), last: "a/2/" };
  const other = { ...withLesson(withLesson(NOTHING, "a/1", "begun"), "a/2", "read"), last: "labs/x/" };
  expect(merged(own, other)).toEqual({ lessons: { "a/1": "read", "a/2": "read" }, labs: {}, last: "a/2/" });
  expect(merged(NOTHING, other).last).toBe("labs/x/");
});

test("what earlier versions kept in two places is one, and their files are read", () => {
  const places = { lessons: { "a/1": "read" }, labs: { x: { done: 0, all: 3, complete: false } }, last: "labs/x/" };
  const records = {
    hopProgress: 1,
    labs: { x: RECORD, y: { ...RECORD, tasksDone: 3 }, z: { ...RECORD, tasksDone: 4 } },
  };
  expect(ofEarlier(JSON.stringify(places), JSON.stringify(records))).toEqual({
    lessons: { "a/1": "read" },
    labs: {
      x: { done: 0, all: 3, complete: false, best: RECORD },
      y: { done: 3, all: 3, complete: true, best: { ...RECORD, tasksDone: 3 } },
    },
    last: "labs/x/",
  });
  expect(labCount(readProgress(JSON.stringify(records)) ?? NOTHING)).toBe(2);
});

test("in words", () => {
  expect(labWords(undefined)).toBe("");
  expect(labWords(withLab(NOTHING, "a", 0, 3).labs.a)).toBe("begun");
  expect(labWords(withLab(NOTHING, "a", 1, 3).labs.a)).toBe("1 of 3 tasks");
  expect(trackWords(NOTHING, ["a", "b"])).toBe("");
  expect(trackWords(withLesson(NOTHING, "a", "begun"), ["a", "b"])).toBe("0 of 2 read");
  expect(trackWords(withLesson(NOTHING, "a", "read"), ["a", "b"])).toBe("1 of 2 read");
});

test("going on means the page that was open, and the next one when that is done", () => {
  const course = ["a/1/", "a/2/", "labs/x/", "labs/y/"];
  const at = (last: string) => ({ ...withLab(withLesson(NOTHING, "a/1", "read"), "x", 1, 1), last });
  expect(goOnAt(NOTHING, course)).toBeUndefined();
  expect(goOnAt(at("gone/"), course)).toBeUndefined();
  expect(goOnAt(at("a/1/"), course)).toBe("a/2/");
  expect(goOnAt(at("a/2/"), course)).toBe("a/2/");
  expect(goOnAt(at("labs/x/"), course)).toBe("labs/y/");
  expect(goOnAt(at("a/1/"), ["a/1/"])).toBe("a/1/");
});
