/** Whoever asks again gets the same Pod: session affinity, for as long as it is asked without a break. */
import type { Check, Verdict } from "../check.ts";
import type { Copy } from "../copy.ts";
import { counted } from "../diagnosis/broken-link.ts";
import { attempt, evidenceOf, servedBy } from "../probe/attempt.ts";
import { nameOf, originOf, problemsOfFrom } from "../probe/origin.ts";
import { notReached, type SendOptions, unsent } from "../probe/sighting.ts";
import { parseTarget, problemsOfTarget, type Target, targetText } from "../probe/target.ts";

export interface SticksOptions extends SendOptions {
  /** Requests that have to end at one Pod; 12 unless said. Chance alone would have to be very kind. */
  readonly requests?: number;
}

const REQUESTS = 12;

export function sticks(options: SticksOptions): Check {
  const problems = [...problemsOfFrom(options.from), ...problemsOfTarget(options.to)];
  const { requests = REQUESTS } = options;
  if (!(requests >= 5 && requests <= 200))
    problems.push({ field: "requests", got: requests, wanted: "5 to 200", fix: `write requests: ${REQUESTS}` });
  const run = (copy: Copy): Verdict => askAgain(copy, options, requests);
  return { id: options.id, check: "sticks", effect: "sends", problems, run };
}

function askAgain(copy: Copy, options: SticksOptions, requests: number): Verdict {
  const target = parseTarget(options.to) as Target;
  const wanted = `${nameOf(options.from)} to be answered by one and the same Pod ${requests} times at ${targetText(target)}`;
  const origin = originOf(copy, options.from);
  if (typeof origin === "string") return unsent(wanted, origin, options);
  const counts = new Map<string, number>();
  for (let sent = 1; ; sent++) {
    const tried = attempt(copy, origin, { target, timeoutSec: options.timeoutSec ?? 10 });
    if (tried.outcome.kind !== "answered" && tried.outcome.kind !== "connected")
      return notReached(copy, { wanted, tried, target, origin, options });
    const by = servedBy(copy, tried)?.name ?? "somebody who is no Pod";
    counts.set(by, (counts.get(by) ?? 0) + 1);
    const ok = counts.size === 1;
    if (ok && sent < requests) continue;
    const shares = [...counts].map(([name, count]) => `${name} ${count}`).join(", ");
    const saw = `answers by ${counted(counts.size, "Pod")} in ${counted(sent, "request")}: ${shares}`;
    const { lookAt } = options;
    return { ok, wanted, saw, ...(ok || lookAt === undefined ? {} : { lookAt }), evidence: evidenceOf(copy, tried) };
  }
}
