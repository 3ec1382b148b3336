/**
 * Patches of a kustomization: strategic merges and JSON patches, for one object by its name or for all that match.
 *
 * Models: sigs.k8s.io/kustomize/api/internal/builtins/PatchTransformer.go, api/types/selector.go
 */
import { isObject, type Mutable, sameJson } from "../../../../sim/kube/api/objects.ts";
import { applyJsonPatch, JsonPatchError } from "../../../../sim/kube/api/patch/json.ts";
import { applyMergePatch } from "../../../../sim/kube/api/patch/merge.ts";
import { patchSchemaOf } from "../../../../sim/kube/api/patch/patch-schema.ts";
import { applyStrategicPatch, StrategicPatchError } from "../../../../sim/kube/api/patch/strategic.ts";
import { parseSelector } from "../../../../sim/kube/api/selectors.ts";
import { hasType } from "../../../../sim/kube/schema/schema.ts";
import type { Process } from "../../../../sim/os/process.ts";
import { absolutePath } from "../../../../sim/os/vfs/path.ts";
import { decodeManifests } from "../client/decode.ts";
import { splitApiVersion } from "../client/decode-object.ts";
import { CommandError } from "../errors.ts";
import type { Kustomization } from "./kustomization.ts";
import { nameOf, namespaceOf, type Resource, rename } from "./resource.ts";

