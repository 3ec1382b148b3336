/**
 * Every queue, loop, table and recursion of the simulator is bounded by a number from here. Reaching one is
 * an error somebody can read, never a frozen page.
 */
import { AssertionError } from "./assert.ts";

export const LIMITS = {
  /** Events at one instant, after which virtual time is taken to be stuck. */
  eventsPerInstant: 2_000_000,
  /** Trace events kept in full; older ones are counted, not kept. */
  traceEvents: 200_000,
  /** Bytes that a pipe holds before its writer waits (Linux: 16 pages). */
  pipeBytes: 65_536,
  /** Bytes typed ahead at a terminal (Linux: N_TTY_BUF_SIZE). */
  ttyInputBytes: 4_096,
  /** Bytes in one file. */
  fileBytes: 64 * 1024 * 1024,
  /** Bytes that a program keeps of what it reads; one that wants more is killed, as by a machine out of memory. */
  heldBytes: 96 * 1024 * 1024,
  /** Symbolic links followed in one path (Linux: MAXSYMLINKS). */
  symlinks: 40,
  /** Terminals that one learner has open. */
  terminals: 64,
  /** Processes on one machine. */
  processes: 4_096,
  /** Programs run at terminals that are remembered. */
  ranPrograms: 4_096,
} as const;

export class LimitError extends AssertionError {
  constructor(limit: keyof typeof LIMITS, what: string) {
    super(`${what} (limit ${limit} = ${LIMITS[limit]})`);
  }
}
