/**
 * From any object to a Pod that stands for it: a Deployment's, a Service's, a Job's.
 *
 * Models: k8s.io/kubectl/pkg/polymorphichelpers/{helpers,attachablepodforobject}.go, pkg/util/podutils
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { selectorOf, selectorOfMap } from "../../../../sim/kube/api/selectors.ts";
import { findResources } from "../client/builder.ts";
import { splitApiVersion } from "../client/decode-object.ts";
import { mixedArgs } from "../client/resource-args.ts";
import { nextEvent } from "../client/watch.ts";
import { CommandError, throwAll } from "../errors.ts";
import type { Invocation } from "../invocation.ts";
import { goSort } from "../output/go-sort.ts";

/** The one object that `pod` or `TYPE/NAME` names; a name alone is a Pod's. */
export function* namedObject(call: Invocation, args: readonly string[], otherwise = "pods"): Run<Mutable> {
  const names = args.length === 1 && !(args[0] as string).includes("/") ? [otherwise, args[0] as string] : args;
  if (names.length > 1 && names.some((name) => name.includes("/"))) throw mixedArgs();
  const found = yield* findResources(call, { args: names, namespace: call.namespace, stopAtError: true });
  throwAll(found.errors);
  return found.infos[0]?.object;
}

const SELECTING = ["ReplicaSet", "StatefulSet", "DaemonSet", "Deployment", "Job"];

/** The Pods' selector of a workload or Service, as text. */
export function podSelectorOf(object: Mutable): string {
  if (SELECTING.includes(object.kind)) return selectorOf(object.spec?.selector).toString();
  if (object.kind === "ReplicationController") return selectorOfMap(object.spec?.selector).toString();
  if (object.kind === "Service") {
    if (Object.keys(object.spec?.selector ?? {}).length === 0)
      throw new CommandError(`invalid service '${object.metadata.name}': Service is defined without a selector`);
    return selectorOfMap(object.spec.selector).toString();
  }
  throw new CommandError(`selector for ${goTypeOf(object)} not implemented`);
}

/** The Go type that an object of this kind has: `*v1.ConfigMap`. */
export function goTypeOf(object: Mutable): string {
  return `*${splitApiVersion(String(object.apiVersion ?? "v1")).version}.${object.kind}`;
}

export interface PodChoice {
  readonly pod: Mutable;
  readonly count: number;
  readonly pods: readonly Mutable[];
}

/** Waits for a Pod when there is none yet. `isBefore` says which of them is the best. */
export function* firstPod(
  call: Invocation,
  object: Mutable,
  options: { readonly timeoutMs: number; readonly isBefore: (one: Mutable, other: Mutable) => boolean },
): Run<PodChoice> {
  const namespace = object.metadata.namespace ?? call.namespace;
  const selector = podSelectorOf(object);
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const list = yield* call.client.get(path, { query: [["labelSelector", selector]] });
  if (list.items.length > 0) {
    const pods = goSort(list.items as Mutable[], options.isBefore);
    return { pod: withKind(pods[0]), count: pods.length, pods: pods.map(withKind) };
  }
  const events = yield* call.client.watch(path, {
    query: [
      ["labelSelector", selector],
      ["resourceVersion", list.metadata.resourceVersion],
    ],
  });
  try {
    const event = yield* nextEvent(events, call.process.nowUs + options.timeoutMs * 1000);
    if (event === null) throw new CommandError("timed out waiting for the condition");
    return { pod: event.object, count: 1, pods: [event.object] };
  } finally {
    events.close();
  }
}

function withKind(pod: Mutable): Mutable {
  return pod.kind === undefined ? { apiVersion: "v1", kind: "Pod", ...pod } : pod;
}

/** The Pod to exec into, attach to or forward to. */
export function* attachablePod(call: Invocation, object: Mutable, timeoutMs: number): Run<Mutable> {
  if (object.kind === "Pod") return object;
  try {
    podSelectorOf(object);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(`cannot attach to ${goTypeOf(object)}: ${error.message}`);
  }
  const choice = yield* firstPod(call, object, {
    timeoutMs,
    isBefore: (one, other) => isLessActive(other, one),
  });
  return choice.pod;
}

const PHASES: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

/** Not assigned before assigned, pending before running, not ready before ready, young before old. */
function isLessActive(one: Mutable, other: Mutable): boolean {
  const [a, b] = [one.spec?.nodeName ?? "", other.spec?.nodeName ?? ""];
  if (a !== b && (a === "" || b === "")) return a === "";
  const [p, q] = [PHASES[one.status?.phase] ?? 0, PHASES[other.status?.phase] ?? 0];
  if (p !== q) return p < q;
  if (isReady(one) !== isReady(other)) return !isReady(one);
  if (restarts(one) !== restarts(other)) return restarts(one) > restarts(other);
  return createdAt(one) > createdAt(other);
}

/** Assigned before not assigned, ready before not: the Pod whose log says most. */
export function isBetterForLogs(one: Mutable, other: Mutable): boolean {
  const [a, b] = [one.spec?.nodeName ?? "", other.spec?.nodeName ?? ""];
  if (a !== b && (a === "" || b === "")) return a !== "";
  const [p, q] = [PHASES[one.status?.phase] ?? 0, PHASES[other.status?.phase] ?? 0];
  if (p !== q) return p > q;
  if (isReady(one) !== isReady(other)) return isReady(one);
  const [since, until] = [readySince(one), readySince(other)];
  if (isReady(one) && isReady(other) && since !== until) return since < until;
  if (restarts(one) !== restarts(other)) return restarts(one) > restarts(other);
  return createdAt(one) < createdAt(other);
}

export function isReady(pod: Mutable): boolean {
  return (pod.status?.conditions ?? []).some(({ type, status }: Mutable) => type === "Ready" && status === "True");
}

function readySince(pod: Mutable): string {
  const condition = (pod.status?.conditions ?? []).find(({ type }: Mutable) => type === "Ready");
  return condition?.lastTransitionTime ?? "";
}

function restarts(pod: Mutable): number {
  return Math.max(0, ...(pod.status?.containerStatuses ?? []).map((status: Mutable) => status.restartCount ?? 0));
}

function createdAt(pod: Mutable): string {
  return pod.metadata?.creationTimestamp ?? "";
}
