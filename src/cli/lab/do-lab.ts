/** `hop lab do ID`: the lab in the reader's own terminal, or a script typed into it; and then a submission. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { gradeSession, isPassed, type TaskResult } from "../../grade/grade.ts";
import { labOf } from "../../grade/lab.ts";
import { startLab } from "../../grade/replay.ts";
import { linesOf } from "../../grade/script-lines.ts";
import { submissionOf } from "../../grade/submission/submission.ts";
import { filledIn } from "../../grade/variant/template.ts";
import { SOFTWARE } from "../../shell/software.ts";
import { interact } from "../sh/interact.ts";
import { UsageError } from "../usage-error.ts";
import { definitionOf, readLabFolder } from "./lab-folder.ts";

/** Who does not say a name gets the variant that the lab's pages show. */
export const ANONYMOUS = "anonymous";

export interface DoArguments {
  readonly slug: string;
  readonly student: string;
  /** Of the variant; undefined: the student's own, which their name makes. */
  readonly seed: number | undefined;
  /** Typed line by line; undefined: the terminal is the reader's. */
  readonly script: string | undefined;
  readonly out: string | undefined;
}

export async function doLab({ slug, student, seed, script, out }: DoArguments): Promise<number> {
  const definition = definitionOf(slug);
  const file = out ?? `${slug}.${student.replace(/[^\w.-]+/g, "-")}.hop.json`;
  if (existsSync(file)) throw new UsageError(`lab do: ${file} is there already; name another with --out`);
  const lines = script === undefined ? null : linesOf(textOf(script));
  const folder = readLabFolder(definition);
  const lab = labOf(definition, folder.startFiles, seed ?? (student === ANONYMOUS ? definition.seed : student));
  const session = startLab(lab, { software: SOFTWARE });
  if (lines === null) {
    if (!process.stdin.isTTY) throw new UsageError("lab do: wants a terminal, or --script FILE");
    process.stdout.write(
      `${filledIn(folder.brief, lab.values).trim()}\n\nLeave with exit or Ctrl-D: then it is graded.\n\n`,
    );
    await interact(session);
  } else session.typed(lines);
  const results = gradeSession(lab, session.log, SOFTWARE);
  const submission = submissionOf({ lab, student, log: session.log, results });
  writeFileSync(file, `${JSON.stringify(submission)}\n`);
  process.stdout.write(`${report(results).join("\n")}\n\nwritten to ${file}\n`);
  return isPassed(results) ? 0 : 1;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`lab do: cannot read ${file}: ${(error as Error).message}`);
  }
}

function report(results: readonly TaskResult[]): string[] {
  return results.flatMap(({ title, earned, weight, checks }) => [
    `${String(earned).padStart(3)} of ${weight}  ${title}`,
    ...checks
      .filter(({ ok }) => !ok)
      .flatMap(({ wanted, saw, lookAt }) => [
        `          wanted ${wanted}`,
        `          saw ${saw}`,
        ...(lookAt === undefined ? [] : [`          look at ${lookAt}`]),
      ]),
  ]);
}
