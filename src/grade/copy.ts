/**
 * A copy of the learner's world for checks to work on: what is in it, time to pass in it, and beside it what was there
 * before the learner came.
 */

import type { Cluster } from "../sim/cluster.ts";
import { assert } from "../sim/core/assert.ts";
import { Task, type TaskEnd } from "../sim/core/task.ts";
import type { Run } from "../sim/core/wait.ts";
import type { ApiClient } from "../sim/kube/api/client.ts";
import type { KubeObject } from "../sim/kube/api/objects.ts";
import type { StartObjects } from "./start-objects.ts";

const SECOND_US = 1_000_000;
const LOOK_EVERY_US = 10_000;

export class Copy {
  readonly cluster: Cluster;
  readonly api: ApiClient;
  readonly #start: StartObjects | undefined;

  /** Without `start` where nothing is graded and so nothing is compared. */
  constructor(cluster: Cluster, start?: StartObjects) {
    this.cluster = cluster;
    this.api = cluster.api.client("grader");
    this.#start = start;
  }

  get nowUs(): number {
    return this.cluster.clock.nowUs;
  }

  get start(): StartObjects {
    assert(this.#start !== undefined, "a copy that does not know how the lab began", null);
    return this.#start as StartObjects;
  }

  get<T extends KubeObject>(resource: string, namespace: string | undefined, name: string): T | undefined {
    return this.api.get<T>(resource, namespace, name);
  }

  list<T extends KubeObject>(resource: string, namespace?: string, labelSelector?: string): readonly T[] {
    return this.api.list<T>(resource, { namespace, labelSelector });
  }

  /** Runs something that waits to its end; `"unfinished"` when that takes longer than it may. */
  complete<T>(run: Run<T>, maxSeconds: number): T | "unfinished" {
    const { clock } = this.cluster;
    const ends: TaskEnd<T>[] = [];
    const task = new Task(clock, run, (end) => ends.push(end));
    const deadlineUs = clock.nowUs + maxSeconds * SECOND_US;
    while (ends.length === 0 && (clock.nextAtUs() ?? deadlineUs) < deadlineUs) clock.runNext();
    if (ends.length === 0) {
      clock.runUntil(deadlineUs);
      task.kill();
    }
    const [end] = ends;
    if (end === undefined || end === "killed") return "unfinished";
    if ("error" in end) throw end.error;
    return end.value;
  }

  /** Lets time pass until it holds, looking every few milliseconds; false when it does not within so many seconds. */
  until(holds: () => boolean, maxSeconds: number): boolean {
    const { clock } = this.cluster;
    const deadlineUs = clock.nowUs + maxSeconds * SECOND_US;
    while (!holds()) {
      if (clock.nowUs >= deadlineUs) return false;
      const nextUs = clock.nextAtUs() ?? deadlineUs;
      clock.runUntil(Math.min(deadlineUs, Math.max(nextUs, clock.nowUs + LOOK_EVERY_US)));
    }
    return true;
  }
}
