/** `hop lab test`: proves labs sound and says what is wrong with those that are not. */
import { join } from "node:path";
import { LABS } from "../../../labs/index.ts";
import type { LabDefinition } from "../../grade/lab.ts";
import { inProcesses } from "../in-processes.ts";
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
  const reports = jobs > 1 ? await inJobs(definitions, asked, say) : definitions.map((one) => testLab(one, asked, say));
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

/** Each by one of several processes; reports come back in the labs' order. */
function inJobs(
  definitions: readonly LabDefinition[],
  { seeds, mutate, jobs }: TestArguments,
  say: (line: string) => void,
): Promise<Report[]> {
  return inProcesses<Order, Report>({
    program: join(import.meta.dirname, "test-worker.ts"),
    orders: definitions.map(({ slug }) => ({ slug, seeds, mutate })),
    jobs,
    onResult: (report) => {
      for (const line of reportLines(report)) say(line);
    },
    lost: ({ slug }, code) => {
      throw new Error(`the test of ${slug} ended with exit code ${code}`);
    },
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
