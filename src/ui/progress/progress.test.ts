import { describe, expect, test } from "vitest";
import { NOTHING, parseProgress, withLab, withLesson } from "./kept-progress.ts";
import { goOnAt, labWords, trackWords } from "./progress-words.ts";

describe("what is kept is read with care", () => {
  test.each([
    [null],
    ["not JSON"],
    ["[]"],
    ['"text"'],
    ['{"lessons":7,"labs":[1],"last":{}}'],
    ['{"lessons":{"a":"flown"},"labs":{"b":{"done":"1"}}}'],
  ])("%s is nothing", (text) => {
    expect(parseProgress(text)).toEqual(NOTHING);
  });

  test("what fits stays, beside what does not", () => {
    const kept = { lessons: { a: "read", b: 1 }, labs: { c: { done: 1, all: 2, complete: false } }, last: "a/" };
    expect(parseProgress(JSON.stringify(kept))).toEqual({ ...kept, lessons: { a: "read" } });
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
