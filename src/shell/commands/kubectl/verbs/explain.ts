/**
 * `kubectl explain`: what fields a kind has.
 *
 * Models: k8s.io/kubectl/pkg/explain/v2/templates/plaintext.tmpl
 * SIMPLIFIED: the server's OpenAPI carries no descriptions here, so none are shown, and no lists of allowed values.
 */
import { type Field, hasType, type ObjectType, type TypeRef, typeNamed } from "../../../../sim/kube/schema/schema.ts";
import { splitApiVersion } from "../client/decode-object.ts";
import type { Mapping } from "../client/rest-mapper.ts";
import type { Command } from "../command.ts";
import { CommandError, goQuote } from "../errors.ts";
import { bool, text } from "../flags/flag.ts";
import type { Invocation } from "../invocation.ts";

export const EXPLAIN: Command = {
  name: "explain",
  summary: "Get documentation for a resource",
  usage: "TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2]",
  flags: [text("api-version"), text("output/o", "plaintext"), bool("recursive")],
  *run(call) {
    const { args, flags } = call;
    if (args.length === 0)
      throw call.usageError(
        'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
      );
    if (args.length > 1) throw call.usageError("We accept only this format: explain RESOURCE");
    const output = flags.text("output");
    if (output !== "plaintext" && output !== "plaintext-openapiv2")
      throw new CommandError(`unrecognized format: ${output}`);
    const mapper = yield* call.mapper();
    const [typed, ...path] = wordsOf(args[0] as string, (name) => mapper.tryFind(name) !== undefined);
    const mapping = versioned(mapper.find(typed as string), flags.text("api-version"), mapper.all);
    yield* call.print(explanation(call, mapping, path));
  },
};

/** `deployments.apps.spec` may have its group in it: the longest beginning that names a resource counts. */
function wordsOf(argument: string, isKnown: (name: string) => boolean): string[] {
  const parts = argument.replace(/\.$/, "").split(".");
  for (let length = parts.length; length > 1; length--) {
    const name = parts.slice(0, length).join(".");
    if (isKnown(name)) return [name, ...parts.slice(length)];
  }
  return parts;
}

function versioned(mapping: Mapping, apiVersion: string, all: readonly Mapping[]): Mapping {
  if (apiVersion === "") return mapping;
  const { group, version } = splitApiVersion(apiVersion);
  const found = all.find((one) => one.group === group && one.version === version && one.kind === mapping.kind);
  if (found !== undefined) return found;
  throw new CommandError(`couldn't find resource for ${goQuote(`${apiVersion}, Kind=${mapping.kind}`)}`);
}

function explanation(call: Invocation, mapping: Mapping, path: readonly string[]): string {
  const name = typeNameOf(mapping);
  if (name === null)
    throw new CommandError(
      `couldn't find resource for ${goQuote(`${mapping.group}/${mapping.version}, Kind=${mapping.kind}`)}`,
    );
  let type: ObjectType | null = typeNamed(name);
  let field: Field | null = null;
  for (const part of path) {
    const next: Field | undefined = type?.fields.get(part);
    if (next === undefined) throw new CommandError(`field ${goQuote(part)} does not exist`);
    field = next;
    type = objectOf(next.type);
  }
  const head = `${mapping.group === "" ? "" : `GROUP:      ${mapping.group}\n`}KIND:       ${mapping.kind}\nVERSION:    ${mapping.version}\n\n`;
  const about = field === null ? "" : `FIELD: ${field.name} <${typeText(field.type)}>\n\n\n`;
  const fields = type === null ? "" : `FIELDS:\n${fieldLines(type, call.flags.bool("recursive"))}`;
  return `${head}${about}DESCRIPTION:\n    <empty>\n${fields}\n`;
}

function typeNameOf({ kind, group, version }: Mapping): string | null {
  const candidates = [kind, `${kind}V1`, `${group.split(".")[0]?.replace(/^./, (c) => c.toUpperCase())}${kind}`];
  return (
    candidates.find((name) => {
      if (!hasType(name)) return false;
      const type = typeNamed(name);
      const ofGroup =
        group === ""
          ? type.group === "core" || type.group === ""
          : type.group === group || group.startsWith(`${type.group}.`);
      return ofGroup && type.version === version;
    }) ??
    candidates.find(hasType) ??
    null
  );
}

function objectOf(type: TypeRef): ObjectType | null {
  if (type.kind === "object") return typeNamed(type.name);
  return type.kind === "list" || type.kind === "map" ? objectOf(type.of) : null;
}

const SCALARS: Readonly<Record<string, string>> = {
  string: "string",
  bool: "boolean",
  int32: "integer",
  int64: "integer",
  float64: "number",
  intOrString: "IntOrString",
  quantity: "Quantity",
  time: "string",
  microTime: "string",
  bytes: "string",
  any: "Object",
};

function typeText(type: TypeRef): string {
  if (type.kind === "list") return `[]${typeText(type.of)}`;
  if (type.kind === "map") return `map[string]${typeText(type.of)}`;
  return type.kind === "object" ? typeNamed(type.name).goName.replace(/^.*\./, "") : (SCALARS[type.kind] ?? type.kind);
}

function fieldLines(type: ObjectType, recursive: boolean, level = 1, above: readonly string[] = []): string {
  let lines = "";
  for (const name of [...type.fields.keys()].sort()) {
    const field = type.fields.get(name) as Field;
    lines += `${"  ".repeat(level)}${name}\t<${typeText(field.type)}>${field.required ? " -required-" : ""}\n`;
    if (!recursive) lines += "    <no description>\n\n";
    const inner = recursive ? objectOf(field.type) : null;
    if (inner !== null && !above.includes(inner.name))
      lines += fieldLines(inner, true, level + 1, [...above, type.name]);
  }
  return lines;
}
