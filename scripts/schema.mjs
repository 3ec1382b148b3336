/**
 * Writes the table of API types that the API server decodes, patches, validates and explains by, and the
 * TypeScript types of the same, from the models of the official client (whose release is the simulated version).
 * Run it after raising the package: node scripts/schema.mjs
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { GO_STRUCTS } from "./go-structs.mjs";
import { ELEMENT_TYPES, LIST_KEYS, POINTERS, QUANTITIES } from "./schema-facts.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const MODELS = `${ROOT}node_modules/@kubernetes/client-node/dist/gen/models/`;
const OUT = `${ROOT}src/sim/kube/schema/`;

/** Per API group the model classes from which everything else is reached; core first, so that it owns what is shared. */
const ROOTS = {
  meta: "V1ObjectMeta V1ListMeta V1LabelSelector V1Condition V1DeleteOptions V1Status",
  core:
    "V1Pod V1Service V1Endpoints V1Node V1Namespace V1ConfigMap V1Secret V1ServiceAccount CoreV1Event V1PersistentVolume " +
    "V1PersistentVolumeClaim V1ReplicationController V1LimitRange V1ResourceQuota V1PodTemplate V1Binding V1ComponentStatus",
  apps: "V1Deployment V1ReplicaSet V1StatefulSet V1DaemonSet V1ControllerRevision",
  batch: "V1Job V1CronJob",
  discovery: "V1EndpointSlice",
  networking: "V1Ingress V1IngressClass V1NetworkPolicy V1IPAddress V1ServiceCIDR",
  policy: "V1PodDisruptionBudget V1Eviction",
  autoscaling: "V2HorizontalPodAutoscaler V1HorizontalPodAutoscaler V1Scale",
  rbac: "V1Role V1ClusterRole V1RoleBinding V1ClusterRoleBinding",
  coordination: "V1Lease",
  events: "EventsV1Event",
  storage: "V1StorageClass V1CSIDriver V1CSINode V1VolumeAttachment V1CSIStorageCapacity V1VolumeAttributesClass",
  scheduling: "V1PriorityClass",
  node: "V1RuntimeClass",
  certificates: "V1CertificateSigningRequest",
  admissionregistration: "V1MutatingWebhookConfiguration V1ValidatingWebhookConfiguration",
  apiextensions: "V1CustomResourceDefinition",
  apiregistration: "V1APIService",
  authentication: "AuthenticationV1TokenRequest V1TokenReview V1SelfSubjectReview",
  authorization: "V1SubjectAccessReview V1SelfSubjectAccessReview V1LocalSubjectAccessReview V1SelfSubjectRulesReview",
};

const PREFIX = { Core: "", Discovery: "Discovery", Events: "Events", Rbac: "", Authentication: "" };

function nameOf(model) {
  const found = /^([A-Z][a-z]+)?V(\d+)([A-Z].*)$/.exec(model);
  if (found === null) throw new Error(`what is ${model}?`);
  const [, group, version, name] = found;
  const prefix = group === undefined ? "" : (PREFIX[group] ?? group);
  const suffix = version === "1" && V2_NAMES.has(name) ? "V1" : "";
  return prefix + name + suffix;
}
const V2_NAMES = new Set([
  "HorizontalPodAutoscaler",
  "HorizontalPodAutoscalerSpec",
  "HorizontalPodAutoscalerStatus",
  "CrossVersionObjectReference",
]);

