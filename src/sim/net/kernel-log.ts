/**
 * What a kernel says about itself, as `dmesg` shows it: a ring of lines with the time since the machine started.
 *
 * Models: kernel/printk/printk.c; lib/ratelimit.c (net_ratelimit: ten messages in five seconds)
 */
import type { Clock } from "../core/clock.ts";

export interface KernelLine {
  readonly atUs: number;
  /** 0 emerg … 7 debug */
  readonly level: number;
  readonly text: string;
}

const MOST_LINES = 2_000;
const BURST = 10;
const INTERVAL_US = 5_000_000;

export class KernelLog {
  readonly #clock: Clock;
  readonly #lines: KernelLine[] = [];
  #windowUs = -INTERVAL_US;
  #said = 0;
  #suppressed = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get lines(): readonly KernelLine[] {
    return this.#lines;
  }

  write(level: number, text: string): void {
    this.#lines.push({ atUs: this.#clock.nowUs, level, text });
    if (this.#lines.length > MOST_LINES) this.#lines.shift();
  }

  /** For what packets can cause as often as they like. */
  writeLimited(level: number, text: string): void {
    const { nowUs } = this.#clock;
    if (nowUs - this.#windowUs >= INTERVAL_US) {
      if (this.#suppressed > 0) this.write(4, `net_ratelimit: ${this.#suppressed} callbacks suppressed`);
      this.#windowUs = nowUs;
      this.#said = 0;
      this.#suppressed = 0;
    }
    if (this.#said < BURST) {
      this.#said++;
      this.write(level, text);
    } else this.#suppressed++;
  }

  clear(): void {
    this.#lines.length = 0;
  }
}

/** `[   12.345678] text` */
export function formatKernelLine({ atUs, text }: KernelLine): string {
  const seconds = String(Math.floor(atUs / 1_000_000)).padStart(5);
  return `[${seconds}.${String(atUs % 1_000_000).padStart(6, "0")}] ${text}`;
}
