/** `npm run outputs [LESSON…]`: writes into every ```output``` block of a lesson what its cluster really prints. */
import { readFileSync, writeFileSync } from "node:fs";
import { lessonFile, lessonIds, matches, playLesson } from "./play-lesson.ts";

for (const id of process.argv.length > 2 ? process.argv.slice(2) : lessonIds()) {
  const file = lessonFile(id);
  const lines = readFileSync(file, "utf8").split("\n");
  let changed = 0;
  for (const { told, screen } of playLesson(id).reverse()) {
    if (told === undefined || matches(told.code, screen)) continue;
    const length = told.code === "" && lines[told.line - 1]?.trim() === "```" ? 0 : told.code.split("\n").length;
    lines.splice(told.line - 1, length, ...screen.trimEnd().split("\n"));
    changed++;
  }
  if (changed > 0) writeFileSync(file, lines.join("\n"));
  console.log(`${id}: ${changed} outputs written`);
}