function read(model) {
  const js = readFileSync(`${MODELS}${model}.js`, "utf8");
  const dts = readFileSync(`${MODELS}${model}.d.ts`, "utf8");
  const list = /attributeTypeMap = (\[[\s\S]*?\n\]);/.exec(js);
  const fields = JSON.parse(list[1]);
  const optional = new Map([...dts.matchAll(/^ {4}'([^']+)'(\??): /gm)].map((found) => [found[1], found[2] === "?"]));
  const docs = new Map(
    [...dts.matchAll(/\/\*\*\s*\n\s*\* (.*?)\s*\n\s*\*\/\s*\n\s*'([^']+)'\??: /g)].map((found) => [found[2], found[1]]),
  );
  const doc = /\/\*\*\n\* (.*)\n\*\/\nexport declare class/.exec(dts)?.[1] ?? "";
  return {
    doc,
    fields: fields.map((field) => ({
      name: field.baseName,
      property: field.name,
      type: field.type,
      format: field.format,
      optional: optional.get(field.name) ?? true,
      doc: docs.get(field.name) ?? "",
    })),
  };
}

const types = new Map();

function collect(model, group) {
  const name = nameOf(model);
  if (types.has(name)) return;
  const { doc, fields } = read(model);
  const version = /V(\d+)/.exec(model)[1];
  types.set(name, { name, group, version: `v${version}`, doc, fields });
  for (const field of fields) {
    const inner = /([A-Z]\w*V\d\w+|V\d\w+)/.exec(field.type);
    if (inner !== null && inner[1] !== "V1MicroTime") collect(inner[1], group);
  }
}

/** The compact spelling: s b i(nt32) l(int64) f, ? intOrString, q(uantity), t(ime), T microtime, y bytes, * any. */
function spell(typeName, field) {
  const path = `${typeName}.${field.name}`;
  const known = ELEMENT_TYPES[path];
  if (known !== undefined) return known;
  const quantity = QUANTITIES.has(path);
  const of = (type) => {
    let found = /^Array<(.+)>$/.exec(type);
    if (found) return `[${of(found[1])}]`;
    found = /^\{ \[key: string\]: (.+); \}$/.exec(type);
    if (found) return `{${of(found[1])}}`;
    if (type === "string")
      return quantity ? "q" : field.format === "byte" ? "y" : field.format === "date-time-micro" ? "T" : "s";
    if (type === "boolean") return "b";
    if (type === "number") return field.format === "int64" ? "l" : field.format === "double" ? "f" : "i";
    if (type === "Date") return "t";
    if (/MicroTime/.test(type)) return "T";
    if (type === "IntOrString") return "?";
    if (type === "any" || type === "object") return "*";
    return nameOf(type);
  };
  return of(field.type);
}

function marks(typeName, field) {
  const path = `${typeName}.${field.name}`;
  const keys = LIST_KEYS[path];
  return `${field.optional ? "" : "!"}${POINTERS.has(path) ? "^" : ""}${keys === undefined ? "" : `@${keys}`}`;
}

/** One field as the table has it; of a Go struct that is known, its name and its type in Go too. */
function entry(typeName, field, { goName = "", goType = "", isStruct = false } = {}) {
  const spelled = spell(typeName, field).replace(/s(?=\]?$)/, (s) => (goType === "" ? s : `s.${goType}`));
  return `${field.name}${goName === "" ? "" : `=${goName}`}:${spelled}${isStruct ? "&" : ""}${marks(typeName, field)}`;
}

/** In Go's order where that is known. */
function entries(typeName, fields) {
  const declared = GO_STRUCTS[typeName];
  if (declared === undefined) return fields.map((field) => entry(typeName, field));
  const named = new Map(fields.map((field) => [field.name, field]));
  const out = declared.split(" ").map((word) => {
    if (word === ")" || word.endsWith("(")) return word;
    const [, name, goName, goType, mark] = /^(\w+)(?:=(\w+))?(?:\.([\w.]+))?(&)?$/.exec(word);
    const field = named.get(name);
    if (!named.delete(name)) throw new Error(`go-structs: there is no ${typeName}.${name}`);
    return entry(typeName, field, { goName, goType, isStruct: mark !== undefined });
  });
  if (named.size > 0) throw new Error(`go-structs: ${typeName} lacks ${[...named.keys()].join(" ")}`);
  return out;
}

