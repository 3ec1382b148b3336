import { describe, expect, it } from "vitest";
import { LABS } from "../labs/index.ts";
import { labFolders, readLabFolder } from "../src/cli/lab/lab-folder.ts";
import { gradeSession } from "../src/grade/grade.ts";
import { labOf } from "../src/grade/lab.ts";
import { faultsOfFolder, linesOf, trialsOf } from "../src/grade/proof.ts";
import { replayLab, startLab } from "../src/grade/replay.ts";
import { SOFTWARE } from "../src/shell/software.ts";

it("every folder of labs is listed, in order of its name, and every listed lab has its folder", () => {
  expect(LABS.map(({ slug }) => slug)).toEqual(labFolders());
});

describe.each(LABS.map((definition) => [definition.slug, definition] as const))("lab %s", (_, definition) => {
  const folder = readLabFolder(definition);

  it("is complete", () => {
    expect(faultsOfFolder(folder)).toEqual([]);
  });

  it("fails as it starts, passes with every right answer, and rejects every near miss in its words", () => {
    const trials = [...trialsOf(folder)];
    expect(trials.length).toBeGreaterThanOrEqual(5);
    expect(trials.flatMap(({ name, faults }) => faults.map((fault) => `${name}: ${fault}`))).toEqual([]);
  });

  it("is deterministic: one log, replayed twice, gives one trace and one grade", () => {
    const lab = labOf(definition, folder.startFiles);
    const session = startLab(lab, { software: SOFTWARE });
    session.typed(linesOf(folder.solution));
    const { log } = session;
    const [first, second] = [replayLab(lab, log, { software: SOFTWARE }), replayLab(lab, log, { software: SOFTWARE })];
    expect(first.cluster.trace.nextSeq).toBeGreaterThan(1000);
    expect(second.cluster.trace.between(0)).toEqual(first.cluster.trace.between(0));
    expect(gradeSession(lab, log, SOFTWARE)).toEqual(gradeSession(lab, log, SOFTWARE));
  });
});
