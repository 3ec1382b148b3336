/** Every one of some Pods answers at its own address: no Service in between, so that each is known to be well by itself. */
import { type Check, type CheckOptions, NO_EVIDENCE, type Problem, type Verdict } from "../check.ts";
import type { Copy } from "../copy.ts";
import { counted } from "../diagnosis/broken-link.ts";
import { type FoundPod, podsMatching } from "../lookup/pods.ts";
import { attempt, evidenceOf } from "../probe/attempt.ts";
import { type From, nameOf, originOf, problemsOfFrom } from "../probe/origin.ts";
import { notReached, unsent } from "../probe/sighting.ts";

export interface EachAnswersOptions extends CheckOptions {
  readonly from: From;
  /** Their labels. */
  readonly pods: string;
  readonly namespace?: string;
  readonly port: number;
  readonly path?: string;
  /** How many there must be: no more, no fewer. */
  readonly count: number;
  /** A part of what each says. */
  readonly body?: string;
}

export function eachAnswers(options: EachAnswersOptions): Check {
  const problems: Problem[] = problemsOfFrom(options.from);
  if (options.count < 1)
    problems.push({ field: "count", got: options.count, wanted: "at least one Pod", fix: "write count: 3" });
  return { id: options.id, check: "eachAnswers", effect: "sends", problems, run: (copy) => ask(copy, options) };
}

function ask(copy: Copy, options: EachAnswersOptions): Verdict {
  const { pods: labels, port, count, namespace = "default" } = options;
  const wanted = `${nameOf(options.from)} to get an answer from ${counted(count, "Pod")} with the labels ${labels}, each at its own address, port ${port}`;
  const pods = podsMatching(copy, namespace, labels);
  const missing = pods.find((pod) => !pod.ready) ?? (pods.length === count ? undefined : null);
  if (missing !== undefined) {
    const lookAt = options.lookAt ?? (missing === null ? `Pods with the labels ${labels}` : `pod/${missing.name}`);
    return {
      ok: false,
      wanted,
      saw: missing === null ? counted(pods.length, "Pod") : stateOf(missing),
      lookAt,
      evidence: NO_EVIDENCE,
    };
  }
  return askEach(copy, options, { wanted, pods });
}

interface Asking {
  readonly wanted: string;
  readonly pods: readonly FoundPod[];
}

function askEach(copy: Copy, options: EachAnswersOptions, { wanted, pods }: Asking): Verdict {
  const origin = originOf(copy, options.from);
  if (typeof origin === "string") return unsent(wanted, origin, options);
  let evidence = NO_EVIDENCE;
  for (const pod of pods) {
    const { port, path = "/" } = options;
    const target = { scheme: "http", host: pod.ip ?? "", port, path } as const;
    const tried = attempt(copy, origin, { target, timeoutSec: 10 });
    if (tried.outcome.kind !== "answered") return notReached(copy, { wanted, tried, target, origin, options });
    evidence = evidenceOf(copy, tried);
    const { status, body } = tried.outcome;
    if (status >= 400 || (options.body !== undefined && !body.includes(options.body)))
      return { ok: false, wanted, saw: `${pod.name} answered with status ${status}: ${body.slice(0, 80)}`, evidence };
  }
  return { ok: true, wanted, saw: "each did", evidence };
}

function stateOf({ name, pod }: FoundPod): string {
  const waiting = pod.status?.containerStatuses?.find(({ state }) => state?.waiting !== undefined)?.state?.waiting;
  return `${name} is not ready${waiting?.reason === undefined ? "" : `: ${waiting.reason}`}`;
}
