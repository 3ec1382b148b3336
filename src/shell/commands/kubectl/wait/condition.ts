/** What `--for` asks. Models: k8s.io/kubectl/pkg/cmd/wait/{wait,condition,json}.go */
import { isObject, type Mutable } from "../../../../sim/kube/api/objects.ts";
import { CommandError } from "../errors.ts";
import { JsonPath, relaxedPath } from "../jsonpath/jsonpath.ts";
import { JsonPathError } from "../jsonpath/node.ts";
import { BAD_PATH } from "../output/custom-columns.ts";
import { goText } from "../output/go-syntax.ts";

export type WaitCondition =
  | { readonly type: "delete" }
  | { readonly type: "create" }
  | { readonly type: "state"; isMet(object: Mutable): boolean };

/** Null when it is none that we know. */
export function parseCondition(word: string): WaitCondition | null {
  const lower = word.toLowerCase();
  if (lower === "delete") return { type: "delete" };
  if (lower === "create") return { type: "create" };
  if (word.startsWith("condition=")) {
    const [name, value = "true"] = splitOnce(word.slice("condition=".length));
    return { type: "state", isMet: (object) => hasCondition(object, name, value) };
  }
  if (word.startsWith("jsonpath=")) return jsonPathCondition(word.slice("jsonpath=".length));
  return null;
}

function splitOnce(text: string): [string, string | undefined] {
  const equals = text.indexOf("=");
  return equals < 0 ? [text, undefined] : [text.slice(0, equals), text.slice(equals + 1)];
}

function hasCondition({ metadata, status = {} }: Mutable, name: string, value: string): boolean {
  for (const condition of status.conditions ?? []) {
    if (condition.type?.toLowerCase() !== name.toLowerCase()) continue;
    const observed = condition.observedGeneration ?? status.observedGeneration;
    if (metadata.generation !== undefined && observed !== undefined && observed < metadata.generation) return false;
    return condition.status?.toLowerCase() === value.toLowerCase();
  }
  return false;
}

const FORMAT =
  "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'";

function jsonPathCondition(input: string): WaitCondition {
  const parts = splitAtEquals(input);
  if (parts.length > 2) throw new CommandError(FORMAT);
  const path = relaxedPath(parts[0] as string);
  if (path === null) throw new CommandError(BAD_PATH);
  const value = parts[1]?.replace(/^['"]+|['"]+$/g, "");
  if (value === "")
    throw new CommandError(
      "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3",
    );
  if (path === "") throw new CommandError("jsonpath expression cannot be empty");
  let compiled: JsonPath;
  try {
    compiled = new JsonPath(path);
  } catch (error) {
    if (error instanceof JsonPathError) throw new CommandError(error.message);
    throw error;
  }
  return { type: "state", isMet: (object) => matches(compiled.find(object), value) };
}

/** An `=` inside a filter (`==`) belongs to the expression. */
function splitAtEquals(input: string): string[] {
  const close = input.lastIndexOf("}");
  const after = input.indexOf("=", Math.max(0, close));
  if (after < 0) return [input];
  return [input.slice(0, after), input.slice(after + 1)];
}

function matches(results: readonly Mutable[][], value: string | undefined): boolean {
  const [first] = results;
  if (first === undefined || first.length === 0) return false;
  if (results.length > 1) throw new CommandError("given jsonpath expression matches more than one list");
  if (first.length > 1) throw new CommandError("given jsonpath expression matches more than one value");
  if (value === undefined) return true;
  if (isObject(first[0]) || Array.isArray(first[0]))
    throw new CommandError("jsonpath leads to a nested object or list which is not supported");
  return goText(first[0]).trim() === value.trim();
}
