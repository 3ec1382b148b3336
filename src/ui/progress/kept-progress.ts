/**
 * The one place in the browser where progress is kept. Every change begins with what is kept at that moment, so that two
 * tabs do not take from each other. Storage may be full or switched off: then it holds for this page.
 */
import { merged, NOTHING, ofEarlier, type Progress, parseProgress, progressText } from "./progress.ts";

const KEY = "hop-progress-2";
/** Of earlier versions, which kept it in two places: taken over whenever they are found. */
const EARLIER = ["hop-progress-1", "hop-lab-records-1"] as const;

/** What the browser did not take. */
let held: Progress | null = null;

export function keptProgress(): Progress {
  try {
    const [places, records] = EARLIER.map((key) => localStorage.getItem(key)) as [string | null, string | null];
    const kept = parseProgress(localStorage.getItem(KEY));
    const all = places === null && records === null ? kept : merged(kept, ofEarlier(places, records));
    return held === null ? all : merged(held, all);
  } catch {
    return held ?? NOTHING;
  }
}

/** False where the browser does not keep it. */
export function changeProgress(change: (progress: Progress) => Progress): boolean {
  const changed = change(keptProgress());
  try {
    localStorage.setItem(KEY, progressText(changed));
    held = null;
    for (const key of EARLIER) localStorage.removeItem(key);
    return true;
  } catch {
    held = changed;
    return false;
  }
}

export function forgetProgress(): void {
  held = null;
  try {
    for (const key of [KEY, ...EARLIER]) localStorage.removeItem(key);
  } catch {
    // Then nothing was kept.
  }
}
