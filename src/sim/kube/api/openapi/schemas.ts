/**
 * The schemas of API types in OpenAPI's words, from the table of types.
 *
 * Models: staging/src/k8s.io/api/openapi-spec/v3, k8s.io/kube-openapi/pkg/generators
 * SIMPLIFIED: schemas carry documentation only when the server was given it.
 */

import type { FieldDocs } from "../../schema/field-docs.ts";
import { type Field, type ObjectType, type TypeRef, typeNamed } from "../../schema/schema.ts";
import type { JsonObject, Mutable } from "../objects.ts";

const META = "io.k8s.apimachinery.pkg.apis.meta.v1";

const PACKAGES: Readonly<Record<string, string>> = {
  meta: "io.k8s.apimachinery.pkg.apis.meta",
  apiextensions: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions",
  apiregistration: "io.k8s.kube-aggregator.pkg.apis.apiregistration",
};

const QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";
const INT_OR_STRING = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
const TIME = `${META}.Time`;
const MICRO_TIME = `${META}.MicroTime`;

/** What many types refer to and no table has. */
const WELL_KNOWN: Readonly<Record<string, JsonObject>> = {
  [QUANTITY]: { oneOf: [{ type: "string" }, { type: "number" }] },
  [INT_OR_STRING]: { format: "int-or-string", oneOf: [{ type: "integer" }, { type: "string" }] },
  [TIME]: { format: "date-time", type: "string" },
  [MICRO_TIME]: { format: "date-time", type: "string" },
};

export function schemaName(type: ObjectType): string {
  const home = PACKAGES[type.group] ?? `io.k8s.api.${type.group}`;
  return `${home}.${type.goName}`;
}

export function reference(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

/** The schemas of these types and of all that they refer to. */
export class SchemaSet {
  readonly #schemas = new Map<string, Mutable>();
  readonly #docs: FieldDocs | null;

  constructor(docs: FieldDocs | null = null) {
    this.#docs = docs;
  }

  add(name: string): Mutable {
    const type = typeNamed(name);
    const key = schemaName(type);
    const known = this.#schemas.get(key);
    if (known !== undefined) return known;
    const texts = this.#docs?.texts[name];
    const schema: Mutable = { type: "object", ...(texts?.[""] ? { description: texts[""] } : {}) };
    this.#schemas.set(key, schema);
    const required = [...type.fields.values()].filter((field) => field.required).map((field) => field.name);
    if (required.length > 0) schema.required = required;
    const properties: Mutable = {};
    for (const field of type.fields.values()) {
      const values = this.#docs?.values[`${name}.${field.name}`];
      properties[field.name] = {
        ...(texts?.[field.name] === undefined ? {} : { description: texts[field.name] }),
        ...this.#property(field),
        ...(values === undefined ? {} : { enum: values }),
      };
    }
    schema.properties = properties;
    return schema;
  }

  /** A list of `item` objects, as every kind has one. */
  addList(kind: string, item: ObjectType): string {
    const key = `${schemaName(item)}List`;
    this.add("ListMeta");
    this.#schemas.set(key, {
      type: "object",
      required: ["items"],
      properties: {
        apiVersion: { type: "string" },
        items: { type: "array", items: { allOf: [reference(schemaName(item))], default: {} } },
        kind: { type: "string", description: `${kind}List` },
        metadata: { allOf: [reference(`${META}.ListMeta`)], default: {} },
      },
    });
    return key;
  }

  toJson(): JsonObject {
    return Object.fromEntries([...this.#schemas].sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  #property(field: Field): JsonObject {
    const property = { ...this.#typed(field.type) } as Mutable;
    if (field.mergeKey !== undefined) property["x-kubernetes-patch-merge-key"] = field.mergeKey;
    if (field.strategies.length > 0) property["x-kubernetes-patch-strategy"] = field.strategies.join(",");
    if (field.listType !== undefined) property["x-kubernetes-list-type"] = field.listType;
    if (field.listKeys.length > 0) property["x-kubernetes-list-map-keys"] = [...field.listKeys];
    return property;
  }

  #typed(type: TypeRef): JsonObject {
    switch (type.kind) {
      case "string":
        return { type: "string" };
      case "bool":
        return { type: "boolean" };
      case "int32":
      case "int64":
        return { type: "integer", format: type.kind };
      case "float64":
        return { type: "number", format: "double" };
      case "bytes":
        return { type: "string", format: "byte" };
      case "any":
        return { type: "object" };
      case "quantity":
        return this.#wellKnown(QUANTITY);
      case "intOrString":
        return this.#wellKnown(INT_OR_STRING);
      case "time":
        return this.#wellKnown(TIME);
      case "microTime":
        return this.#wellKnown(MICRO_TIME);
      case "list":
        return { type: "array", items: this.#typed(type.of) };
      case "map":
        return { type: "object", additionalProperties: this.#typed(type.of) };
      case "object":
        this.add(type.name);
        return { allOf: [reference(schemaName(typeNamed(type.name)))] };
    }
  }

  #wellKnown(name: string): JsonObject {
    this.#schemas.set(name, { ...WELL_KNOWN[name] });
    return { allOf: [reference(name)] };
  }
}
