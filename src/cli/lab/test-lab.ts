/** Proves one lab: everything in each of its situations, its solution in every variant, and every spoilt solution. */
import type { LabDefinition } from "../../grade/lab.ts";
import { faultsOfReport, type MutationReport, mutationReport } from "../../grade/mutation/mutation-report.ts";
import {
  faultsOfFolder,
  type LabFolder,
  situationOf,
  solutionTrialOf,
  type Trial,
  trialsOf,
  turnTrialsOf,
} from "../../grade/proof.ts";
import { readLabFolder } from "./lab-folder.ts";

export interface ProofArguments {
  readonly seeds: number;
  readonly mutate: boolean;
}

export interface Report {
  readonly lab: string;
  readonly sound: boolean;
  readonly faults: readonly string[];
  readonly trials: readonly Pick<Trial, "name" | "seed" | "faults">[];
  readonly mutation?: MutationReport;
}

export function testLab(
  definition: LabDefinition,
  { seeds, mutate }: ProofArguments,
  say: (line: string) => void,
): Report {
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

/** In one of so many variants that bring nothing new, something that must not pass is tried beside the solution. */
const TURN_EVERY = 6;

/** The lab's own variant has been tried; further ones are those of the next seeds. */
function inVariants(folder: LabFolder, seeds: number, say: (line: string) => void): Trial[] {
  const { seed: own } = folder.definition;
  const situations = new Set([situationOf(folder, own)]);
  const trials: Trial[] = [];
  for (let n = 1; n < seeds; n++) {
    const situation = situationOf(folder, own + n);
    const isNew = !situations.has(situation);
    situations.add(situation);
    if (isNew) trials.push(...trialsOf(folder, own + n));
    else trials.push(solutionTrialOf(folder, own + n));
    if (n % TURN_EVERY === 1) trials.push(...turnTrialsOf(folder, own + n, (n - 1) / TURN_EVERY));
  }
  const bad = trials.filter(({ faults }) => faults.length > 0);
  for (const trial of bad) for (const line of trialLines(trial, folder)) say(line);
  const solved = trials.filter(({ name }) => name === "solution.sh").length;
  if (bad.length === 0)
    say(`  ok     ${solved} more variants solved, all of it in ${situations.size} situations: ${trials.length} trials`);
  return trials;
}

export function mutationLine({ tried, killed, same, explained, survivors }: MutationReport): string {
  const holes = survivors.length === 0 ? "none survives" : `${survivors.length} survive`;
  const reasons = explained.length === 0 ? "" : `, ${explained.length} pass for a reason`;
  return `  ${survivors.length === 0 ? "ok    " : "FAULT "} ${tried} mutants: ${killed} killed, ${same} come to the same${reasons}, ${holes}`;
}

function trialLines(trial: Trial, folder: LabFolder): string[] {
  const seed = trial.seed === folder.definition.seed ? "" : ` (seed ${trial.seed})`;
  const name = `${trial.name}${seed}`.padEnd(34);
  if (trial.faults.length === 0) return [`  ok     ${name} ${outcomeOf(trial)}`];
  return [`  FAULT  ${name}`, ...trial.faults.map((fault) => `         ${fault}`)];
}

function outcomeOf({ results, expected }: Trial): string {
  if (results.length === 0) return "does not pass";
  const checks = results.flatMap((task) => task.checks);
  const passed = checks.filter((check) => check.ok).length;
  const told = expected === undefined ? "" : `, ${expected.checkId}: "${expected.message}"`;
  return `${passed} of ${checks.length} checks pass${told}`;
}
