/** The course as the site builds it: the order of content/course.ts against the lessons that are really there. */
import { COURSE, type LessonEntry, type Track } from "../../content/course.ts";

export interface PlacedLesson {
  readonly track: Track;
  readonly lesson: LessonEntry;
  /** Among the written lessons of the whole course. */
  readonly previous: PlacedLink | undefined;
  readonly next: PlacedLink | undefined;
  /** What comes right after it in its track and is not written yet. */
  readonly announced: LessonEntry | undefined;
}

interface PlacedLink {
  readonly id: string;
  readonly title: string;
}

/** Everything that is wrong between the list and the folders, in words that say what to do. */
export function courseProblems(course: readonly Track[], written: ReadonlySet<string>): string[] {
  const problems: string[] = [];
  const listed = new Set<string>();
  for (const track of course)
    for (const lesson of track.lessons) {
      const id = `${track.slug}/${lesson.slug}`;
      if (listed.has(id)) problems.push(`content/course.ts lists ${id} twice`);
      listed.add(id);
      if (lesson.planned && written.has(id)) problems.push(`${id} is written: drop "planned" in content/course.ts`);
      if (!lesson.planned && !written.has(id))
        problems.push(
          `content/course.ts lists ${id}, and content/${id}/index.mdx is missing: write it, or mark it planned`,
        );
    }
  for (const id of written)
    if (!listed.has(id)) problems.push(`content/${id}/index.mdx is not listed in content/course.ts: add its line`);
  return problems;
}

/** The written lessons in order, by id (`track/lesson`). */
export function placedLessons(written: ReadonlySet<string>): ReadonlyMap<string, PlacedLesson> {
  const problems = courseProblems(COURSE, written);
  if (problems.length > 0) throw new Error(`The course does not add up:\n  ${problems.join("\n  ")}`);
  const all = COURSE.flatMap((track) =>
    track.lessons.filter((lesson) => !lesson.planned).map((lesson) => ({ track, lesson })),
  );
  const link = (index: number): PlacedLink | undefined => {
    const place = all[index];
    return place && { id: `${place.track.slug}/${place.lesson.slug}`, title: place.lesson.title };
  };
  return new Map(
    all.map(({ track, lesson }, index) => [
      `${track.slug}/${lesson.slug}`,
      { track, lesson, previous: link(index - 1), next: link(index + 1), announced: announcedAfter(track, lesson) },
    ]),
  );
}

function announcedAfter(track: Track, lesson: LessonEntry): LessonEntry | undefined {
  const after = track.lessons[track.lessons.indexOf(lesson) + 1];
  return after?.planned ? after : undefined;
}
