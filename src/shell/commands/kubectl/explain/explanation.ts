/**
 * What `kubectl explain` prints of a kind or of one of its fields.
 *
 * Models: k8s.io/kubectl/pkg/explain/v2/templates/plaintext.tmpl
 * SIMPLIFIED: of the types that are written as one value (Quantity, Time, IntOrString) only the fields are explained.
 */
import type { FieldDocs } from "../../../../sim/kube/schema/field-docs.ts";
import { type Field, type ObjectType, type TypeRef, typeNamed } from "../../../../sim/kube/schema/schema.ts";
import type { Mapping } from "../client/rest-mapper.ts";
import { goQuote } from "../errors.ts";
import { wrapWords } from "./word-wrap.ts";

/** A line has 80 characters, and texts stand in by four. */
const TEXT_WIDTH = 76;
const MOST_VALUES = 4;

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

export interface Explanation {
  readonly text: string;
  /** What the text ends short of. */
  readonly failure: string | null;
}

export class Explainer {
  readonly #docs: FieldDocs;
  readonly #isRecursive: boolean;
  readonly #typeOf: (name: string) => ObjectType;

  /** `typeOf` finds types by name: those of the API, or also those of a custom resource. */
  constructor(docs: FieldDocs, isRecursive: boolean, typeOf: (name: string) => ObjectType = typeNamed) {
    this.#docs = docs;
    this.#isRecursive = isRecursive;
    this.#typeOf = typeOf;
  }

  #objectOf(type: TypeRef): ObjectType | null {
    if (type.kind === "object") return this.#typeOf(type.name);
    return type.kind === "list" || type.kind === "map" ? this.#objectOf(type.of) : null;
  }

  explain({ group, kind, version }: Mapping, root: ObjectType, path: readonly string[]): Explanation {
    const head = `${group === "" ? "" : `GROUP:      ${group}\n`}KIND:       ${kind}\nVERSION:    ${version}\n\n`;
    let type: ObjectType | null = root;
    let owner = root;
    let field: Field | null = null;
    for (const part of path) {
      const next: Field | undefined = type?.fields.get(part);
      if (type === null || next === undefined) return { text: head, failure: `field ${goQuote(part)} does not exist` };
      owner = type;
      field = next;
      type = this.#objectOf(next.type);
    }
    const about = field === null ? "" : this.#about(owner, field);
    const own = field === null ? "" : this.#text(owner, field.name);
    const description = [own, type === null ? "" : this.#text(type, "")].filter((text) => text !== "");
    const shown = description.length === 0 ? "<empty>" : `${description.join("\n")}\n`;
    const fields = type === null ? "" : `FIELDS:\n${this.#fieldLines(type, 1, [])}`;
    return { text: `${head}${about}DESCRIPTION:\n${paragraph(shown)}\n${fields}\n`, failure: null };
  }

  #text(type: ObjectType, field: string): string {
    return this.#docs.texts[type.name]?.[field] ?? "";
  }

  #values(type: ObjectType, field: Field): readonly string[] {
    return (this.#docs.values[`${type.name}.${field.name}`] ?? []).map((value) => (value === "" ? '""' : value));
  }

  #about(owner: ObjectType, field: Field): string {
    const values = this.#values(owner, field);
    const allowed = values.length === 0 ? "" : `ENUM:${values.map((value) => `\n    ${value}`).join("")}`;
    return `FIELD: ${field.name} <${typeText(field.type, this.#typeOf)}>\n${allowed}\n\n`;
  }

  #fieldLines(type: ObjectType, level: number, above: readonly string[]): string {
    const indent = "  ".repeat(level);
    let lines = "";
    for (const name of [...type.fields.keys()].sort()) {
      const field = type.fields.get(name) as Field;
      lines += `${indent}${name}\t<${typeText(field.type, this.#typeOf)}>${field.required ? " -required-" : ""}\n`;
      const values = this.#values(type, field);
      if (values.length > 0)
        lines += `${indent}enum: ${values.slice(0, MOST_VALUES).join(", ")}${values.length > MOST_VALUES ? ", ...." : ""}\n`;
      if (!this.#isRecursive) {
        lines += `${paragraph(this.#text(type, name) || "<no description>")}\n\n`;
        continue;
      }
      const inner = this.#objectOf(field.type);
      if (inner !== null && !above.includes(inner.name))
        lines += this.#fieldLines(inner, level + 1, [...above, type.name]);
    }
    return lines;
  }
}

/** As `explain` writes a type: `[]Container`, `map[string]string`. */
export function typeText(type: TypeRef, typeOf: (name: string) => ObjectType): string {
  if (type.kind === "list") return `[]${typeText(type.of, typeOf)}`;
  if (type.kind === "map") return `map[string]${typeText(type.of, typeOf)}`;
  if (type.kind === "object") return typeOf(type.name).goName.replace(/^.*\./, "");
  return SCALARS[type.kind] ?? type.kind;
}

function paragraph(text: string): string {
  return wrapWords(text, TEXT_WIDTH)
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}
