/**
 * Proves a lab sound: as it starts it fails, its solution passes, and every near miss fails on the check that it
 * names, in the words that it quotes; all that in every situation that the lab has, its solution in every variant, and
 * no variant's solution in another. `tests/labs.test.ts` and `hop lab test` ask the same questions here.
 */
import { SOFTWARE } from "../shell/software.ts";
import type { CheckResult, TaskResult } from "./grade.ts";
import { gradeSession, isPassed, passes } from "./grade.ts";
import { hintsOf, problemsOfHints } from "./hint/hint.ts";
import { type Lab, type LabDefinition, LabError, labOf, type StartFiles } from "./lab.ts";
import { type Played, startLab } from "./replay.ts";
import { linesOf } from "./script-lines.ts";
import { StartObjects } from "./start-objects.ts";
import { filledIn, namesAskedFor, unknownNames } from "./variant/template.ts";
import { valuesOf } from "./variant/values-of.ts";
import type { Values } from "./variant/variable.ts";

/** Everything in a lab's folder as its author wrote it, read by whoever has files. */
export interface LabFolder {
  readonly definition: LabDefinition;
  readonly startFiles: StartFiles;
  readonly brief: string;
  readonly hints: string;
  readonly solution: string;
  /** Right answers that differ in kind from the solution, by file name. */
  readonly alternatives: Readonly<Record<string, string>>;
  /** Near misses, by file name. */
  readonly wrong: Readonly<Record<string, string>>;
  /** Mutants of the solution that come to the same, each with the reason (see mutation/). */
  readonly equivalent: string;
}

export interface Expectation {
  readonly checkId: string;
  readonly message: string;
}

export interface Trial {
  /** `start`, `solution.sh`, `wrong/other-port.sh`… */
  readonly name: string;
  readonly seed: number | string;
  readonly results: readonly TaskResult[];
  /** Of a near miss: who must reject it, and in which words. */
  readonly expected?: Expectation;
  /** Why the trial did not go as it must; empty when it did. */
  readonly faults: readonly string[];
}

const WRONG_MIN = 3;
const EXPECT = /^# expect: (\S+) "(.+)"$/;

/** What is wrong with the folder before anything runs. */
export function faultsOfFolder(folder: LabFolder): string[] {
  const { definition, brief, hints, solution, wrong } = folder;
  const faults: string[] = [];
  try {
    labOf(definition, folder.startFiles);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    faults.push(...error.problems);
  }
  const at = `labs/${definition.slug}`;
  if (brief.trim() === "") faults.push(`${at}/brief.mdx: is empty; say what the situation is and what is wanted`);
  faults.push(...problemsOfHints(hintsOf(hints), checkIdsOf(folder)).map((problem) => `${at}/hints.mdx: ${problem}`));
  if (hintsOf(hints).length < 2) faults.push(`${at}/hints.mdx: wants at least two hints, parted by lines of "---"`);
  if (linesOf(solution).length === 0) faults.push(`${at}/solution.sh: types nothing; write what a good learner types`);
  if (Object.keys(wrong).length < WRONG_MIN)
    faults.push(`${at}/wrong: ${Object.keys(wrong).length} near misses, at least ${WRONG_MIN} are wanted`);
  for (const [name, script] of Object.entries(wrong))
    if (!script.split("\n").some((line) => EXPECT.test(line)))
      faults.push(`${at}/wrong/${name}: the first line must read: # expect: <check-id> "<part of what it says>"`);
  return [...faults, ...faultsOfNames(folder)];
}

const VARIANTS_ASKED = 30;

/** In any variant, since some have checks of their own; none where the lab does not hold together. */
function checkIdsOf({ definition, startFiles }: LabFolder): string[] {
  const seeds = [definition.seed, ...Array.from({ length: VARIANTS_ASKED }, (_, seed) => seed)];
  try {
    const labs = seeds.map((seed) => labOf(definition, startFiles, seed));
    return [...new Set(labs.flatMap(({ tasks }) => tasks.flatMap(({ checks }) => checks.map(({ id }) => id))))];
  } catch (error) {
    if (error instanceof LabError) return [];
    throw error;
  }
}

