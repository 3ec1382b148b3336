/**
 * Grades a lab: replays what was typed into a fresh world and runs the checks there. Those that only look come first
 * and those that send packets next, all in one copy; then those that break something on purpose, the first in what
 * is left of that copy and every further one in a copy of its own. So no check can spoil another, and the order in
 * which the author wrote them does not matter.
 */

import type { InputLog } from "../shell/session.ts";
import type { Software } from "../sim/node/parts/software.ts";
import type { Check, Effect, Verdict } from "./check.ts";
import { Copy } from "./copy.ts";
import type { Lab, LabTask } from "./lab.ts";
import { atRest, type Played, replayLab } from "./replay.ts";

export interface CheckResult extends Verdict {
  readonly id: string;
  /** Which check: `reaches`… */
  readonly check: string;
}

export interface TaskResult {
  readonly id: string;
  readonly title: string;
  readonly weight: number;
  readonly ok: boolean;
  /** The weight, or 0. */
  readonly earned: number;
  readonly checks: readonly CheckResult[];
}

const ORDER: readonly Effect[] = ["looks", "sends", "disturbs"];

export interface AtHand {
  /** The session that wrote the log, when it is done with and may serve as the first copy. */
  readonly live?: Played;
  /** Told after each check, while the copy that it worked on is still there. */
  readonly onVerdict?: OnVerdict;
}

type OnVerdict = (check: Check, verdict: Verdict, copy: Copy) => void;

export function gradeSession(lab: Lab, log: InputLog, software: Software, atHand: AtHand = {}): TaskResult[] {
  const verdicts = new Map<Check, Verdict>();
  for (const { check, verdict, copy } of verdictsOf(lab, log, software, atHand.live)) {
    verdicts.set(check, verdict);
    atHand.onVerdict?.(check, verdict, copy);
  }
  return lab.tasks.map((task) => resultOf(task, verdicts));
}

/** Whether every task is passed, for who asks nothing else: the first check that rejects it settles that. */
export function passes(lab: Lab, log: InputLog, software: Software, live: Played): boolean {
  for (const { verdict } of verdictsOf(lab, log, software, live)) if (!verdict.ok) return false;
  return true;
}

interface Told {
  readonly check: Check;
  readonly verdict: Verdict;
  readonly copy: Copy;
}

function* verdictsOf(lab: Lab, log: InputLog, software: Software, live: Played | undefined): Generator<Told> {
  let unused = live;
  const openCopy = (): Copy => {
    if (unused !== undefined) atRest(unused.session);
    const { session, start } = unused ?? replayLab(lab, log, { software, traced: false });
    unused = undefined;
    return new Copy(session.cluster, start);
  };
  const checks = lab.tasks.flatMap((task) => task.checks);
  let copy: Copy | null = null;
  for (const effect of ORDER)
    for (const check of checks.filter((one) => one.effect === effect)) {
      copy ??= openCopy();
      yield { check, verdict: check.run(copy), copy };
      if (effect === "disturbs") copy = null;
    }
}

function resultOf(task: LabTask, verdicts: ReadonlyMap<Check, Verdict>): TaskResult {
  const checks = task.checks.map(
    (check): CheckResult => ({ id: check.id, check: check.check, ...(verdicts.get(check) as Verdict) }),
  );
  const ok = checks.every((result) => result.ok);
  const { id, title, weight } = task;
  return { id, title, weight, ok, earned: ok ? weight : 0, checks };
}

export function isPassed(results: readonly TaskResult[]): boolean {
  return results.every((task) => task.ok);
}
