/** A session's log as moments to go back to: after each line that was entered, each file that was saved, in whichever terminal. */
import type { InputEntry, InputLog } from "../../shell/session.ts";
import { typedLine } from "./typed-line.ts";

export interface Moment {
  /** So many entries of the log belong to it. */
  readonly entries: number;
  /** When it was done. */
  readonly sinceUs: number;
  /** Up to when the cluster went on by itself: until something was done again. */
  readonly untilUs: number;
  /** What was done last. */
  readonly label: string;
}

/** Enter, Ctrl-C and Ctrl-D end what somebody types. */
const ENDS = ["\r", "\n", "\x03", "\x04"];
const FIRST = 1;
export const BEGINNING = "the beginning";

/** From the beginning to now. What is half typed is part of the moment before it. */
export function momentsOf(entries: readonly InputEntry[], nowUs: number): Moment[] {
  const deeds = new Deeds(entries);
  const moments: Moment[] = [];
  let last = { label: BEGINNING, sinceUs: 0 };
  /** Where something was begun that is not done yet. */
  let begun: Pick<Moment, "entries" | "untilUs"> | null = null;
  for (const [i, entry] of entries.entries()) {
    if ("columns" in entry || "isMuted" in entry) continue;
    begun ??= { entries: i, untilUs: entry.atUs };
    const done = deeds.take(entry);
    if (done === null) continue;
    moments.push({ ...last, ...begun });
    last = { label: done, sinceUs: entry.atUs };
    begun = null;
  }
  return [...moments, { ...last, entries: entries.length, untilUs: nowUs }];
}

/** What of a log belongs to a moment; or only to its first instant, when it was just done. */
export function logOf(log: InputLog, { entries, sinceUs }: Moment, isJustDone = false): InputLog {
  const own = log.entries.slice(0, entries);
  return { ...log, entries: isJustDone ? own.filter(({ atUs }) => atUs <= sinceUs) : own };
}

/** What entry after entry comes to. */
class Deeds {
  readonly #typed = new Map<number, string>();
  readonly #lines = new Map<number, string[]>();
  readonly #isAlone: boolean;

  constructor(entries: readonly InputEntry[]) {
    this.#isAlone = entries.every((entry) => !("isOpen" in entry));
  }

  /** In words, what this entry completes; null: nothing yet. */
  take(entry: InputEntry): string | null {
    if ("file" in entry) return fileText(entry);
    if ("isOpen" in entry) {
      this.#typed.delete(entry.terminal);
      this.#lines.delete(entry.terminal);
      return `terminal ${entry.terminal} ${entry.isOpen ? "opened" : "closed"}`;
    }
    return "keys" in entry ? this.#type(entry.keys, entry.terminal ?? FIRST) : null;
  }

  #type(keys: string, terminal: number): string | null {
    const typed = (this.#typed.get(terminal) ?? "") + keys;
    const isEnd = ENDS.some((key) => keys.includes(key));
    this.#typed.set(terminal, isEnd ? "" : typed);
    if (!isEnd) return null;
    const lines = this.#lines.get(terminal) ?? [];
    const line = typedLine(typed, lines);
    if (line === "") return null;
    this.#lines.set(terminal, [...lines, line]);
    return this.#isAlone ? line : `${line} (terminal ${terminal})`;
  }
}

function fileText(entry: Extract<InputEntry, { readonly file: string }>): string {
  if ("isGone" in entry) return `${entry.file} removed`;
  return "to" in entry ? `${entry.file} renamed to ${entry.to}` : `${entry.file} saved`;
}
