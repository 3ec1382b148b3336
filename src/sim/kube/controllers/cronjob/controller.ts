/**
 * Makes a Job whenever a CronJob's schedule says so, and forgets the old ones.
 *
 * Models: pkg/controller/cronjob/cronjob_controllerv2.go
 * SIMPLIFIED: of several missed times only the latest is made up for, without upstream's limit of a hundred.
 */
import { formatRfc3339, parseRfc3339 } from "../../../core/time.ts";
import type { Informer } from "../../api/client.ts";
import { type KubeObject, sameJson } from "../../api/objects.ts";
import { nextAfter, parseSchedule } from "../../kinds/cron-job/schedule.ts";
import type { CronJob, CronJobStatus, Job } from "../../schema/types.ts";
import {
  BY_CONTROLLER,
  type Controller,
  type ControllerContext,
  controllerOf,
  controllerUid,
  keyOf,
  ownedBy,
  splitKey,
} from "../controller.ts";
import { isFinished } from "../job/job-state.ts";

export const cronJobController: Controller = {
  name: "cronjob-controller",
  start(context) {
    new CronJobs(context).start();
  },
};

class CronJobs {
  readonly #context: ControllerContext;
  readonly #crons: Informer<CronJob>;
  readonly #jobs: Informer<Job>;
  /** Jobs whose end was announced. */
  readonly #announced = new Set<string>();

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#crons = context.client.informer<CronJob>("cronjobs");
    this.#jobs = context.client.informer<Job>("jobs");
    this.#jobs.addIndex(BY_CONTROLLER, controllerUid);
  }

  start(): void {
    const queue = this.#context.queue((key) =>
      this.#reconcile(key, (delayMs) => queue.addAfter(key, delayMs * 1000, { background: true })),
    );
    this.#crons.onChange(({ object }) => queue.add(keyOf(object)));
    this.#jobs.onChange(({ type, object }) => {
      if (type === "DELETED") this.#announced.delete(object.metadata.uid as string);
      const owner = controllerOf(object);
      if (owner?.kind === "CronJob") queue.add(`${object.metadata.namespace}/${owner.name}`);
    });
  }

  #reconcile(key: string, lookAgain: (delayMs: number) => void): void {
    const { namespace, name } = splitKey(key);
    const cron = this.#crons.get(namespace, name);
    if (cron === undefined || cron.metadata.deletionTimestamp !== undefined) return;
    this.#announceEnds(cron);
    this.#forgetOld(cron);
    const { nowMs } = this.#context.clock;
    const schedule = parseSchedule(cron.spec.schedule);
    let lastMs = parseRfc3339(cron.status?.lastScheduleTime ?? cron.metadata.creationTimestamp ?? "") ?? nowMs;
    let dueMs: number | undefined;
    let nextMs = nextAfter(schedule, lastMs);
    if (nextMs === undefined) {
      const message = `invalid schedule: ${cron.spec.schedule} : time difference between two schedules is less than 1 second`;
      this.#context.client.event(cron, { type: "Warning", reason: "InvalidSchedule", message });
      return;
    }
    while (nextMs !== undefined && nextMs <= nowMs) {
      dueMs = nextMs;
      lastMs = nextMs;
      nextMs = nextAfter(schedule, lastMs);
    }
    const isMade = dueMs !== undefined && cron.spec.suspend !== true && this.#make(cron, dueMs);
    this.#updateStatus(cron, isMade ? dueMs : undefined);
    if (nextMs !== undefined && cron.spec.suspend !== true) lookAgain(nextMs - nowMs);
  }

  #jobsOf({ metadata }: CronJob): readonly Job[] {
    return this.#jobs.byIndex(BY_CONTROLLER, metadata.uid as string);
  }

  #announceEnds(cron: CronJob): void {
    for (const job of this.#jobsOf(cron)) {
      const { uid = "", name } = job.metadata;
      if (!isFinished(job) || this.#announced.has(uid)) continue;
      this.#announced.add(uid);
      const message = `Saw completed job: ${name}, condition: ${endOf(job)}`;
      this.#context.client.event(cron, { type: "Normal", reason: "SawCompletedJob", message });
    }
  }

  #forgetOld(cron: CronJob): void {
    const { successfulJobsHistoryLimit = 3, failedJobsHistoryLimit = 1 } = cron.spec;
    for (const [end, limit] of [
      ["Complete", successfulJobsHistoryLimit],
      ["Failed", failedJobsHistoryLimit],
    ] as const) {
      const ended = this.#jobsOf(cron).filter((job) => isFinished(job) && endOf(job) === end);
      const oldFirst = ended.sort((a, b) => ((a.status?.startTime ?? "") < (b.status?.startTime ?? "") ? -1 : 1));
      for (const { metadata } of oldFirst.slice(0, Math.max(ended.length - limit, 0))) {
        this.#context.client.delete("jobs", metadata);
        const message = `Deleted job ${metadata.name}`;
        this.#context.client.event(cron, { type: "Normal", reason: "SuccessfulDelete", message });
      }
    }
  }

  /** False when this time is left out. */
  #make(cron: CronJob, dueMs: number): boolean {
    const { client, clock } = this.#context;
    const { concurrencyPolicy, startingDeadlineSeconds, jobTemplate } = cron.spec;
    if (startingDeadlineSeconds !== undefined && dueMs + startingDeadlineSeconds * 1000 < clock.nowMs) return false;
    const running = this.#jobsOf(cron).filter((job) => !isFinished(job));
    if (running.length > 0 && concurrencyPolicy === "Forbid") {
      const message = "Not starting job because prior execution is running and concurrency policy is Forbid";
      client.event(cron, { type: "Normal", reason: "JobAlreadyActive", message });
      return false;
    }
    if (concurrencyPolicy === "Replace") for (const { metadata } of running) client.delete("jobs", metadata);
    const name = `${cron.metadata.name}-${Math.floor(dueMs / 60_000)}`;
    if (this.#jobs.get(cron.metadata.namespace, name) !== undefined) return true;
    const timestamp = { "batch.kubernetes.io/cronjob-scheduled-timestamp": formatRfc3339(dueMs) };
    client.create("jobs", {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: {
        name,
        namespace: cron.metadata.namespace as string,
        ...(jobTemplate?.metadata?.labels === undefined ? {} : { labels: jobTemplate.metadata.labels }),
        annotations: { ...jobTemplate?.metadata?.annotations, ...timestamp },
        ownerReferences: [ownedBy(cron)],
      },
      spec: jobTemplate?.spec,
    } as unknown as KubeObject);
    client.event(cron, { type: "Normal", reason: "SuccessfulCreate", message: `Created job ${name}` });
    return true;
  }

  #updateStatus(cron: CronJob, madeMs: number | undefined): void {
    const current = this.#crons.get(cron.metadata.namespace, cron.metadata.name);
    if (current === undefined) return;
    const jobs = this.#jobsOf(cron);
    const active = jobs
      .filter((job) => !isFinished(job))
      .map(({ metadata: { name, namespace, uid, resourceVersion } }) => ({
        apiVersion: "batch/v1",
        kind: "Job",
        name,
        namespace,
        resourceVersion,
        uid,
      }));
    const successes = jobs.flatMap(({ status }) => status?.completionTime ?? []).sort();
    const scheduled = madeMs === undefined ? current.status?.lastScheduleTime : formatRfc3339(madeMs);
    const succeeded = successes.at(-1) ?? current.status?.lastSuccessfulTime;
    const status = {
      ...(active.length === 0 ? {} : { active }),
      ...(scheduled === undefined ? {} : { lastScheduleTime: scheduled }),
      ...(succeeded === undefined ? {} : { lastSuccessfulTime: succeeded }),
    } as CronJobStatus;
    const isSame = sameJson({ ...status, active: names(status) }, { ...current.status, active: names(current.status) });
    if (!isSame) this.#context.client.updateStatus("cronjobs", { ...current, status } as CronJob);
  }
}

/** Versions of running Jobs change all the time; who runs does not. */
function names(status: CronJobStatus | undefined): readonly (string | undefined)[] {
  return (status?.active ?? []).map(({ name }) => name);
}

function endOf({ status }: Job): string {
  return (
    status?.conditions?.find(({ type, status: value }) => /^(Complete|Failed)$/.test(type) && value === "True")?.type ??
    ""
  );
}
