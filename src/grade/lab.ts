/**
 * A lab as its author writes it: data, and calls of checks. What the learner reads lies beside it (`brief.mdx`,
 * `hints.mdx`), what the learner finds lies in `start/`, and what proves it sound in `solution.sh` and `wrong/`.
 */

import type { FaultSpec } from "../sim/node/faults/fault.ts";
import type { Check } from "./check.ts";
import type { QuizItem } from "./quiz/quiz-item.ts";
import { findProblems } from "./schema.ts";
import { filledIn } from "./variant/template.ts";
import { valuesOf } from "./variant/values-of.ts";
import type { Values, Variables } from "./variant/variable.ts";

export interface LabTask {
  readonly id: string;
  /** What the learner is asked for, as a goal and never as a command. */
  readonly title: string;
  /** Points for passing every check of the task; a task is passed or not, so that doing nothing earns nothing. */
  readonly weight: number;
  readonly checks: readonly Check[];
}

export interface LabStart {
  /** Files of `start/` that the learner finds in the home folder. */
  readonly files?: readonly string[];
  /** Files of `start/` that are applied before the learner comes, in this order. */
  readonly apply?: readonly string[];
  /** A script of `start/` that then makes the world what it is when the learner comes. */
  readonly setup?: string;
}

export interface LabCluster {
  readonly profile: string;
  readonly nodes?: number;
  /** kube-proxy's mode. */
  readonly proxy?: string;
  readonly cni?: string;
  /** What goes wrong before the learner comes (see sim/node/faults). */
  readonly faults?: readonly FaultSpec[];
}

export interface LabDefinition {
  /** The name of its folder, and its place in addresses: never changed once published. */
  readonly slug: string;
  /** Counted up whenever an old solution may no longer be one. */
  readonly version: number;
  readonly title: string;
  /** One sentence for lists. */
  readonly summary: string;
  /** What one can do afterwards, each beginning with a verb. */
  readonly objectives: readonly string[];
  /** A cluster profile, or one with something different in it. */
  readonly cluster: PerVariant<string | LabCluster>;
  /** Of the variant that whoever asks for none gets. */
  readonly seed: number;
  /** What differs from student to student; texts write `@name@` (see variant/template.ts). */
  readonly variables?: Variables;
  /** How long it takes somebody who reads the lesson first. */
  readonly minutes: number;
  readonly start: LabStart;
  /** What is asked, to be answered with `answer` (see quiz/). */
  readonly quiz?: PerVariant<readonly QuizItem[]>;
  readonly tasks: PerVariant<readonly LabTask[]>;
}

/** The same for everybody, or made from a student's values. */
export type PerVariant<T> = T | ((values: Values) => T);

/** One student's lab, with the texts of its `start/`, ready to be opened and graded. */
export interface Lab extends Omit<LabDefinition, "cluster" | "seed" | "quiz" | "tasks"> {
  readonly cluster: string | LabCluster;
  readonly seed: number | string;
  readonly values: Values;
  readonly quiz: readonly QuizItem[];
  readonly tasks: readonly LabTask[];
  readonly startFiles: StartFiles;
}

/** File name in `start/` to its text. */
export type StartFiles = Readonly<Record<string, string>>;

/** An author's mistake: every problem at once, each with what to write instead. */
export class LabError extends Error {
  override readonly name = "LabError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/** Gives the data its type; `labOf` finds what is wrong with it, because only that knows the folder. */
export function defineLab(definition: LabDefinition): LabDefinition {
  return definition;
}

/** The lab as a seed makes it. Throws LabError when it does not hold together with its start files. */
export function labOf(definition: LabDefinition, startFiles: StartFiles, seed: number | string = definition.seed): Lab {
  const values = valuesOf(definition.variables ?? {}, seed);
  const lab: Lab = {
    ...definition,
    seed,
    values,
    cluster: forVariant(definition.cluster, values),
    quiz: forVariant(definition.quiz ?? [], values),
    tasks: forVariant(definition.tasks, values) ?? [],
    startFiles: Object.fromEntries(Object.entries(startFiles).map(([name, text]) => [name, filledIn(text, values)])),
  };
  const problems = findProblems(lab, definition, startFiles);
  if (problems.length > 0) throw new LabError(problems);
  return lab;
}

function forVariant<T>(part: PerVariant<T>, values: Values): T {
  return typeof part === "function" ? (part as (values: Values) => T)(values) : part;
}

export function profileOf({ cluster }: Pick<Lab, "cluster">): string {
  return typeof cluster === "string" ? cluster : cluster.profile;
}
