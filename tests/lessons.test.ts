import { describe, expect, it } from "vitest";
import { blocksOf } from "./lessons/lesson-blocks.ts";
import { faultsOf, lessonIds, matches, playLesson } from "./lessons/play-lesson.ts";

describe.each(lessonIds())("lesson %s", (id) => {
  it("does what it says, block by block, and prints what it shows", () => {
    const played = playLesson(id);
    expect(played.length).toBeGreaterThan(2);
    expect(played.flatMap(faultsOf).join("\n\n")).toBe("");
  });
});

describe("what a lesson shows", () => {
  it("may leave out lines, and no others", () => {
    expect(matches("a\n...\nd", "a\nb\nc\nd\n")).toBe(true);
    expect(matches("a\n...\nc", "a\nb\nc\nd\n")).toBe(false);
    expect(matches("...\nc\n...", "a\nb\nc\nd\n")).toBe(true);
    expect(matches("b\n...", "a\nb\n")).toBe(false);
    expect(matches("a\nb", "a\nb\nc\n")).toBe(false);
  });

  it("is found by its fence and its words", () => {
    const text = "x\n```sh run exit=1\nkubectl get svc, ep\n```\n\n  ```output\n  no\n  ```\n";
    expect(blocksOf(text)).toEqual([
      { language: "sh", words: ["run", "exit=1"], code: "kubectl get svc, ep", line: 3 },
      { language: "output", words: [], code: "no", line: 7 },
    ]);
  });
});
