/**
 * Signals as far as a shell, its jobs and a container's life need them.
 *
 * Models: signal(7), x86 numbers.
 */

export const SIGNALS = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  ILL: 4,
  TRAP: 5,
  ABRT: 6,
  BUS: 7,
  FPE: 8,
  KILL: 9,
  USR1: 10,
  SEGV: 11,
  USR2: 12,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
  STKFLT: 16,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
  TSTP: 20,
  TTIN: 21,
  TTOU: 22,
  URG: 23,
  XCPU: 24,
  XFSZ: 25,
  VTALRM: 26,
  PROF: 27,
  WINCH: 28,
  IO: 29,
  PWR: 30,
  SYS: 31,
} as const;

export type Signal = keyof typeof SIGNALS;

/** What a signal does to a process that says nothing about it. */
export type SignalAction = "terminate" | "ignore" | "stop" | "continue";

export function defaultAction(signal: Signal): SignalAction {
  if (signal === "CHLD" || signal === "WINCH" || signal === "URG") return "ignore";
  if (signal === "CONT") return "continue";
  return signal === "STOP" || signal === "TSTP" || signal === "TTIN" || signal === "TTOU" ? "stop" : "terminate";
}

/** `INT`, `SIGINT`, `int` or `2`; null when there is no such signal. */
export function parseSignal(text: string): Signal | null {
  const name = text.toUpperCase().replace(/^SIG/, "");
  if (Object.hasOwn(SIGNALS, name)) return name as Signal;
  return (Object.keys(SIGNALS) as Signal[]).find((signal) => String(SIGNALS[signal]) === text) ?? null;
}

/** Thrown at the place where a process waits when it asked for that (`process.on(signal, "throw")`). */
export class Interrupted extends Error {
  readonly signal: Signal;

  constructor(signal: Signal) {
    super(`interrupted by SIG${signal}`);
    this.signal = signal;
  }
}
