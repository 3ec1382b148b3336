/** A name has no address where it is asked for, and DNS says so: silence is not the same. */
import { formatIp } from "../../sim/core/ip.ts";
import type { Check, CheckOptions, Verdict } from "../check.ts";
import type { Copy } from "../copy.ts";
import { evidenceOfSlice } from "../probe/attempt.ts";
import { type From, nameOf, originOf, problemsOfFrom } from "../probe/origin.ts";
import { addressesOf } from "../probe/request.ts";
import { unsent } from "../probe/sighting.ts";

export interface DoesNotResolveOptions extends CheckOptions {
  readonly from: From;
  readonly name: string;
}

const TIMEOUT_SECONDS = 30;

export function doesNotResolve(options: DoesNotResolveOptions): Check {
  const run = (copy: Copy): Verdict => ask(copy, options);
  return { id: options.id, check: "doesNotResolve", effect: "sends", problems: problemsOfFrom(options.from), run };
}

function ask(copy: Copy, options: DoesNotResolveOptions): Verdict {
  const wanted = `DNS to tell ${nameOf(options.from)} that there is no name ${options.name}`;
  const origin = originOf(copy, options.from);
  if (typeof origin === "string") return unsent(wanted, origin, options);
  const { nextSeq } = copy.cluster.trace;
  const found = copy.complete(addressesOf(origin.machine, options.name), TIMEOUT_SECONDS);
  const evidence = evidenceOfSlice(copy, nextSeq);
  const ok = typeof found !== "string" && found.length === 0;
  const saw =
    typeof found === "string"
      ? `nobody answered within ${TIMEOUT_SECONDS} s`
      : found.map(formatIp).join(", ") || `there is no name ${options.name}, says DNS`;
  const { lookAt } = options;
  return { ok, wanted, saw, ...(ok || lookAt === undefined ? {} : { lookAt }), evidence };
}
