/** What fields there are at a path of a kind: of the API's own kinds, and of those that a definition in this cluster makes. */
import { type CustomTypes, customTypes } from "../../../shell/commands/kubectl/explain/custom-types.ts";
import { typeText } from "../../../shell/commands/kubectl/explain/explanation.ts";
import type { Cluster } from "../../../sim/cluster.ts";
import type { KubeObject, Mutable } from "../../../sim/kube/api/objects.ts";
import type { Kind } from "../../../sim/kube/kinds/kind.ts";
import { FIELD_DOCS } from "../../../sim/kube/schema/docs.ts";
import { type Field, type ObjectType, type TypeRef, typeNamed } from "../../../sim/kube/schema/schema.ts";
import type { EditorAnswer, FieldView, KindView } from "./file-protocol.ts";

/** Whose objects somebody can write. */
export function kindViews({ api }: Cluster): KindView[] {
  return api.kinds.all
    .filter(({ verbs }) => verbs === undefined || verbs.includes("create"))
    .map(({ group, version, kind }) => ({ apiVersion: group === "" ? version : `${group}/${version}`, kind }));
}

interface FieldsQuestion {
  readonly apiVersion: string;
  readonly objectKind: string;
  readonly path: readonly string[];
}

export function fieldsAt(
  cluster: Cluster,
  { apiVersion, objectKind, path }: FieldsQuestion,
): Extract<EditorAnswer, { kind: "fields" }> {
  const kind = cluster.api.kinds.ofObject(apiVersion, objectKind);
  const types = kind === undefined ? null : typesOf(cluster, kind);
  if (types === null) return { kind: "fields", self: null, fields: [] };
  let self: FieldView | null = null;
  let type: TypeRef | null = { kind: "object", name: types.root.name };
  for (const part of path) {
    const owner = objectIn(type, types);
    const field = owner?.fields.get(part);
    if (owner !== null && field !== undefined) {
      self = fieldView(owner, field, types);
      type = field.type;
    } else if (type?.kind === "map") type = type.of;
    else return { kind: "fields", self: null, fields: [] };
  }
  const owner = objectIn(type, types);
  const fields = owner === null ? [] : [...owner.fields.values()].map((field) => fieldView(owner, field, types));
  return { kind: "fields", self, fields };
}

/** The object whose fields stand there; an item of a list has those of the list. */
function objectIn(type: TypeRef | null, types: CustomTypes): ObjectType | null {
  if (type?.kind === "object") return types.typeOf(type.name);
  return type?.kind === "list" ? objectIn(type.of, types) : null;
}

function fieldView(owner: ObjectType, field: Field, { docs, typeOf }: CustomTypes): FieldView {
  const isBool = field.type.kind === "bool";
  return {
    name: field.name,
    type: typeText(field.type, typeOf),
    shape: shapeOf(field.type),
    isRequired: field.required,
    values: isBool ? ["true", "false"] : (docs.values[`${owner.name}.${field.name}`] ?? []),
    text: docs.texts[owner.name]?.[field.name] ?? "",
  };
}

function shapeOf({ kind }: TypeRef): FieldView["shape"] {
  return kind === "list" || kind === "map" || kind === "object" ? kind : "value";
}

function typesOf(cluster: Cluster, kind: Kind): CustomTypes | null {
  if (kind.schema !== undefined) return { root: typeNamed(kind.schema), docs: FIELD_DOCS, typeOf: typeNamed };
  const name = `${kind.resource}.${kind.group}`;
  const definition = cluster.api.client("editor").get<KubeObject>("customresourcedefinitions", undefined, name);
  const version = (definition as Mutable | undefined)?.spec?.versions?.find(
    (one: Mutable) => one.name === kind.version,
  );
  if (version === undefined) return null;
  return customTypes(kind, version.schema?.openAPIV3Schema ?? {}, FIELD_DOCS);
}
