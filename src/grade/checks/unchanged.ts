/**
 * The learner left something alone: an object, or one field of it, is as it was when the lab began. Who has restarted the
 * Pods of a workload has changed nothing about it, although `kubectl rollout restart` writes down when that was.
 */

import type { KubeObject } from "../../sim/kube/api/objects.ts";
import { isObject, sameJson } from "../../sim/kube/api/objects.ts";
import { type Check, type CheckOptions, NO_EVIDENCE, type Verdict } from "../check.ts";
import type { Copy } from "../copy.ts";
import { pathText, valueAt } from "./field.ts";

export interface UnchangedOptions extends CheckOptions {
  readonly resource: string;
  readonly namespace?: string | null;
  /** Every object of the resource that was there when the lab began, without a name. */
  readonly name?: string;
  /** Default: `spec`, or the data of what has no spec. */
  readonly path?: readonly (string | number)[];
}

export function unchanged(options: UnchangedOptions): Check {
  const run = (copy: Copy): Verdict => compare(copy, options);
  return { id: options.id, check: "unchanged", effect: "looks", problems: [], run };
}

function compare(copy: Copy, options: UnchangedOptions): Verdict {
  const { resource, name, namespace = "default", path } = options;
  const what = name === undefined ? `every one of the ${resource}` : `${resource}/${name}`;
  const wanted = `${path === undefined ? "" : `${pathText(path)} of `}${what} to be as it was`;
  const before = copy.start
    .list<KubeObject>(resource, namespace ?? undefined)
    .filter(({ metadata }) => name === undefined || metadata.name === name);
  for (const object of before) {
    const now = copy.get(resource, namespace ?? undefined, object.metadata.name);
    const saw = differenceOf(object, now, path);
    if (saw === null) continue;
    const lookAt = options.lookAt ?? `${resource}/${object.metadata.name}`;
    return { ok: false, wanted, saw, lookAt, evidence: NO_EVIDENCE };
  }
  return { ok: true, wanted, saw: "it is", evidence: NO_EVIDENCE };
}

function differenceOf(
  before: KubeObject,
  now: KubeObject | undefined,
  path: readonly (string | number)[] | undefined,
): string | null {
  if (now === undefined) return `${before.metadata.name} is gone`;
  const steps = path === undefined ? contentsOf(before) : [path];
  const changed = steps.find((step) => !isSame(valueAt(before, step), valueAt(now, step)));
  return changed === undefined ? null : `${pathText(changed)} of ${before.metadata.name} is another`;
}

const RESTARTED = "kubectl.kubernetes.io/restartedAt";

function isSame(before: unknown, now: unknown): boolean {
  return sameJson(before, now) || sameJson(withoutRestart(before), withoutRestart(now));
}

/** Without the moment of the last one, and without the map that is empty then. */
function withoutRestart(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutRestart);
  if (!isObject(value)) return value;
  const fields = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    if (name !== "annotations" || !isObject(inner) || inner[RESTARTED] === undefined)
      return [[name, withoutRestart(inner)]];
    const { [RESTARTED]: _, ...rest } = inner;
    return Object.keys(rest).length === 0 ? [] : [[name, rest]];
  });
  return Object.fromEntries(fields);
}

/** Everything that its owner writes; not the metadata that the server keeps, and not the status. */
function contentsOf(object: KubeObject): string[][] {
  return Object.keys(object)
    .filter((field) => !["apiVersion", "kind", "metadata", "status"].includes(field))
    .map((field) => [field]);
}
