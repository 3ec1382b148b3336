/**
 * What a check is, and what it answers. A check looks at, or sends packets in, a copy of the learner's cluster and
 * says what it wanted, what it saw and where to look, in sentences for somebody who is learning.
 */
import type { Copy } from "./copy.ts";

export interface Evidence {
  /** The stretch of the copy's trace that shows it; empty when nothing was sent. */
  readonly fromSeq: number;
  readonly toSeq: number;
  /** The hops that matter, in words. */
  readonly lines: readonly string[];
}

export interface Verdict {
  readonly ok: boolean;
  readonly wanted: string;
  readonly saw: string;
  /** Which object or field to look at; only where something is wrong and its place is known. */
  readonly lookAt?: string;
  readonly evidence: Evidence;
}

/**
 * What a check does to the copy: one that `looks` leaves no trace, one that `sends` leaves connections and perhaps a
 * Pod of its own behind, one that `disturbs` breaks things on purpose and gets a copy for itself.
 */
export type Effect = "looks" | "sends" | "disturbs";

/** An author's mistake: in which field, what was found there, what was wanted, and what to write. */
export interface Problem {
  readonly field: string;
  readonly got: unknown;
  readonly wanted: string;
  readonly fix: string;
}

export interface Check {
  /** Unique in its lab. */
  readonly id: string;
  /** Which check it is: `reaches`, `hasEndpoints`… */
  readonly check: string;
  readonly effect: Effect;
  /** What the author wrote wrong in its options. */
  readonly problems: readonly Problem[];
  run(copy: Copy): Verdict;
}

/** Every check's options have these. */
export interface CheckOptions {
  readonly id: string;
  /** Said instead of what the check finds out by itself, when it fails. */
  readonly lookAt?: string;
}

export const NO_EVIDENCE: Evidence = { fromSeq: 0, toSeq: 0, lines: [] };
