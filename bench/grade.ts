/** A lab's submission: replayed and graded. */
import { LABS } from "../labs/index.ts";
import { readLabFolder } from "../src/cli/lab/lab-folder.ts";
import { gradeSession, isPassed } from "../src/grade/grade.ts";
import { labOf } from "../src/grade/lab.ts";
import { startLab } from "../src/grade/replay.ts";
import { linesOf } from "../src/grade/script-lines.ts";
import { filledIn } from "../src/grade/variant/template.ts";
import { SOFTWARE } from "../src/shell/software.ts";
import { type Case, type Figure, medianCpuMs } from "./figure.ts";

export const grade: Case = {
  name: "grade",
  run() {
    return LABS.map((definition): Figure => {
      const folder = readLabFolder(definition);
      const lab = labOf(definition, folder.startFiles);
      const session = startLab(lab, { software: SOFTWARE });
      session.typed(linesOf(filledIn(folder.solution, lab.values)));
      const work = (): void => {
        if (!isPassed(gradeSession(lab, session.log, SOFTWARE)))
          throw new Error(`the solution of ${lab.slug} does not pass`);
      };
      const value = medianCpuMs(work, { runs: 9, warmUps: 3 });
      return { name: `replay and grade ${lab.slug}`, value, unit: "ms", budget: 50 };
    });
  },
};
