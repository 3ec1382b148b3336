/**
 * Where the reader is, kept in this browser and nowhere else. What somebody else may have written there (an older
 * version, another program) is read with care: whatever does not fit counts as nothing.
 */

export interface LabProgress {
  readonly done: number;
  readonly all: number;
  /** Once complete, complete: starting over takes nothing away. */
  readonly complete: boolean;
}

export interface Progress {
  /** By lesson (`track/lesson`): begun, or read to its end. */
  readonly lessons: Readonly<Record<string, "begun" | "read">>;
  readonly labs: Readonly<Record<string, LabProgress>>;
  /** The page of the course that was open last: its address from the site's root. */
  readonly last: string | null;
}

export const NOTHING: Progress = { lessons: {}, labs: {}, last: null };

const KEY = "hop-progress-1";

export function parseProgress(text: string | null): Progress {
  try {
    const kept = asRecord(JSON.parse(text ?? "null"));
    const lessons = Object.entries(asRecord(kept.lessons)).filter(([, state]) => state === "begun" || state === "read");
    const labs = Object.entries(asRecord(kept.labs)).filter(([, lab]) => isLabProgress(lab));
    return {
      lessons: Object.fromEntries(lessons) as Progress["lessons"],
      labs: Object.fromEntries(labs) as Progress["labs"],
      last: typeof kept.last === "string" ? kept.last : null,
    };
  } catch {
    return NOTHING;
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function isLabProgress(value: unknown): boolean {
  const { done, all, complete } = asRecord(value);
  return Number.isSafeInteger(done) && Number.isSafeInteger(all) && typeof complete === "boolean";
}

export function withLesson(progress: Progress, id: string, state: "begun" | "read"): Progress {
  const isRead = progress.lessons[id] === "read" || state === "read";
  return { ...progress, lessons: { ...progress.lessons, [id]: isRead ? "read" : "begun" } };
}

export function withLab(progress: Progress, slug: string, done: number, all: number): Progress {
  const complete = progress.labs[slug]?.complete === true || (all > 0 && done === all);
  return { ...progress, labs: { ...progress.labs, [slug]: { done, all, complete } } };
}

export function keptProgress(): Progress {
  try {
    return parseProgress(localStorage.getItem(KEY));
  } catch {
    return NOTHING;
  }
}

/** Storage may be full or switched off; then there is no progress to see, and nothing else is lost. */
export function changeProgress(change: (progress: Progress) => Progress): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(change(keptProgress())));
  } catch {
    return;
  }
}

export function forgetProgress(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    return;
  }
}
