/**
 * Another check still holds after something was broken on purpose and had time to heal: every Pod with some labels is
 * deleted in a copy of its own, and their replacements are waited for.
 */
import { type Check, type CheckOptions, NO_EVIDENCE, type Verdict } from "../check.ts";
import type { Copy } from "../copy.ts";
import { podsMatching } from "../lookup/pods.ts";
import { comeToRest } from "../replay.ts";

export interface SurvivesOptions extends CheckOptions {
  /** Labels of the Pods that are deleted. */
  readonly deletePods: string;
  readonly namespace?: string;
  readonly still: Check;
}

const HEAL_SECONDS = 120;

export function survives(options: SurvivesOptions): Check {
  const problems = options.still.problems.map((problem) => ({ ...problem, field: `still.${problem.field}` }));
  const run = (copy: Copy): Verdict => breakAndLook(copy, options);
  return { id: options.id, check: "survives", effect: "disturbs", problems, run };
}

function breakAndLook(copy: Copy, options: SurvivesOptions): Verdict {
  const { deletePods: labels, namespace = "default", lookAt } = options;
  const after = `after every Pod with the labels ${labels} was replaced`;
  const before = podsMatching(copy, namespace, labels);
  const no = (saw: string): Verdict => {
    const wanted = `Pods with the labels ${labels} to be replaced when they are deleted`;
    return { ok: false, wanted, saw, ...(lookAt === undefined ? {} : { lookAt }), evidence: NO_EVIDENCE };
  };
  if (before.length === 0) return no("there is none to delete");
  for (const { name } of before) copy.api.delete("pods", { namespace, name });
  const old = new Set(before.map((pod) => pod.uid));
  const healed = (): boolean => {
    const now = podsMatching(copy, namespace, labels);
    return now.length >= before.length && now.every((pod) => pod.ready && !old.has(pod.uid));
  };
  if (!copy.until(healed, HEAL_SECONDS)) return no(`${HEAL_SECONDS} s later they were not all there again`);
  comeToRest(copy.cluster);
  const verdict = options.still.run(copy);
  return {
    ...verdict,
    wanted: `${verdict.wanted}, ${after}`,
    ...(verdict.ok || lookAt === undefined ? {} : { lookAt }),
  };
}
