/** Times as text. Models: strftime(3) in the C locale, with GNU's flags. SIMPLIFIED: the only time zone is UTC. */
import { type CalendarTime, calendarOf, epochMsOf } from "../../../sim/core/time.ts";

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** strftime in the C locale, with GNU's flags `-`, `_`, `0`, `^` and a width. */
export function formatTime(format: string, epochUs: number): string {
  const epochMs = Math.floor(epochUs / 1000);
  const t = calendarOf(epochMs);
  const parts = { t, epochMs, ns: (((epochUs % 1_000_000) + 1_000_000) % 1_000_000) * 1000 };
  return format.replace(/%([-_0^#]*)(\d*)(:*[a-zA-Z%])/g, (whole, flags: string, width: string, letter: string) => {
    const made = conversion(letter, parts);
    if (made === null) return whole;
    let { text } = made;
    const natural = Number(width || made.width);
    if (flags.includes("-")) text = text.replace(/^[0 ]+(?=\d)/, "");
    else if (flags.includes("_")) text = text.replace(/^0+(?=\d)/, "").padStart(natural);
    else if (flags.includes("0")) text = text.trimStart().padStart(natural, "0");
    else if (width !== "") text = text.padStart(natural, /^\d/.test(text) ? "0" : " ");
    if (letter === "N" && width !== "") text = made.text.slice(0, Number(width));
    return flags.includes("^") ? text.toUpperCase() : text;
  });
}

interface Moment {
  readonly t: CalendarTime;
  readonly epochMs: number;
  readonly ns: number;
}

interface Converted {
  readonly text: string;
  readonly width: number;
}

function plain(text: string): Converted {
  return { text, width: 0 };
}

function two(value: number, fill = "0"): Converted {
  return { text: String(value).padStart(2, fill), width: 2 };
}

function hour12({ hour }: CalendarTime): number {
  return hour % 12 === 0 ? 12 : hour % 12;
}

function dayOfYear({ t, epochMs }: Moment): number {
  return Math.floor((epochMs - epochMsOf(t.year, 1, 1)) / 86_400_000) + 1;
}

/** Conversions that are made of others. */
const COMPOUND: Readonly<Record<string, string>> = {
  F: "%Y-%m-%d",
  T: "%H:%M:%S",
  R: "%H:%M",
  D: "%m/%d/%y",
  x: "%m/%d/%y",
  X: "%H:%M:%S",
  r: "%I:%M:%S %p",
  c: "%a %b %e %H:%M:%S %Y",
};

const CONVERSIONS: Readonly<Record<string, (moment: Moment) => Converted>> = {
  "%": () => plain("%"),
  n: () => plain("\n"),
  t: () => plain("\t"),
  Y: ({ t }) => plain(String(t.year)),
  y: ({ t }) => two(t.year % 100),
  C: ({ t }) => two(Math.floor(t.year / 100)),
  m: ({ t }) => two(t.month),
  d: ({ t }) => two(t.day),
  e: ({ t }) => two(t.day, " "),
  H: ({ t }) => two(t.hour),
  k: ({ t }) => two(t.hour, " "),
  I: ({ t }) => two(hour12(t)),
  l: ({ t }) => two(hour12(t), " "),
  M: ({ t }) => two(t.minute),
  S: ({ t }) => two(t.second),
  N: ({ ns }) => ({ text: String(ns).padStart(9, "0"), width: 9 }),
  s: ({ epochMs }) => plain(String(Math.floor(epochMs / 1000))),
  j: (moment) => ({ text: String(dayOfYear(moment)).padStart(3, "0"), width: 3 }),
  a: ({ t }) => plain((DAYS[t.weekday] as string).slice(0, 3)),
  A: ({ t }) => plain(DAYS[t.weekday] as string),
  b: ({ t }) => plain((MONTHS[t.month - 1] as string).slice(0, 3)),
  h: ({ t }) => plain((MONTHS[t.month - 1] as string).slice(0, 3)),
  B: ({ t }) => plain(MONTHS[t.month - 1] as string),
  p: ({ t }) => plain(t.hour < 12 ? "AM" : "PM"),
  P: ({ t }) => plain(t.hour < 12 ? "am" : "pm"),
  u: ({ t }) => plain(String(t.weekday === 0 ? 7 : t.weekday)),
  w: ({ t }) => plain(String(t.weekday)),
  U: (moment) => two(Math.floor((dayOfYear(moment) + 6 - moment.t.weekday) / 7)),
  W: (moment) => two(Math.floor((dayOfYear(moment) + 6 - ((moment.t.weekday + 6) % 7)) / 7)),
  Z: () => plain("UTC"),
  z: () => plain("+0000"),
  ":z": () => plain("+00:00"),
};

function conversion(letter: string, moment: Moment): Converted | null {
  if (Object.hasOwn(COMPOUND, letter)) return plain(formatTime(COMPOUND[letter] as string, moment.epochMs * 1000));
  return Object.hasOwn(CONVERSIONS, letter) ? (CONVERSIONS[letter]?.(moment) ?? null) : null;
}
