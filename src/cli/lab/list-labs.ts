/** `hop lab list` */
import { LABS } from "../../../labs/index.ts";
import { profileOf } from "../../grade/lab.ts";

export function listLabs(json: boolean): number {
  if (json) {
    const rows = LABS.map(({ slug, title, summary, minutes, tasks, ...lab }) => {
      return {
        slug,
        title,
        summary,
        cluster: profileOf(lab),
        minutes,
        points: tasks.reduce((sum, task) => sum + task.weight, 0),
      };
    });
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return 0;
  }
  const width = Math.max(...LABS.map(({ slug }) => slug.length));
  for (const { slug, title, minutes, ...lab } of LABS)
    process.stdout.write(`${slug.padEnd(width)}  ${title} (${profileOf(lab)}, about ${minutes} minutes)\n`);
  return 0;
}
