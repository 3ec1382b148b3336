/** `time`, by the machine's clock. Models: CPython 3.11 Modules/timemodule.c */

import { formatTime } from "../../../date/format-time.ts";
import { raised } from "../errors.ts";
import type { Interpreter } from "../interpreter.ts";
import { native, waiting } from "../native.ts";
import { toFloat } from "../types.ts";
import type { PyObject } from "../values.ts";
import { moduleOf } from "./module.ts";

/** Nobody wakes up at the very moment. */
const WAKE_US = 60;

export function timeModule({ process }: Interpreter): PyObject {
  const { clock } = process.machine;
  const nowUs = (): number => clock.epochMs * 1000 + process.nowUs;
  return moduleOf("time", [
    native("time", "", () => nowUs() / 1e6),
    native("time_ns", "", () => BigInt(nowUs()) * 1000n),
    native("monotonic", "", () => process.nowUs / 1e6),
    native("perf_counter", "", () => process.nowUs / 1e6),
    native("strftime", "format", ({ format }) => formatTime(String(format), nowUs())),
    native("ctime", "", () => formatTime("%a %b %e %H:%M:%S %Y", nowUs())),
    waiting("sleep", "seconds", function* (run, { seconds = null }) {
      const value = toFloat(seconds);
      if (value < 0) throw raised("ValueError", "sleep length must be non-negative");
      yield* run.process.sleep(Math.round(value * 1e6) + WAKE_US);
      return null;
    }),
  ]);
}
