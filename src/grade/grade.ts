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
  const options = { software, traced: false };
  let unused = atHand.live;
  const openCopy = (): Copy => {
    if (unused !== undefined) atRest(unused.session);
    const { session, start } = unused ?? replayLab(lab, log, options);
    unused = undefined;
    return new Copy(session.cluster, start);
  };
  const verdicts = verdictsOf(
    lab.tasks.flatMap((task) => task.checks),
    openCopy,
    atHand.onVerdict ?? (() => {}),
  );
  return lab.tasks.map((task) => resultOf(task, verdicts));
}

function verdictsOf(checks: readonly Check[], openCopy: () => Copy, onVerdict: OnVerdict): Map<Check, Verdict> {
  const verdicts = new Map<Check, Verdict>();
  const inOrder = ORDER.flatMap((effect) => checks.filter((check) => check.effect === effect));
  let copy: Copy | null = null;
  for (const check of inOrder) {
    copy ??= openCopy();
    const verdict = check.run(copy);
    verdicts.set(check, verdict);
    onVerdict(check, verdict, copy);
    if (check.effect === "disturbs") copy = null;
  }
  return verdicts;
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
