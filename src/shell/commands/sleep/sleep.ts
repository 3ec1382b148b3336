/** Nothing, for a while. Models: coreutils src/sleep.c, busybox coreutils/sleep.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { fail } from "../failure.ts";
import { type Flavour, localeQuoted, wrongUsage } from "../flavour.ts";
import { parseOptions } from "../options.ts";

const UNIT_SEC: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600, d: 86_400 };

export function* sleep(process: Process, flavour: Flavour): Run<number> {
  const { operands } = parseOptions(process, { short: "", hint: flavour.hint(process) });
  if (operands.length === 0) wrongUsage(process, flavour, "missing operand");
  let totalUs = 0;
  for (const word of operands) {
    const durationUs = parseDuration(word);
    if (durationUs === null) {
      if (flavour.name === "busybox") fail(process, `invalid number '${word}'`);
      wrongUsage(process, flavour, `invalid time interval ${localeQuoted(process, word)}`);
    } else totalUs += durationUs;
  }
  if (totalUs === Number.POSITIVE_INFINITY) for (;;) yield { on: [] };
  yield* process.sleep(totalUs);
  return 0;
}

/** `1.5`, `2m`, `infinity`; null when it is none. */
export function parseDuration(text: string): number | null {
  if (/^inf(inity)?$/i.test(text)) return Number.POSITIVE_INFINITY;
  const found = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(text);
  if (found === null) return null;
  return Math.min(Math.round(Number(found[1]) * (UNIT_SEC[found[2] as string] as number) * 1_000_000), 1e15);
}
