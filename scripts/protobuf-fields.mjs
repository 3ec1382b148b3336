/**
 * Writes the numbers that fields of API types have in Kubernetes' protobuf encoding, which kubectl 1.32 and newer send.
 * Give it the folder in which the .proto files of k8s.io/api and k8s.io/apimachinery's meta lie as <group>/<version>/:
 * node scripts/protobuf-fields.mjs DIR
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { typeNamed, typeNames } from "../src/sim/kube/schema/schema.ts";

const OUT = fileURLToPath(new URL("../src/cli/serve/protobuf/field-numbers.ts", import.meta.url));
const dir = process.argv[2];
if (dir === undefined) throw new Error("usage: node scripts/protobuf-fields.mjs DIR");

/** Message name to its fields, in the order of their numbers. */
function messagesOf(home) {
  const path = `${dir}/${home}/generated.proto`;
  const messages = new Map();
  if (!existsSync(path)) return messages;
  const text = readFileSync(path, "utf8").replace(/\/\/.*$/gm, "");
  for (const [, name, body] of text.matchAll(/^message (\w+) \{\n(.*?)^\}/gms)) {
    const fields = [...body.matchAll(/(?:optional|repeated|map<[^>]*>)\s*([\w.]*)\s+(\w+)\s*=\s*(\d+);/g)];
    messages.set(
      name,
      fields.map(([, type, field, number]) => ({ type: type.split(".").pop(), field, number: Number(number) })),
    );
  }
  return messages;
}

/** A Go struct that is embedded is a message of its own here, and is none in JSON: marked with a plus. */
function lineOf(fields, jsonNames, messages) {
  const isEmbedded = ({ type, field }) =>
    !jsonNames.has(field) && (messages.get(type) ?? []).some((inner) => jsonNames.has(inner.field));
  const words = [];
  let next = 1;
  for (const each of fields.toSorted((a, b) => a.number - b.number)) {
    const { type, field, number } = each;
    const word = isEmbedded(each) ? `+${type}` : field;
    words.push(number === next ? word : `${number}=${word}`);
    next = number + 1;
  }
  return words.join(" ");
}

const lines = new Map();
const homes = new Map();
for (const name of typeNames()) {
  const type = typeNamed(name);
  const home = `${type.group}/${type.version}`;
  if (!homes.has(home)) homes.set(home, messagesOf(home));
  const messages = homes.get(home);
  const embed = (message, key) => {
    const fields = messages.get(message);
    if (fields === undefined || lines.has(key)) return;
    const line = lineOf(fields, new Set(type.fields.keys()), messages);
    lines.set(key, line);
    for (const [, inner] of line.matchAll(/\+(\w+)/g)) embed(inner, inner);
  };
  embed(type.goName.split(".")[1], name);
}

const rows = [...lines].map(([name, line]) => `  ${name}: ${JSON.stringify(line)},`);
writeFileSync(
  OUT,
  `/**
 * The fields of every type in the order of their protobuf numbers, counted from 1; "7=name" where numbers are left
 * out, "+Type" for a struct that Go embeds. Written by scripts/protobuf-fields.mjs.
 * fence-ok file-length: a generated table, one type a line
 */
export const FIELD_NUMBERS: Readonly<Record<string, string>> = {
${rows.join("\n")}
};
`,
);
