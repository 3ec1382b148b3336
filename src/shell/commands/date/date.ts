/**
 * The cluster's clock. Models: coreutils src/date.c, busybox coreutils/date.c, strftime(3)
 * SIMPLIFIED: the only time zone is UTC; `-d` understands timestamps, `@seconds`, now, yesterday, tomorrow and offsets.
 */
import { epochMsOf, parseRfc3339 } from "../../../sim/core/time.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { fail } from "../failure.ts";
import { type Flavour, localeQuoted, wrongUsage } from "../flavour.ts";
import { parseOptions } from "../options.ts";
import { formatTime } from "./format-time.ts";

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
