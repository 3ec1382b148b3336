/** What checks that send something say about an attempt: the outcome, the hop at which it died, and the object behind it. */
import { type Check, type CheckOptions, NO_EVIDENCE, type Verdict } from "../check.ts";
import type { Copy } from "../copy.ts";
import { diagnose } from "../diagnosis/diagnose.ts";
import { type Attempt, attempt, evidenceOf, fatalHop } from "./attempt.ts";
import { type From, nameOf, type Origin, originOf, problemsOfFrom } from "./origin.ts";
import { outcomeText } from "./outcome.ts";
import { parseTarget, problemsOfTarget, type Target, targetText } from "./target.ts";

export interface Sighting {
  readonly wanted: string;
  readonly tried: Attempt;
  readonly target: Target;
  readonly origin: Origin;
  readonly options: CheckOptions;
}

/** Nothing could be sent at all. */
export function unsent(wanted: string, why: string, { lookAt }: CheckOptions): Verdict {
  return { ok: false, wanted, saw: why, ...(lookAt === undefined ? {} : { lookAt }), evidence: NO_EVIDENCE };
}

export function notReached(copy: Copy, { wanted, tried, target, origin, options }: Sighting): Verdict {
  const broken = diagnose({ copy, origin, target, tried });
  const parts = [outcomeText(tried.outcome, target)];
  const hop = fatalHop(copy, tried);
  if (hop !== undefined) parts.push(hop);
  if (broken !== null) parts.push(broken.saw);
  const lookAt = options.lookAt ?? broken?.lookAt;
  return {
    ok: false,
    wanted,
    saw: parts.join("; "),
    ...(lookAt === undefined ? {} : { lookAt }),
    evidence: evidenceOf(copy, tried),
  };
}

export interface SendOptions extends CheckOptions {
  readonly from: From;
  /** `http://web/path`, or `web:5432`. */
  readonly to: string;
  readonly timeoutSec?: number;
}

/** A check that sends once and judges how that ended: null when it is as wanted, else what was seen instead. */
export function sendingCheck(
  check: string,
  options: SendOptions,
  judge: { readonly wanted: string; readonly differs: (tried: Attempt, target: Target, copy: Copy) => string | null },
): Check {
  const problems = [...problemsOfFrom(options.from), ...problemsOfTarget(options.to)];
  const run = (copy: Copy): Verdict => {
    const target = parseTarget(options.to) as Target;
    const wanted = `${nameOf(options.from)} ${judge.wanted} ${targetText(target)}`;
    const origin = originOf(copy, options.from);
    if (typeof origin === "string") return unsent(wanted, origin, options);
    const tried = attempt(copy, origin, { target, timeoutSec: options.timeoutSec ?? 10 });
    const evidence = evidenceOf(copy, tried);
    const differs = judge.differs(tried, target, copy);
    if (differs === null) return { ok: true, wanted, saw: outcomeText(tried.outcome, target), evidence };
    const { lookAt } = options;
    return { ok: false, wanted, saw: differs, ...(lookAt === undefined ? {} : { lookAt }), evidence };
  };
  return { id: options.id, check, effect: "sends", problems, run };
}
