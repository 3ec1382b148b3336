/**
 * Writes what every field of the API is for, as `kubectl explain` shows it, with the values that are allowed.
 * The texts come from the package kubernetes-models, whose typings keep their paragraphs. Setup runs this; what it
 * writes is not kept in the repository.
 * What has one paragraph, and what that release does not have yet, comes from the official client's models: they are
 * newer, but each text there is one line.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { typeNamed, typeNames } from "../src/sim/kube/schema/schema.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PACKAGES = `${ROOT}node_modules`;
const CLIENT = `${ROOT}node_modules/@kubernetes/client-node/dist/gen/models/`;
const OUT = `${ROOT}src/sim/kube/schema/docs.ts`;

const FOLDERS = {
  core: "",
  meta: null,
  apps: "apps",
  autoscaling: "autoscaling",
  batch: "batch",
  policy: "policy",
  rbac: "rbac.authorization.k8s.io",
  admissionregistration: "admissionregistration.k8s.io",
  apiextensions: "apiextensions.k8s.io",
  apiregistration: "apiregistration.k8s.io",
};

function typingsOf({ group, version, goName }) {
  const name = goName.slice(goName.indexOf(".") + 1);
  const folder = FOLDERS[group] ?? `${group}.k8s.io`;
  const candidates =
    group === "meta"
      ? [`${PACKAGES}/@kubernetes-models/apimachinery/apis/meta/${version}/${name}.d.ts`]
      : [
          `${PACKAGES}/kubernetes-models/${folder === "" ? "" : `${folder}/`}${version}/${name}.d.ts`,
          `${PACKAGES}/@kubernetes-models/apiextensions-apiserver/apis/apiextensions/${version}/${name}.d.ts`,
          `${PACKAGES}/@kubernetes-models/kube-aggregator/apis/apiregistration/${version}/${name}.d.ts`,
        ];
  const found = candidates.find((path) => existsSync(path));
  return found === undefined ? null : { name, text: readFileSync(found, "utf8") };
}

function plain(comment) {
  return comment
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, ""))
    .filter((line) => line !== "@deprecated")
    .join("\n")
    .replace(/^\s+|\s+$/g, "")
    .replace(/\\\*/g, "*")
    .replace(/\\_/g, "_");
}

/** The interface at the top of a typing: its own comment, then a comment before each field. */
function read({ name, text }) {
  const start = text.search(new RegExp(`export interface I${name} (extends TypeMeta )?\\{`));
  if (start < 0) return null;
  const end = text.indexOf("\n}", start);
  const head = /\/\*\*\n((?:(?!\*\/)[\s\S])*)\*\/\s*$/.exec(text.slice(0, start));
  const docs = { "": head === null ? "" : plain(head[1]) };
  const enums = {};
  const body = text.slice(start, end);
  for (const [, comment, field, type] of body.matchAll(
    /\n {4}\/\*\*\n((?:(?!\*\/)[\s\S])*?)\n? {5}\*\/\n {4}"([^"]+)"\??: ([^;{]*)/g,
  )) {
    docs[field] = plain(comment);
    const values = [...type.matchAll(/"([^"]+)"/g)].map((found) => found[1]);
    if (values.length > 0 && /^("[^"]+"( \| )?)+$/.test(type.trim())) enums[field] = values;
  }
  return { docs, enums };
}

/** One line each, as the official client has them. */
function readClient({ goName, version }) {
  const name = goName.slice(goName.indexOf(".") + 1);
  const path = `${CLIENT}${version.toUpperCase()}${name}.d.ts`;
  if (!existsSync(path)) return { docs: {}, enums: {} };
  const text = readFileSync(path, "utf8").replaceAll("\\'", "'").replaceAll('\\"', '"');
  const docs = { "": /\/\*\*\n\* (.*)\n\*\/\nexport declare class/.exec(text)?.[1] ?? "" };
  for (const [, comment, field] of text.matchAll(/\/\*\*\s*\n\s*\* (.*?)\s*\n\s*\*\/\s*\n\s*'([^']+)'\??: /g))
    docs[field] = comment;
  return { docs, enums: {} };
}

/** What stands at a field of these types is about the type, not about the field. */
const OF_A_TYPE = /^(IntOrString is a type|Quantity is a fixed-point)/;

/** The client is the newer release, but has no paragraphs. */
function newest(own, ofClient) {
  if (!own || !ofClient) return own || ofClient;
  return own.includes("\n") || OF_A_TYPE.test(ofClient) ? own : ofClient;
}

const lines = [];
const allowed = [];
const missing = [];
for (const name of typeNames()) {
  const type = typeNamed(name);
  const typings = typingsOf(type);
  const own = typings === null ? null : read(typings);
  if (own === null) missing.push(name);
  const fallback = readClient(type);
  const docs = {};
  for (const field of ["", ...type.fields.keys()]) {
    const text = newest(own?.docs[field], fallback.docs[field]);
    if (text) docs[field] = text;
  }
  for (const [field, values] of Object.entries(own?.enums ?? {}))
    if (type.fields.has(field)) allowed.push(`  ${JSON.stringify(`${name}.${field}`)}: ${JSON.stringify(values)},`);
  lines.push(`  ${name}: ${JSON.stringify(docs)},`);
}

writeFileSync(
  OUT,
  `/**
 * What types and fields are for, and which values an enumerated one may have. Written by scripts/schema-docs.mjs.
 * Large, and needed by \`explain\` alone: import it lazily and set ApiServer.kinds.fieldDocs.
 */
import type { FieldDocs } from "./field-docs.ts";

const texts: FieldDocs["texts"] = {
${lines.join("\n")}
};

const values: FieldDocs["values"] = {
${allowed.join("\n")}
};

export const FIELD_DOCS: FieldDocs = { texts, values };
`,
);
console.log(`[setup] documentation of ${lines.length} API types, ${missing.length} of them in one line each`);
