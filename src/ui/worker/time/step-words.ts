/** What one event of the clock left in the trace, in a sentence. It may have taken a packet a long way: the most telling part is told. */
import { sentence } from "../../../grade/explain/sentence.ts";
import type { Stamped } from "../../../sim/core/trace.ts";
import type { SimEvent } from "../../../sim/node/sim-event.ts";

/** What became of a packet says more than that it came in. */
const TELLING: readonly SimEvent["type"][] = [
  "dropped",
  "scheduled",
  "api-write",
  "sandbox",
  "container",
  "synced",
  "probe",
  "reconciled",
  "rewritten",
  "delivered",
  "routed",
];

/** Their sentence names who did it to what. */
const PLACELESS: ReadonlySet<SimEvent["type"]> = new Set<SimEvent["type"]>(["api-write", "scheduled", "reconciled"]);

export function stepWords(left: readonly Stamped<SimEvent>[]): string | null {
  const [told] = left.toSorted((a, b) => rank(a) - rank(b));
  if (told === undefined) return null;
  return told.where === undefined || PLACELESS.has(told.type) ? sentence(told) : `${told.where}: ${sentence(told)}`;
}

function rank({ type }: SimEvent): number {
  const at = TELLING.indexOf(type);
  return at < 0 ? TELLING.length : at;
}
