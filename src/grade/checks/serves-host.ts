/**
 * A site answers under its host name: the request goes to where the door is (an Ingress controller's address, localhost)
 * and says which site it is for; with `https` the certificate must cover the name and be in its time.
 */

import { matchingName } from "../../sim/net/tls/x509/verify.ts";
import type { Check, Verdict } from "../check.ts";
import type { Copy } from "../copy.ts";
import { diagnoseIngress } from "../diagnosis/ingress.ts";
import { type Attempt, attempt, evidenceOf } from "../probe/attempt.ts";
import { nameOf, originOf, problemsOfFrom } from "../probe/origin.ts";
import { beginningOf } from "../probe/outcome.ts";
import { notReached, type SendOptions, unsent } from "../probe/sighting.ts";
import { parseTarget, problemsOfTarget, type Target } from "../probe/target.ts";

export interface ServesHostOptions extends Omit<SendOptions, "to"> {
  /** Where the door is: `http://localhost/path`, `https://10.0.0.5/`. */
  readonly at: string;
  /** The site: `shop.example.com`. */
  readonly host: string;
  readonly expect?: {
    readonly status?: number;
    /** A part of the body. */
    readonly body?: string;
  };
}

export function servesHost(options: ServesHostOptions): Check {
  const problems = [
    ...problemsOfFrom(options.from),
    ...problemsOfTarget(options.at).map((problem) => ({ ...problem, field: "at" })),
  ];
  const run = (copy: Copy): Verdict => visit(copy, options);
  return { id: options.id, check: "servesHost", effect: "sends", problems, run };
}

function visit(copy: Copy, options: ServesHostOptions): Verdict {
  const { from, at, host, expect = {}, lookAt } = options;
  const target: Target = { ...(parseTarget(at) as Target), site: host };
  const { scheme, path } = target;
  const answer = expect.status === undefined ? "an answer" : `an answer with status ${expect.status}`;
  const wanted = `${nameOf(from)} to get ${answer} from ${scheme}://${host}${path}, sent to ${target.host}:${target.port}`;
  const origin = originOf(copy, from);
  if (typeof origin === "string") return unsent(wanted, origin, options);
  const tried = attempt(copy, origin, { target, timeoutSec: options.timeoutSec ?? 10 });
  if (tried.outcome.kind !== "answered") return notReached(copy, { wanted, tried, target, origin, options });
  const differs = differenceOf(copy, tried, options);
  const evidence = evidenceOf(copy, tried);
  if (differs === null) return { ok: true, wanted, saw: "it did", evidence };
  const { status } = tried.outcome;
  const broken = status === expect.status ? null : diagnoseIngress(copy, { host, path, status });
  const look = lookAt ?? broken?.lookAt;
  const saw = broken === null ? differs : `${differs}; ${broken.saw}`;
  return { ok: false, wanted, saw, ...(look === undefined ? {} : { lookAt: look }), evidence };
}

function differenceOf(copy: Copy, { outcome, certificate }: Attempt, { at, host, expect = {} }: ServesHostOptions) {
  if (outcome.kind !== "answered") return "no answer";
  if (expect.status !== undefined && outcome.status !== expect.status)
    return `an answer with status ${outcome.status} for host ${host}`;
  if (expect.body !== undefined && !outcome.body.includes(expect.body))
    return `an answer for host ${host} without "${expect.body}" in it: ${beginningOf(outcome.body)}`;
  if (!at.startsWith("https:")) return null;
  if (certificate === undefined) return "no certificate";
  const { nowMs } = copy.cluster.clock;
  if (matchingName(certificate, host) === null) return `a certificate that is not for ${host}: ${namesOf(certificate)}`;
  if (nowMs > certificate.notAfterMs) return "a certificate that has expired";
  return nowMs < certificate.notBeforeMs ? "a certificate that is not valid yet" : null;
}

function namesOf(certificate: NonNullable<Attempt["certificate"]>): string {
  const names = certificate.alternativeNames.map(({ value }) => value);
  return names.length > 0 ? names.join(", ") : "it names nobody";
}
