/**
 * The session of `kubectl run -it`: waits for the Pod, shows what it has printed, attaches, and takes its exit status.
 *
 * Models: k8s.io/kubectl/pkg/cmd/run/run.go (handleAttachPod, waitForPod)
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { Interrupted } from "../../../../sim/os/signal.ts";
import { nextEvent } from "../client/watch.ts";
import { CommandError, Exit, expected } from "../errors.ts";
import type { RunOptions } from "../generate/run-objects.ts";
import type { Invocation } from "../invocation.ts";
import { containerOrDefault } from "../pods/containers.ts";
import { attachTo } from "./attach.ts";
import { printLogOf } from "./logs.ts";

export function* attachToRun(call: Invocation, created: Mutable, options: RunOptions): Run<void> {
  const timeoutMs = call.flags.int("pod-running-timeout");
  call.process.on("INT", "throw");
  try {
    const pod = yield* waitForPod(call, created, { timeoutMs, isMet: isRunningOrDone });
    const isDone = pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed";
    if (isDone) yield* showLog(call, pod);
    else yield* attach(call, pod, options);
    if (options.leavesStdinOpen || options.restartPolicy === "Always") return;
    const isMet = options.restartPolicy === "OnFailure" ? hasSucceeded : isCompleted;
    checkPhase(yield* waitForPod(call, created, { timeoutMs, isMet }));
  } catch (error) {
    if (error instanceof Interrupted) throw new Exit(1);
    throw error;
  }
}

function* attach(call: Invocation, pod: Mutable, options: RunOptions): Run<void> {
  yield* showLog(call, pod);
  const request = { container: "", stdin: options.stdin, tty: options.tty, isQuiet: call.flags.bool("quiet") };
  try {
    yield* attachTo(call, pod, request);
  } catch (error) {
    const known = expectedUnlessExit(error);
    yield* call.printError(
      `warning: couldn't attach to pod/${pod.metadata.name}, falling back to streaming logs: ${known.message}\n`,
    );
    yield* showLog(call, pod);
  }
}

function expectedUnlessExit(error: unknown): Error {
  if (error instanceof Exit) throw error;
  return expected(error);
}

/** What the container printed before anybody could attach. */
function* showLog(call: Invocation, pod: Mutable): Run<void> {
  const container = yield* containerOrDefault(call, pod, { name: "", isQuiet: call.flags.bool("quiet") });
  try {
    yield* printLogOf(call, pod, container.name);
  } catch (error) {
    yield* call.printError(`warning: couldn't fetch pre-attach logs: ${expected(error).message}\n`);
  }
}

/** The state of a Pod once it is what is waited for. */
export function* waitForPod(
  call: Invocation,
  pod: Mutable,
  { timeoutMs, isMet }: { readonly timeoutMs: number; readonly isMet: (pod: Mutable) => boolean },
): Run<Mutable> {
  const { namespace, name } = pod.metadata;
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const deadlineUs = call.process.nowUs + timeoutMs * 1000;
  const list = yield* call.client.get(path, { query: [["fieldSelector", `metadata.name=${name}`]] });
  const [current] = list.items;
  if (current !== undefined && isMet(current)) return current;
  const events = yield* call.client.watch(path, {
    query: [
      ["fieldSelector", `metadata.name=${name}`],
      ["resourceVersion", list.metadata.resourceVersion],
    ],
  });
  try {
    for (;;) {
      const event = yield* nextEvent(events, deadlineUs);
      if (event === null) throw new CommandError("timed out waiting for the condition");
      if (event.type === "DELETED") throw new CommandError(`pods "${name}" not found`);
      if (isMet(event.object)) return event.object;
    }
  } finally {
    events.close();
  }
}

/** Running, and ready where it says so; or already over. */
function isRunningOrDone(pod: Mutable): boolean {
  const { phase, conditions = [] } = pod.status ?? {};
  if (phase === "Succeeded" || phase === "Failed") return true;
  if (phase !== "Running") return false;
  return conditions.some(({ type, status }: Mutable) => type === "Ready" && status === "True");
}

function isCompleted(pod: Mutable): boolean {
  return pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed";
}

function hasSucceeded(pod: Mutable): boolean {
  return pod.status?.phase === "Succeeded";
}

function checkPhase(pod: Mutable): void {
  const { namespace, name } = pod.metadata;
  const { phase, containerStatuses = [] } = pod.status ?? {};
  if (phase === "Succeeded") return;
  if (phase !== "Failed") throw new CommandError(`pod ${namespace}/${name} left in phase ${phase}`);
  const terminated = containerStatuses[0]?.state?.terminated;
  if (terminated === undefined || terminated.exitCode === 0)
    throw new CommandError(`pod ${namespace}/${name} failed with unknown exit code`);
  throw new CommandError(`pod ${namespace}/${name} terminated (${terminated.reason})\n${terminated.message ?? ""}`, {
    plain: true,
    exitCode: terminated.exitCode,
  });
}
