/**
 * Somebody gets an answer from somewhere: a request is sent in the copy, over the same kernel and through the same
 * rules as the learner's own. The exemplar of a check: say what is wanted before looking, send, read the trace, and
 * say what was seen up to the hop at which it died.
 */
import type { Check, CheckOptions, Verdict } from "../check.ts";
import type { Copy } from "../copy.ts";
import { type Attempt, attempt, evidenceOf } from "../probe/attempt.ts";
import { type From, nameOf, originOf, problemsOfFrom } from "../probe/origin.ts";
import { beginningOf } from "../probe/outcome.ts";
import { notReached, unsent } from "../probe/sighting.ts";
import { parseTarget, problemsOfTarget, type Target, targetText } from "../probe/target.ts";

export interface ReachesOptions extends CheckOptions {
  readonly from: From;
  /** `http://web/path`, or `web:5432`. */
  readonly to: string;
  readonly expect?: {
    readonly status?: number;
    /** A part of the body. */
    readonly body?: string;
  };
  readonly timeoutSec?: number;
}

export function reaches(options: ReachesOptions): Check {
  const problems = [...problemsOfFrom(options.from), ...problemsOfTarget(options.to)];
  const run = (copy: Copy): Verdict => tryToReach(copy, options, parseTarget(options.to) as Target);
  return { id: options.id, check: "reaches", effect: "sends", problems, run };
}

function tryToReach(copy: Copy, options: ReachesOptions, target: Target): Verdict {
  const wanted = `${nameOf(options.from)} to get ${answerText(options)} from ${targetText(target)}`;
  const origin = originOf(copy, options.from);
  if (typeof origin === "string") return unsent(wanted, origin, options);
  const tried = attempt(copy, origin, { target, timeoutSec: options.timeoutSec ?? 10 });
  const differs = differenceOf(tried, options);
  if (differs === null) return { ok: true, wanted, saw: "it did", evidence: evidenceOf(copy, tried) };
  if (differs !== "") return { ok: false, wanted, saw: differs, evidence: evidenceOf(copy, tried) };
  return notReached(copy, { wanted, tried, target, origin, options });
}

function answerText({ expect }: ReachesOptions): string {
  if (expect?.status !== undefined) return `an answer with status ${expect.status}`;
  return "an answer";
}

/** Null when it is the answer that was wanted; empty when there was none at all. */
function differenceOf({ outcome }: Attempt, { expect = {} }: ReachesOptions): string | null {
  if (outcome.kind === "connected") return null;
  if (outcome.kind !== "answered") return "";
  if (expect.status !== undefined && outcome.status !== expect.status)
    return `an answer with status ${outcome.status}: ${beginningOf(outcome.body)}`;
  if (expect.body !== undefined && !outcome.body.includes(expect.body))
    return `an answer without "${expect.body}" in it: ${beginningOf(outcome.body)}`;
  return null;
}
