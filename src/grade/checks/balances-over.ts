/**
 * Every one of the Pods takes its share, and nobody else does: requests are sent one after the other until all have
 * answered, and the trace says who did.
 */
import type { Check, CheckOptions, Evidence, Verdict } from "../check.ts";
import type { Copy } from "../copy.ts";
import { counted } from "../diagnosis/broken-link.ts";
import { podsMatching } from "../lookup/pods.ts";
import { attempt, evidenceOf, servedBy } from "../probe/attempt.ts";
import { type From, nameOf, type Origin, originOf, problemsOfFrom } from "../probe/origin.ts";
import { notReached, unsent } from "../probe/sighting.ts";
import { parseTarget, problemsOfTarget, type Target, targetText } from "../probe/target.ts";

export interface BalancesOverOptions extends CheckOptions {
  readonly from: From;
  readonly to: string;
  /** Labels of the Pods that must answer, all that are ready. */
  readonly pods: string;
  readonly namespace?: string;
  /** How many Pods there must be. */
  readonly count?: number;
  /** Requests after which a Pod that has not answered does not count. */
  readonly requests?: number;
}

export function balancesOver(options: BalancesOverOptions): Check {
  const problems = [...problemsOfFrom(options.from), ...problemsOfTarget(options.to)];
  const run = (copy: Copy): Verdict => spread(copy, options, parseTarget(options.to) as Target);
  return { id: options.id, check: "balancesOver", effect: "sends", problems, run };
}

function spread(copy: Copy, options: BalancesOverOptions, target: Target): Verdict {
  const ready = podsMatching(copy, options.namespace ?? "default", options.pods).filter((pod) => pod.ready);
  const wanted = `${nameOf(options.from)} to be answered at ${targetText(target)} by ${crowdText(options)}`;
  const origin = originOf(copy, options.from);
  if (typeof origin === "string") return unsent(wanted, origin, options);
  const names = ready.map((pod) => pod.name);
  const counts = new Map(names.map((name) => [name, 0]));
  const evidence = sendUntilAll(copy, { options, target, origin, counts });
  if (!("lines" in evidence)) return { ...evidence, wanted };
  const answered = [...counts].filter(([, count]) => count > 0);
  const ok = answered.length === names.length && names.length >= (options.count ?? 1) && counts.size === names.length;
  const shares = [...counts].map(([name, count]) => `${name} ${count}`).join(", ");
  const saw = `answers by ${counted(answered.length, "Pod")}${shares === "" ? "" : `: ${shares}`}`;
  const { lookAt } = options;
  return { ok, wanted, saw, ...(ok || lookAt === undefined ? {} : { lookAt }), evidence };
}

function crowdText({ pods, count }: BalancesOverOptions): string {
  return `${count === undefined ? "every ready Pod" : `${count} Pods`} with the labels ${pods}, and by nobody else`;
}

interface Sending {
  readonly options: BalancesOverOptions;
  readonly target: Target;
  readonly origin: Origin;
  readonly counts: Map<string, number>;
}

/** A verdict instead of evidence when a request was not answered. */
function sendUntilAll(copy: Copy, { options, target, origin, counts }: Sending): Evidence | Verdict {
  const most = options.requests ?? 20 * Math.max(1, counts.size);
  let last: Evidence = { fromSeq: 0, toSeq: 0, lines: [] };
  const { nextSeq } = copy.cluster.trace;
  for (let sent = 0; sent < most; sent++) {
    const tried = attempt(copy, origin, { target, timeoutSec: 10 });
    if (tried.outcome.kind !== "answered" && tried.outcome.kind !== "connected")
      return notReached(copy, { wanted: "", tried, target, origin, options });
    const by = servedBy(copy, tried)?.name ?? "somebody who is no Pod";
    counts.set(by, (counts.get(by) ?? 0) + 1);
    last = evidenceOf(copy, tried);
    if ([...counts.values()].every((count) => count > 0)) break;
  }
  return { fromSeq: nextSeq, toSeq: last.toSeq, lines: last.lines };
}
