import { expect, test } from "vitest";
import { courseProblems } from "./course-order.ts";

const track = (lessons: { slug: string; planned?: true }[]) => [
  { slug: "t", title: "T", summary: "", lessons: lessons.map((lesson) => ({ title: lesson.slug, ...lesson })) },
];

test("a course whose list and folders agree has no problems", () => {
  expect(courseProblems(track([{ slug: "a" }, { slug: "b", planned: true }]), new Set(["t/a"]))).toEqual([]);
});

test("a lesson that is written and not listed, listed and not written, planned and written, or listed twice is told", () => {
  const course = track([{ slug: "a" }, { slug: "b", planned: true }, { slug: "b", planned: true }]);
  expect(courseProblems(course, new Set(["t/b", "t/c"]))).toEqual([
    "content/course.ts lists t/a, and content/t/a/index.mdx is missing: write it, or mark it planned",
    't/b is written: drop "planned" in content/course.ts',
    "content/course.ts lists t/b twice",
    't/b is written: drop "planned" in content/course.ts',
    "content/t/c/index.mdx is not listed in content/course.ts: add its line",
  ]);
});
