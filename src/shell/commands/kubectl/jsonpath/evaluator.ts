/**
 * Walks an object along a template.
 *
 * Models: k8s.io/client-go/util/jsonpath/jsonpath.go
 */
import { isObject, type Mutable } from "../../../../sim/kube/api/objects.ts";
import { compareValues } from "./compare.ts";
import { JsonPathError, type ListNode, type PathNode } from "./node.ts";

type ArrayNode = Extract<PathNode, { type: "array" }>;
type FilterNode = Extract<PathNode, { type: "filter" }>;

export class Evaluator {
  readonly #allowMissing: boolean;
  #beginRange = 0;
  #inRange = 0;
  #endRange = 0;
  #lastEnd: PathNode | null = null;

  constructor(allowMissing: boolean) {
    this.#allowMissing = allowMissing;
  }

  /** One list of values for each part of the template, in the order of printing. */
  results(nodes: readonly PathNode[], data: Mutable): Mutable[][] {
    const current = [data];
    const all: Mutable[][] = [];
    for (let i = 0; i < nodes.length; i++) {
      const values = this.#walk(current, nodes[i] as PathNode);
      if (this.#endRange > 0 && this.#endRange <= this.#inRange) {
        this.#endRange--;
        this.#lastEnd = nodes[i] as PathNode;
        break;
      }
      if (this.#beginRange > 0) {
        this.#beginRange--;
        this.#inRange++;
        const inner = nodes.slice(i + 1);
        if (values.length > 0) for (const value of values) all.push(...this.results(inner, value));
        else this.results(inner, null);
        this.#inRange--;
        for (let k = i + 1; k < nodes.length; k++)
          if (nodes[k] === this.#lastEnd) {
            i = k;
            break;
          }
        continue;
      }
      all.push(values);
    }
    return all;
  }

  #walk(input: readonly Mutable[], node: PathNode): Mutable[] {
    switch (node.type) {
      case "list":
        return node.nodes.reduce<Mutable[]>((values, inner) => this.#walk(values, inner), [...input]);
      case "text":
        return [node.text];
      case "int":
      case "float":
      case "bool":
        return [node.value];
      case "field":
        return this.#field(input, node.name);
      case "array":
        return this.#array(input, node);
      case "filter":
        return this.#filter(input, node);
      case "wildcard":
        return input.flatMap(childrenOf);
      case "recursive":
        return descendants(input);
      case "union":
        return node.lists.flatMap((list) => this.#walk(input, list));
      case "identifier":
        return this.#identifier(input, node.name);
    }
  }

  #identifier(input: readonly Mutable[], name: string): Mutable[] {
    if (name === "range") {
      this.#beginRange++;
      return [...input];
    }
    if (name !== "end") throw new JsonPathError(`unrecognized identifier ${name}`);
    if (this.#inRange === 0) throw new JsonPathError("not in range, nothing to end");
    this.#endRange++;
    return [];
  }

  #field(input: readonly Mutable[], name: string): Mutable[] {
    const found: Mutable[] = [];
    for (const value of input) if (isObject(value) && value[name] !== undefined) found.push(value[name]);
    if (found.length === 0 && input.length > 0 && !this.#allowMissing) throw new JsonPathError(`${name} is not found`);
    return found;
  }

  #array(input: readonly Mutable[], { bounds }: ArrayNode): Mutable[] {
    const found: Mutable[] = [];
    for (const value of input) {
      if (value === null) continue;
      if (!Array.isArray(value)) throw new JsonPathError(`${goType(value)} is not array or slice`);
      const { length } = value;
      let from = bounds[0].known ? bounds[0].value : 0;
      if (from < 0) from += length;
      let to = bounds[1].known ? bounds[1].value : length;
      if (to < 0 || (to === 0 && bounds[1].derived)) to += length;
      if (from === to) return found;
      if (from >= length || from < 0) throw outOfBounds(from, length);
      if (to > length || to < 0) throw outOfBounds(to - 1, length);
      if (from > to) throw new JsonPathError(`starting index ${from} is greater than ending index ${to}`);
      const step = bounds[2].known ? bounds[2].value : 1;
      if (step <= 0) throw new JsonPathError("step must be > 0");
      for (let i = from; i < to; i += step) found.push(value[i]);
    }
    return found;
  }

  #filter(input: readonly Mutable[], node: FilterNode): Mutable[] {
    const found: Mutable[] = [];
    for (const value of input) {
      if (!Array.isArray(value))
        throw new JsonPathError(`${goType(value)} is not array or slice and cannot be filtered`);
      for (const item of value) if (this.#passes(item, node)) found.push(item);
    }
    return found;
  }

  #passes(item: Mutable, { left, right, operator }: FilterNode): boolean {
    if (operator === "exists") return this.#exists(item, left);
    const lefts = this.#walk([item], left);
    if (lefts.length === 0) return false;
    if (lefts.length > 1) throw new JsonPathError("can only compare one element at a time");
    const rights = this.#walk([item], right);
    if (rights.length === 0) return false;
    if (rights.length > 1) throw new JsonPathError("can only compare one element at a time");
    return compareValues(operator, lefts[0], rights[0]);
  }

  #exists(item: Mutable, left: ListNode): boolean {
    try {
      return this.#walk([item], left).length > 0;
    } catch (error) {
      if (error instanceof JsonPathError) return false;
      throw error;
    }
  }
}

function outOfBounds(index: number, length: number): JsonPathError {
  return new JsonPathError(`array index out of bounds: index ${index}, length ${length}`);
}

function childrenOf(value: Mutable): Mutable[] {
  if (Array.isArray(value)) return value;
  if (!isObject(value)) return [];
  return Object.keys(value)
    .sort()
    .map((key) => value[key]);
}

/** Every list and object below, from the outside in; single values are reached through them. */
function descendants(input: readonly Mutable[]): Mutable[] {
  return input.flatMap((value) => {
    const children = childrenOf(value);
    return children.length === 0 ? [] : [value, ...descendants(children)];
  });
}

/** The name that Go has for what a value became when it was decoded. */
export function goType(value: Mutable): string {
  if (Array.isArray(value)) return "[]interface {}";
  if (isObject(value)) return "map[string]interface {}";
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  return typeof value === "boolean" ? "bool" : "string";
}
