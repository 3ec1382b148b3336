/**
 * Which labs were done in this browser, and how: a few lines that can be taken along as a file and read in elsewhere.
 * What a file says is looked at part by part, and of two records of a lab the better one stays.
 */

export interface LabRecord {
  readonly tasksDone: number;
  readonly tasks: number;
  readonly commands: number;
  /** Of the cluster's time, which goes as fast as the learner's. */
  readonly seconds: number;
  readonly seed: number | string;
  /** The day, as `2026-05-01`. */
  readonly day: string;
}

export type Progress = ReadonlyMap<string, LabRecord>;

const KEY = "hop-lab-records-1";
const LABS_MAX = 1_000;
const SLUG = /^[a-z][a-z0-9-]{0,80}$/;

export function loadProgress(): Progress {
  try {
    return readProgress(localStorage.getItem(KEY) ?? "") ?? new Map();
  } catch {
    return new Map();
  }
}

/** False where the browser does not keep it. */
export function keepProgress(progress: Progress): boolean {
  try {
    localStorage.setItem(KEY, progressText(progress));
    return true;
  } catch {
    return false;
  }
}

/** With this record, if it is the better one of its lab. */
export function withRecord(progress: Progress, slug: string, record: LabRecord): Progress {
  const had = progress.get(slug);
  if (had !== undefined && had.tasksDone / had.tasks >= record.tasksDone / record.tasks) return progress;
  return new Map([...progress, [slug, record]]);
}

export function merged(one: Progress, other: Progress): Progress {
  let all = one;
  for (const [slug, record] of other) all = withRecord(all, slug, record);
  return all;
}

export function progressText(progress: Progress): string {
  return `${JSON.stringify({ hopProgress: 1, labs: Object.fromEntries(progress) }, null, 1)}\n`;
}

/** Null where it is none. */
export function readProgress(text: string): Progress | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const { hopProgress, labs } = (value ?? {}) as { readonly hopProgress?: unknown; readonly labs?: unknown };
  if (hopProgress !== 1 || typeof labs !== "object" || labs === null) return null;
  const records = Object.entries(labs).slice(0, LABS_MAX);
  return new Map(
    records.flatMap(([slug, given]): [string, LabRecord][] => {
      const record = SLUG.test(slug) ? recordOf(given) : null;
      return record === null ? [] : [[slug, record]];
    }),
  );
}

function recordOf(value: unknown): LabRecord | null {
  if (typeof value !== "object" || value === null) return null;
  const { tasksDone, tasks, commands, seconds, seed, day } = value as Record<string, unknown>;
  const counts = [tasksDone, tasks, commands, seconds];
  if (!counts.every((count) => Number.isSafeInteger(count) && (count as number) >= 0)) return null;
  if (tasks === 0 || (tasksDone as number) > (tasks as number)) return null;
  if (typeof seed !== "number" && !(typeof seed === "string" && seed.length <= 100)) return null;
  if (typeof day !== "string" || !/^\d{4}-\d\d-\d\d$/.test(day)) return null;
  const [done, all, typed, took] = counts as [number, number, number, number];
  return { tasksDone: done, tasks: all, commands: typed, seconds: took, seed, day };
}
