/** The labs as the worker opens and grades them. */

import { LABS } from "../../../labs/index.ts";
import { type CheckResult, gradeSession } from "../../grade/grade.ts";
import { type Lab, type LabDefinition, labOf } from "../../grade/lab.ts";
import type { InputLog } from "../../shell/session.ts";
import type { Software } from "../../sim/node/parts/software.ts";
import type { CheckView, TaskView } from "./protocol.ts";

/** `../../../labs/<slug>/start/<name>` -> its text. */
const START_FILES = import.meta.glob<string>("../../../labs/*/start/*", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** `seed` of the variant; undefined: the one that the page shows before anybody chooses. */
export function labNamed(slug: string, seed?: number | string): Lab {
  const definition = LABS.find((lab: LabDefinition) => lab.slug === slug);
  if (definition === undefined) throw new Error(`there is no lab ${slug}`);
  const folder = `../../../labs/${slug}/start/`;
  const own = Object.entries(START_FILES).filter(([path]) => path.startsWith(folder));
  return labOf(definition, Object.fromEntries(own.map(([path, text]) => [path.slice(folder.length), text])), seed);
}

export function taskViews(lab: Lab, log: InputLog, software: Software): TaskView[] {
  return gradeSession(lab, log, software).map(({ id, title, ok, checks }) => ({
    id,
    title,
    ok,
    checks: checks.map(checkView),
  }));
}

function checkView({ id, ok, wanted, saw, lookAt, evidence }: CheckResult): CheckView {
  return { id, ok, wanted, saw, lookAt: lookAt ?? null, evidence: evidence.lines };
}
