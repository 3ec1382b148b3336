/** What a case of the benchmark gives back, and how it takes time: CPU of this process, because machines are noisy. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: "ms" | "req/s" | "MB" | "× bash";
  /** What docs ask of it, in the same unit; null where only the ratio is told. */
  readonly budget: number | null;
  readonly note?: string;
}
export interface Case {
  readonly name: string;
  run(): readonly Figure[];
}
/** Milliseconds of CPU, user and system, that `work` takes. */
export declare function cpuMs(work: () => void): number;
export declare function median(values: readonly number[]): number;
/** The median of `runs` after `warmUps` that do not count. */
export declare function medianCpuMs(
  work: () => void,
  {
    runs,
    warmUps,
  }: {
    runs: number;
    warmUps: number;
  },
): number;
export declare function isWithin({ value, unit, budget }: Figure): boolean | null;
