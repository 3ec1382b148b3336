/** A program with a time limit. Models: coreutils src/timeout.c, busybox coreutils/timeout.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { parseSignal, SIGNALS } from "../../../sim/os/signal.ts";
import { Failure } from "../failure.ts";
import { type Flavour, localeQuoted, wrongUsage } from "../flavour.ts";
import { parseOptions } from "../options.ts";
import { startCommand } from "../run-command.ts";
import { parseDuration } from "../sleep/sleep.ts";

const TIMED_OUT = 124;

export function* timeout(process: Process, flavour: Flavour): Run<number> {
  const gnu = flavour.name === "gnu";
  const failed = gnu ? 125 : 1;
  const options = parseOptions(process, {
    short: "k:s:v",
    long: { foreground: "foreground", "kill-after=": "k", "preserve-status": "preserve", "signal=": "s", verbose: "v" },
    stopsAtOperand: true,
    hint: flavour.hint(process),
    exitCode: failed,
  });
  const [limit, ...words] = options.operands;
  if (limit === undefined || words.length === 0) throw new Failure(flavour.hint(process), failed);
  const limitUs = parseDuration(limit);
  if (limitUs === null)
    return wrongUsage(process, flavour, `invalid time interval ${localeQuoted(process, limit)}`, failed);
  const signal = parseSignal(options.value("s") ?? "TERM");
  if (signal === null)
    return wrongUsage(process, flavour, `${localeQuoted(process, options.value("s") ?? "")}: invalid signal`, failed);
  const killUs = options.has("k") ? parseDuration(options.value("k") as string) : null;
  const child = yield* startCommand(process, words);
  if (typeof child === "number") return child;
  try {
    yield* waitUntil(process, child, limitUs);
    if (child.exit !== null) return child.exit.code;
    if (options.has("v"))
      yield* process.printError(
        `timeout: sending signal ${signal} to command ${localeQuoted(process, words[0] as string)}\n`,
      );
    child.signal(signal);
    child.signal("CONT");
    if (killUs !== null) {
      yield* waitUntil(process, child, killUs);
      if (child.exit === null) {
        child.signal("KILL");
        yield* process.wait(child);
        return gnu ? 128 + SIGNALS.KILL : 137;
      }
    }
    const exit = yield* process.wait(child);
    if (options.has("preserve")) return exit.code;
    return signal === "KILL" ? 128 + SIGNALS.KILL : gnu ? TIMED_OUT : 128 + SIGNALS[signal];
  } finally {
    if (child.exit === null) child.signal("TERM");
  }
}

function* waitUntil(process: Process, child: Process, limitUs: number): Run<void> {
  const untilUs = process.nowUs + limitUs;
  while (child.exit === null && (limitUs === 0 || process.nowUs < untilUs))
    yield limitUs === 0 || limitUs === Number.POSITIVE_INFINITY
      ? { on: [child.changed] }
      : { on: [child.changed], untilUs, background: false };
}
