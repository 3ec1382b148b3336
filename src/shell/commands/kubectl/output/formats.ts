/**
 * Picks how objects are printed: `-o yaml`, `-o jsonpath=…`, and so on.
 *
 * Models: k8s.io/cli-runtime/pkg/genericclioptions/{print_flags,json_yaml_flags,template_flags}.go
 */
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { OsError } from "../../../../sim/os/os-error.ts";
import type { Process } from "../../../../sim/os/process.ts";
import { isListObject, splitApiVersion } from "../client/decode-object.ts";
import { CommandError, goQuote } from "../errors.ts";
import type { Invocation } from "../invocation.ts";
import { JsonPath } from "../jsonpath/jsonpath.ts";
import { JsonPathError } from "../jsonpath/node.ts";
import { goSyntax } from "./go-syntax.ts";
import { type FieldOrder, indentedJson } from "./json.ts";
import { toYaml } from "./yaml.ts";

/** One object as text. A printer may remember what it printed before (`---` between YAML documents). */
export type ObjectPrinter = (object: Mutable) => string;

const ALLOWED =
  "go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,yaml";
const ALLOWED_FOR_GET =
  "custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,wide,yaml";

export function noSuchFormat(format: string, isGet = false): CommandError {
  return new CommandError(
    `unable to match a printer suitable for the output format ${goQuote(format)}, allowed formats are: ${isGet ? ALLOWED_FOR_GET : ALLOWED}`,
  );
}

/** `jsonpath={.a}` into its parts; `--template` gives the second one too. */
export function splitFormat(output: string, template: string): { readonly name: string; readonly argument: string } {
  const equals = output.indexOf("=");
  if (template !== "") return { name: output === "" ? "go-template" : output, argument: template };
  return equals < 0
    ? { name: output, argument: "" }
    : { name: output.slice(0, equals), argument: output.slice(equals + 1) };
}

/** Null when the format is none of those that print an object by itself. */
export function objectPrinter(
  call: Pick<Invocation, "process" | "flags" | "rare">,
  order?: FieldOrder,
): ObjectPrinter | null {
  const { process, flags } = call;
  const output = flags.textOr("output", "");
  const { name, argument } = splitFormat(output, flags.textOr("template", ""));
  const lower = name.toLowerCase();
  const showManaged = flags.boolOr("show-managed-fields", false);
  const allowMissing = flags.boolOr("allow-missing-template-keys", true);
  switch (["json", "yaml", "kyaml", "name"].includes(lower) ? lower : name) {
    case "json":
      return (object) => `${indentedJson(showManaged ? object : withoutManagedFields(object), undefined, order)}\n`;
    case "yaml":
      return yamlPrinter(showManaged);
    case "kyaml":
      return (object) => call.rare.kyaml(showManaged ? object : withoutManagedFields(object), order);
    case "name":
      return (object) => namesOf(object);
    case "jsonpath":
    case "jsonpath-as-json":
    case "jsonpath-file":
      return jsonPathPrinter(templateText(process, { name, argument }), { name, allowMissing });
    case "go-template":
    case "go-template-file":
    case "template":
    case "templatefile":
      return call.rare.goTemplate(templateText(process, { name, argument }), allowMissing);
    default:
      return null;
  }
}

function yamlPrinter(showManaged: boolean): ObjectPrinter {
  let isFirst = true;
  return (object) => {
    const text = toYaml(showManaged ? object : withoutManagedFields(object));
    const separator = isFirst ? "" : "---\n";
    isFirst = false;
    return separator + text;
  };
}

function templateText(process: Process, { name, argument }: { name: string; argument: string }): string {
  if (argument === "") throw new CommandError("template format specified but no template given");
  if (!name.endsWith("file")) return argument;
  try {
    return process.machine.fs.readText(argument, process.cwd);
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    throw new CommandError(`error reading --template ${argument}, open ${argument}: ${goMessage(error)}`);
  }
}

/** Go says the words of errno in lower case. */
export function goMessage(error: OsError): string {
  return error.message.charAt(0).toLowerCase() + error.message.slice(1);
}

function jsonPathPrinter(
  template: string,
  { name, allowMissing }: { readonly name: string; readonly allowMissing: boolean },
): ObjectPrinter {
  let path: JsonPath;
  try {
    path = new JsonPath(template, { allowMissing });
  } catch (error) {
    if (!(error instanceof JsonPathError)) throw error;
    throw new CommandError(`error parsing jsonpath ${template}, ${error.message}`);
  }
  return (object) => {
    try {
      return name === "jsonpath-as-json" ? path.printAsJson(object) : path.print(object);
    } catch (error) {
      if (!(error instanceof JsonPathError)) throw error;
      throw new CommandError(
        `error executing jsonpath ${goQuote(template)}: Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(object)}\n\n\n`,
      );
    }
  };
}

export function withoutManagedFields(object: Mutable): Mutable {
  if (Array.isArray(object?.items)) return { ...object, items: object.items.map(withoutManagedFields) };
  if (object?.metadata?.managedFields === undefined) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function namesOf(object: Mutable): string {
  if (isListObject(object) || (object?.kind === "List" && Array.isArray(object.items)))
    return object.items.map((item: Mutable) => `${nameOfObject(item)}\n`).join("");
  return `${nameOfObject(object)}\n`;
}

/** `deployment.apps/web` */
export function nameOfObject(object: Mutable): string {
  const { group } = splitApiVersion(String(object.apiVersion ?? ""));
  const kind = String(object.kind ?? "<unknown>").toLowerCase();
  return `${group === "" ? kind : `${kind}.${group}`}/${object.metadata?.name || "<unknown>"}`;
}
