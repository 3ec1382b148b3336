/**
 * A lab as its author writes it: data, and calls of checks. What the learner reads lies beside it (`brief.mdx`,
 * `hints.mdx`), what the learner finds lies in `start/`, and what proves it sound in `solution.sh` and `wrong/`.
 */

import type { FaultSpec } from "../sim/node/faults/fault.ts";
import type { Check } from "./check.ts";
import { findProblems } from "./schema.ts";

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
  readonly cluster: string | LabCluster;
  readonly seed: number;
  /** How long it takes somebody who reads the lesson first. */
  readonly minutes: number;
  readonly start: LabStart;
  readonly tasks: readonly LabTask[];
}

/** A lab together with the texts of its `start/`, ready to be opened and graded. */
export interface Lab extends LabDefinition {
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

/** Throws LabError when the definition or its start files do not hold together. */
export function labOf(definition: LabDefinition, startFiles: StartFiles): Lab {
  const problems = findProblems(definition, Object.keys(startFiles));
  if (problems.length > 0) throw new LabError(problems);
  return { ...definition, startFiles };
}

export function profileOf({ cluster }: Pick<LabDefinition, "cluster">): string {
  return typeof cluster === "string" ? cluster : cluster.profile;
}
