/** Waits until one object is as wanted. Models: k8s.io/kubectl/pkg/cmd/wait/condition.go getObjAndCheckCondition */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { notFound, StatusError } from "../../../../sim/kube/api/status.ts";
import { fetchInfo, type Info, pathOfInfo } from "../client/info.ts";
import { apiVersionOf, pathOf } from "../client/rest-mapper.ts";
import { nextEvent } from "../client/watch.ts";
import { CommandError, expected, hasStatusReason } from "../errors.ts";
import type { Invocation } from "../invocation.ts";
import type { WaitCondition } from "./condition.ts";
import { timedOut, waitUntilDeleted } from "./deletion.ts";

export interface Waiting {
  readonly info: Info;
  readonly condition: WaitCondition;
  readonly deadlineUs: number;
  readonly timeoutMs: number;
}

/** The object as it was when the condition was met; null when there is nothing to show. */
export function* waitForCondition(call: Invocation, waiting: Waiting): Run<Mutable> {
  const { info, condition, deadlineUs, timeoutMs } = waiting;
  if (condition.type === "create") return yield* call.client.get(pathOfInfo(info));
  if (condition.type === "delete") {
    const object = yield* currentOrNull(call, info);
    if (object === null) return info.object;
    if (timeoutMs === 0) throw new CommandError(`condition not met for ${info.mapping.resource}/${info.name}`);
    yield* waitUntilDeleted(call, { ...info, uid: object.metadata.uid }, deadlineUs);
    return object;
  }
  if (timeoutMs === 0) {
    const object = yield* call.client.get(pathOfInfo(info));
    if (condition.isMet(object)) return object;
    throw new CommandError(`condition not met for ${info.mapping.resource}/${info.name}`);
  }
  return yield* watchFor(call, waiting, condition.isMet);
}

function* currentOrNull(call: Invocation, info: Info): Run<Mutable> {
  try {
    return yield* call.client.get(pathOfInfo(info));
  } catch (error) {
    const known = expected(error);
    if (hasStatusReason(known, "NotFound")) return null;
    throw known;
  }
}

function* watchFor(call: Invocation, { info, deadlineUs }: Waiting, isMet: (object: Mutable) => boolean): Run<Mutable> {
  const path = pathOf(info.mapping, info.namespace);
  const only = ["fieldSelector", `metadata.name=${info.name}`] as const;
  const list = yield* call.client.get(path, { query: [only] });
  const [current] = list.items;
  if (current === undefined) {
    yield* fetchInfo(call.client, info);
    throw new StatusError(notFound(info.mapping, info.name));
  }
  const whole = { apiVersion: apiVersionOf(info.mapping), kind: info.mapping.kind, ...current };
  if (isMet(whole)) return whole;
  const events = yield* call.client.watch(path, { query: [only, ["resourceVersion", list.metadata.resourceVersion]] });
  try {
    for (;;) {
      const event = yield* nextEvent(events, deadlineUs);
      if (event === null) throw timedOut(info);
      if (event.type !== "DELETED" && isMet(event.object)) return event.object;
    }
  } finally {
    events.close();
  }
}
