/** Somebody hears nothing: what is sent goes astray or is dropped without a word. */
import type { Check } from "../check.ts";
import { outcomeText } from "../probe/outcome.ts";
import { type SendOptions, sendingCheck } from "../probe/sighting.ts";

export function timesOut(options: SendOptions): Check {
  return sendingCheck("timesOut", options, {
    wanted: "to hear nothing from",
    differs: ({ outcome }, target) => (outcome.kind === "timed-out" ? null : outcomeText(outcome, target)),
  });
}
