/**
 * A field of an object has a value: for what traffic cannot show. The path is a list of steps into the object, so
 * that a label key with dots in it is one step.
 */
import type { JsonValue } from "../../sim/kube/api/objects.ts";
import { isObject, sameJson } from "../../sim/kube/api/objects.ts";
import { type Check, type CheckOptions, NO_EVIDENCE, type Problem, type Verdict } from "../check.ts";
import type { Copy } from "../copy.ts";

export interface FieldOptions extends CheckOptions {
  /** The plural: `services`. */
  readonly resource: string;
  readonly namespace?: string | null;
  readonly name: string;
  readonly path: readonly (string | number)[];
  /** The value itself, or several that are all right. */
  readonly is?: JsonValue;
  readonly oneOf?: readonly JsonValue[];
}

export function field(options: FieldOptions): Check {
  const problems: Problem[] = [];
  if (options.path.length === 0)
    problems.push({ field: "path", got: [], wanted: "steps into the object", fix: 'write path: ["spec", "type"]' });
  if ((options.is === undefined) === (options.oneOf === undefined))
    problems.push({ field: "is", got: options.is, wanted: "either is or oneOf", fix: 'write is: "ClusterIP"' });
  const run = (copy: Copy): Verdict => look(copy, options);
  return { id: options.id, check: "field", effect: "looks", problems, run };
}

function look(copy: Copy, options: FieldOptions): Verdict {
  const { resource, namespace = "default", name, path, lookAt } = options;
  const right = options.oneOf ?? [options.is as JsonValue];
  const shown = `${pathText(path)} of ${resource}/${name}`;
  const wanted = `${shown} to be ${right.map((value) => JSON.stringify(value)).join(" or ")}`;
  const object = copy.get(resource, namespace ?? undefined, name);
  const value = valueAt(object, path);
  const ok = value !== undefined && right.some((candidate) => sameJson(candidate, value));
  const saw =
    object === undefined
      ? `there is no ${resource}/${name}`
      : value === undefined
        ? "it is not set"
        : JSON.stringify(value);
  return { ok, wanted, saw, ...(ok ? {} : { lookAt: lookAt ?? shown }), evidence: NO_EVIDENCE };
}

export function valueAt(object: unknown, path: readonly (string | number)[]): JsonValue | undefined {
  let value: unknown = object;
  for (const step of path) {
    if (Array.isArray(value)) value = value[Number(step)];
    else if (isObject(value)) value = value[step];
    else return undefined;
  }
  return value as JsonValue | undefined;
}

export function pathText(path: readonly (string | number)[]): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : step))
    .join(".")
    .replaceAll(".[", "[");
}
