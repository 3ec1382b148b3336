/**
 * Waiting longer after each failure: 10 s, doubled up to 5 minutes, forgotten after 10 quiet minutes.
 *
 * Models: staging/src/k8s.io/client-go/util/flowcontrol/backoff.go, pkg/kubelet/kubelet.go MaxCrashLoopBackOff
 */

const INITIAL_US = 10_000_000;
const MAX_US = 300_000_000;

export class BackOff {
  #delayUs = 0;
  #lastUpdateUs = 0;

  get delayUs(): number {
    return this.#delayUs;
  }

  /** How long to wait at `nowUs` after something that happened at `eventUs`; 0 when nothing failed before. */
  remainingUs(eventUs: number, nowUs: number): number {
    if (this.#delayUs === 0 || this.#isOld(nowUs)) return 0;
    return Math.max(0, eventUs + this.#delayUs - nowUs);
  }

  next(nowUs: number): void {
    this.#delayUs = this.#delayUs === 0 || this.#isOld(nowUs) ? INITIAL_US : Math.min(this.#delayUs * 2, MAX_US);
    this.#lastUpdateUs = nowUs;
  }

  reset(): void {
    this.#delayUs = 0;
  }

  #isOld(nowUs: number): boolean {
    return nowUs - this.#lastUpdateUs > 2 * MAX_US;
  }
}

/** `10s`, `1m20s`, `5m0s`, as Go prints a duration of whole seconds. */
export function formatSeconds(us: number): string {
  const seconds = Math.floor(us / 1_000_000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}

/** `1.234s`, `450ms`, `1m2.5s`: a Go duration rounded to milliseconds. */
export function formatDuration(us: number): string {
  const ms = Math.round(us / 1000);
  if (ms < 1000) return `${ms}ms`;
  const text = (value: number): string => String(value / 1000);
  return ms < 60_000 ? `${text(ms)}s` : `${Math.floor(ms / 60_000)}m${text(ms % 60_000)}s`;
}
