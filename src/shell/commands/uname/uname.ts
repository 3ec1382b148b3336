/** What system this is. Models: coreutils src/uname.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { type Flavour, localeQuoted, wrongUsage } from "../flavour.ts";
import { parseOptions } from "../options.ts";

export function* uname(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "asnrvmpio",
    long: {
      all: "a",
      "kernel-name": "s",
      nodename: "n",
      "kernel-release": "r",
      "kernel-version": "v",
      machine: "m",
      processor: "p",
      "hardware-platform": "i",
      "operating-system": "o",
    },
    hint: flavour.hint(process),
  });
  const extra = options.operands[0];
  if (extra !== undefined) wrongUsage(process, flavour, `extra operand ${localeQuoted(process, extra)}`);
  const parts: readonly (readonly [string, string])[] = [
    ["s", "Linux"],
    ["n", process.machine.hostname],
    ["r", "6.6.87.2-linuxkit"],
    ["v", "#1 SMP PREEMPT_DYNAMIC"],
    ["m", "x86_64"],
    ["o", "GNU/Linux"],
  ];
  const wanted = (key: string): boolean =>
    options.has("a", key) ||
    (key === "s" && options.given.length === 0) ||
    (key === "m" && options.has("p", "i") && !options.has("a"));
  yield* process.print(
    `${parts
      .filter(([key]) => wanted(key))
      .map(([, text]) => text)
      .join(" ")}\n`,
  );
  return 0;
}