function tableText() {
  const lines = [...types.values()].map(({ name, group, version, fields }) => {
    const text = entries(name, fields).join(" ");
    return `  ${name}: "${group}/${version} ${text}",`;
  });
  return `/**
 * Every type of the API that is modelled, one line each: "group/version field:type ...", written by scripts/schema.mjs.
 * Types: s string, b bool, i int32, l int64, f double, ? int or string, q quantity, t time, T micro time, y base64,
 * * anything, [x] list, {x} map, else another type. Marks: ! required, ^ a pointer in Go (a zero is not an absence),
 * & a struct in Go although optional, @ how lists are merged: "merge keys;list type". The structs of a Pod template are
 * in Go's order, with "name=GoName" and "s.GoType" where those cannot be guessed, "Struct(" … ")" where one is embedded.
 */
export const TABLE: Readonly<Record<string, string>> = {
${lines.join("\n")}
};
`;
}

const TS = { s: "string", b: "boolean", i: "number", l: "number", f: "number", "?": "number | string", q: "string" };

function tsType(spelled) {
  let found = /^\[(.+)\]$/.exec(spelled);
  if (found) {
    const inner = tsType(found[1]);
    return inner.includes(" ") ? `readonly (${inner})[]` : `readonly ${inner}[]`;
  }
  found = /^\{(.+)\}$/.exec(spelled);
  if (found) return `{ readonly [key: string]: ${tsType(found[1])} }`;
  if (spelled === "t" || spelled === "T" || spelled === "y") return "string";
  if (spelled === "*") return "JsonValue";
  return TS[spelled] ?? spelled;
}

const OURS = new Set(["ObjectMeta", "OwnerReference", "ManagedFieldsEntry", "Status", "StatusDetails", "StatusCause"]);

/** A stored object has its type, its name and its spec, whatever the schema calls optional. */
function isRequired(field, isKind) {
  return !field.optional || (isKind && ["apiVersion", "kind", "metadata", "spec"].includes(field.name));
}

function typesText() {
  const parts = [...types.values()]
    .filter(({ name }) => !OURS.has(name))
    .map(({ name, fields }) => {
      const isKind = fields.some((field) => field.name === "kind") && fields.some((field) => field.name === "metadata");
      const lines = fields.map((field) => {
        const type = tsType(spell(name, field));
        const key = /^[A-Za-z_$][\w$]*$/.test(field.name) ? field.name : JSON.stringify(field.name);
        return `  readonly ${key}${isRequired(field, isKind) ? "" : "?"}: ${type};`;
      });
      return `export type ${name} = {\n${lines.join("\n")}\n};\n`;
    });
  return `/** The types of the API, as the official client's models of the simulated version have them. Written by scripts/schema.mjs. */
import type { JsonValue, ManagedFieldsEntry, ObjectMeta, OwnerReference } from "../api/objects.ts";
import type { StatusCause, StatusDetails } from "../api/status.ts";

export type { ManagedFieldsEntry, ObjectMeta, OwnerReference };

${parts.join("\n")}`.replace(/import type \{ StatusCause[^\n]*\n/, "");
}

for (const [group, models] of Object.entries(ROOTS)) for (const model of models.split(" ")) collect(model, group);
writeFileSync(`${OUT}table.ts`, tableText());
writeFileSync(`${OUT}types.ts`, typesText());
const docs = Object.fromEntries(
  [...types.values()].map(({ name, doc, fields }) => [
    name,
    { "": doc, ...Object.fromEntries(fields.map((field) => [field.name, field.doc])) },
  ]),
);
if (process.argv.includes("--docs")) writeFileSync(`${OUT}docs.json`, `${JSON.stringify(docs, null, 1)}\n`);
for (const path of [...Object.keys(LIST_KEYS), ...POINTERS, ...QUANTITIES, ...Object.keys(ELEMENT_TYPES)]) {
  const [type, field] = path.split(".");
  if (!types.get(type)?.fields.some((one) => one.name === field)) console.error(`schema-facts: there is no ${path}`);
}
console.log(`${types.size} types`);
