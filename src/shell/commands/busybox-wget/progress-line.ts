/** The last line of BusyBox's progress bar. Models: busybox libbb/progress.c bb_progress_update() at 80 columns */
import { humanSize } from "../size.ts";

export function progressLine(name: string, size: number): string {
  const shown = name.length > 20 ? name.slice(0, 20) : name.padEnd(20);
  const figure = size < 100_000 ? String(size).padStart(6) : humanSize(size).padStart(6);
  return `${shown} 100% |********************************|${figure}  0:00:00 ETA`;
}
