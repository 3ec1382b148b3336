/** Log lines of MetalLB: one JSON object each. Models: go-kit/log's JSON logger as internal/logging sets it up */
import { formatRfc3339 } from "../../../core/time.ts";
import type { Run } from "../../../core/wait.ts";
import type { Process } from "../../../os/process.ts";

export function* logLine(process: Process, fields: Readonly<Record<string, string>>): Run<void> {
  const all: Record<string, string> = { ...fields, level: "info", ts: formatRfc3339(process.machine.clock.nowMs) };
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  yield* process.print(`${JSON.stringify(sorted)}\n`);
}
