/** `hop lab show ID`: what the learner reads, and what is asked. */
import { profileOf } from "../../grade/lab.ts";
import { definitionOf, readLabFolder } from "./lab-folder.ts";

export function showLab(slug: string): number {
  const definition = definitionOf(slug);
  const { brief } = readLabFolder(definition);
  const lines = [definition.title, "=".repeat(definition.title.length), "", brief.trim(), "", "Tasks:"];
  for (const task of definition.tasks) lines.push(`  ${String(task.weight).padStart(2)} points  ${task.title}`);
  lines.push("", "Afterwards you can:", ...definition.objectives.map((objective) => `  - ${objective}`), "");
  lines.push(`Cluster ${profileOf(definition)}, seed ${definition.seed}, about ${definition.minutes} minutes.`);
  process.stdout.write(`${lines.join("\n")}\n`);
  return 0;
}
