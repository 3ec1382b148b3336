/**
 * The text of a record with holes in it.
 *
 * Models: Go text/template, the fields that coredns plugin/template gives it
 * SIMPLIFIED: fields, `index` and whitespace trimming; no pipelines, conditions or functions.
 */
import { CorefileError } from "../corefile.ts";

export interface TemplateData {
  readonly fields: Readonly<Record<string, string>>;
  readonly match: readonly string[];
  readonly group: Readonly<Record<string, string>>;
}

type Part = (data: TemplateData) => string;

/** Throws CorefileError for what is not simulated. */
export function answerTemplate(text: string): (data: TemplateData) => string {
  const parts: Part[] = [];
  let at = 0;
  for (const found of text.matchAll(/\{\{(-\s)?\s*(.*?)\s*(\s-)?\}\}/g)) {
    let before = text.slice(at, found.index);
    if (found[1] !== undefined) before = before.trimEnd();
    const literal = before;
    parts.push(() => literal, actionOf(found[2] as string));
    at = found.index + found[0].length;
    if (found[3] !== undefined) while (/\s/.test(text[at] ?? "")) at++;
  }
  const rest = text.slice(at);
  if (rest.includes("{{")) throw new CorefileError(`template: answer:1: unclosed action`);
  return (data) => parts.map((part) => part(data)).join("") + rest;
}

function actionOf(action: string): Part {
  const field = /^\.(Name|Zone|Class|Type|Remote|Regex)$/.exec(action)?.[1];
  if (field !== undefined) return ({ fields }) => fields[field] ?? "";
  const group = /^\.Group\.(\w+)$/.exec(action)?.[1] ?? /^index\s+\.Group\s+"(\w+)"$/.exec(action)?.[1];
  if (group !== undefined) return (data) => data.group[group] ?? "";
  const match = /^index\s+\.Match\s+(\d+)$/.exec(action)?.[1];
  if (match !== undefined) return (data) => data.match[Number(match)] ?? "";
  if (action === ".Question.Name") return ({ fields }) => fields.Name ?? "";
  throw new CorefileError(`{{ ${action} }} is not simulated here`);
}
