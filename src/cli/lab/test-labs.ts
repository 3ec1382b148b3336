/** `hop lab test`: proves labs sound and says what is wrong with those that are not. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { LABS } from "../../../labs/index.ts";
import type { LabDefinition } from "../../grade/lab.ts";
import { faultsOfReport, type MutationReport, mutationReport } from "../../grade/mutation/mutation-report.ts";
import { faultsOfFolder, type LabFolder, type Trial, trialsOf, variantTrialsOf } from "../../grade/proof.ts";
import { UsageError } from "../usage-error.ts";
import { definitionOf, labFolders, readLabFolder } from "./lab-folder.ts";

export interface TestArguments {
  readonly ids: readonly string[];
  readonly all: boolean;
  readonly seeds: number;
  readonly mutate: boolean;
  readonly jobs: number;
  readonly json: boolean;
}

interface Report {
  readonly lab: string;
  readonly sound: boolean;
  readonly faults: readonly string[];
  readonly trials: readonly Pick<Trial, "name" | "seed" | "faults">[];
  readonly mutation?: MutationReport;
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

function testLab(definition: LabDefinition, { seeds, mutate }: TestArguments, say: (line: string) => void): Report {
  say(`${definition.slug}: ${definition.title}`);
  const folder = readLabFolder(definition);
  const faults = faultsOfFolder(folder);
  const trials: Trial[] = [];
  let mutation: MutationReport | undefined;
  if (faults.length === 0) {
    for (const trial of trialsOf(folder)) {
      trials.push(trial);
      for (const line of trialLines(trial, folder)) say(line);
    }
    if (seeds > 1) trials.push(...inVariants(folder, seeds, say));
    if (mutate) {
      mutation = mutationReport(folder);
      faults.push(...faultsOfReport(mutation));
      say(mutationLine(mutation));
    }
  }
  for (const fault of faults) say(`  FAULT  ${fault}`);
  const sound = faults.length === 0 && trials.every((trial) => trial.faults.length === 0);
  const told = trials.map(({ name, seed, faults: found }) => ({ name, seed, faults: found }));
  return { lab: definition.slug, sound, faults, trials: told, ...(mutation === undefined ? {} : { mutation }) };
}

/** Variants in which another student's solution is tried too: one that passes does so in nearly all of them. */
const OTHERS_TRIED = 10;

/** The lab's own variant has been tried; further ones are those of the next seeds. */
function inVariants(folder: LabFolder, seeds: number, say: (line: string) => void): Trial[] {
  const { seed } = folder.definition;
  const trials: Trial[] = [];
  for (let n = 1; n < seeds; n++) trials.push(...variantTrialsOf(folder, seed + n, { isAlone: n > OTHERS_TRIED }));
  const bad = trials.filter(({ faults }) => faults.length > 0);
  for (const trial of bad) for (const line of trialLines(trial, folder)) say(line);
  const refused = trials.filter(({ name }) => name !== "solution.sh").length;
  if (bad.length === 0) say(`  ok     ${seeds - 1} more variants solved, another's solution refused in ${refused}`);
  return trials;
}

function mutationLine({ tried, killed, same, explained, survivors }: MutationReport): string {
  const holes = survivors.length === 0 ? "none survives" : `${survivors.length} survive`;
  const reasons = explained.length === 0 ? "" : `, ${explained.length} pass for a reason`;
  return `  ${survivors.length === 0 ? "ok    " : "FAULT "} ${tried} mutants: ${killed} killed, ${same} come to the same${reasons}, ${holes}`;
}

/** The same command for each lab by itself, so many at a time; reports come back in the labs' order. */
async function inProcesses(
  definitions: readonly LabDefinition[],
  { seeds, mutate, jobs }: TestArguments,
  say: (line: string) => void,
): Promise<Report[]> {
  const reports = new Map<string, Report>();
  const waiting = [...definitions];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [report] = await inProcess(["--seeds", String(seeds), ...(mutate ? ["--mutate"] : []), next.slug]);
      if (report === undefined) throw new Error(`the test of ${next.slug} said nothing`);
      reports.set(next.slug, report);
      for (const line of reportLines(report)) say(line);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return definitions.flatMap(({ slug }) => reports.get(slug) ?? []);
}

function inProcess(args: readonly string[]): Promise<Report[]> {
  return new Promise((done, fail) => {
    const hop = join(import.meta.dirname, "..", "hop.ts");
    const child = spawn(process.execPath, [hop, "lab", "test", "--json", ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", fail);
    child.on("close", (code) => {
      if (code === 0 || code === 1) done(JSON.parse(Buffer.concat(chunks).toString("utf8")) as Report[]);
      else fail(new Error(`hop lab test ${args.join(" ")} ended with exit code ${code}`));
    });
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

function trialLines(trial: Trial, folder: LabFolder): string[] {
  const seed = trial.seed === folder.definition.seed ? "" : ` (seed ${trial.seed})`;
  const name = `${trial.name}${seed}`.padEnd(34);
  if (trial.faults.length === 0) return [`  ok     ${name} ${outcomeOf(trial)}`];
  return [`  FAULT  ${name}`, ...trial.faults.map((fault) => `         ${fault}`)];
}

function outcomeOf({ results, expected }: Trial): string {
  const checks = results.flatMap((task) => task.checks);
  const passed = checks.filter((check) => check.ok).length;
  const told = expected === undefined ? "" : `, ${expected.checkId}: "${expected.message}"`;
  return `${passed} of ${checks.length} checks pass${told}`;
}
