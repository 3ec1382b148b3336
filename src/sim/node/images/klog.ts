/** Log lines of Go programs that use klog. Models: k8s.io/klog/v2 formatHeader */
import { formatRfc3339 } from "../../core/time.ts";
import type { Run } from "../../core/wait.ts";
import type { Process } from "../../os/process.ts";

/** `level` is I, W, E or F; `at` is `main.go:255`. */
export function* printKlog(process: Process, level: string, [at, text]: readonly [string, string]): Run<void> {
  const { clock } = process.machine;
  const [, month, day, time] = /^\d+-(\d\d)-(\d\d)T([\d:]+)/.exec(formatRfc3339(clock.nowMs)) ?? [];
  const micros = String((clock.epochMs % 1000) * 1000 + (clock.nowUs % 1_000_000))
    .padStart(6, "0")
    .slice(-6);
  yield* process.printError(`${level}${month}${day} ${time}.${micros}       1 ${at}] ${text}\n`);
}
