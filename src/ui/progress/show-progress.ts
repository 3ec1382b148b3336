/**
 * Writes down where the reader is on a page of the course, and says so in lists. A lesson is begun when it is opened
 * and read when its end has been in view; a lab tells how many of its tasks are done.
 */
import { changeProgress, forgetProgress, keptProgress } from "./kept-progress.ts";
import { type Progress, withLab, withLesson } from "./progress.ts";
import { goOnAt, labWords, trackWords } from "./progress-words.ts";

export function showProgress(): void {
  const { lesson, lab } = document.querySelector<HTMLElement>("[data-course-page]")?.dataset ?? {};
  if (lesson !== undefined) watchLesson(lesson);
  if (lab !== undefined) watchLab(lab);
  writeStates();
  // A page that comes back out of the browser's own store shows what has happened since.
  addEventListener("pageshow", writeStates);
  addEventListener("storage", writeStates);
  const forget = document.querySelector<HTMLButtonElement>("[data-forget-progress]");
  forget?.addEventListener("click", () => {
    forgetProgress();
    writeStates();
  });
}

function watchLesson(id: string): void {
  changeProgress((progress) => ({ ...withLesson(progress, id, "begun"), last: `${id}/` }));
  const end = document.querySelector("[data-lesson-end]");
  if (end === null) return;
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    changeProgress((progress) => withLesson(progress, id, "read"));
  });
  seen.observe(end);
}

function watchLab(slug: string): void {
  changeProgress((progress) => ({ ...progress, last: `labs/${slug}/` }));
  document.addEventListener("hop-progress", (event) => {
    const { done, all } = (event as CustomEvent<{ done: number; all: number }>).detail;
    changeProgress((progress) => withLab(progress, slug, done, all));
  });
}

function writeStates(): void {
  const progress = keptProgress();
  for (const element of document.querySelectorAll<HTMLElement>("[data-state-of-lesson]"))
    write(element, progress.lessons[element.dataset.stateOfLesson ?? ""] ?? "");
  for (const element of document.querySelectorAll<HTMLElement>("[data-state-of-lab]"))
    write(element, labWords(progress.labs[element.dataset.stateOfLab ?? ""]));
  for (const element of document.querySelectorAll<HTMLElement>("[data-state-of-track]"))
    write(element, trackWords(progress, (element.dataset.stateOfTrack ?? "").split(" ").filter(Boolean)));
  writeGoOn(progress);
  const isEmpty = progress.last === null && Object.keys(progress.lessons).length === 0;
  const note = document.querySelector<HTMLElement>("[data-progress-note]");
  if (note !== null) note.hidden = isEmpty;
}

function write(element: HTMLElement, words: string): void {
  element.textContent = words;
  element.toggleAttribute("data-finished", words === "read" || words === "complete");
}

/** The first button of the home page leads to where the reader was, if the course still has that page. */
function writeGoOn(progress: Progress): void {
  const begin = document.querySelector<HTMLAnchorElement>("[data-begin]");
  if (begin === null) return;
  const all = [...document.querySelectorAll<HTMLAnchorElement>("main a[data-course-link]")];
  const path = goOnAt(
    progress,
    all.map(({ dataset }) => dataset.courseLink ?? ""),
  );
  const link = all.find(({ dataset }) => path !== undefined && dataset.courseLink === path);
  begin.href = link?.href ?? begin.dataset.begin ?? begin.href;
  begin.textContent = link === undefined ? (begin.dataset.beginWords ?? "") : `Go on: ${link.textContent?.trim()}`;
}
