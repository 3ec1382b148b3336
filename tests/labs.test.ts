import { describe, expect, it } from "vitest";
import { LABS } from "../labs/index.ts";
import { labFolders, readLabFolder } from "../src/cli/lab/lab-folder.ts";
import { gradeSession } from "../src/grade/grade.ts";
import { labOf } from "../src/grade/lab.ts";
import { faultsOfFolder } from "../src/grade/proof.ts";
import { replayLab, startLab } from "../src/grade/replay.ts";
import { linesOf } from "../src/grade/script-lines.ts";
import { filledIn } from "../src/grade/variant/template.ts";
import { SOFTWARE } from "../src/shell/software.ts";

// That they are sound, in 50 variants and against spoilt solutions, is `npm run labs`.
it("every folder of labs is listed, in order of its name, and every listed lab has its folder", () => {
  expect(LABS.map(({ slug }) => slug)).toEqual(labFolders());
});

describe.each(LABS.map((definition) => [definition.slug, definition] as const))("lab %s", (_, definition) => {
  const folder = readLabFolder(definition);

  it("is complete", () => {
    expect(faultsOfFolder(folder)).toEqual([]);
  });

  it("has at least two right answers beside its solution, and something that differs from student to student", () => {
    expect(Object.keys(folder.alternatives).length).toBeGreaterThanOrEqual(2);
    expect(Object.keys(definition.variables ?? {}).length).toBeGreaterThanOrEqual(1);
  });

  it("is deterministic: one log, replayed twice, gives one trace and one grade", () => {
    const lab = labOf(definition, folder.startFiles);
    const session = startLab(lab, { software: SOFTWARE });
    session.typed(linesOf(filledIn(folder.solution, lab.values)));
    const { log } = session;
    const [first, second] = [replayLab(lab, log, { software: SOFTWARE }), replayLab(lab, log, { software: SOFTWARE })];
    expect(first.session.cluster.trace.nextSeq).toBeGreaterThan(300);
    expect(second.session.cluster.trace.between(0)).toEqual(first.session.cluster.trace.between(0));
    expect(gradeSession(lab, log, SOFTWARE)).toEqual(gradeSession(lab, log, SOFTWARE));
  });
});
