/**
 * Runs Pods until enough of them have succeeded, or too many have failed.
 *
 * Models: pkg/controller/job/job_controller.go, pkg/controller/ttlafterfinished
 * SIMPLIFIED: Pods carry no tracking finalizer, so a Pod that somebody deletes is not counted any more.
 */

import { parseRfc3339 } from "../../../core/time.ts";
import type { Informer } from "../../api/client.ts";
import { sameJson } from "../../api/objects.ts";
import type { Job, JobCondition, JobStatus, Pod } from "../../schema/types.ts";
import {
  BY_CONTROLLER,
  type Controller,
  type ControllerContext,
  controllerOf,
  controllerUid,
  keyOf,
  splitKey,
} from "../controller.ts";
import { isReady } from "../pod-condition.ts";
import { PodControl, podFrom } from "../pod-control.ts";
import {
  doneIndexes,
  formatIndexes,
  INDEX_ANNOTATION,
  indexOf,
  isFinished,
  type JobState,
  stateOf,
  type Verdict,
  verdictOn,
} from "./job-state.ts";

const POD_LATENCY_US = 10_000;
const RETRY_BASE_MS = 10_000;
const RETRY_MAX_MS = 600_000;

export const jobController: Controller = {
  name: "job-controller",
  start(context) {
    new Jobs(context).start();
  },
};

type LookAgain = (delayMs: number) => void;

class Jobs {
  readonly #context: ControllerContext;
  readonly #jobs: Informer<Job>;
  readonly #pods: Informer<Pod>;
  readonly #control: PodControl;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#jobs = context.client.informer<Job>("jobs");
    this.#pods = context.client.informer<Pod>("pods");
    this.#pods.addIndex(BY_CONTROLLER, controllerUid);
    this.#control = new PodControl(context);
  }

  start(): void {
    const queue = this.#context.queue((key) =>
      this.#reconcile(key, (delayMs) => queue.addAfter(key, delayMs * 1000, { background: true })),
    );
    this.#jobs.onChange(({ object }) => queue.add(keyOf(object)));
    this.#pods.onChange(({ object }) => {
      const owner = controllerOf(object);
      if (owner?.kind === "Job") queue.addAfter(`${object.metadata.namespace}/${owner.name}`, POD_LATENCY_US);
    });
  }

  #reconcile(key: string, lookAgain: LookAgain): void {
    const { namespace, name } = splitKey(key);
    const job = this.#jobs.get(namespace, name);
    if (job === undefined || job.metadata.deletionTimestamp !== undefined) return;
    if (isFinished(job)) {
      this.#cleanUp(job, lookAgain);
      return;
    }
    const { nowMs } = this.#context.clock;
    const before = this.#stateOf(job);
    const verdict = verdictOn(job, before, nowMs);
    if (verdict !== undefined) for (const pod of before.active) this.#control.delete(job, pod);
    else if (job.spec.suspend === true) for (const pod of before.active) this.#control.delete(job, pod);
    else this.#run(job, before, lookAgain);
    this.#updateStatus(job, this.#stateOf(job), verdict);
    this.#awaitDeadline(job, lookAgain);
  }

  #stateOf({ metadata }: Job): JobState {
    return stateOf(this.#pods.byIndex(BY_CONTROLLER, metadata.uid as string));
  }

  #cleanUp(job: Job, lookAgain: LookAgain): void {
    const ttlSec = job.spec.ttlSecondsAfterFinished;
    if (ttlSec === undefined) return;
    const end = job.status?.conditions?.find(
      ({ type }) => type === "Complete" || type === "Failed",
    )?.lastTransitionTime;
    const leftMs = (parseRfc3339(end ?? "") ?? 0) + ttlSec * 1000 - this.#context.clock.nowMs;
    if (leftMs > 0) lookAgain(leftMs);
    else this.#context.client.delete("jobs", job.metadata, { propagationPolicy: "Foreground" });
  }

  #awaitDeadline({ spec, status }: Job, lookAgain: LookAgain): void {
    if (spec.activeDeadlineSeconds === undefined || spec.suspend === true) return;
    const { nowMs } = this.#context.clock;
    const sinceMs = parseRfc3339(status?.startTime ?? "") ?? nowMs;
    lookAgain(Math.max(sinceMs + spec.activeDeadlineSeconds * 1000 - nowMs, 1));
  }

  #run(job: Job, state: JobState, lookAgain: LookAgain): void {
    const { completions, parallelism = 1 } = job.spec;
    const isIndexed = job.spec.completionMode === "Indexed";
    const done = isIndexed ? doneIndexes(state).length : state.succeeded.length;
    const wanted =
      completions === undefined
        ? done > 0
          ? state.active.length
          : parallelism
        : Math.min(parallelism, completions - done);
    const surplus = state.active.length - wanted;
    for (const pod of state.active.slice(wanted, wanted + Math.max(surplus, 0))) this.#control.delete(job, pod);
    if (surplus >= 0) return;
    const waitMs = this.#retryInMs(state);
    if (waitMs > 0) {
      lookAgain(waitMs);
      return;
    }
    const free = isIndexed ? freeIndexes(job, state) : [];
    for (let i = 0; i < -surplus; i++) this.#create(job, isIndexed ? free[i] : undefined);
  }

  /** After each failure in a row twice as long. */
  #retryInMs({ failed, succeeded }: JobState): number {
    const ends = (pods: readonly Pod[]): number[] => pods.map(endOf).sort((a, b) => b - a);
    const lastSuccess = ends(succeeded)[0] ?? 0;
    const failures = ends(failed).filter((end) => end > lastSuccess);
    if (failures.length === 0) return 0;
    const delay = Math.min(RETRY_BASE_MS * 2 ** Math.min(failures.length - 1, 10), RETRY_MAX_MS);
    return Math.max((failures[0] as number) + delay - this.#context.clock.nowMs, 0);
  }

  #create(job: Job, index: number | undefined): void {
    if (index === undefined) {
      this.#control.create(job, podFrom(job, job.spec.template));
      return;
    }
    const template = job.spec.template;
    const env = {
      name: "JOB_COMPLETION_INDEX",
      valueFrom: { fieldRef: { fieldPath: `metadata.labels['${INDEX_ANNOTATION}']` } },
    };
    const containers = (template?.spec?.containers ?? []).map((one) => ({ ...one, env: [...(one.env ?? []), env] }));
    const indexed = { [INDEX_ANNOTATION]: String(index) };
    this.#control.create(
      job,
      podFrom(job, template, {
        prefix: `${job.metadata.name}-${index}`,
        labels: indexed,
        annotations: indexed,
        spec: { containers, hostname: `${job.metadata.name}-${index}` },
      }),
    );
  }

  #updateStatus(job: Job, state: JobState, verdict: Verdict | undefined): void {
    const now = this.#context.server.writer.now();
    const { client } = this.#context;
    const isSuspended = job.spec.suspend === true;
    const had = job.status?.conditions ?? [];
    const wasSuspended = had.some(({ type, status }) => type === "Suspended" && status === "True");
    const conditions = conditionsOf(had, { verdict, isSuspended, wasSuspended, now });
    const done = doneIndexes(state);
    const startTime = isSuspended ? undefined : (job.status?.startTime ?? now);
    const ready = state.active.filter(isReady).length;
    const succeeded = job.spec.completionMode === "Indexed" ? done.length : state.succeeded.length;
    const status: JobStatus = {
      ...(state.active.length === 0 || verdict !== undefined ? {} : { active: state.active.length }),
      ...(done.length === 0 ? {} : { completedIndexes: formatIndexes(done) }),
      ...(verdict?.type === "Complete" ? { completionTime: now } : {}),
      ...(conditions.length === 0 ? {} : { conditions }),
      ...(state.failed.length === 0 ? {} : { failed: state.failed.length }),
      ready: verdict === undefined ? ready : 0,
      ...(startTime === undefined ? {} : { startTime }),
      ...(succeeded === 0 ? {} : { succeeded }),
      terminating: verdict === undefined ? state.terminating : 0,
      uncountedTerminatedPods: {},
    };
    const current = this.#jobs.get(job.metadata.namespace, job.metadata.name);
    if (current === undefined || sameJson(status, current.status)) return;
    client.updateStatus("jobs", { ...current, status } as Job);
    if (verdict?.type === "Complete")
      client.event(job, { type: "Normal", reason: "Completed", message: "Job completed" });
    if (verdict?.type === "Failed")
      client.event(job, { type: "Warning", reason: verdict.reason, message: verdict.message });
    if (isSuspended && !wasSuspended)
      client.event(job, { type: "Normal", reason: "Suspended", message: "Job suspended" });
    if (!isSuspended && wasSuspended) client.event(job, { type: "Normal", reason: "Resumed", message: "Job resumed" });
  }
}

