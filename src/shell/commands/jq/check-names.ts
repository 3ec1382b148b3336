/** Names that nobody has defined are found before anything runs. Models: jq 1.6 src/compile.c block_compile() */
import { NATIVE } from "./builtins.ts";
import { definedNames } from "./definitions.ts";
import { JqSyntaxError } from "./lexer.ts";
import type { Definition, Filter, Pattern } from "./syntax.ts";

interface Known {
  readonly variables: readonly string[];
  readonly functions: readonly string[];
  readonly labels: readonly string[];
}

export function checkNames(
  filter: Filter,
  { variables }: { readonly variables: readonly string[]; readonly line: number },
): void {
  check(filter, { variables, functions: definedNames(), labels: [] });
}

function check(filter: Filter | null, known: Known): void {
  if (filter === null) return;
  switch (filter.type) {
    case "call": {
      const name = `${filter.name}/${filter.args.length}`;
      if (!known.functions.includes(name) && !NATIVE.has(name)) throw new JqSyntaxError(`${name} is not defined`);
      for (const arg of filter.args) check(arg, known);
      return;
    }
    case "variable":
      if (!known.variables.includes(filter.name)) throw new JqSyntaxError(`$${filter.name} is not defined`);
      return;
    case "break":
      if (!known.labels.includes(filter.name)) throw new JqSyntaxError(`$*label-${filter.name} is not defined`);
      return;
    case "label":
      check(filter.body, { ...known, labels: [...known.labels, filter.name] });
      return;
    case "define":
      checkDefinition(filter.definition, known);
      check(filter.rest, withFunction(known, filter.definition));
      return;
    case "bind":
      check(filter.source, known);
      check(filter.body, withVariables(known, filter.patterns));
      return;
    case "reduce":
    case "foreach": {
      check(filter.source, known);
      check(filter.start, known);
      const within = withVariables(known, [filter.pattern]);
      check(filter.update, within);
      if (filter.type === "foreach") check(filter.extract, within);
      return;
    }
    default:
      for (const part of partsOf(filter)) check(part, known);
  }
}

function withFunction(known: Known, { name, params }: Definition): Known {
  return { ...known, functions: [...known.functions, `${name}/${params.length}`] };
}

function withVariables(known: Known, patterns: readonly Pattern[]): Known {
  return { ...known, variables: [...known.variables, ...patterns.flatMap(namesIn)] };
}

function checkDefinition(definition: Definition, known: Known): void {
  const within = withFunction(known, definition);
  const params = definition.params.map((param) => param.replace("$", ""));
  check(definition.body, {
    ...within,
    functions: [...within.functions, ...params.map((param) => `${param}/0`)],
    variables: [...within.variables, ...params],
  });
}

export function namesIn(pattern: Pattern): string[] {
  if (pattern.type === "variable") return [pattern.name];
  if (pattern.type === "array") return pattern.items.flatMap(namesIn);
  return pattern.entries.flatMap(({ variable, pattern: inner }) => [
    ...(variable === null ? [] : [variable]),
    ...(inner === null ? [] : namesIn(inner)),
  ]);
}

function partsOf(filter: Filter): (Filter | null)[] {
  switch (filter.type) {
    case "text":
      return filter.parts.filter((part) => typeof part !== "string");
    case "index":
      return [filter.target, filter.key];
    case "slice":
      return [filter.target, filter.from, filter.to];
    case "iterate":
      return [filter.target];
    case "array":
      return [filter.items];
    case "object":
      return filter.entries.flatMap(({ key, value }) => [key, value]);
    case "negate":
      return [filter.operand];
    case "if":
      return [filter.condition, filter.yes, filter.no];
    case "try":
      return [filter.body, filter.handler];
    default:
      return "left" in filter ? [filter.left, filter.right] : [];
  }
}
