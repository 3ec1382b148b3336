/**
 * Manifests as text, to objects: a stream of YAML documents, or of JSON ones.
 *
 * Models: k8s.io/apimachinery/pkg/util/yaml/decoder.go, sigs.k8s.io/yaml
 */
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { CommandError } from "../errors.ts";
import { checkYaml, readYaml } from "./go-yaml/check-yaml.ts";
import { YamlError } from "./go-yaml/token.ts";

/** Calls `each` for every object in turn, so that what comes before a mistake still counts. */
export function decodeManifests(text: string, source: string, each: (object: Mutable) => void): void {
  try {
    const json = /^\s*\{/.test(text) ? jsonStream(text) : null;
    if (json === null) for (const part of yamlDocuments(text)) decodeOne(part, each);
    else {
      for (const value of json.values) each(value);
      if (json.problem !== null) throw json.problem;
    }
  } catch (error) {
    if (error instanceof CommandError) throw new CommandError(`error parsing ${source}: ${error.message}`);
    throw error;
  }
}

function decodeOne(part: string, each: (object: Mutable) => void): void {
  const value = yamlToJson(part);
  if (value !== null) each(value);
}

/** Cuts at the lines that begin with `---`; line numbers in errors count from the cut, as they do in kubectl. */
function yamlDocuments(text: string): string[] {
  const parts: string[] = [];
  let current: string[] = [];
  for (const line of text.split("\n")) {
    if (!line.startsWith("---")) {
      current.push(line);
      continue;
    }
    const after = line.slice(3).trim();
    if (after !== "" && !after.startsWith("#")) throw new CommandError(`invalid Yaml document separator: ${after}`);
    if (current.some((held) => held !== "")) parts.push(current.join("\n"));
    current = [];
  }
  if (current.some((held) => held !== "")) parts.push(current.join("\n"));
  return parts;
}

/** One YAML document as JSON. Throws CommandError in the words of sigs.k8s.io/yaml. */
export function yamlToJson(text: string): Mutable {
  try {
    return readYaml(text);
  } catch (error) {
    if (error instanceof YamlError) throw new CommandError(`error converting YAML to JSON: yaml: ${error.message}`);
    throw error;
  }
}

/** JSON values one after another, up to a mistake; null when YAML, which allows more, can read all of it. */
function jsonStream(text: string): { readonly values: Mutable[]; readonly problem: CommandError | null } | null {
  const values: Mutable[] = [];
  let rest = text.trim();
  try {
    while (rest !== "") {
      const end = jsonEnd(rest);
      values.push(parseJson(rest.slice(0, end)));
      rest = rest.slice(end).trim();
    }
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return values.length === 0 && checkYaml(text) === null ? null : { values, problem: error };
  }
  return { values, problem: null };
}

/** Where the first value of a JSON text ends. */
function jsonEnd(text: string): number {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      if (character === "\\") at++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === "{" || character === "[") depth++;
    else if ((character === "}" || character === "]") && --depth === 0) return at + 1;
  }
  throw new CommandError("unexpected EOF");
}

/** Throws CommandError in the words of encoding/json. */
export function parseJson(text: string): Mutable {
  try {
    return JSON.parse(text);
  } catch {
    throw new CommandError(jsonProblem(text));
  }
}

function jsonProblem(text: string): string {
  const trimmed = text.trimStart();
  if (trimmed === "") return "unexpected end of JSON input";
  const first = trimmed[0] as string;
  if (!/[[{"\-0-9tfn]/.test(first)) return `invalid character '${first}' looking for beginning of value`;
  if (/^[tfn]/.test(first)) return `invalid character '${trimmed[1] ?? " "}' in literal ${literalOf(first)}`;
  const broken = /[{,]\s*([^"\s}])/.exec(trimmed);
  if (broken !== null) return `invalid character '${broken[1]}' looking for beginning of object key string`;
  return "unexpected end of JSON input";
}

function literalOf(first: string): string {
  if (first === "t") return "true (expecting 'r')";
  return first === "f" ? "false (expecting 'a')" : "null (expecting 'u')";
}
