/** Virtual time as people read it. */

/** Since the first packet: `+0 µs`, `+340 µs`, `+1.2 ms`, `+3.000 s`. */
export function atText(us: number): string {
  if (us < 1000) return `+${us} µs`;
  if (us < 1_000_000) return `+${(us / 1000).toFixed(us < 100_000 ? 2 : 0)} ms`;
  return `+${(us / 1_000_000).toFixed(3)} s`;
}

/** The cluster's age: `4.2 s`, `3 min 07 s`. */
export function ageText(us: number): string {
  const seconds = us / 1_000_000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}
