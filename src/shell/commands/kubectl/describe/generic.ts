/** Any object, field by field. Models: k8s.io/kubectl/pkg/describe/describe.go genericDescriber, smartLabelFor */
import type { Run } from "../../../../sim/core/wait.ts";
import { isObject, type Mutable } from "../../../../sim/kube/api/objects.ts";
import type { Invocation } from "../invocation.ts";
import { goText } from "../output/go-syntax.ts";
import { Description, describeMeta } from "./description.ts";
import { describeEvents, eventsOf } from "./events.ts";

const SKIPPED = [
  ".metadata.managedFields",
  ".metadata.name",
  ".metadata.namespace",
  ".metadata.labels",
  ".metadata.annotations",
];
const ACRONYMS = ["API", "URL", "UID", "GUID"];

export function* describeAnything(call: Invocation, object: Mutable, withEvents: boolean): Run<string> {
  const events = yield* eventsOf(call, object, withEvents);
  const description = new Description();
  describeMeta(description, object);
  describeFields(description, object, { level: 0, path: "" });
  describeEvents(description, events, call.nowMs);
  return description.toString();
}

function describeFields(description: Description, content: Mutable, at: { level: number; path: string }): void {
  for (const field of Object.keys(content).sort()) {
    const path = `${at.path}.${field}`;
    const value = content[field];
    if (SKIPPED.includes(path) || value === undefined) continue;
    const inner = { level: at.level + 1, path };
    if (isObject(value)) {
      description.write(at.level, `${labelFor(field)}:\n`);
      describeFields(description, value, inner);
    } else if (Array.isArray(value)) {
      description.write(at.level, `${labelFor(field)}:\n`);
      for (const item of value)
        if (isObject(item)) describeFields(description, item, inner);
        else description.write(at.level + 1, `${goText(item)}\n`);
    } else description.write(at.level, `${labelFor(field)}:\t${goText(value)}\n`);
  }
}

/** `creationTimestamp` as `Creation Timestamp`. */
function labelFor(field: string): string {
  if (!/^[A-Za-z-]+$/.test(field)) return field;
  const parts = field.match(/[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+|-/g) ?? [field];
  const merged: string[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as string;
    const next = parts[i + 1];
    if (part.length >= 2 && part === part.toUpperCase() && next !== undefined && /^[A-Z]/.test(next)) {
      merged.push(part + next);
      i++;
    } else merged.push(part);
  }
  return merged
    .map((part) => {
      if (ACRONYMS.includes(part.toUpperCase())) return part.toUpperCase();
      return part === part.toLowerCase() ? part.charAt(0).toUpperCase() + part.slice(1) : part;
    })
    .join(" ");
}
