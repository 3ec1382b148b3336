/** `hop lab test`: proves labs sound and says what is wrong with those that are not. */
import { LABS } from "../../../labs/index.ts";
import type { LabDefinition } from "../../grade/lab.ts";
import { expectationOf, faultsOfFolder, type LabFolder, type Trial, trialsOf } from "../../grade/proof.ts";
import { UsageError } from "../usage-error.ts";
import { definitionOf, labFolders, readLabFolder } from "./lab-folder.ts";

export interface TestArguments {
  readonly ids: readonly string[];
  readonly all: boolean;
  readonly seeds: number;
  readonly json: boolean;
}

interface Report {
  readonly lab: string;
  readonly sound: boolean;
  readonly faults: readonly string[];
  readonly trials: readonly Trial[];
}

export function testLabs({ ids, all, seeds, json }: TestArguments): number {
  if (ids.length === 0 && !all) throw new UsageError("lab test: which one? Name labs, or say --all");
  if (ids.length > 0 && all) throw new UsageError("lab test: either labs by name or --all");
  const definitions: readonly LabDefinition[] = all ? LABS : ids.map(definitionOf);
  const reports: Report[] = [];
  for (const definition of definitions) reports.push(testLab(definition, seeds, json ? () => {} : print));
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

function testLab(definition: LabDefinition, seeds: number, say: (line: string) => void): Report {
  say(`${definition.slug}: ${definition.title}`);
  const folder = readLabFolder(definition);
  const faults = faultsOfFolder(folder);
  for (const fault of faults) say(`  FAULT  ${fault}`);
  const trials: Trial[] = [];
  if (faults.length === 0)
    for (let n = 0; n < seeds; n++)
      for (const trial of trialsOf(folder, definition.seed + n)) {
        trials.push(trial);
        for (const line of trialLines(trial, folder, seeds)) say(line);
      }
  const sound = faults.length === 0 && trials.every((trial) => trial.faults.length === 0);
  return { lab: definition.slug, sound, faults, trials };
}

function trialLines(trial: Trial, folder: LabFolder, seeds: number): string[] {
  const seed = seeds > 1 ? ` (seed ${trial.seed})` : "";
  const name = `${trial.name}${seed}`.padEnd(34);
  if (trial.faults.length === 0) return [`  ok     ${name} ${outcomeOf(trial, folder)}`];
  return [`  FAULT  ${name}`, ...trial.faults.map((fault) => `         ${fault}`)];
}

function outcomeOf({ name, results }: Trial, { wrong }: LabFolder): string {
  const checks = results.flatMap((task) => task.checks);
  const passed = checks.filter((check) => check.ok).length;
  const expected = expectationOf(wrong[name.replace(/^wrong\//, "")] ?? "");
  const told = expected === null ? "" : `, ${expected.checkId}: "${expected.message}"`;
  return `${passed} of ${checks.length} checks pass${told}`;
}
