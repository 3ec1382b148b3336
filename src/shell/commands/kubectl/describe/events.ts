/** The events of an object, at the end of its description. Models: k8s.io/kubectl/pkg/describe/describe.go DescribeEvents */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { expected } from "../errors.ts";
import type { Invocation } from "../invocation.ts";
import { goSort } from "../output/go-sort.ts";
import { ageOf, type Description } from "./description.ts";
import { relatedItems } from "./related.ts";

/** Null when they are not to be shown or may not be read. */
export function* eventsOf(call: Invocation, object: Mutable, isShown: boolean): Run<Mutable[] | null> {
  if (!isShown) return null;
  const { name, namespace, uid } = object.metadata;
  const selector = object.kind === undefined ? [] : [`involvedObject.kind=${object.kind}`];
  selector.push(`involvedObject.name=${name}`);
  if (namespace !== undefined) selector.push(`involvedObject.namespace=${namespace}`);
  selector.push(`involvedObject.uid=${uid}`);
  const path = namespace === undefined ? "/api/v1/events" : `/api/v1/namespaces/${namespace}/events`;
  try {
    return yield* relatedItems(call, path, [["fieldSelector", selector.join(",")]]);
  } catch (error) {
    expected(error);
    return null;
  }
}

export function describeEvents(description: Description, events: readonly Mutable[] | null, nowMs: number): void {
  if (events === null) return;
  if (events.length === 0) {
    description.write(0, "Events:\t<none>\n");
    return;
  }
  description.flush();
  description.write(0, "Events:\n  Type\tReason\tAge\tFrom\tMessage\n");
  description.write(1, "----\t------\t----\t----\t-------\n");
  for (const event of goSort(events, (a, b) => (a.lastTimestamp ?? "") < (b.lastTimestamp ?? "")))
    description.write(1, `${lineOf(event, nowMs)}\n`);
}

function lineOf(event: Mutable, nowMs: number): string {
  const first = ageOf(event.eventTime ?? event.firstTimestamp, nowMs);
  let age = first;
  if (event.series !== undefined && event.series !== null)
    age = `${ageOf(event.series.lastObservedTime, nowMs)} (x${event.series.count} over ${first})`;
  else if ((event.count ?? 0) > 1) age = `${ageOf(event.lastTimestamp, nowMs)} (x${event.count} over ${first})`;
  const source = event.source?.component || event.reportingComponent || event.reportingController || "";
  const fieldPath = event.involvedObject?.fieldPath ?? "";
  const message = `${fieldPath === "" ? "" : `${fieldPath}: `}${String(event.message ?? "").trim()}`;
  return [event.type, event.reason, age, source, message].join("\t");
}
