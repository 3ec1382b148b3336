/**
 * Calendar moments without a Date, whose parsing and zones are the host's. Milliseconds since 1970, UTC.
 *
 * Models: RFC 3339, and Howard Hinnant's civil-from-days arithmetic.
 */

export interface CalendarTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ms: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

const DAY_MS = 86_400_000;

export function calendarOf(epochMs: number): CalendarTime {
  const days = Math.floor(epochMs / DAY_MS);
  const rest = epochMs - days * DAY_MS;
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
    hour: Math.floor(rest / 3_600_000),
    minute: Math.floor(rest / 60_000) % 60,
    second: Math.floor(rest / 1000) % 60,
    ms: rest % 1000,
    weekday: (((days + 4) % 7) + 7) % 7,
  };
}

export function epochMsOf(year: number, month: number, day: number, hour = 0, minute = 0, second = 0, ms = 0): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  const days = era * 146_097 + dayOfEra - 719_468;
  return days * DAY_MS + hour * 3_600_000 + minute * 60_000 + second * 1000 + ms;
}

/** `2026-11-20T10:29:00Z`, as metav1.Time is written: whole seconds. */
export function formatRfc3339(epochMs: number): string {
  const second = Math.floor(epochMs / 1000);
  const known = SECONDS.get(second);
  if (known !== undefined) return known;
  const t = calendarOf(epochMs);
  const day = [pad(t.year, 4), pad(t.month, 2), pad(t.day, 2)].join("-");
  const text = [day, "T", [pad(t.hour, 2), pad(t.minute, 2), pad(t.second, 2)].join(":"), "Z"].join("");
  if (SECONDS.size >= MAX_SECONDS) SECONDS.clear();
  SECONDS.set(second, text);
  return text;
}

/** Every object and event of a second says the same moment: one text for all of them. */
const SECONDS = new Map<number, string>();
const MAX_SECONDS = 4096;

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** Milliseconds since 1970, or null when the text is not a moment. A list of a thousand objects asks for few of them. */
export function parseRfc3339(text: string): number | null {
  const known = MOMENTS.get(text);
  if (known !== undefined) return known;
  const moment = readRfc3339(text);
  if (moment === null) return null;
  if (MOMENTS.size >= MAX_SECONDS) MOMENTS.clear();
  MOMENTS.set(text, moment);
  return moment;
}

const MOMENTS = new Map<string, number>();

function readRfc3339(text: string): number | null {
  const found = RFC3339.exec(text);
  if (found === null) return null;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59)
    return null;
  const ms = found[7] === undefined ? 0 : Number(`${found[7]}00`.slice(0, 3));
  const offset = found[8] === undefined ? 0 : (Number(found[9]) * 60 + Number(found[10])) * (found[8] === "-" ? -1 : 1);
  return epochMsOf(year, month, day, hour, minute, second, ms) - offset * 60_000;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, "0");
}
