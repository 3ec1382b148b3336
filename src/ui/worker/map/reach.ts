/** "Can it?", answered by sending: a copy of the learner's world as it is now, one request in it, and what became of that. */
import { Copy } from "../../../grade/copy.ts";
import { diagnose } from "../../../grade/diagnosis/diagnose.ts";
import { attempt, evidenceOf } from "../../../grade/probe/attempt.ts";
import { originOf, problemsOfFrom } from "../../../grade/probe/origin.ts";
import { outcomeText } from "../../../grade/probe/outcome.ts";
import { parseTarget } from "../../../grade/probe/target.ts";
import type { Session } from "../../../shell/session.ts";
import type { ReachQuestion, ReachView } from "./map-protocol.ts";
import { mapSourceOf } from "./map-source.ts";
import { flightsOf, placesOf } from "./packet-flights.ts";

const TIMEOUT_SEC = 10;

/** `copy` is spent by this: whatever is sent stays in its trace and in its connection tracking. */
export function reachView(copy: Session, question: ReachQuestion): ReachView {
  const target = parseTarget(question.to);
  const [problem] = problemsOfFrom(question.from);
  if (target === null) return notAsked(`${question.to} is neither http://HOST[:PORT] nor HOST:PORT`);
  if (problem !== undefined) return notAsked(`${question.from} is not ${problem.wanted}`);
  const world = new Copy(copy.cluster);
  const origin = originOf(world, question.from);
  if (typeof origin === "string") return notAsked(origin);
  copy.cluster.trace.on = true;
  const tried = attempt(world, origin, { target, timeoutSec: TIMEOUT_SEC });
  const { kind } = tried.outcome;
  const places = placesOf(mapSourceOf(copy.cluster)());
  const broken = diagnose({ copy: world, origin, target, tried });
  const events = copy.cluster.trace.between(tried.fromSeq, tried.toSeq);
  return {
    isAnswered: kind === "answered" || kind === "connected",
    outcome: outcomeText(tried.outcome, target),
    broken: broken === null ? null : { stage: broken.stage, saw: broken.saw, lookAt: broken.lookAt },
    hops: evidenceOf(world, tried).lines,
    flights: flightsOf(events, places, Number.POSITIVE_INFINITY).flights.filter(({ isNodes }) => !isNodes),
  };
}

function notAsked(outcome: string): ReachView {
  return { isAnswered: false, outcome, broken: null, hops: [], flights: [] };
}