export function applyPatches(process: Process, kustomization: Kustomization, resources: Resource[]): void {
  const { fields, directory } = kustomization;
  for (const entry of fields.patchesStrategicMerge ?? []) {
    const isInline = /\n|^\s*[{]/.test(entry);
    patchAll(resources, isInline ? entry : textOf(process, directory, entry), undefined, {});
  }
  for (const entry of [...(fields.patches ?? []), ...(fields.patchesJson6902 ?? [])]) {
    const text = entry.patch ?? (entry.path === undefined ? undefined : textOf(process, directory, entry.path));
    if (text === undefined) throw new CommandError("must specify one of patch and path in PatchTransformer");
    patchAll(resources, text, entry.target, entry.options ?? {});
  }
}

function textOf(process: Process, directory: string, path: string): string {
  const whole = absolutePath(path, directory);
  if (!process.machine.fs.exists(whole))
    throw new CommandError(
      `failed to load patch: open ${whole}: no such file or directory`.replace("failed to load patch: ", ""),
    );
  return process.machine.fs.readText(whole);
}

function patchAll(resources: Resource[], text: string, target: Mutable | undefined, options: Mutable): void {
  const documents: Mutable[] = [];
  decodeManifests(text, "patch", (object) => documents.push(object));
  for (const patch of documents) {
    if (Array.isArray(patch)) {
      if (target === undefined) throw new CommandError("must specify a target for JSON patch");
      for (const resource of resources.filter((one) => matches(one, target))) patchByJson(resource, patch);
      continue;
    }
    const meant = target === undefined ? [namedBy(resources, patch)] : resources.filter((one) => matches(one, target));
    for (const resource of meant) {
      if (patch.$patch === "delete") resources.splice(resources.indexOf(resource), 1);
      else patchByMerge(resource, patch, { isTargeted: target !== undefined, options });
    }
  }
}

function patchByJson(resource: Resource, patch: Mutable): void {
  try {
    const object = applyJsonPatch(resource.object, patch) as Mutable;
    const name = object.metadata?.name ?? "";
    if (name !== nameOf(resource)) rename(resource, name, undefined);
    resource.object = object;
  } catch (error) {
    if (error instanceof JsonPatchError) throw new CommandError(error.message);
    throw error;
  }
}

function patchByMerge(
  resource: Resource,
  patch: Mutable,
  { isTargeted, options }: { readonly isTargeted: boolean; readonly options: Mutable },
): void {
  const { kind, apiVersion, metadata } = resource.object;
  const body = { ...patch };
  if (options.allowKindChange !== true) Object.assign(body, { kind, apiVersion });
  const isRenaming = isTargeted && options.allowNameChange === true && patch.metadata?.name !== undefined;
  body.metadata = { ...patch.metadata, name: isRenaming ? patch.metadata.name : metadata.name };
  if (metadata.namespace !== undefined) body.metadata.namespace = metadata.namespace;
  if (isRenaming) rename(resource, patch.metadata.name, undefined);
  try {
    resource.object = hasType(kind)
      ? newFirst(resource.object, applyStrategicPatch(resource.object, body, patchSchemaOf(kind)))
      : applyMergePatch(resource.object, body);
  } catch (error) {
    if (error instanceof StrategicPatchError) throw new CommandError(error.message);
    throw error;
  }
}

const KEYS = ["name", "mountPath", "containerPort", "port", "key", "ip", "uid", "type", "topologyKey"];

/** kustomize puts what a patch adds to a list before what was there. */
function newFirst(before: Mutable, after: Mutable): Mutable {
  if (Array.isArray(before) && Array.isArray(after)) {
    const twin = (item: Mutable): Mutable =>
      before.find((old: Mutable) => {
        const key = isObject(old) && isObject(item) ? KEYS.find((field) => field in old && field in item) : undefined;
        return key === undefined ? sameJson(old, item) : (old as Mutable)[key] === (item as Mutable)[key];
      });
    const added = after.filter((item: Mutable) => twin(item) === undefined);
    const kept = after.filter((item: Mutable) => twin(item) !== undefined);
    return [...added, ...kept.map((item: Mutable) => newFirst(twin(item), item))];
  }
  if (!isObject(before) || !isObject(after)) return after;
  const out: Mutable = {};
  for (const [field, inner] of Object.entries<Mutable>(after))
    out[field] = before[field] === undefined ? inner : newFirst(before[field], inner);
  return out;
}

function idOf(object: Mutable): string {
  const { group, version } = splitApiVersion(String(object.apiVersion ?? ""));
  const { name = "[noName]", namespace = "[noNs]" } = object.metadata ?? {};
  return `${object.kind ?? "[noKind]"}.${version || "[noVer]"}.${group || "[noGrp]"}/${name}.${namespace}`;
}

function namedBy(resources: readonly Resource[], patch: Mutable): Resource {
  const { name, namespace }: Mutable = patch?.metadata ?? {};
  if (name === undefined) throw new CommandError("unable to parse SM or JSON patch from [patch]");
  const found = resources.filter(
    (resource) =>
      resource.object.kind === patch.kind &&
      splitApiVersion(resource.object.apiVersion ?? "").group === splitApiVersion(patch.apiVersion ?? "").group &&
      [{ name: nameOf(resource), namespace: namespaceOf(resource) }, ...resource.formerNames].some(
        (called) =>
          called.name === name &&
          (namespace === undefined || called.namespace === namespace || called.namespace === ""),
      ),
  );
  if (found.length === 0)
    throw new CommandError(
      `no resource matches strategic merge patch "${idOf(patch)}": no matches for Id ${idOf(patch)}; failed to find unique target for patch ${idOf(patch)}`,
    );
  return found[0] as Resource;
}

function matches(resource: Resource, target: Mutable): boolean {
  const { object } = resource;
  const { group, version } = splitApiVersion(String(object.apiVersion ?? ""));
  const fits = (pattern: string | undefined, ...values: readonly string[]): boolean =>
    pattern === undefined || pattern === "" || values.some((value) => new RegExp(`^(?:${pattern})$`).test(value));
  const former = resource.formerNames;
  const selected = (selector: string | undefined, labels: Mutable): boolean =>
    selector === undefined || selector === "" || parseSelector(selector).matches(labels ?? {});
  return (
    fits(target.group, group) &&
    fits(target.version, version) &&
    fits(target.kind, object.kind) &&
    fits(target.name, nameOf(resource), ...former.map(({ name }) => name)) &&
    fits(target.namespace, namespaceOf(resource), ...former.map(({ namespace }) => namespace)) &&
    selected(target.labelSelector, object.metadata?.labels) &&
    selected(target.annotationSelector, object.metadata?.annotations)
  );
}
