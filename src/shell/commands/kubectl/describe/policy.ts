/** Budgets, priorities, and the ranges and addresses of Services. Models: k8s.io/kubectl/pkg/describe/describe.go */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import type { Invocation } from "../invocation.ts";
import { Description, flatLabels, longTime } from "./description.ts";
import { describeEvents, eventsOf } from "./events.ts";
import { formatSelector } from "./scheduling.ts";

export function* describeBudget(call: Invocation, budget: Mutable, withEvents: boolean): Run<string> {
  const { metadata, spec = {}, status = {} } = budget;
  const events = yield* eventsOf(call, budget, withEvents);
  const text = new Description();
  text.field("Name", metadata.name);
  text.field("Namespace", metadata.namespace);
  if (spec.minAvailable !== undefined) text.field("Min available", String(spec.minAvailable));
  else if (spec.maxUnavailable !== undefined) text.field("Max unavailable", String(spec.maxUnavailable));
  text.field("Selector", spec.selector === undefined ? "<unset>" : formatSelector(spec.selector));
  text.write(0, "Status:\n");
  text.write(2, `Allowed disruptions:\t${status.disruptionsAllowed ?? 0}\n`);
  text.write(2, `Current:\t${status.currentHealthy ?? 0}\n`);
  text.write(2, `Desired:\t${status.desiredHealthy ?? 0}\n`);
  text.write(2, `Total:\t${status.expectedPods ?? 0}\n`);
  describeEvents(text, events, call.nowMs);
  return text.toString();
}

export function* describePriorityClass(call: Invocation, priority: Mutable, withEvents: boolean): Run<string> {
  const events = yield* eventsOf(call, priority, withEvents);
  const text = new Description();
  text.field("Name", priority.metadata.name);
  text.field("Value", String(priority.value ?? 0));
  text.field("GlobalDefault", String(priority.globalDefault === true));
  text.field("PreemptionPolicy", priority.preemptionPolicy ?? "");
  text.field("Description", priority.description ?? "");
  text.field("Annotations", flatLabels(priority.metadata.annotations));
  describeEvents(text, events, call.nowMs);
  return text.toString();
}

export function* describeServiceCidr(call: Invocation, range: Mutable, withEvents: boolean): Run<string> {
  const events = yield* eventsOf(call, range, withEvents);
  const text = headOf(range.metadata);
  text.field("CIDRs", (range.spec?.cidrs ?? []).join(", "));
  const conditions: readonly Mutable[] = range.status?.conditions ?? [];
  if (conditions.length > 0) {
    text.write(0, "Status:\n");
    text.write(0, "Conditions:\n");
    text.write(1, "Type\tStatus\tLastTransitionTime\tReason\tMessage\n");
    text.write(1, "----\t------\t------------------\t------\t-------\n");
    for (const { type, status, lastTransitionTime, reason = "", message = "" } of conditions)
      text.write(1, `${type}\t${status}\t${longTime(lastTransitionTime)}\t${reason}\t${message}\n`);
  }
  describeEvents(text, events, call.nowMs);
  return text.toString();
}

export function* describeIpAddress(call: Invocation, address: Mutable, withEvents: boolean): Run<string> {
  const events = yield* eventsOf(call, address, withEvents);
  const text = headOf(address.metadata);
  const parent = address.spec?.parentRef;
  if (parent !== undefined) {
    text.write(0, "Parent Reference:\n");
    text.write(1, `Group:\t${parent.group ?? ""}\n`);
    text.write(1, `Resource:\t${parent.resource ?? ""}\n`);
    text.write(1, `Namespace:\t${parent.namespace ?? ""}\n`);
    text.write(1, `Name:\t${parent.name ?? ""}\n`);
  }
  describeEvents(text, events, call.nowMs);
  return text.toString();
}

function headOf(metadata: Mutable): Description {
  const text = new Description();
  text.field("Name", metadata.name);
  text.labels("Labels", metadata.labels);
  text.annotations("Annotations", metadata.annotations);
  return text;
}
