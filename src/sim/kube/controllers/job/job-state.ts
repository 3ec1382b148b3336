/**
 * What a Job's Pods say about it: how many work, succeeded and failed, which numbers are done, and whether it is over.
 *
 * Models: pkg/controller/job/job_controller.go, indexed_job_utils.go
 * SIMPLIFIED: counts come from the Pods that are still there; podFailurePolicy and successPolicy are stored only.
 */
import { parseRfc3339 } from "../../../core/time.ts";
import type { Job, Pod } from "../../schema/types.ts";

export const INDEX_ANNOTATION = "batch.kubernetes.io/job-completion-index";

export interface JobState {
  readonly active: readonly Pod[];
  readonly succeeded: readonly Pod[];
  readonly failed: readonly Pod[];
  readonly terminating: number;
}

export function stateOf(pods: readonly Pod[]): JobState {
  const inPhase = (phase: string): Pod[] => pods.filter(({ status }) => status?.phase === phase);
  const open = pods.filter(({ status }) => status?.phase !== "Succeeded" && status?.phase !== "Failed");
  const active = open.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const terminating = open.length - active.length;
  return { active, succeeded: inPhase("Succeeded"), failed: inPhase("Failed"), terminating };
}

export function indexOf({ metadata }: Pod): number | undefined {
  const text = metadata.annotations?.[INDEX_ANNOTATION];
  return text === undefined ? undefined : Number(text);
}

export function doneIndexes({ succeeded }: JobState): readonly number[] {
  const indexes = new Set(succeeded.flatMap((pod) => indexOf(pod) ?? []));
  return [...indexes].sort((a, b) => a - b);
}

/** `0-2,5` */
export function formatIndexes(indexes: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const index of indexes) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === index - 1) last[1] = index;
    else ranges.push([index, index]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}${to === from + 1 ? "," : "-"}${to}`)).join(",");
}

export interface Verdict {
  readonly type: "Complete" | "Failed";
  readonly reason: string;
  readonly message: string;
}

const COMPLETE: Verdict = {
  type: "Complete",
  reason: "CompletionsReached",
  message: "Reached expected number of succeeded pods",
};

export function verdictOn(job: Job, state: JobState, nowMs: number): Verdict | undefined {
  const { completions, backoffLimit = 6, activeDeadlineSeconds, template } = job.spec;
  const restarts = (pod: Pod): number =>
    (pod.status?.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0);
  const tries =
    template?.spec?.restartPolicy === "OnFailure"
      ? state.active.reduce((sum, pod) => sum + restarts(pod), 0) + state.failed.length
      : state.failed.length;
  if (tries > backoffLimit)
    return {
      type: "Failed",
      reason: "BackoffLimitExceeded",
      message: "Job has reached the specified backoff limit",
    };
  const sinceMs = parseRfc3339(job.status?.startTime ?? "");
  if (activeDeadlineSeconds !== undefined && sinceMs !== null && nowMs - sinceMs >= activeDeadlineSeconds * 1000)
    return {
      type: "Failed",
      reason: "DeadlineExceeded",
      message: "Job was active longer than specified deadline",
    };
  const isIndexed = job.spec.completionMode === "Indexed";
  const done = isIndexed ? doneIndexes(state).length : state.succeeded.length;
  if (completions === undefined) return done > 0 && state.active.length === 0 ? COMPLETE : undefined;
  return done >= completions ? COMPLETE : undefined;
}

export function isFinished({ status }: Job): boolean {
  return (
    status?.conditions?.some(
      ({ type, status: value }) => (type === "Complete" || type === "Failed") && value === "True",
    ) === true
  );
}
