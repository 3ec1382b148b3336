/** Somebody is told no: a reset or an ICMP error comes back at once, because nobody listens or a rule rejects. */
import type { Check } from "../check.ts";
import { outcomeText } from "../probe/outcome.ts";
import { type SendOptions, sendingCheck } from "../probe/sighting.ts";

export function isRefused(options: SendOptions): Check {
  return sendingCheck("isRefused", options, {
    wanted: "to be refused at",
    differs: ({ outcome }, target) => (outcome.kind === "refused" ? null : outcomeText(outcome, target)),
  });
}
