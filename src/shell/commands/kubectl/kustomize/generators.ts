/**
 * ConfigMaps and Secrets made of literals and files, and the hash that their names end in.
 *
 * Models: sigs.k8s.io/kustomize/api/internal/generators, api/hasher/hasher.go
 */
import { sha256Hex } from "../../../../sim/core/sha256.ts";
import { decodeUtf8, encodeUtf8 } from "../../../../sim/core/utf8.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import type { Process } from "../../../../sim/os/process.ts";
import { absolutePath, basename } from "../../../../sim/os/vfs/path.ts";
import { CommandError } from "../errors.ts";
import { toBase64 } from "../output/base64.ts";
import { compactJson } from "../output/json.ts";
import type { Kustomization } from "./kustomization.ts";
import { nameOf, namespaceOf, type Resource, resourceOf } from "./resource.ts";

export function generated(process: Process, kustomization: Kustomization): { resource: Resource; behavior: string }[] {
  const { fields } = kustomization;
  const common = fields.generatorOptions ?? {};
  return ["ConfigMap", "Secret"].flatMap((kind) =>
    (fields[kind === "ConfigMap" ? "configMapGenerator" : "secretGenerator"] ?? []).map((spec: Mutable) => ({
      resource: generateOne(process, kustomization.directory, { kind, spec, common }),
      behavior: String(spec.behavior ?? "unspecified").toLowerCase(),
    })),
  );
}

function generateOne(
  process: Process,
  directory: string,
  { kind, spec, common }: { readonly kind: string; readonly spec: Mutable; readonly common: Mutable },
): Resource {
  const own = spec.options ?? {};
  const labels = { ...common.labels, ...own.labels };
  const annotations = { ...common.annotations, ...own.annotations };
  const data: Record<string, string> = {};
  const binaryData: Record<string, string> = {};
  for (const [key, bytes] of valuesOf(process, directory, spec)) {
    const text = decodeUtf8(bytes);
    if (kind === "Secret") data[key] = toBase64(bytes);
    else if (text.includes("\ufffd")) binaryData[key] = toBase64(bytes);
    else data[key] = text;
  }
  const object: Mutable = {
    apiVersion: "v1",
    ...(Object.keys(binaryData).length > 0 ? { binaryData } : {}),
    ...(Object.keys(data).length > 0 ? { data } : {}),
    ...((own.immutable ?? common.immutable) === true ? { immutable: true } : {}),
    kind,
    metadata: {
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
      ...(Object.keys(labels).length > 0 ? { labels } : {}),
      name: spec.name,
      ...(spec.namespace === undefined ? {} : { namespace: spec.namespace }),
    },
    ...(kind === "Secret" ? { type: spec.type ?? "Opaque" } : {}),
  };
  return resourceOf(object, (own.disableNameSuffixHash ?? common.disableNameSuffixHash) !== true);
}

function* valuesOf(process: Process, directory: string, spec: Mutable): Generator<readonly [string, Uint8Array]> {
  const read = (path: string): Uint8Array => {
    const whole = absolutePath(path, directory);
    if (!process.machine.fs.exists(whole))
      throw new CommandError(
        `loading KV pairs: file sources: [${(spec.files ?? []).join(" ")}]: evalsymlink failure on '${whole}' : lstat ${whole}: no such file or directory`,
      );
    return process.machine.fs.readFile(whole);
  };
  for (const path of [...(spec.envs ?? []), ...(spec.env === undefined ? [] : [spec.env])])
    for (const line of decodeUtf8(read(path)).split("\n")) {
      const text = line.trimStart();
      if (text === "" || text.startsWith("#")) continue;
      const equals = text.indexOf("=");
      yield [equals < 0 ? text : text.slice(0, equals), encodeUtf8(equals < 0 ? "" : text.slice(equals + 1))];
    }
  for (const source of spec.files ?? []) {
    const equals = String(source).indexOf("=");
    yield equals < 0 ? [basename(source), read(source)] : [source.slice(0, equals), read(source.slice(equals + 1))];
  }
  for (const literal of spec.literals ?? []) {
    const equals = String(literal).indexOf("=");
    if (equals < 1)
      throw new CommandError(
        `loading KV pairs: literal sources: [${spec.literals.join(" ")}]: invalid literal source ${literal}, expected key=value`,
      );
    const value = literal.slice(equals + 1);
    const isQuoted = value.length >= 2 && /^["']/.test(value) && value.at(-1) === value[0];
    yield [literal.slice(0, equals), encodeUtf8(isQuoted ? value.slice(1, -1) : value)];
  }
}

/** Adds to what is there: `merge` and `replace` need one of the same name, `create` must not find one. */
export function absorb(resources: Resource[], { resource, behavior }: { resource: Resource; behavior: string }): void {
  const known = resources.find((one) => one.object.kind === resource.object.kind && isCalled(one, nameOf(resource)));
  const id = `resid.ResId{Gvk:resid.Gvk{Group:"", Version:"v1", Kind:"${resource.object.kind}", isClusterScoped:false}, Name:"${nameOf(resource)}", Namespace:"${namespaceOf(resource)}"}`;
  if (behavior === "create" || behavior === "unspecified") {
    if (known !== undefined)
      throw new CommandError(
        `merging from generator &{0xc000000000 <nil>}: id ${id} exists; can not use behavior: '${behavior}', behavior must be merge or replace`,
      );
    resources.push(resource);
    return;
  }
  if (known === undefined)
    throw new CommandError(
      `merging from generator &{0xc000000000 <nil>}: id ${id} does not exist; cannot merge or replace`,
    );
  const { data, binaryData, metadata } = resource.object;
  const before = behavior === "merge" ? known.object : { data: undefined, binaryData: undefined };
  const merged = { ...before.data, ...data };
  const binary = { ...before.binaryData, ...binaryData };
  known.object = {
    ...known.object,
    metadata: {
      ...known.object.metadata,
      ...(metadata.labels === undefined ? {} : { labels: { ...known.object.metadata.labels, ...metadata.labels } }),
    },
    ...(Object.keys(merged).length > 0 ? { data: merged } : {}),
    ...(Object.keys(binary).length > 0 ? { binaryData: binary } : {}),
  };
  known.needsHash = known.needsHash || resource.needsHash;
}

function isCalled(resource: Resource, name: string): boolean {
  return nameOf(resource) === name || resource.formerNames.some((former) => former.name === name);
}

const LETTERS: Readonly<Record<string, string>> = { "0": "g", "1": "h", "3": "k", a: "m", e: "t" };

/** Ten characters that stand for the content. */
export function contentHash({ object }: Resource): string {
  const { kind, data, binaryData, stringData, type } = object;
  const content: Mutable = { kind, name: "", data: data ?? "" };
  if (kind === "Secret") content.type = type ?? "";
  if (kind === "ConfigMap" && binaryData !== undefined) content.binaryData = binaryData;
  if (kind === "Secret" && stringData !== undefined) content.stringData = stringData;
  return [...sha256Hex(encodeUtf8(compactJson(content))).slice(0, 10)]
    .map((letter) => LETTERS[letter] ?? letter)
    .join("");
}
