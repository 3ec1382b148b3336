/** A submission graded anew: what it earns, or why it cannot be held against the lab. */
import type { Software } from "../../sim/node/parts/software.ts";
import { gradeSession } from "../grade.ts";
import { type Lab, profileOf } from "../lab.ts";
import { digestOf, labDigest, logOf, readSubmission, type Submission } from "./submission.ts";

export type Standing =
  | "graded"
  /** It cannot be read. */
  | "damaged"
  /** It was changed after it was handed in. */
  | "tampered"
  | "unknown-lab"
  /** It was made for an older version of the lab. */
  | "older-lab"
  /** The lab has changed since, though it says that it is the same version. */
  | "changed-lab";

export interface Grade {
  readonly standing: Standing;
  /** Why it is not graded; empty when it is. */
  readonly reason: string;
  readonly lab: string;
  readonly student: string;
  readonly earned: number;
  readonly total: number;
  readonly tasks: readonly { readonly id: string; readonly earned: number; readonly weight: number }[];
}

/** The variant of a lab that a seed makes; undefined for a lab that there is not. */
export type LabNamed = (slug: string, seed: number | string) => Lab | undefined;

export function regrade(text: string, labNamed: LabNamed, software: Software): Grade {
  const submission = readSubmission(text);
  if (typeof submission === "string") return ungraded("damaged", submission, { lab: "", student: "" });
  const lab = labNamed(submission.lab, submission.seed);
  const refused = refusal(submission, lab);
  if (refused !== null || lab === undefined) return ungraded(...(refused as [Standing, string]), submission);
  const results = gradeSession(lab, logOf(submission, profileOf(lab)), software);
  const tasks = results.map(({ id, earned, weight }) => ({ id, earned, weight }));
  const more = tasks.find(({ id, earned }) => (submission.earned[id] ?? 0) > earned);
  if (more !== undefined)
    return ungraded(
      "tampered",
      `it claims ${submission.earned[more.id]} points for ${more.id}, and its keys earn ${more.earned}`,
      submission,
    );
  const sum = (of: "earned" | "weight"): number => tasks.reduce((total, task) => total + task[of], 0);
  const { student } = submission;
  return { standing: "graded", reason: "", lab: lab.slug, student, earned: sum("earned"), total: sum("weight"), tasks };
}

function refusal(submission: Submission, lab: Lab | undefined): [Standing, string] | null {
  const { labVersion, digest } = submission;
  if (digestOf(submission) !== digest) return ["tampered", "its digest does not fit its content"];
  if (lab === undefined) return ["unknown-lab", `there is no lab ${JSON.stringify(submission.lab)}`];
  if (labVersion < lab.version)
    return ["older-lab", `it was made for version ${labVersion}, the lab is at ${lab.version}`];
  if (labVersion > lab.version)
    return ["older-lab", `it was made for version ${labVersion}, and here the lab is at ${lab.version}`];
  if (submission.labDigest !== labDigest(lab)) return ["changed-lab", `the lab has changed without a new version`];
  return null;
}

function ungraded(standing: Standing, reason: string, { lab, student }: Pick<Submission, "lab" | "student">): Grade {
  return { standing, reason, lab, student, earned: 0, total: 0, tasks: [] };
}
