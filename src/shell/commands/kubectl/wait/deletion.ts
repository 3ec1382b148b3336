/** Waiting until objects are gone. Models: k8s.io/kubectl/pkg/cmd/wait/delete.go */
import type { Run } from "../../../../sim/core/wait.ts";
import { type Info, pathOfInfo } from "../client/info.ts";
import { pathOf } from "../client/rest-mapper.ts";
import { nextEvent } from "../client/watch.ts";
import { CommandError, expected, hasStatusReason } from "../errors.ts";
import type { Invocation } from "../invocation.ts";

const WEEK_MS = 168 * 3_600_000;

/** `uid`: an object of the same name with another one is not the one that was deleted. */
export interface Doomed extends Info {
  readonly uid: string;
}

/** 0 means as long as it takes. */
export function* waitForDeletion(call: Invocation, infos: readonly Doomed[], timeoutMs: number): Run<void> {
  const deadlineUs = call.process.nowUs + (timeoutMs > 0 ? timeoutMs : WEEK_MS) * 1000;
  for (const info of infos) yield* waitUntilDeleted(call, info, deadlineUs);
}

export function* waitUntilDeleted(call: Invocation, info: Doomed, deadlineUs: number): Run<void> {
  let version: string;
  try {
    const object = yield* call.client.get(pathOfInfo(info));
    if (info.uid !== "" && object.metadata?.uid !== info.uid) return;
    version = object.metadata?.resourceVersion ?? "0";
  } catch (error) {
    const known = expected(error);
    if (hasStatusReason(known, "NotFound") || hasStatusReason(known, "Forbidden")) return;
    throw known;
  }
  const events = yield* call.client.watch(pathOf(info.mapping, info.namespace), {
    query: [
      ["fieldSelector", `metadata.name=${info.name}`],
      ["resourceVersion", version],
    ],
  });
  try {
    for (;;) {
      const event = yield* nextEvent(events, deadlineUs);
      if (event === null) throw timedOut(info);
      if (event.type === "DELETED") return;
    }
  } finally {
    events.close();
  }
}

export function timedOut(info: Info): CommandError {
  return new CommandError(`timed out waiting for the condition on ${info.mapping.resource}/${info.name}`);
}
