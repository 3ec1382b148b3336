/**
 * The cluster's clock. Models: coreutils src/date.c, busybox coreutils/date.c, strftime(3)
 * SIMPLIFIED: the only time zone is UTC; `-d` understands timestamps, `@seconds`, now, yesterday, tomorrow and offsets.
 */
import { type CalendarTime, calendarOf, epochMsOf, parseRfc3339 } from "../../../sim/core/time.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { fail } from "../failure.ts";
import { type Flavour, localeQuoted, wrongUsage } from "../flavour.ts";
import { parseOptions } from "../options.ts";

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
const ISO: Readonly<Record<string, string>> = {
  "": "%Y-%m-%d",
  date: "%Y-%m-%d",
  hours: "%Y-%m-%dT%H+00:00",
  minutes: "%Y-%m-%dT%H:%M+00:00",
  seconds: "%Y-%m-%dT%H:%M:%S+00:00",
  ns: "%Y-%m-%dT%H:%M:%S,%N+00:00",
};

export function* date(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "d:I::r:Ruf:s:",
    long: {
      "date=": "d",
      "iso-8601?": "I",
      "reference=": "r",
      "rfc-email": "R",
      "rfc-3339=": "rfc",
      utc: "u",
      universal: "u",
      "set=": "s",
    },
    refused: { long: ["debug", "file", "resolution"] },
    hint: flavour.hint(process),
  });
  const [operand, extra] = options.operands;
  if (extra !== undefined) wrongUsage(process, flavour, `extra operand ${localeQuoted(process, extra)}`);
  if (options.has("s")) fail(process, "cannot set date: Operation not permitted");
  const epochUs = momentOf(process, flavour, options.value("d"), options.value("r"));
  let format = "%a %b %e %H:%M:%S %Z %Y";
  if (options.has("R")) format = "%a, %d %b %Y %H:%M:%S %z";
  else if (options.has("I"))
    format =
      ISO[options.value("I") ?? ""] ??
      wrongUsage(
        process,
        flavour,
        `invalid argument ${localeQuoted(process, options.value("I") ?? "")} for ${localeQuoted(process, "--iso-8601")}`,
      );
  else if (options.has("rfc"))
    format =
      options.value("rfc") === "date"
        ? "%Y-%m-%d"
        : options.value("rfc") === "ns"
          ? "%Y-%m-%d %H:%M:%S.%N+00:00"
          : "%Y-%m-%d %H:%M:%S+00:00";
  if (operand !== undefined) {
    if (!operand.startsWith("+")) fail(process, `invalid date ${localeQuoted(process, operand)}`);
    format = operand.slice(1);
  }
  yield* process.print(`${formatTime(format, epochUs)}\n`);
  return 0;
}

function momentOf(process: Process, flavour: Flavour, text: string | undefined, reference: string | undefined): number {
  const nowUs = process.machine.clock.epochMs * 1000 + process.nowUs;
  if (reference !== undefined) return process.machine.fs.node(reference, process.cwd).attributes.mtimeMs * 1000;
  if (text === undefined) return nowUs;
  const parsed = parseMoment(text, nowUs);
  if (parsed === null)
    fail(process, flavour.name === "gnu" ? `invalid date ${localeQuoted(process, text)}` : `invalid date '${text}'`);
  return parsed as number;
}

const UNIT_SEC: Readonly<Record<string, number>> = {
  sec: 1,
  second: 1,
  min: 60,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  fortnight: 1_209_600,
};

/** Microseconds since 1970, or null. */
export function parseMoment(text: string, nowUs: number): number | null {
  const trimmed = text.trim();
  const at = /^@(-?\d+)(?:\.(\d+))?$/.exec(trimmed);
  if (at !== null) return Number(at[1]) * 1_000_000 + Number(`0.${at[2] ?? 0}`) * 1_000_000;
  const rfc = parseRfc3339(trimmed);
  if (rfc !== null) return rfc * 1000;
  const plain = /^(\d{4})-(\d\d?)-(\d\d?)(?:[ T](\d\d?):(\d\d)(?::(\d\d))?)?(?: ?(?:UTC|Z))?\b *(.*)$/.exec(trimmed);
  let baseUs = nowUs;
  let rest = trimmed.toLowerCase();
  if (plain !== null) {
    const [year, month, day, hour, minute, second] = plain.slice(1, 7).map((part) => Number(part ?? 0)) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return null;
    baseUs = epochMsOf(year, month, day, hour, minute, second) * 1000;
    rest = (plain[7] as string).toLowerCase();
  }
  return addOffsets(baseUs, rest);
}

function addOffsets(fromUs: number, text: string): number | null {
  let atUs = fromUs;
  let rest = text.trim();
  const words =
    /^(now|today|yesterday|tomorrow|([-+]?\s*\d*)\s*(sec|second|min|minute|hour|day|week|fortnight)s?(\s+ago)?|(next|last)\s+(sec|second|min|minute|hour|day|week)s?)\b\s*/;
  while (rest !== "") {
    const found = words.exec(rest);
    if (found === null) return null;
    rest = rest.slice(found[0].length);
    if (found[1] === "yesterday") atUs -= 86_400_000_000;
    else if (found[1] === "tomorrow") atUs += 86_400_000_000;
    else if (found[3] !== undefined) {
      const digits = (found[2] ?? "").replace(/\s/g, "");
      const count = digits === "" || digits === "+" ? 1 : digits === "-" ? -1 : Number(digits);
      atUs += count * (UNIT_SEC[found[3]] as number) * 1_000_000 * (found[4] === undefined ? 1 : -1);
    } else if (found[5] !== undefined)
      atUs += (found[5] === "next" ? 1 : -1) * (UNIT_SEC[found[6] as string] as number) * 1_000_000;
  }
  return atUs;
}

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
