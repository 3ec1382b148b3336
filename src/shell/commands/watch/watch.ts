/** A command again and again, on the whole screen. Models: procps-ng watch.c, busybox procps/watch.c. SIMPLIFIED: no --color, no -g. */

import { readToEnd } from "../../../sim/core/stream-io.ts";
import { decodeUtf8 } from "../../../sim/core/utf8.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { openNull } from "../../../sim/os/null-device.ts";
import { createPipe } from "../../../sim/os/pipe.ts";
import type { Process } from "../../../sim/os/process.ts";
import { OpenFile } from "../../../sim/os/vfs/open-file.ts";
import { formatTime } from "../date/format-time.ts";
import { Failure } from "../failure.ts";
import type { Flavour } from "../flavour.ts";
import { type Options, parseOptions } from "../options.ts";
import { startCommand } from "../run-command.ts";
import { onFullScreen } from "../screen/full-screen.ts";
import { untilInterrupted } from "../until-interrupted.ts";

const USAGE = "\nUsage:\n watch [options] command\n";

export function* watch(process: Process, flavour: Flavour): Run<number> {
  const hint = flavour.name === "gnu" ? USAGE : flavour.hint(process);
  const options = parseOptions(process, {
    short: "n:td::xbec",
    long: { "interval=": "n", "no-title": "t", "differences?": "d", exec: "x", color: "c" },
    refused: { long: ["chgexit", "equexit", "precise", "no-rerun"] },
    stopsAtOperand: true,
    hint,
  });
  if (options.operands.length === 0) throw new Failure(hint, 1);
  const interval = Number((options.value("n") ?? "2").replace(",", "."));
  if (Number.isNaN(interval))
    throw new Failure(`${process.name}: failed to parse argument: '${options.value("n")}'\n`, 1);
  const intervalUs = Math.max(100_000, Math.round(interval * 1_000_000));
  const words = options.has("x") ? options.operands : ["sh", "-c", options.operands.join(" ")];
  const show = (): Run<number> => repeat(process, { flavour, options, words, intervalUs });
  if (flavour.name === "busybox") return yield* show();
  return yield* untilInterrupted(process, 0, () =>
    process.tty === null ? show() : onFullScreen(process, process.tty, { keepsMode: true, run: show }),
  );
}

interface Repeated {
  readonly flavour: Flavour;
  readonly options: Options;
  readonly words: readonly string[];
  readonly intervalUs: number;
}

function* repeat(process: Process, { flavour, options, words, intervalUs }: Repeated): Run<number> {
  for (;;) {
    const output = yield* outputOf(process, words);
    const rows = process.tty?.rows ?? 24;
    const title = options.has("t")
      ? []
      : [
          titleLine(process, {
            interval: intervalUs / 1_000_000,
            command: options.operands.join(" "),
            busybox: flavour.name === "busybox",
          }),
          "",
        ];
    const lines = [...title, ...output.split("\n")].slice(0, rows);
    yield* process.print(`\x1b[H\x1b[J${lines.join("\n")}`);
    yield* process.sleep(intervalUs);
  }
}

function titleLine(
  process: Process,
  { interval, command, busybox }: { interval: number; command: string; busybox: boolean },
): string {
  const columns = process.tty?.columns ?? 80;
  const left = `Every ${busybox ? interval : interval.toFixed(1)}s: ${command}`;
  const when = formatTime("%a %b %e %H:%M:%S %Y", process.machine.clock.nowMs * 1000);
  const right = busybox ? when : `${process.machine.hostname}: ${when}`;
  return left.slice(0, Math.max(0, columns - right.length - 1)).padEnd(columns - right.length) + right;
}

function* outputOf(process: Process, words: readonly string[]): Run<string> {
  const pipe = createPipe();
  const out = new OpenFile(pipe.writer);
  const child = yield* startCommand(process, words, {
    fds: new Map([
      [0, new OpenFile(openNull())],
      [1, out],
      [2, out.dup()],
    ]),
  });
  if (typeof child === "number") process.quit(child);
  try {
    const bytes = yield* readToEnd(pipe.reader);
    yield* process.wait(child as Process);
    return decodeUtf8(bytes);
  } finally {
    if (typeof child !== "number" && child.exit === null) child.signal("TERM");
  }
}