function faultsOfNames(folder: LabFolder): string[] {
  const { definition, brief, hints, solution } = folder;
  const scripts = { ...under("alternative", folder.alternatives), ...under("wrong", folder.wrong) };
  const texts = { "brief.mdx": brief, "hints.mdx": hints, "solution.sh": solution, ...scripts };
  const known = Object.keys(definition.variables ?? {});
  return Object.entries(texts).flatMap(([name, text]) =>
    unknownNames(text, known).map((unknown) => `labs/${definition.slug}/${name}: nothing says what @${unknown}@ is`),
  );
}

/** What is another lab and not only another name in it: the variables for which a text has stretches, or others follow. */
export function situationOf(folder: LabFolder, seed: number | string): string {
  const values = valuesOf(folder.definition.variables ?? {}, seed);
  return [...situationNames(folder)].map((name) => `${name}=${values[name]}`).join(" ");
}

function situationNames(folder: LabFolder): Set<string> {
  const { variables = {} } = folder.definition;
  const asked = textsOf(folder).flatMap(namesAskedFor);
  return new Set([...asked, ...Object.values(variables).flatMap(({ of = [] }) => of)]);
}

function textsOf({ solution, startFiles, alternatives, wrong }: LabFolder): string[] {
  return [solution, ...[startFiles, alternatives, wrong].flatMap((texts) => Object.values(texts))];
}

/**
 * Everything that is to be tried in one situation. In the lab's own variant the solution is graded from its log, as a
 * submission is; all else without the replay, which is half the work and must come to the same.
 */
export function* trialsOf(
  folder: LabFolder,
  seed: number | string = folder.definition.seed,
): Generator<Trial, void, void> {
  const lab = labOf(folder.definition, folder.startFiles, seed);
  yield startTrial(lab);
  const right = { "solution.sh": folder.solution, ...under("alternative", folder.alternatives) };
  for (const [name, script] of Object.entries(right)) {
    const isReplayed = name === "solution.sh" && seed === folder.definition.seed;
    const results = (isReplayed ? gradeFromLog : gradeAtOnce)(lab, filledIn(script, lab.values));
    yield { name, seed, results, faults: faultsOfSolution(results) };
  }
  for (const [name, script] of Object.entries(folder.wrong)) {
    const trial = wrongTrial(lab, name, script);
    if (trial !== undefined) yield trial;
  }
  yield* othersTrialsOf(folder, lab);
}

function startTrial(lab: Lab): Trial {
  const results = gradeAtOnce(lab, "");
  return { name: "start", seed: lab.seed, results, faults: faultsOfStart(results) };
}

/** Undefined where the near miss is none in this situation: it then says nothing of who rejects it. */
function wrongTrial(lab: Lab, name: string, script: string): Trial | undefined {
  const typed = filledIn(script, lab.values);
  const expected = expectationOf(typed);
  if (expected === null) return undefined;
  const results = gradeAtOnce(lab, typed);
  return { name: `wrong/${name}`, seed: lab.seed, results, expected, faults: faultsOfWrong(results, expected) };
}

/** What must not pass, another thing each turn: the start, the solutions of others, each of the near misses. */
export function* turnTrialsOf(folder: LabFolder, seed: number, turn: number): Generator<Trial, void, void> {
  const wrong = Object.entries(folder.wrong);
  const at = turn % (wrong.length + 2);
  const lab = labOf(folder.definition, folder.startFiles, seed);
  if (at === 0) {
    yield* othersTrialsOf(folder, lab);
    return;
  }
  const [name, script] = wrong[at - 2] ?? [];
  const trial = name === undefined || script === undefined ? startTrial(lab) : wrongTrial(lab, name, script);
  if (trial !== undefined) yield trial;
}

function under(name: string, texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([file, text]) => [`${name}/${file}`, text]));
}

/** In a variant that differs from one that was tried in names and numbers only. */
export function solutionTrialOf(folder: LabFolder, seed: number): Trial {
  const lab = labOf(folder.definition, folder.startFiles, seed);
  const results = gradeAtOnce(lab, filledIn(folder.solution, lab.values));
  return { name: "solution.sh", seed, results, faults: faultsOfSolution(results) };
}

