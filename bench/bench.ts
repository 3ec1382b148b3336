/**
 * `npm run bench`: the figures that the design budgets, each case in a process of its own so that neither heaps nor
 * compiled code leak from one to the next. `node bench/bench.ts [--json] [--only NAME,NAME]`
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CASES } from "./cases.ts";
import { type Case, type Figure, isWithin, type Measurement } from "./figure.ts";

export interface BenchArguments {
  readonly json: boolean;
  readonly only: readonly string[];
}

interface CaseReport {
  readonly case: string;
  readonly figures: readonly Figure[];
  /** What it lacks on this machine. */
  readonly lacks?: string;
  readonly error?: string;
}

export function bench({ json, only }: BenchArguments): number {
  const unknown = only.filter((name) => !CASES.some((known) => known.name === name));
  if (unknown.length > 0) {
    process.stderr.write(
      `bench: no case ${unknown.join(", ")}; there is ${CASES.map(({ name }) => name).join(", ")}\n`,
    );
    return 2;
  }
  const reports: CaseReport[] = [];
  for (const one of CASES) {
    if (only.length > 0 && !only.includes(one.name)) continue;
    const report = runCase(one);
    reports.push(report);
    if (!json) for (const line of linesOf(report)) process.stdout.write(`${line}\n`);
  }
  if (json) process.stdout.write(`${JSON.stringify({ node: process.version, cases: reports }, null, 2)}\n`);
  return reports.some((report) => report.error !== undefined) ? 1 : 0;
}

function runCase({ name, heapMB }: Case): CaseReport {
  const script = join(import.meta.dirname, "run-case.ts");
  const heap = heapMB === undefined ? [] : [`--max-old-space-size=${heapMB}`];
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--expose-gc", ...heap, script, name], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === 0) {
    const measured = JSON.parse(stdout) as Measurement;
    return typeof measured === "string"
      ? { case: name, figures: [], lacks: measured }
      : { case: name, figures: measured };
  }
  const why = stderr.split("\n").find((line) => /Error/.test(line)) ?? stderr.trim();
  return { case: name, figures: [], error: why };
}

function linesOf({ case: name, figures, lacks, error = lacks }: CaseReport): string[] {
  if (error !== undefined) return [`${name.padEnd(52)} not measured: ${error}`];
  return figures.map((figure) => {
    const value = `${numberText(figure.value)} ${figure.unit}`.padStart(16);
    const within = isWithin(figure);
    const budget = figure.budget === null ? "" : `  ${within ? "within" : "OVER"} ${numberText(figure.budget)}`;
    const note = figure.note === undefined ? "" : `  ${figure.note}`;
    return `${figure.name.padEnd(52)} ${value}${budget}${note}`;
  });
}

function numberText(value: number): string {
  if (value >= 1000)
    return Math.round(value)
      .toString()
      .replace(/\B(?=(\d{3})+$)/g, ",");
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2);
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { json: { type: "boolean" }, only: { type: "string" } } });
  process.exitCode = bench({ json: values.json === true, only: values.only?.split(",") ?? [] });
}
