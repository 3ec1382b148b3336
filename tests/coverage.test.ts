import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { COURSE } from "../content/course.ts";
import { LABS } from "../labs/index.ts";

interface Entry {
  readonly heading: string;
  readonly lesson: string;
  readonly lab?: string;
  readonly planned?: true;
}

const ROOT = join(import.meta.dirname, "..");
const SEEDS = join(ROOT, "..", "shared", "seeds");
const TABLE = parse(readFileSync(join(ROOT, "content", "coverage.yaml"), "utf8")) as Record<string, Entry[] | null>;

/** Headings outside of fences, in order. */
function headingsOf(text: string): string[] {
  let isCode = false;
  return text.split("\n").flatMap((line) => {
    if (line.trimStart().startsWith("```")) isCode = !isCode;
    const found = isCode ? null : /^#{1,6} +(.+?) *$/.exec(line);
    return found === null ? [] : [found[1] as string];
  });
}

/** As the site makes them. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");
}

describe.each(Object.keys(TABLE))("document %s", (document) => {
  const entries = TABLE[document] ?? [];

  it("has lessons, headings and labs where the table says", () => {
    const faults = entries.flatMap(({ heading, lesson, lab, planned }) => {
      const [id = "", anchor = ""] = lesson.split("#");
      const file = join(ROOT, "content", id, "index.mdx");
      if (planned === true) return existsSync(file) ? [`${heading}: ${id} is written: drop "planned"`] : [];
      if (!existsSync(file)) return [`${heading}: there is no lesson ${id}`];
      const anchors = headingsOf(readFileSync(file, "utf8")).map(anchorOf);
      const found = anchor === "" || anchors.includes(anchor) || anchor === "labs";
      return [
        ...(found ? [] : [`${heading}: ${id} has no heading #${anchor}; it has ${anchors.join(", ")}`]),
        ...(lab === undefined || LABS.some(({ slug }) => slug === lab) ? [] : [`${heading}: there is no lab ${lab}`]),
      ];
    });
    expect(faults).toEqual([]);
  });

  const source = existsSync(SEEDS) ? readdirSync(SEEDS).find((name) => name.startsWith(document)) : undefined;
  it.skipIf(source === undefined)(
    "is covered heading by heading (without the documents beside the project: skipped)",
    () => {
      const wanted = headingsOf(readFileSync(join(SEEDS, source as string), "utf8"));
      expect(entries.map(({ heading }) => heading)).toEqual(wanted);
    },
  );
});

it("no lab is without a lesson that offers it", () => {
  const offered = COURSE.flatMap((track) =>
    track.lessons
      .filter((lesson) => lesson.planned !== true)
      .flatMap(({ slug }) => {
        const text = readFileSync(join(ROOT, "content", track.slug, slug, "index.mdx"), "utf8");
        const front = parse(/^---\n(.*?)\n---/s.exec(text)?.[1] ?? "") as { labs?: string[] };
        return front.labs ?? [];
      }),
  );
  expect(LABS.map(({ slug }) => slug).filter((slug) => !offered.includes(slug))).toEqual([]);
});
