/** `hop lab test`: proves labs sound and says what is wrong with those that are not. */
import { fork } from "node:child_process";
import { join } from "node:path";
import { LABS } from "../../../labs/index.ts";
import type { LabDefinition } from "../../grade/lab.ts";
import { UsageError } from "../usage-error.ts";
import { definitionOf, labFolders } from "./lab-folder.ts";
import { mutationLine, type ProofArguments, type Report, testLab } from "./test-lab.ts";
import type { Order } from "./test-worker.ts";

export interface TestArguments extends ProofArguments {
  readonly ids: readonly string[];
  readonly all: boolean;
  readonly jobs: number;
  readonly json: boolean;
}

export async function testLabs(asked: TestArguments): Promise<number> {
  const { ids, all, json, jobs } = asked;
  if (ids.length === 0 && !all) throw new UsageError("lab test: which one? Name labs, or say --all");
  if (ids.length > 0 && all) throw new UsageError("lab test: either labs by name or --all");
  const definitions: readonly LabDefinition[] = all ? LABS : ids.map(definitionOf);
  const say = json ? () => {} : print;
  const reports =
    jobs > 1 ? await inProcesses(definitions, asked, say) : definitions.map((one) => testLab(one, asked, say));
  const strays = all ? labFolders().filter((name) => !LABS.some(({ slug }) => slug === name)) : [];
  for (const name of strays)
    reports.push({ lab: name, sound: false, faults: [`labs/${name} is not listed in labs/index.ts`], trials: [] });
  const unsound = reports.filter((report) => !report.sound);
  if (json) process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
  else {
    for (const name of strays) print(`labs/${name} is not listed in labs/index.ts`);
    print(unsound.length === 0 ? `${reports.length} sound` : `${unsound.length} of ${reports.length} unsound`);
  }
  return unsound.length === 0 ? 0 : 1;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Each process takes the next lab when it is done with one; reports come back in the labs' order. */
async function inProcesses(
  definitions: readonly LabDefinition[],
  { seeds, mutate, jobs }: TestArguments,
  say: (line: string) => void,
): Promise<Report[]> {
  const reports = new Map<string, Report>();
  const waiting = definitions.map(({ slug }): Order => ({ slug, seeds, mutate }));
  const onReport = (report: Report): void => {
    reports.set(report.lab, report);
    for (const line of reportLines(report)) say(line);
  };
  const workers = Array.from({ length: Math.min(jobs, waiting.length) }, () => work(waiting, onReport));
  await Promise.all(workers);
  return definitions.flatMap(({ slug }) => reports.get(slug) ?? []);
}

/** One process for many labs: it has been started, and has got warm, once. */
function work(waiting: Order[], onReport: (report: Report) => void): Promise<void> {
  return new Promise((done, fail) => {
    const worker = fork(join(import.meta.dirname, "test-worker.ts"));
    let at: Order | undefined;
    const next = (): void => {
      at = waiting.shift();
      if (at === undefined) worker.disconnect();
      else worker.send(at);
    };
    worker.on("message", (report: Report) => {
      onReport(report);
      next();
    });
    worker.on("error", fail);
    worker.on("exit", (code) => {
      if (at === undefined && code === 0) done();
      else fail(new Error(`the test of ${at?.slug ?? "the labs"} ended with exit code ${code}`));
    });
    next();
  });
}

function reportLines({ lab, faults, trials, mutation }: Report): string[] {
  const bad = trials.filter((trial) => trial.faults.length > 0);
  return [
    `${lab}: ${trials.length - bad.length} of ${trials.length} trials as they must be`,
    ...(mutation === undefined ? [] : [mutationLine(mutation)]),
    ...faults.map((fault) => `  FAULT  ${fault}`),
    ...bad.flatMap(({ name, seed, faults: found }) => [
      `  FAULT  ${name} (seed ${seed})`,
      ...found.map((fault) => `         ${fault}`),
    ]),
  ];
}
