import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { blocksOf } from "./lessons/lesson-blocks.ts";
import { faultsOf, lessonFile, lessonIds, matches, playLesson } from "./lessons/play-lesson.ts";

describe.each(lessonIds())("lesson %s", (id) => {
  it("does what it says, block by block, and prints what it shows", () => {
    const played = playLesson(id);
    expect(played.length).toBeGreaterThan(2);
    expect(played.flatMap(faultsOf).join("\n\n")).toBe("");
  });

  it("asks questions, has a lab and a figure, and says where to read upstream", () => {
    const text = readFileSync(lessonFile(id), "utf8");
    expect(text).toMatch(/^labs:\n {2}- /m);
    for (const part of [/^<Predict$/m, /^<Journey$/m, /^<Quiz$/m, /^Upstream: \[/m]) expect(text).toMatch(part);
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
