/**
 * Durations as Go reads and writes them: `1m30s`, `250ms`. In milliseconds, which may be fractions.
 *
 * Models: Go's time.ParseDuration and Duration.String
 */
import { CommandError, goQuote } from "../errors.ts";

const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 0.000001,
  us: 0.001,
  µs: 0.001,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

export function parseDuration(value: string): number {
  if (value === "0") return 0;
  const invalid = new CommandError(`time: invalid duration ${goQuote(value)}`);
  let rest = value.replace(/^[+-]/, "");
  if (rest === "") throw invalid;
  let total = 0;
  while (rest !== "") {
    const number = /^(\d*)(\.\d*)?/.exec(rest) as RegExpExecArray;
    if (!/\d/.test(number[0])) throw invalid;
    rest = rest.slice(number[0].length);
    const unit = /^[^0-9.]*/.exec(rest)?.[0] ?? "";
    if (unit === "") throw new CommandError(`time: missing unit in duration ${goQuote(value)}`);
    const unitMs = UNIT_MS[unit];
    if (unitMs === undefined)
      throw new CommandError(`time: unknown unit ${goQuote(unit)} in duration ${goQuote(value)}`);
    total += Number(number[0]) * unitMs;
    rest = rest.slice(unit.length);
  }
  return value.startsWith("-") ? -total : total;
}

export function formatDuration(ms: number): string {
  if (ms === 0) return "0s";
  const sign = ms < 0 ? "-" : "";
  const size = Math.abs(ms);
  if (size < 1000) return size < 1 ? `${sign}${size * 1000}µs` : `${sign}${size}ms`;
  const hours = Math.floor(size / 3_600_000);
  const minutes = Math.floor(size / 60_000) % 60;
  const seconds = (size % 60_000) / 1000;
  const tail = `${seconds}s`;
  if (hours > 0) return `${sign}${hours}h${minutes}m${tail}`;
  return minutes > 0 ? `${sign}${minutes}m${tail}` : `${sign}${tail}`;
}
