/** A packet ends on its way, for a reason and where wanted by a rule: seen in the trace and not in the silence. */
import type { DropReason } from "../../sim/net/drop-reasons.ts";
import type { Check } from "../check.ts";
import { deathsOf } from "../probe/attempt.ts";
import { outcomeText } from "../probe/outcome.ts";
import { type SendOptions, sendingCheck } from "../probe/sighting.ts";

export interface IsDroppedOptions extends SendOptions {
  readonly reason?: DropReason;
  /** A part of the rule that drops it, as iptables-save prints it, or of what its writer says it comes from. */
  readonly rule?: string;
}

export function isDropped(options: IsDroppedOptions): Check {
  const { reason, rule } = options;
  const by = rule === undefined ? "" : ` by a rule with "${rule}"`;
  return sendingCheck("isDropped", options, {
    wanted: `to have its packets dropped${by} on the way to`,
    differs: (tried, target, copy) => {
      const deaths = deathsOf(copy, tried);
      const fits = deaths.some(
        (death) =>
          (reason === undefined || death.reason === reason) &&
          (rule === undefined || `${death.rule ?? ""} ${death.origin ?? ""}`.includes(rule)),
      );
      if (fits) return null;
      const seen = deaths.map((death) => death.reason).join(", ");
      return `${outcomeText(tried.outcome, target)}; ${seen === "" ? "nothing was dropped" : `dropped: ${seen}`}`;
    },
  });
}
