/**
 * Numbers and durations as a Corefile writes them, and what is said of those that are none.
 *
 * Models: Go strconv.Atoi, time.ParseDuration, time.Duration.String
 */
import { CorefileError } from "./corefile.ts";

const UNITS_US: Readonly<Record<string, number>> = {
  ns: 0.001,
  us: 1,
  µs: 1,
  ms: 1000,
  s: 1_000_000,
  m: 60_000_000,
  h: 3_600_000_000,
};

export function wholeNumber(text: string, parser = "Atoi"): number {
  if (!/^[+-]?\d+$/.test(text))
    throw new CorefileError(`strconv.${parser}: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

/** In microseconds. */
export function durationUs(text: string): number {
  const quoted = JSON.stringify(text);
  const found = /^([+-])?(.*)$/.exec(text);
  const rest = found?.[2] ?? "";
  if (rest === "0") return 0;
  if (!/^[\d.]/.test(rest)) throw new CorefileError(`time: invalid duration ${quoted}`);
  const missing = /[\d.]$/.test(rest);
  if (missing) throw new CorefileError(`time: missing unit in duration ${quoted}`);
  let sumUs = 0;
  for (const [, number = "", unit = ""] of rest.matchAll(/([\d.]+)([^\d.]+)/g)) {
    const us = UNITS_US[unit];
    if (!/^(\d+\.?\d*|\.\d+)$/.test(number)) throw new CorefileError(`time: invalid duration ${quoted}`);
    if (us === undefined) throw new CorefileError(`time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`);
    sumUs += Number(number) * us;
  }
  return Math.round(found?.[1] === "-" ? -sumUs : sumUs);
}

/** `1m30s`, `500ms`. */
export function durationText(us: number): string {
  if (us === 0) return "0s";
  if (us < 0) return `-${durationText(-us)}`;
  if (us < 1000) return `${us}µs`;
  if (us < 1_000_000) return `${us / 1000}ms`;
  const seconds = us / 1_000_000;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = Number((seconds - hours * 3600 - minutes * 60).toFixed(6));
  return `${hours > 0 ? `${hours}h` : ""}${hours > 0 || minutes > 0 ? `${minutes}m` : ""}${rest}s`;
}
