/**
 * No request is lost while a Deployment is rolled out: its Pods are replaced as `kubectl rollout restart` replaces them,
 * in a copy of its own, and somebody goes on asking until the last old Pod is gone: without a pause when one has just joined, was told to go
 * or went, which is when a request is lost that nobody notices, and now and then in between. It ends at the first that is lost: one is too many.
 */
import type { Deployment, Pod } from "../../sim/kube/schema/types.ts";
import { type Check, type CheckOptions, NO_EVIDENCE, type Problem, type Verdict } from "../check.ts";
import type { Copy } from "../copy.ts";
import { counted } from "../diagnosis/broken-link.ts";
import { type FoundPod, foundPod } from "../lookup/pods.ts";
import { attempt, evidenceOf } from "../probe/attempt.ts";
import { type From, nameOf, originOf, problemsOfFrom } from "../probe/origin.ts";
import { notReached, unsent } from "../probe/sighting.ts";
import { parseTarget, problemsOfTarget, type Target, targetText } from "../probe/target.ts";

export interface SurvivesRolloutOptions extends CheckOptions {
  readonly from: From;
  /** `http://web/` */
  readonly to: string;
  readonly deployment: string;
  readonly namespace?: string;
}

const EVERY_US = 250_000;
/** Twice what it takes until the rules on the nodes know of a Pod that has joined, or was told to go. */
const TURN_US = 60_000;
const TURN_EVERY_US = 2_000;
const ANSWER_SEC = 3;
const ROLLOUT_SEC = 180;
const RESTARTED = "hop-by-hop/restarted";

export function survivesRollout(options: SurvivesRolloutOptions): Check {
  const problems: Problem[] = [...problemsOfFrom(options.from), ...problemsOfTarget(options.to)];
  if (parseTarget(options.to)?.scheme === "tcp")
    problems.push({ field: "to", got: options.to, wanted: "a URL", fix: 'write to: "http://web/"' });
  const run = (copy: Copy): Verdict => rollOut(copy, options);
  return { id: options.id, check: "survivesRollout", effect: "disturbs", problems, run };
}

function rollOut(copy: Copy, options: SurvivesRolloutOptions): Verdict {
  const { deployment: name, namespace = "default", from, lookAt } = options;
  const target = parseTarget(options.to) as Target;
  const wanted = `${nameOf(from)} to get an answer from ${targetText(target)} to every request while Deployment ${name} is rolled out`;
  const origin = originOf(copy, from);
  if (typeof origin === "string") return unsent(wanted, origin, options);
  const deployment = copy.get<Deployment>("deployments", namespace, name);
  if (deployment === undefined) return unsent(wanted, `there is no Deployment ${name}`, options);
  const isTurning = turnsOf(copy, namespace);
  const isDone = restart(copy, deployment);
  const startUs = copy.nowUs;
  for (let sent = 1; ; sent++) {
    const when = `request ${sent}, ${((copy.nowUs - startUs) / 1_000_000).toFixed(1)} s after the rollout began`;
    const tried = attempt(copy, origin, { target, timeoutSec: ANSWER_SEC, goodbyeUs: 0 });
    const { outcome } = tried;
    if (outcome.kind !== "answered") {
      const lost = notReached(copy, { wanted, tried, target, origin, options });
      return { ...lost, saw: `${when}: ${lost.saw}` };
    }
    const isError = outcome.status >= 500;
    if (isError || isDone()) {
      const saw = isError
        ? `${when}: an answer with status ${outcome.status}`
        : `${counted(sent, "request")}, and an answer to each`;
      return { ok: !isError, wanted, saw, ...(isError ? at(lookAt) : {}), evidence: evidenceOf(copy, tried) };
    }
    if (copy.nowUs - startUs > ROLLOUT_SEC * 1_000_000) {
      const saw = `the rollout is not done after ${ROLLOUT_SEC} s`;
      return { ok: false, wanted, saw, lookAt: lookAt ?? `deployment/${name}`, evidence: NO_EVIDENCE };
    }
    const nextUs = copy.nowUs + EVERY_US;
    do copy.cluster.clock.runUntil(copy.nowUs + TURN_EVERY_US);
    while (copy.nowUs < nextUs && !isTurning());
  }
}

/** Neither ready nor told to go. */
const STARTING = "false undefined";

/** Answers whether some Pod of the namespace joined, was told to go or went a moment ago. */
function turnsOf(copy: Copy, namespace: string): () => boolean {
  const told = new Map<string | undefined, string>();
  let lastUs = Number.NEGATIVE_INFINITY;
  copy.api.informer<Pod>("pods").onChange(({ object }) => {
    const { metadata } = object;
    if (metadata.namespace !== namespace) return;
    const stage = `${foundPod(object).ready} ${metadata.deletionTimestamp}`;
    if (stage !== (told.get(metadata.uid) ?? STARTING)) lastUs = copy.nowUs;
    told.set(metadata.uid, stage);
  });
  return () => copy.nowUs - lastUs < TURN_US;
}

/** Answers whether every Pod is a new one, and ready, and no old one is left. */
function restart(copy: Copy, { metadata, spec }: Deployment): () => boolean {
  const { namespace = "default", name = "" } = metadata;
  const labels = Object.entries(spec?.selector.matchLabels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  const pods = (): FoundPod[] => copy.list<Pod>("pods", namespace, labels).map(foundPod);
  const old = new Set(pods().map(({ uid }) => uid));
  const annotations = { [RESTARTED]: String(copy.nowUs) };
  const patch = { spec: { template: { metadata: { annotations } } } };
  copy.api.patch("deployments", { namespace, name }, { type: "merge", patch });
  return () => {
    const now = pods();
    return now.length >= (spec?.replicas ?? 1) && now.every((pod) => pod.ready && !old.has(pod.uid));
  };
}

function at(lookAt: string | undefined): { readonly lookAt?: string } {
  return lookAt === undefined ? {} : { lookAt };
}
