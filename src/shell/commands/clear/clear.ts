/** An empty screen. Models: ncurses clear(1), busybox console-tools/clear.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { Flavour } from "../flavour.ts";

export function* clear(process: Process, flavour: Flavour): Run<number> {
  yield* process.print(flavour.name === "gnu" ? "\x1b[H\x1b[2J\x1b[3J" : "\x1b[H\x1b[J");
  return 0;
}
