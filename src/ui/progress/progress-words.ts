/** Progress in words, for lists of lessons and labs. */
import type { LabProgress, Progress } from "./progress.ts";

export function labWords(lab: LabProgress | undefined): string {
  if (lab === undefined) return "";
  if (lab.complete) return "complete";
  return lab.done === 0 ? "begun" : `${lab.done} of ${lab.all} tasks`;
}

/** Of the lessons with these ids; nothing is said before the first is begun. */
export function trackWords(progress: Progress, ids: readonly string[]): string {
  const states = ids.map((id) => progress.lessons[id]).filter((state) => state !== undefined);
  if (states.length === 0) return "";
  return `${states.filter((state) => state === "read").length} of ${ids.length} read`;
}

/** Where to go on: the page that was open last, or what comes after it in the course if it is done with. */
export function goOnAt(progress: Progress, course: readonly string[]): string | undefined {
  const place = course.indexOf(progress.last ?? "");
  return place < 0 ? undefined : (course.slice(place).find((path) => !isDone(progress, path)) ?? course[place]);
}

function isDone(progress: Progress, path: string): boolean {
  const lab = /^labs\/(.+)\/$/.exec(path)?.[1];
  if (lab !== undefined) return progress.labs[lab]?.complete === true;
  return progress.lessons[path.replace(/\/$/, "")] === "read";
}
