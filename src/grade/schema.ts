/**
 * What can be wrong with a lab's definition, in words for its author: the file, the field, what was found, what was
 * wanted and what to write. All problems are listed at once.
 */
import type { Problem } from "./check.ts";
import type { Lab, LabDefinition, LabTask, StartFiles } from "./lab.ts";
import { letterOf, type QuizItem, rightAnswers } from "./quiz/quiz-item.ts";
import { unknownNames } from "./variant/template.ts";

const SLUG = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const PROFILES = ["docker-desktop", "kind", "kubeadm-flannel", "kubeadm-calico", "kubeadm-cilium", "eks"];
const MAX = { weight: 100, version: 1_000, minutes: 240, seed: 4_294_967_295 } as const;

/** `lab` is one variant of the definition; `startFiles` are as the author wrote them. */
export function findProblems(lab: Lab, definition: LabDefinition, startFiles: StartFiles): string[] {
  const problems = [...problemsOfText(lab), ...problemsOfNumbers(lab, definition)];
  problems.push(...problemsOfStart(lab, Object.keys(startFiles)), ...problemsOfTemplates(lab, startFiles));
  problems.push(...problemsOfQuiz(lab.quiz), ...problemsOfTasks(lab.tasks));
  return problems.map((problem) => inWords(lab.slug, problem));
}

function inWords(slug: string, { field, got, wanted, fix }: Problem): string {
  const shown = got === undefined ? "nothing" : JSON.stringify(got);
  return `labs/${slug}/lab.ts: ${field}: got ${shown}, wanted ${wanted}; ${fix}`;
}

function problemsOfText(lab: Lab): Problem[] {
  const problems: Problem[] = [];
  if (!SLUG.test(lab.slug ?? ""))
    problems.push({
      field: "slug",
      got: lab.slug,
      wanted: 'the name of the folder: lower case, words joined by "-"',
      fix: 'write slug: "selector-typo" and name the folder so',
    });
  for (const field of ["title", "summary"] as const)
    if (typeof lab[field] !== "string" || lab[field].trim() === "")
      problems.push({ field, got: lab[field], wanted: "a sentence", fix: `write ${field}: "…"` });
  const profile = typeof lab.cluster === "object" ? lab.cluster?.profile : lab.cluster;
  if (!PROFILES.includes(profile))
    problems.push({
      field: "cluster",
      got: lab.cluster,
      wanted: `one of ${PROFILES.join(", ")}`,
      fix: 'write cluster: "docker-desktop"',
    });
  const objectives: readonly unknown[] = lab.objectives ?? [];
  if (objectives.length === 0 || !objectives.every((text) => typeof text === "string" && text.trim() !== ""))
    problems.push({
      field: "objectives",
      got: lab.objectives,
      wanted: "at least one sentence that begins with a verb",
      fix: 'write objectives: ["Say why …"]',
    });
  return problems;
}

function problemsOfNumbers(lab: Lab, definition: LabDefinition): Problem[] {
  const problems: Problem[] = [];
  const whole = (field: string, got: unknown, max: number): void => {
    if (Number.isInteger(got) && (got as number) >= 1 && (got as number) <= max) return;
    problems.push({ field, got, wanted: `a whole number from 1 to ${max}`, fix: `write ${lastPart(field)}: 1` });
  };
  whole("version", lab.version, MAX.version);
  whole("seed", definition.seed, MAX.seed);
  whole("minutes", lab.minutes, MAX.minutes);
  for (const [index, task] of lab.tasks.entries()) whole(`tasks[${index}].weight`, task.weight, MAX.weight);
  return problems;
}

function lastPart(field: string): string {
  return field.slice(field.lastIndexOf(".") + 1);
}

function problemsOfStart({ start }: Lab, present: readonly string[]): Problem[] {
  const { files = [], apply = [], setup } = start ?? {};
  const problems: Problem[] = [];
  const mustExist = (field: string, name: string): void => {
    if (present.includes(name)) return;
    const wanted = `a file of start/ (there ${present.length === 1 ? "is" : "are"} ${present.join(", ") || "none"})`;
    problems.push({ field, got: name, wanted, fix: `add start/${name}, or correct the name` });
  };
  for (const [index, name] of files.entries()) mustExist(`start.files[${index}]`, name);
  for (const [index, name] of apply.entries()) mustExist(`start.apply[${index}]`, name);
  if (setup !== undefined) mustExist("start.setup", setup);
  for (const name of present)
    if (!files.includes(name) && !apply.includes(name) && setup !== name)
      problems.push({
        field: "start",
        got: undefined,
        wanted: `start/${name} to be used`,
        fix: "name it in files, apply or setup, or delete it",
      });
  return problems;
}

function problemsOfTemplates({ values }: Lab, startFiles: StartFiles): Problem[] {
  const known = Object.keys(values);
  return Object.entries(startFiles).flatMap(([name, text]) =>
    unknownNames(text, known).map((unknown) => ({
      field: `start/${name}`,
      got: `@${unknown}@`,
      wanted: unknown === "end" ? "as many lines @end@ as lines @if …@" : `one of ${known.join(", ") || "no names"}`,
      fix: unknown === "end" ? "close what was opened" : `write variables: { ${unknown}: oneOf("…", "…") }`,
    })),
  );
}

function problemsOfQuiz(quiz: readonly QuizItem[]): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  quiz.forEach((item, q) => {
    const at = `quiz[${q}]`;
    if (!SLUG.test(item.id) || seen.has(item.id))
      problems.push({
        field: `${at}.id`,
        got: item.id,
        wanted: 'an id of its own: lower case, words joined by "-"',
        fix: 'write id: "which-rule"',
      });
    seen.add(item.id);
    const right = rightAnswers(item).length;
    if (right === 0 || ("choices" in item && (right > 1 || item.choices.length < 2)))
      problems.push({
        field: "choices" in item ? `${at}.choices` : `${at}.answers`,
        got: rightAnswers(item),
        wanted: "choices" in item ? "two choices or more, one of them right" : "at least one right answer",
        fix: "choices" in item ? `add right: true to the right one, ${letterOf(0)} or another` : 'write answers: ["3"]',
      });
  });
  return problems;
}

function problemsOfTasks(tasks: readonly LabTask[]): Problem[] {
  const problems: Problem[] = [];
  if (tasks.length === 0)
    problems.push({ field: "tasks", got: tasks, wanted: "at least one task", fix: "write tasks: [{ id, title, … }]" });
  const seen = new Set<string>();
  const once = (field: string, id: unknown): void => {
    if (typeof id !== "string" || !SLUG.test(id))
      problems.push({ field, got: id, wanted: 'lower case, words joined by "-"', fix: 'write id: "by-name"' });
    else if (seen.has(id))
      problems.push({ field, got: id, wanted: "an id that nothing else in the lab has", fix: "choose another id" });
    else seen.add(id);
  };
  tasks.forEach((task, t) => {
    once(`tasks[${t}].id`, task.id);
    if (typeof task.title !== "string" || task.title.trim() === "")
      problems.push({ field: `tasks[${t}].title`, got: task.title, wanted: "a goal", fix: 'write title: "…"' });
    if ((task.checks ?? []).length === 0)
      problems.push({
        field: `tasks[${t}].checks`,
        got: task.checks,
        wanted: "at least one check",
        fix: "call one of src/grade/checks/index.ts",
      });
    (task.checks ?? []).forEach((check, c) => {
      once(`tasks[${t}].checks[${c}].id`, check.id);
      for (const problem of check.problems)
        problems.push({ ...problem, field: `tasks[${t}].checks[${c}].${problem.field}` });
    });
  });
  return problems;
}
