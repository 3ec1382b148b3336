/**
 * Where a learner is in the course, and how the labs went: one value, kept in the browser and taken along as a file. What
 * somebody else may have written there (an older version, another program) is read part by part, and of two states of a
 * thing the one that is further stays.
 */
import { betterOf, type LabRecord, recordOf } from "./lab-record.ts";

export interface LabProgress {
  readonly done: number;
  readonly all: number;
  /** Once complete, complete: starting over takes nothing away. */
  readonly complete: boolean;
  readonly best?: LabRecord;
}

export interface Progress {
  /** By lesson (`track/lesson`): begun, or read to its end. */
  readonly lessons: Readonly<Record<string, "begun" | "read">>;
  readonly labs: Readonly<Record<string, LabProgress>>;
  /** The page of the course that was open last: its address from the site's root. */
  readonly last: string | null;
}

export const NOTHING: Progress = { lessons: {}, labs: {}, last: null };

const THINGS_MAX = 2_000;
const LESSON = /^[a-z0-9][a-z0-9/-]{0,160}$/;
const SLUG = /^[a-z][a-z0-9-]{0,80}$/;
const PATH = /^[a-z0-9/-]{1,200}$/;

export function parseProgress(text: string | null): Progress {
  return readProgress(text ?? "") ?? NOTHING;
}

export function progressText(progress: Progress): string {
  return JSON.stringify({ hopProgress: 2, ...progress });
}

/** Null where it is none. Files of the first version held the records of labs alone. */
export function readProgress(text: string): Progress | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const { hopProgress, lessons, labs, last } = asRecord(value);
  if (hopProgress === 1) return ofRecords(asRecord(labs));
  if (hopProgress !== 2) return null;
  return ofParts(lessons, labs, last);
}

/** What the two keys of earlier versions held: where somebody was, and the records of labs. */
export function ofEarlier(places: string | null, records: string | null): Progress {
  let value: unknown;
  try {
    value = JSON.parse(places ?? "null");
  } catch {
    value = null;
  }
  const { lessons, labs, last } = asRecord(value);
  return merged(ofParts(lessons, labs, last), parseProgress(records));
}

function ofParts(lessons: unknown, labs: unknown, last: unknown): Progress {
  const states = entriesOf(lessons, LESSON).filter(([, state]) => state === "begun" || state === "read");
  const read = entriesOf(labs, SLUG).flatMap(([slug, value]): [string, LabProgress][] => {
    const lab = labOf(value);
    return lab === null ? [] : [[slug, lab]];
  });
  return {
    lessons: Object.fromEntries(states) as Progress["lessons"],
    labs: Object.fromEntries(read),
    last: typeof last === "string" && PATH.test(last) ? last : null,
  };
}

function ofRecords(labs: Record<string, unknown>): Progress {
  let progress = NOTHING;
  for (const [slug, value] of entriesOf(labs, SLUG)) {
    const record = recordOf(value);
    if (record !== undefined) progress = withRecord(progress, slug, record);
  }
  return progress;
}

function labOf(value: unknown): LabProgress | null {
  const { done, all, complete, best } = asRecord(value);
  if (!isCount(done) || !isCount(all) || typeof complete !== "boolean") return null;
  const record = recordOf(best);
  return record === undefined ? { done, all, complete } : { done, all, complete, best: record };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function entriesOf(value: unknown, name: RegExp): [string, unknown][] {
  return Object.entries(asRecord(value))
    .filter(([key]) => name.test(key))
    .slice(0, THINGS_MAX);
}

export function withLesson(progress: Progress, id: string, state: "begun" | "read"): Progress {
  const isRead = progress.lessons[id] === "read" || state === "read";
  return { ...progress, lessons: { ...progress.lessons, [id]: isRead ? "read" : "begun" } };
}

export function withLab(progress: Progress, slug: string, done: number, all: number): Progress {
  const had = progress.labs[slug];
  const complete = had?.complete === true || (all > 0 && done === all);
  return { ...progress, labs: { ...progress.labs, [slug]: { ...had, done, all, complete } } };
}

/** With this record, if it is the better one of its lab. */
export function withRecord(progress: Progress, slug: string, record: LabRecord): Progress {
  const { tasksDone, tasks } = record;
  const had = progress.labs[slug] ?? { done: tasksDone, all: tasks, complete: tasksDone === tasks };
  const best = betterOf(had.best, record) as LabRecord;
  return { ...progress, labs: { ...progress.labs, [slug]: { ...had, best } } };
}

/** Both of them: where they differ, this browser's own place stays, and whatever is further. */
export function merged(own: Progress, other: Progress): Progress {
  let all: Progress = { ...own, last: own.last ?? other.last };
  for (const [id, state] of Object.entries(other.lessons)) all = withLesson(all, id, state);
  const labs = { ...all.labs };
  for (const [slug, lab] of Object.entries(other.labs)) labs[slug] = mergedLab(labs[slug] ?? lab, lab);
  return { ...all, labs };
}

function mergedLab(own: LabProgress, other: LabProgress): LabProgress {
  const { done, all } = own;
  const best = betterOf(own.best, other.best);
  const complete = own.complete || other.complete;
  return best === undefined ? { done, all, complete } : { done, all, complete, best };
}

/** How many labs something is known of. */
export function labCount({ labs }: Progress): number {
  return Object.keys(labs).length;
}