/**
 * The solutions of others: of a student for whom everything differs, and of a neighbour who has the same situation under
 * other names, from whom there is most to copy. None where there can be none.
 */
function* othersTrialsOf(folder: LabFolder, lab: Lab): Generator<Trial, void, void> {
  const { seed } = lab;
  const names = Object.entries(folder.definition.variables ?? {}).flatMap(([name, { of }]) =>
    of === undefined ? [name] : [],
  );
  const asked = situationNames(folder);
  const stranger = othersValues(folder, (values) => names.every((name) => values[name] !== lab.values[name]));
  const neighbour = othersValues(folder, (values) =>
    names.every((name) => (values[name] === lab.values[name]) === asked.has(name)),
  );
  const others = asked.size === 0 ? { stranger } : { stranger, neighbour };
  for (const [who, values] of Object.entries(others)) {
    if (values === undefined) continue;
    const live = typedInto(lab, filledIn(folder.solution, values));
    const isPassing = passes(lab, live.session.log, SOFTWARE, live);
    const said = `the solution of the variant ${JSON.stringify(values)} passes here: the variables ask nothing`;
    yield { name: `a ${who}'s solution.sh`, seed, results: [], faults: isPassing ? [said] : [] };
  }
}

const OTHERS_ASKED = 500;

function othersValues({ definition }: LabFolder, isMeant: (values: Values) => boolean): Values | undefined {
  const { variables = {}, seed } = definition;
  if (Object.keys(variables).length === 0) return undefined;
  for (let other = seed; other < seed + OTHERS_ASKED; other++) {
    const values = valuesOf(variables, other);
    if (isMeant(values)) return values;
  }
  return undefined;
}

/** Types a script into a fresh lab and grades what comes of it, from the log as a submission is. */
function gradeFromLog(lab: Lab, script: string): TaskResult[] {
  return gradeSession(lab, typedInto(lab, script).session.log, SOFTWARE);
}

function gradeAtOnce(lab: Lab, script: string): TaskResult[] {
  const live = typedInto(lab, script);
  return gradeSession(lab, live.session.log, SOFTWARE, { live });
}

export function typedInto(lab: Lab, script: string): Played {
  const session = startLab(lab, { software: SOFTWARE, traced: false });
  const start = new StartObjects(session.cluster);
  const lines = linesOf(script);
  if (lines.length > 0) session.typed(lines);
  return { session, start };
}

export function expectationOf(script: string): Expectation | null {
  const found = EXPECT.exec(script.split("\n", 1)[0] ?? "");
  return found === null ? null : { checkId: found[1] as string, message: found[2] as string };
}

function faultsOfStart(results: readonly TaskResult[]): string[] {
  return results
    .filter((task) => task.ok)
    .map((task) => `task "${task.id}" is passed before the learner has done anything`);
}

function faultsOfSolution(results: readonly TaskResult[]): string[] {
  return failing(results).map(({ id, wanted, saw }) => `check "${id}" rejects it: wanted ${wanted}; saw ${saw}`);
}

function faultsOfWrong(results: readonly TaskResult[], { checkId, message }: Expectation): string[] {
  if (isPassed(results)) return ["passes every check: there is a hole in the grader, or it is no near miss"];
  const result = results.flatMap((task) => task.checks).find((check) => check.id === checkId);
  if (result === undefined) return [`expects check "${checkId}" to reject it, and the lab has no such check`];
  if (result.ok) {
    const others = failing(results).map(({ id }) => `"${id}"`);
    return [`check "${checkId}" accepts it; ${others.join(", ")} does not`];
  }
  const said = messageOf(result);
  return said.includes(message) ? [] : [`check "${checkId}" rejects it, but in other words: ${said}`];
}

function failing(results: readonly TaskResult[]): CheckResult[] {
  return results.flatMap((task) => task.checks).filter((check) => !check.ok);
}

function messageOf({ wanted, saw, lookAt }: CheckResult): string {
  return `wanted ${wanted}; saw ${saw}${lookAt === undefined ? "" : `; look at ${lookAt}`}`;
}
