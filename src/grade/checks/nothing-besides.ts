/** A place is tidy: of some resource, nothing is left in a namespace but what belongs there, by its labels. */

import type { KubeObject } from "../../sim/kube/api/objects.ts";
import { parseSelector } from "../../sim/kube/api/selectors.ts";
import { type Check, type CheckOptions, NO_EVIDENCE, type Problem, type Verdict } from "../check.ts";
import type { Copy } from "../copy.ts";
import { counted } from "../diagnosis/broken-link.ts";

export interface NothingBesidesOptions extends CheckOptions {
  /** The plural: `pods`. */
  readonly resource: string;
  readonly namespace?: string;
  /** Labels of what belongs there: `app in (web, db)`. */
  readonly labels: string;
}

export function nothingBesides(options: NothingBesidesOptions): Check {
  const problems: Problem[] = [];
  if (options.labels.trim() === "")
    problems.push({ field: "labels", got: "", wanted: "what may stay", fix: 'write labels: "app=web"' });
  return { id: options.id, check: "nothingBesides", effect: "looks", problems, run: (copy) => look(copy, options) };
}

function look(copy: Copy, { resource, namespace = "default", labels, lookAt }: NothingBesidesOptions): Verdict {
  const wanted = `nothing to be left of the ${resource} in namespace ${namespace} but those with the labels ${labels}`;
  const selector = parseSelector(labels);
  const objects = copy
    .list<KubeObject>(resource, namespace)
    .filter(({ metadata }) => metadata.labels?.["hop-by-hop/probe"] === undefined);
  const others = objects.filter(({ metadata }) => !selector.matches(metadata.labels ?? {}));
  const [first] = others;
  if (first === undefined) {
    const saw = `${counted(objects.length, "object")}, and all belong there`;
    return { ok: true, wanted, saw, evidence: NO_EVIDENCE };
  }
  const saw = `there is still ${others.map(({ metadata }) => metadata.name).join(", ")}`;
  return { ok: false, wanted, saw, lookAt: lookAt ?? `${resource}/${first.metadata.name}`, evidence: NO_EVIDENCE };
}
