/**
 * Who may reach whom, as a whole: every Pod of some namespaces tries every other on a port, and exactly those pairs get
 * through that are named. What is told of a failure is the smallest counterexample: one pair, and the policy behind it.
 */

import { parseSelector } from "../../sim/kube/api/selectors.ts";
import type { Pod } from "../../sim/kube/schema/types.ts";
import { type Check, type CheckOptions, NO_EVIDENCE, type Problem, type Verdict } from "../check.ts";
import type { Copy } from "../copy.ts";
import { counted } from "../diagnosis/broken-link.ts";
import { diagnosePolicy } from "../diagnosis/policy.ts";
import { type FoundPod, foundPod } from "../lookup/pods.ts";
import { type Attempt, attempt, evidenceOf } from "../probe/attempt.ts";
import { type Origin, originOf } from "../probe/origin.ts";
import type { Target } from "../probe/target.ts";

export interface Pair {
  /** `[NAMESPACE/]LABELS` */
  readonly from: string;
  readonly to: string;
}

export interface OnlyTheseOptions extends CheckOptions {
  readonly namespaces: readonly string[];
  readonly port: number;
  readonly mayReach: readonly Pair[];
  /** Pods with these labels do not listen, and are only asked from. */
  readonly silent?: string;
}

const TIMEOUT_SEC = 2;

export function onlyThese(options: OnlyTheseOptions): Check {
  const problems: Problem[] = [];
  if (!(Number.isInteger(options.port) && options.port >= 1 && options.port <= 65_535))
    problems.push({ field: "port", got: options.port, wanted: "1 to 65535", fix: "write port: 80" });
  if (options.namespaces.length === 0)
    problems.push({ field: "namespaces", got: [], wanted: "at least one", fix: 'write namespaces: ["default"]' });
  const run = (copy: Copy): Verdict => tryAll(copy, options);
  return { id: options.id, check: "onlyThese", effect: "sends", problems, run };
}

function tryAll(copy: Copy, options: OnlyTheseOptions): Verdict {
  const pods = options.namespaces.flatMap((namespace) => readyPods(copy, namespace));
  const pairs = options.mayReach.map(({ from, to }) => `${from} => ${to}`).join(", ");
  const wanted = `only these to get through on port ${options.port}: ${pairs || "none"}`;
  if (pods.length < 2) return { ok: false, wanted, saw: `${counted(pods.length, "ready Pod")}`, evidence: NO_EVIDENCE };
  let tries = 0;
  for (const from of pods)
    for (const to of pods) {
      if (from === to || (options.silent !== undefined && hasLabels(to, options.silent))) continue;
      tries++;
      const isWanted = options.mayReach.some((pair) => isOf(from, pair.from) && isOf(to, pair.to));
      const broken = tryOne(copy, { from, to, port: options.port, isWanted });
      if (broken !== null) return { ok: false, wanted, ...broken, ...at(options) };
    }
  return { ok: true, wanted, saw: `${counted(tries, "pair")} tried, and all as wanted`, evidence: NO_EVIDENCE };
}

/** What the author says stands before what was found out. */
function at({ lookAt }: OnlyTheseOptions): { readonly lookAt?: string } {
  return lookAt === undefined ? {} : { lookAt };
}

interface Try {
  readonly from: FoundPod;
  readonly to: FoundPod;
  readonly port: number;
  readonly isWanted: boolean;
}

function tryOne(copy: Copy, { from, to, port, isWanted }: Try): Pick<Verdict, "saw" | "lookAt" | "evidence"> | null {
  const origin = originOf(copy, `pod/${from.namespace}/${from.name}`);
  if (typeof origin === "string") return { saw: origin, evidence: NO_EVIDENCE };
  const target: Target = { scheme: "tcp", host: to.ip ?? "", port, path: "/" };
  const tried = attempt(copy, origin, { target, timeoutSec: TIMEOUT_SEC });
  const isThrough = tried.outcome.kind === "connected";
  if (isThrough === isWanted) return null;
  const { why, lookAt } = reason(copy, { origin, target, tried, to });
  const who = `Pod ${from.namespace}/${from.name} ${isThrough ? "gets" : "does not get"} through to Pod ${to.namespace}/${to.name}`;
  const saw = `${who} on port ${port}${why}`;
  return { saw, ...(lookAt === undefined ? {} : { lookAt }), evidence: evidenceOf(copy, tried) };
}

interface Sent {
  readonly origin: Origin;
  readonly target: Target;
  readonly tried: Attempt;
  readonly to: FoundPod;
}

function reason(copy: Copy, { to, ...situation }: Sent): { readonly why: string; readonly lookAt?: string } {
  const { target, tried } = situation;
  if (tried.outcome.kind === "connected") return { why: ", and nothing denies it" };
  const policy = diagnosePolicy({ copy, ...situation }, { pod: to, port: target.port, protocol: "TCP" });
  if (policy === null) return { why: `: ${tried.outcome.kind}` };
  return { why: `: ${policy.saw}`, ...(policy.lookAt === undefined ? {} : { lookAt: policy.lookAt }) };
}

function readyPods(copy: Copy, namespace: string): FoundPod[] {
  const pods = copy.list<Pod>("pods", namespace).map(foundPod);
  return pods
    .filter(({ ready, pod }) => ready && pod.spec.hostNetwork !== true)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isOf(pod: FoundPod, text: string): boolean {
  const slash = text.indexOf("/");
  const isPlain = slash < 0 || text.slice(0, slash).includes("=");
  if (isPlain) return hasLabels(pod, text);
  return pod.namespace === text.slice(0, slash) && hasLabels(pod, text.slice(slash + 1));
}

function hasLabels({ pod }: FoundPod, labels: string): boolean {
  return parseSelector(labels).matches(pod.metadata.labels ?? {});
}
