/** What is asked of a worker beside the session, and rarely: a solution, a file to hand in, a manifest made importable. */
import { gradeSession } from "../../../grade/grade.ts";
import { linesOf } from "../../../grade/script-lines.ts";
import { submissionOf } from "../../../grade/submission/submission.ts";
import { filledIn } from "../../../grade/variant/template.ts";
import { labNamed } from "../lab-tasks.ts";
import type { PageSoftware } from "../page-software.ts";
import type { Answer, AsideMessage, HandInMessage, SolutionMessage } from "../protocol.ts";

/** `../../../../labs/<slug>/solution.sh`, each fetched when it is asked for. */
const SOLUTIONS = import.meta.glob<string>("../../../../labs/*/solution.sh", { query: "?raw", import: "default" });

export async function answerAside(message: AsideMessage, software: PageSoftware): Promise<Answer> {
  switch (message.type) {
    case "solution":
      return { kind: "solution", lines: await solutionOf(message) };
    case "hand-in":
      return handIn(message, software);
    case "import": {
      const { importedManifest } = await import("./imported-manifest.ts");
      return { kind: "imported", imported: importedManifest(message.text) };
    }
  }
}

async function solutionOf({ lab: slug, seed }: SolutionMessage): Promise<readonly string[]> {
  const load = SOLUTIONS[`../../../../labs/${slug}/solution.sh`];
  if (load === undefined) throw new Error(`there is no solution of a lab ${slug}`);
  return linesOf(filledIn(await load(), labNamed(slug, seed).values));
}

async function handIn({ lab: slug, log, student }: HandInMessage, software: PageSoftware): Promise<Answer> {
  const lab = labNamed(slug, log.spec.seed);
  const results = await software.attempt(() => gradeSession(lab, log, software.here));
  const sum = (of: "earned" | "weight"): number => results.reduce((total, task) => total + task[of], 0);
  const text = `${JSON.stringify(submissionOf({ lab, student, log, results }))}\n`;
  return { kind: "submission", text, earned: sum("earned"), total: sum("weight") };
}
