/** How a lab was done, at its best. Of what somebody else may have written, what does not fit counts as nothing. */

export interface LabRecord {
  readonly tasksDone: number;
  readonly tasks: number;
  readonly commands: number;
  /** Of the cluster's time, which goes as fast as the learner's. */
  readonly seconds: number;
  readonly seed: number | string;
  /** The day, as `2026-05-01`. */
  readonly day: string;
}

/** Of two records of a lab the better one; the earlier, where they are equal. */
export function betterOf(had: LabRecord | undefined, other: LabRecord | undefined): LabRecord | undefined {
  if (had === undefined || other === undefined) return had ?? other;
  return had.tasksDone / had.tasks >= other.tasksDone / other.tasks ? had : other;
}

export function recordOf(value: unknown): LabRecord | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { tasksDone, tasks, commands, seconds, seed, day } = value as Record<string, unknown>;
  const counts = [tasksDone, tasks, commands, seconds];
  if (!counts.every((count) => Number.isSafeInteger(count) && (count as number) >= 0)) return undefined;
  if (tasks === 0 || (tasksDone as number) > (tasks as number)) return undefined;
  if (typeof seed !== "number" && !(typeof seed === "string" && seed.length <= 100)) return undefined;
  if (typeof day !== "string" || !/^\d{4}-\d\d-\d\d$/.test(day)) return undefined;
  const [done, all, typed, took] = counts as [number, number, number, number];
  return { tasksDone: done, tasks: all, commands: typed, seconds: took, seed, day };
}
