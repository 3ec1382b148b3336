/**
 * When a cron line is due: five fields, each a set of numbers, or a word such as `@daily`.
 *
 * Models: github.com/robfig/cron/v3 parser.go, spec.go (ParseStandard)
 * SIMPLIFIED: all times are UTC; `@every` and time zones are refused.
 */
import { calendarOf } from "../../../core/time.ts";

export class ScheduleError extends Error {}

export interface Schedule {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  /** A starred day field leaves the choice to the other one; of two unstarred ones either is enough. */
  readonly isAnyDay: boolean;
}

interface Field {
  readonly from: number;
  readonly to: number;
  readonly names?: readonly string[];
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const FIELDS: readonly Field[] = [
  { from: 0, to: 59 },
  { from: 0, to: 23 },
  { from: 1, to: 31 },
  { from: 1, to: 12, names: ["", ...MONTHS] },
  { from: 0, to: 6, names: WEEKDAYS },
];
const WORDS: Readonly<Record<string, string>> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

export function parseSchedule(text: string): Schedule {
  if (text === "") throw new ScheduleError("empty spec string");
  const word = Object.hasOwn(WORDS, text) ? WORDS[text] : undefined;
  if (text.startsWith("@") && word === undefined) throw new ScheduleError(`unrecognized descriptor: ${text}`);
  const parts = (word ?? text).trim().split(/\s+/);
  if (parts.length !== FIELDS.length)
    throw new ScheduleError(`expected exactly 5 fields, found ${parts.length}: [${parts.join(" ")}]`);
  const [minutes, hours, days, months, weekdays] = parts.map((part, i) => parseField(part, FIELDS[i] as Field)) as [
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
  ];
  const isStarred = (part: string | undefined): boolean => /^[*?]/.test(part ?? "");
  return { minutes, hours, days, months, weekdays, isAnyDay: isStarred(parts[2]) || isStarred(parts[4]) };
}

function parseField(text: string, field: Field): Set<number> {
  const values = new Set<number>();
  for (const part of text.split(",")) {
    const [range = "", stepText, ...rest] = part.split("/");
    if (rest.length > 0) throw new ScheduleError(`too many slashes: ${part}`);
    const bounds = range.split("-");
    if (bounds.length > 2) throw new ScheduleError(`too many hyphens: ${part}`);
    const isStar = range === "*" || range === "?";
    const from = isStar ? field.from : numberOf(bounds[0] as string, field);
    const isOpen = isStar || (bounds.length === 1 && stepText !== undefined);
    const to = isOpen ? field.to : bounds.length === 1 ? from : numberOf(bounds[1] as string, field);
    const step = stepText === undefined ? 1 : numberOf(stepText, { from: 0, to: 0 });
    if (from < field.from)
      throw new ScheduleError(`beginning of range (${from}) below minimum (${field.from}): ${part}`);
    if (to > field.to) throw new ScheduleError(`end of range (${to}) above maximum (${field.to}): ${part}`);
    if (from > to) throw new ScheduleError(`beginning of range (${from}) beyond end of range (${to}): ${part}`);
    if (step === 0) throw new ScheduleError(`step of range should be a positive number: ${part}`);
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return values;
}

function numberOf(text: string, { names = [] }: Field): number {
  const named = text === "" ? -1 : names.indexOf(text.toLowerCase());
  if (named >= 0) return named;
  if (!/^\d+$/.test(text))
    throw new ScheduleError(
      `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  return Number(text);
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Five years; what does not come in that time never comes (30 February). */
const HORIZON_MS = 5 * 366 * DAY_MS;

/** The first moment after `epochMs`; undefined when there is none. */
export function nextAfter(schedule: Schedule, epochMs: number): number | undefined {
  let atMs = epochMs - (epochMs % MINUTE_MS) + MINUTE_MS;
  const endMs = epochMs + HORIZON_MS;
  while (atMs < endMs) {
    const { month, day, hour, minute } = calendarOf(atMs);
    if (!schedule.months.has(month) || !isDue(schedule, day, weekdayOf(atMs))) atMs += DAY_MS - (atMs % DAY_MS);
    else if (!schedule.hours.has(hour)) atMs += HOUR_MS - (atMs % HOUR_MS);
    else if (!schedule.minutes.has(minute)) atMs += MINUTE_MS;
    else return atMs;
  }
  return undefined;
}

/** The first of January 1970 was a Thursday. */
function weekdayOf(epochMs: number): number {
  return (Math.floor(epochMs / DAY_MS) + 4) % 7;
}

function isDue({ days, weekdays, isAnyDay }: Schedule, day: number, weekday: number): boolean {
  return isAnyDay ? days.has(day) && weekdays.has(weekday) : days.has(day) || weekdays.has(weekday);
}
