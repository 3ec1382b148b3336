/** `hop lab show ID`: what the learner reads, and what is asked. */
import { labOf, profileOf } from "../../grade/lab.ts";
import { filledIn } from "../../grade/variant/template.ts";
import { definitionOf, readLabFolder } from "./lab-folder.ts";

export function showLab(slug: string, student: string | undefined): number {
  const definition = definitionOf(slug);
  const { brief, startFiles } = readLabFolder(definition);
  const lab = labOf(definition, startFiles, student);
  const text = filledIn(brief, lab.values).trim();
  const lines = [definition.title, "=".repeat(definition.title.length), "", text, "", "Tasks:"];
  for (const task of lab.tasks) lines.push(`  ${String(task.weight).padStart(2)} points  ${task.title}`);
  lines.push("", "Afterwards you can:", ...definition.objectives.map((objective) => `  - ${objective}`), "");
  lines.push(`Cluster ${profileOf(lab)}, seed ${lab.seed}, about ${definition.minutes} minutes.`);
  process.stdout.write(`${lines.join("\n")}\n`);
  return 0;
}
