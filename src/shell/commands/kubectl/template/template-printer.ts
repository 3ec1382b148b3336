/** `-o go-template`: objects through a template, and what is said of one that fails. Models: cli-runtime/pkg/printers/template.go */
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { CommandError, goQuote, TemplateFailure } from "../errors.ts";
import type { ObjectPrinter } from "../output/formats.ts";
import { compactJson } from "../output/json.ts";
import { GoTemplate, TemplateError } from "./go-template.ts";

export function goTemplatePrinter(text: string, allowMissing: boolean): ObjectPrinter {
  let template: GoTemplate;
  try {
    template = new GoTemplate(text, "output");
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new CommandError(`error parsing template ${text}, ${error.message}`);
  }
  return (object) => {
    const { output, error } = template.execute(object, allowMissing);
    if (error === null) return output;
    const told = `Error executing template: ${error}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${text}\n\traw data was:\n\t\t${compactJson(object)}\n\tobject given to template engine was:\n\t\t${goMap(object)}\n\n`;
    throw new TemplateFailure(output + told, `error executing template ${goQuote(text)}: ${error}`);
  };
}

function goMap(value: Mutable): string {
  if (Array.isArray(value)) return `[${value.map(goMap).join(" ")}]`;
  if (value === null) return "<nil>";
  if (typeof value !== "object") return String(value);
  return `map[${Object.keys(value)
    .sort()
    .map((key) => `${key}:${goMap(value[key])}`)
    .join(" ")}]`;
}
