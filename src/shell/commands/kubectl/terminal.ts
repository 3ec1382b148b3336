/** Whether a descriptor is the process's terminal. Models: isatty(3) */
import type { Process } from "../../../sim/os/process.ts";

export function isTerminal(process: Process, fd: number): boolean {
  return process.tty !== null && process.fds.get(fd)?.stream === process.tty.stream;
}
