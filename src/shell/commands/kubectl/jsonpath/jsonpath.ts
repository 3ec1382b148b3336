/**
 * JSONPath templates as kubectl has them, from a text and an object to what is printed.
 *
 * Models: k8s.io/client-go/util/jsonpath/jsonpath.go
 */
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { compactJson, indentedJson } from "../output/json.ts";
import { Evaluator } from "./evaluator.ts";
import type { ListNode } from "./node.ts";
import { parseTemplate } from "./parser.ts";

export interface JsonPathOptions {
  readonly allowMissing?: boolean;
  /** Print the fields of an object as they stand, not by name (what a Go struct would do). */
  readonly keepOrder?: boolean;
}

export class JsonPath {
  readonly #root: ListNode;
  readonly #allowMissing: boolean;
  readonly #keepOrder: boolean;

  /** Throws JsonPathError, as do the others. */
  constructor(template: string, options: JsonPathOptions = {}) {
    this.#root = parseTemplate(template);
    this.#keepOrder = options.keepOrder ?? false;
    this.#allowMissing = options.allowMissing ?? true;
  }

  find(data: Mutable): Mutable[][] {
    return new Evaluator(this.#allowMissing).results(this.#root.nodes, data);
  }

  print(data: Mutable): string {
    return this.find(data)
      .map((values) => values.map((value) => this.#printable(value)).join(" "))
      .join("");
  }

  #printable(value: Mutable): string {
    if (typeof value === "string") return value;
    return this.#keepOrder ? JSON.stringify(value) : compactJson(value);
  }

  /** `-o jsonpath-as-json` */
  printAsJson(data: Mutable): string {
    return this.find(data)
      .map((values) => `${indentedJson(values)}\n`)
      .join("");
  }
}

const RELAXED = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/;

/** `metadata.name` and `.metadata.name` mean `{.metadata.name}`; null when it is none of these. */
export function relaxedPath(path: string): string | null {
  if (path === "") return path;
  const found = RELAXED.exec(path);
  return found === null ? null : `{.${found[1] ?? found[2]}}`;
}
