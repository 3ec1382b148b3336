/** The Pod that answers sees the sender's own address: nobody on the way put its own in its place. */
import type { Check, Verdict } from "../check.ts";
import type { Copy } from "../copy.ts";
import type { Attempt } from "../probe/attempt.ts";
import { hostOf, servedBy } from "../probe/attempt.ts";
import { outcomeText } from "../probe/outcome.ts";
import { type SendOptions, sendingCheck } from "../probe/sighting.ts";

export function preservesSourceIP(options: SendOptions): Check {
  return sendingCheck("preservesSourceIP", options, {
    wanted: "to be seen with its own address by whoever answers at",
    differs: (tried, target, copy) => {
      if (tried.outcome.kind !== "answered" && tried.outcome.kind !== "connected")
        return outcomeText(tried.outcome, target);
      return masqueraded(copy, tried);
    },
  });
}

/** Null when the address is the sender's own; else the address that was seen, and who put it there. */
function masqueraded(copy: Copy, tried: Attempt): Verdict["saw"] | null {
  const { own } = tried;
  if (own === undefined) return "no connection of the sender's";
  const seen = own.packets[0]?.last?.src ?? "";
  const pod = servedBy(copy, tried);
  const direct = pod !== undefined && hostOf(own.backend) === pod.ip;
  if (direct && seen === hostOf(own.client)) return null;
  if (!direct)
    return `${pod === undefined ? "the server" : `Pod ${pod.name}`} was reached by a second connection, from somebody else`;
  const by = own.packets[0]?.events.findLast(
    (event) => event.type === "rewritten" && event.before.src !== event.after.src,
  );
  return `Pod ${pod.name} saw ${seen} and not ${hostOf(own.client)}${by === undefined ? "" : `: rewritten at ${by.where}`}`;
}
