/** Snippets that bash still runs otherwise, and why; the test says so when one does not differ any more. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Difference {
  /** What the snippet contains that makes it differ. */
  readonly marks: readonly string[];
  readonly why: string;
}

const KNOWN: readonly Difference[] = JSON.parse(readFileSync(join(import.meta.dirname, "differences.json"), "utf8"));

/** The reason, or null when the snippet is to print what bash prints. */
export function differenceOf(snippet: string): string | null {
  return KNOWN.find(({ marks }) => marks.every((mark) => snippet.includes(mark)))?.why ?? null;
}
