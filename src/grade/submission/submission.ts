/**
 * What a learner hands in: one small file with the seed, the keys and the moments at which they were pressed, and what the
 * lab said of it. Everything else is made again from these.
 */
import { isHomePath } from "../../shell/file-change.ts";
import { FIRST_TERMINAL, type InputEntry, type InputLog, isTerminalNumber } from "../../shell/session.ts";
import { sha256Hex } from "../../sim/core/sha256.ts";
import { encodeUtf8 } from "../../sim/core/utf8.ts";
import type { TaskResult } from "../grade.ts";
import type { Lab } from "../lab.ts";

export interface Submission {
  readonly hop: 1;
  readonly lab: string;
  readonly labVersion: number;
  /** Of what the lab was made of then. */
  readonly labDigest: string;
  readonly student: string;
  readonly seed: number | string;
  readonly entries: readonly InputEntry[];
  /** Points, by task, as they were told when it was handed in. */
  readonly earned: Readonly<Record<string, number>>;
  /** Of all the rest. */
  readonly digest: string;
}

export interface Handed {
  readonly lab: Lab;
  readonly student: string;
  readonly log: InputLog;
  readonly results: readonly TaskResult[];
}

export function submissionOf({ lab, student, log, results }: Handed): Submission {
  const rest: Omit<Submission, "digest"> = {
    hop: 1,
    lab: lab.slug,
    labVersion: lab.version,
    labDigest: labDigest(lab),
    student,
    seed: lab.seed,
    entries: log.entries,
    earned: Object.fromEntries(results.map(({ id, earned }) => [id, earned])),
  };
  return { ...rest, digest: digestOf(rest) };
}

/** The keys and moments, for whoever replays them. */
export function logOf({ seed, entries }: Submission, profile: string): InputLog {
  return { version: 1, spec: { profile, seed }, entries };
}

export function digestOf(submission: Omit<Submission, "digest"> & { readonly digest?: string }): string {
  const { digest: _digest, ...rest } = submission;
  return sha256Hex(encodeUtf8(JSON.stringify(sorted(rest))));
}

/** Changes when what the learner of this variant finds, or what is asked, changes. */
export function labDigest({ cluster, start, startFiles, values, quiz, tasks }: Lab): string {
  const asked = tasks.map(({ id, weight, checks }) => [id, weight, checks.map((check) => [check.id, check.check])]);
  return sha256Hex(encodeUtf8(JSON.stringify(sorted({ cluster, start, startFiles, values, quiz, asked })))).slice(
    0,
    16,
  );
}

/** The same text for the same content, in whatever order it was written. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, field]) => [key, sorted(field)]));
}

/** The submission in a file, or a sentence saying why there is none. */
export function readSubmission(text: string): Submission | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text.trim() === "" ? "the file is empty" : "it is not JSON: cut short, or something else";
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "it is JSON, and no submission";
  const given = value as Partial<Record<keyof Submission, unknown>>;
  if (given.hop !== 1) return `it is no submission of this version: "hop" is ${JSON.stringify(given.hop)} and not 1`;
  for (const field of ["lab", "labDigest", "student", "digest"] as const)
    if (typeof given[field] !== "string") return `"${field}" is missing`;
  if (typeof given.labVersion !== "number") return '"labVersion" is missing';
  if (typeof given.seed !== "number" && typeof given.seed !== "string") return '"seed" is missing';
  if (typeof given.earned !== "object" || given.earned === null) return '"earned" is missing';
  if (!Array.isArray(given.entries)) return '"entries" is missing';
  const wrong = given.entries.findIndex((entry) => !isEntry(entry));
  if (wrong >= 0) return `entries[${wrong}] is none`;
  return isTooMuch(given.entries) ?? (value as Submission);
}

/** What no learner types: more would only keep the grader busy. */
const MOST = { entries: 500_000, keys: 20_000_000, hours: 200 } as const;

function isTooMuch(entries: readonly InputEntry[]): string | null {
  if (entries.length > MOST.entries) return `it has ${entries.length} entries, at most ${MOST.entries} are read`;
  const keys = entries.reduce((sum, entry) => sum + lengthOf(entry), 0);
  if (keys > MOST.keys) return `it has ${keys} keys, at most ${MOST.keys} are read`;
  const late = entries.find(({ atUs }) => atUs > MOST.hours * 3_600_000_000);
  return late === undefined ? null : `it goes on after ${MOST.hours} hours`;
}

/** A file that was saved counts as if it had been typed. */
function lengthOf(entry: InputEntry): number {
  if ("keys" in entry) return entry.keys.length;
  return "text" in entry ? entry.text.length : 0;
}

function isEntry(value: unknown): value is InputEntry {
  if (typeof value !== "object" || value === null) return false;
  const { atUs, terminal, isOpen, keys, columns, rows, isMuted, file } = value as Record<string, unknown>;
  if (!Number.isSafeInteger(atUs) || (atUs as number) < 0) return false;
  if (file !== undefined) return isFileChange(value as Record<string, unknown>);
  if (typeof isOpen === "boolean") return isTerminalNumber(terminal);
  if (terminal !== undefined && terminal !== FIRST_TERMINAL && !isTerminalNumber(terminal)) return false;
  return typeof keys === "string" || isMuted === true || (isSize(columns) && isSize(rows));
}

function isFileChange({ file, text, isGone, to }: Record<string, unknown>): boolean {
  if (typeof file !== "string" || !isHomePath(file)) return false;
  const kinds = [typeof text === "string", isGone === true, typeof to === "string" && isHomePath(to)];
  return kinds.filter(Boolean).length === 1;
}

function isSize(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) <= 10_000;
}
