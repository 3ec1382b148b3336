/** Moments as seconds, as broken-down time and as text, all in UTC. Models: jq 1.6 src/builtin.c f_gmtime, f_mktime, f_strftime, f_strptime */
import { calendarOf, epochMsOf } from "../../../sim/core/time.ts";
import { formatTime } from "../date/format-time.ts";
import { described, isArray, jqFail, type Value } from "./value.ts";

function seconds(value: Value, what: string): number {
  if (typeof value === "number") return value;
  if (isArray(value)) return secondsOf(value);
  return jqFail(`${what} requires parsed datetime inputs`);
}

function secondsOf(parts: readonly Value[]): number {
  if (parts.length < 6 || parts.some((part) => typeof part !== "number"))
    return jqFail("mktime requires parsed datetime inputs");
  const [year, month, day, hour, minute, second] = parts as readonly [number, number, number, number, number, number];
  const ms = epochMsOf(year, month + 1, day, hour, minute, Math.floor(second));
  return Math.floor(ms / 1000);
}

function brokenDown(value: number): Value {
  const { year, month, day, hour, minute, second, weekday } = calendarOf(Math.floor(value) * 1000);
  const dayOfYear = (epochMsOf(year, month, day) - epochMsOf(year, 1, 1)) / 86_400_000;
  return [year, month - 1, day, hour, minute, second + (value - Math.floor(value)), weekday, dayOfYear];
}

const FIELDS: Readonly<Record<string, string>> = {
  Y: "(?<Y>\\d{4})",
  m: "(?<m>\\d{1,2})",
  d: "(?<d>\\d{1,2})",
  H: "(?<H>\\d{1,2})",
  M: "(?<M>\\d{1,2})",
  S: "(?<S>\\d{1,2})",
  Z: "(?:[A-Za-z]+)",
  z: "(?:Z|[+-]\\d\\d:?\\d\\d)",
};

function parsed(text: string, format: string): Value {
  const expanded = format.replaceAll("%T", "%H:%M:%S").replaceAll("%F", "%Y-%m-%d");
  const pattern = expanded.replace(/%(.)|[.*+?^${}()|[\]\\]/g, (found, letter: string | undefined) =>
    letter === undefined ? `\\${found}` : (FIELDS[letter] ?? jqFail(`%${letter} of strptime is not simulated here`)),
  );
  const found = new RegExp(`^${pattern}$`).exec(text);
  if (found === null) return jqFail(`date "${text}" does not match format "${format}"`);
  const at = (name: string, otherwise: number): number => Number(found.groups?.[name] ?? otherwise);
  return brokenDown(epochMsOf(at("Y", 1900), at("m", 1), at("d", 1), at("H", 0), at("M", 0), at("S", 0)) / 1000);
}

export const DATES: readonly (readonly [string, (input: Value, args: readonly Value[]) => Value])[] = [
  ["gmtime/0", (value) => brokenDown(typeof value === "number" ? value : jqFail("gmtime() requires a number"))],
  ["localtime/0", (value) => brokenDown(typeof value === "number" ? value : jqFail("localtime() requires a number"))],
  ["mktime/0", (value) => (isArray(value) ? secondsOf(value) : jqFail("mktime requires array of 6 numbers"))],
  ["strftime/1", (value, [format]) => formatTime(String(format), seconds(value, "strftime/1") * 1_000_000)],
  ["strflocaltime/1", (value, [format]) => formatTime(String(format), seconds(value, "strflocaltime/1") * 1_000_000)],
  [
    "strptime/1",
    (value, [format]) =>
      typeof value === "string"
        ? parsed(value, String(format))
        : jqFail(`strptime/1 requires string inputs and arguments, not ${described(value)}`),
  ],
];
