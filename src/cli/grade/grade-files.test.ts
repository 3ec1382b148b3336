import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { gradeSession } from "../../grade/grade.ts";
import { labOf } from "../../grade/lab.ts";
import { startLab } from "../../grade/replay.ts";
import { linesOf } from "../../grade/script-lines.ts";
import { submissionOf } from "../../grade/submission/submission.ts";
import { filledIn } from "../../grade/variant/template.ts";
import { SOFTWARE } from "../../shell/software.ts";
import { definitionOf, readLabFolder } from "../lab/lab-folder.ts";
import { graderOfFiles } from "./grade-files.ts";

function goodSubmission(): string {
  const folder = readLabFolder(definitionOf("first-steps"));
  const lab = labOf(folder.definition, folder.startFiles, "ada");
  const session = startLab(lab, { software: SOFTWARE });
  session.typed(linesOf(filledIn(folder.solution, lab.values)));
  const results = gradeSession(lab, session.log, SOFTWARE);
  return JSON.stringify(submissionOf({ lab, student: "ada", log: session.log, results }));
}

test("a folder of a thousand files is a thousand rows, with a reason for each that is damaged", () => {
  const folder = mkdtempSync(join(tmpdir(), "grade-"));
  try {
    const good = goodSubmission();
    const damages = ["", "[]", '{"lab":', "\u0000", "7", good.slice(0, -20), "[".repeat(100_000)];
    const goodAt = [3, 400, 997];
    const files = Array.from({ length: 998 }, (_, n) => join(folder, `${n}.json`));
    files.forEach((file, n) => {
      writeFileSync(file, goodAt.includes(n) ? good : (damages[n % damages.length] as string));
    });
    const rows = [...files, folder, join(folder, "gone.json")].map(graderOfFiles());
    expect(rows).toHaveLength(1000);
    const isGood = (_: unknown, at: number): boolean => goodAt.includes(at);
    expect(rows.filter(isGood).map(({ standing, earned }) => [standing, earned])).toEqual(
      goodAt.map(() => ["graded", 5]),
    );
    const rest = rows.filter((row, at) => !isGood(row, at));
    expect(rest.every(({ standing, reason }) => standing === "damaged" && reason !== "")).toBe(true);
    expect(rows.slice(-2).map(({ reason }) => reason)).toEqual([
      "it cannot be read: EISDIR",
      "it cannot be read: ENOENT",
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
