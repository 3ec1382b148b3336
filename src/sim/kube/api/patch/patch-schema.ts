/**
 * What strategic merge has to know of a field: whether lists are merged and by which key. Taken from our table of
 * types, or from an OpenAPI schema that somebody hands in.
 *
 * Models: staging/src/k8s.io/apimachinery/pkg/util/strategicpatch/meta.go
 */
import { type TypeRef, typeNamed } from "../../schema/schema.ts";
import { isObject, type JsonObject } from "../objects.ts";

export interface PatchField {
  readonly merge: boolean;
  readonly replace: boolean;
  readonly retainKeys: boolean;
  readonly mergeKey: string | undefined;
  /** The schema of the field's object, of a list's items, or of a map's values. */
  readonly inner: PatchSchema;
}

export interface PatchSchema {
  field(name: string): PatchField;
}

const PLAIN: PatchSchema = { field: () => PLAIN_FIELD };
const PLAIN_FIELD: PatchField = { merge: false, replace: false, retainKeys: false, mergeKey: undefined, inner: PLAIN };

/** No lists are merged. */
export const PLAIN_SCHEMA = PLAIN;

const schemas = new Map<string, PatchSchema>();

export function patchSchemaOf(typeName: string): PatchSchema {
  let schema = schemas.get(typeName);
  if (schema === undefined) {
    const type = typeNamed(typeName);
    schema = {
      field: (name) => {
        const field = type.fields.get(name);
        if (field === undefined) return PLAIN_FIELD;
        return {
          merge: field.strategies.includes("merge"),
          replace: false,
          retainKeys: field.strategies.includes("retainKeys"),
          mergeKey: field.mergeKey,
          inner: innerOf(field.type),
        };
      },
    };
    schemas.set(typeName, schema);
  }
  return schema;
}

function innerOf(type: TypeRef): PatchSchema {
  if (type.kind === "object") return patchSchemaOf(type.name);
  if (type.kind === "list") return innerOf(type.of);
  if (type.kind !== "map") return PLAIN;
  const values: PatchField = { ...PLAIN_FIELD, inner: innerOf(type.of) };
  return { field: () => values };
}

/** An OpenAPI schema with `x-kubernetes-patch-*`; `$ref: "#"` is the schema itself. */
export function patchSchemaFromOpenApi(root: JsonObject, here: JsonObject = root): PatchSchema {
  const schema = here.$ref === "#" ? root : here;
  return {
    field: (name) => {
      const properties = schema.properties;
      const property = isObject(properties) ? properties[name] : undefined;
      if (!isObject(property)) return PLAIN_FIELD;
      const strategies = String(property["x-kubernetes-patch-strategy"] ?? "").split(",");
      const key = property["x-kubernetes-patch-merge-key"];
      const inner = isObject(property.items) ? property.items : property;
      return {
        merge: strategies.includes("merge"),
        replace: strategies.includes("replace"),
        retainKeys: strategies.includes("retainKeys"),
        mergeKey: typeof key === "string" ? key : undefined,
        inner: patchSchemaFromOpenApi(root, inner),
      };
    },
  };
}
