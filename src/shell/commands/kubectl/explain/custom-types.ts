/**
 * The schema of a custom resource as types and texts that `explain` can go through.
 *
 * Models: k8s.io/kubectl/pkg/explain/v2/generator.go, templates/plaintext.tmpl (typeGuess)
 */
import { isObject, type Mutable } from "../../../../sim/kube/api/objects.ts";
import type { FieldDocs } from "../../../../sim/kube/schema/field-docs.ts";
import { type Field, type ObjectType, type TypeRef, typeNamed } from "../../../../sim/kube/schema/schema.ts";
import type { Mapping } from "../client/rest-mapper.ts";

export interface CustomTypes {
  readonly root: ObjectType;
  readonly docs: FieldDocs;
  typeOf(name: string): ObjectType;
}

/** What the API itself says of every object, whatever its schema. */
const OWN_FIELDS = ["apiVersion", "kind", "metadata"];

class Reader {
  readonly types = new Map<string, ObjectType>();
  readonly texts: Record<string, Record<string, string>> = {};
  readonly values: Record<string, readonly string[]> = {};

  object(name: string, schema: Mutable): ObjectType {
    const fields = new Map<string, Field>();
    const required: readonly string[] = schema.required ?? [];
    this.texts[name] = { "": schema.description ?? "" };
    for (const [field, inner] of Object.entries<Mutable>(schema.properties ?? {})) {
      fields.set(field, fieldOf(field, this.typeRef(`${name}.${field}`, inner), required.includes(field)));
      (this.texts[name] as Record<string, string>)[field] = inner.description ?? "";
      if (Array.isArray(inner.enum)) this.values[`${name}.${field}`] = inner.enum.map(String);
    }
    const type = { name, group: "", version: "", goName: "Object", fields };
    this.types.set(name, type);
    return type;
  }

  typeRef(name: string, schema: Mutable): TypeRef {
    if (schema.type === "array" && isObject(schema.items))
      return { kind: "list", of: this.typeRef(name, schema.items) };
    if (isObject(schema.properties)) {
      this.object(name, schema);
      return { kind: "object", name };
    }
    if (isObject(schema.additionalProperties))
      return { kind: "map", of: this.typeRef(name, schema.additionalProperties) };
    if (schema.type === "string") return { kind: "string" };
    if (schema.type === "integer") return { kind: "int64" };
    if (schema.type === "number") return { kind: "float64" };
    return schema.type === "boolean" ? { kind: "bool" } : { kind: "any" };
  }
}

function fieldOf(name: string, type: TypeRef, required: boolean): Field {
  return { name, goName: name, type, required, pointer: false, isStruct: false, strategies: [], listKeys: [] };
}

/** `standard` are the texts of the API's own types. */
export function customTypes(
  mapping: Pick<Mapping, "kind" | "version" | "group">,
  schema: Mutable,
  standard: FieldDocs,
): CustomTypes {
  const reader = new Reader();
  const name = `${mapping.kind}.${mapping.version}.${mapping.group}`;
  const own = reader.object(name, schema);
  const deployment = typeNamed("Deployment");
  const fields = new Map(own.fields);
  const texts: Record<string, string> = { ...reader.texts[name] };
  for (const field of OWN_FIELDS) {
    fields.set(field, deployment.fields.get(field) ?? fieldOf(field, { kind: "string" }, false));
    texts[field] = standard.texts.Deployment?.[field] ?? "";
  }
  const root = { ...own, fields };
  return {
    root,
    docs: {
      texts: { ...standard.texts, ...reader.texts, [name]: texts },
      values: { ...standard.values, ...reader.values },
    },
    typeOf: (wanted) => (wanted === name ? root : (reader.types.get(wanted) ?? typeNamed(wanted))),
  };
}
