/** `hop lab list` */
import { LABS } from "../../../labs/index.ts";
import { labOf, profileOf } from "../../grade/lab.ts";
import { readLabFolder } from "./lab-folder.ts";

export function listLabs(json: boolean): number {
  const rows = LABS.map((definition) => {
    const lab = labOf(definition, readLabFolder(definition).startFiles);
    const { slug, title, summary, minutes, tasks } = lab;
    const points = tasks.reduce((sum, task) => sum + task.weight, 0);
    return { slug, title, summary, cluster: profileOf(lab), minutes, points };
  });
  if (json) {
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return 0;
  }
  const width = Math.max(...rows.map(({ slug }) => slug.length));
  for (const { slug, title, cluster, minutes } of rows)
    process.stdout.write(`${slug.padEnd(width)}  ${title} (${cluster}, about ${minutes} minutes)\n`);
  return 0;
}
