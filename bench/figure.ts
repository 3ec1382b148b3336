/** What a case of the benchmark gives back, and how it takes time: CPU of this process, because machines are noisy. */

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: "ms" | "req/s" | "MB" | "× bash";
  /** What docs ask of it, in the same unit; null where only the ratio is told. */
  readonly budget: number | null;
  readonly note?: string;
}

export type Measurement = readonly Figure[] | string;

export interface Case {
  readonly name: string;
  /** Where it needs more than a process has by itself. */
  readonly heapMB?: number;
  /** Its figures, or what it lacks on this machine. */
  run(): Measurement | Promise<Measurement>;
}

/** Milliseconds of CPU, user and system, that `work` takes. */
export function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The same of what takes its turns with others, whose work counts as well. */
export async function cpuMsOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** What is held after a collection. */
export function heapMb(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed / 1_048_576;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number;
}

/** The median of `runs` after `warmUps` that do not count. */
export function medianCpuMs(work: () => void, { runs, warmUps }: { runs: number; warmUps: number }): number {
  for (let i = 0; i < warmUps; i++) work();
  return median(Array.from({ length: runs }, () => cpuMs(work)));
}

export function isWithin({ value, unit, budget }: Figure): boolean | null {
  if (budget === null) return null;
  return unit === "req/s" ? value >= budget : value <= budget;
}