function endOf({ status }: Pod): number {
  const ends = (status?.containerStatuses ?? []).map(
    ({ state }) => parseRfc3339(state?.terminated?.finishedAt ?? "") ?? 0,
  );
  return Math.max(0, ...ends);
}

function freeIndexes({ spec }: Job, state: JobState): readonly number[] {
  const taken = new Set([...doneIndexes(state), ...state.active.map(indexOf)]);
  const free: number[] = [];
  for (let index = 0; index < (spec.completions ?? 0); index++) if (!taken.has(index)) free.push(index);
  return free;
}

function conditionsOf(
  had: readonly JobCondition[],
  how: { verdict: Verdict | undefined; isSuspended: boolean; wasSuspended: boolean; now: string },
): readonly JobCondition[] {
  const { verdict, isSuspended, wasSuspended, now } = how;
  const conditions = [...had];
  const set = (condition: Pick<JobCondition, "type" | "status" | "reason" | "message">): void => {
    const at = conditions.findIndex(({ type }) => type === condition.type);
    const whole = { ...condition, lastProbeTime: now, lastTransitionTime: now } as JobCondition;
    if (at < 0) conditions.push(whole);
    else conditions[at] = whole;
  };
  if (isSuspended && !wasSuspended)
    set({ type: "Suspended", status: "True", reason: "JobSuspended", message: "Job suspended" });
  if (!isSuspended && wasSuspended)
    set({ type: "Suspended", status: "False", reason: "JobResumed", message: "Job resumed" });
  if (verdict !== undefined) {
    const { reason, message } = verdict;
    set({
      type: verdict.type === "Complete" ? "SuccessCriteriaMet" : "FailureTarget",
      status: "True",
      reason,
      message,
    });
    set({ type: verdict.type, status: "True", reason, message });
  }
  return conditions;
}
