/**
 * `-k DIR` and `kubectl kustomize`: manifests put together from a kustomization, the folders and files that it names,
 * and what it changes in them.
 *
 * Models: sigs.k8s.io/kustomize/api/krusty/kustomizer.go, api/internal/target/kusttarget.go
 * SIMPLIFIED: kustomize has no remote resources, Helm charts, plugins, vars or replacements; they are refused.
 */
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import type { Process } from "../../../../sim/os/process.ts";
import { absolutePath } from "../../../../sim/os/vfs/path.ts";
import { decodeManifests } from "../client/decode.ts";
import { splitApiVersion } from "../client/decode-object.ts";
import { CommandError } from "../errors.ts";
import { toYaml } from "../output/yaml.ts";
import { absorb, contentHash, generated } from "./generators.ts";
import { deprecations, directoryOf, type Kustomization, readKustomization } from "./kustomization.ts";
import { applyPatches } from "./patches.ts";
import { followNames } from "./references.ts";
import { byKind, nameOf, namespaceOf, type Resource, rename, resourceOf } from "./resource.ts";
import { transform } from "./transformers.ts";

const MOST_LEVELS = 32;

export interface Kustomized {
  /** The manifests as one stream of YAML documents. */
  readonly text: string;
  /** What goes to stderr. */
  readonly warnings: readonly string[];
}

/** `isRestricted`: no file outside the folder may be named. */
export function kustomize(process: Process, folder: string, isRestricted = true): Kustomized {
  if (/^[a-z+]+:\/\/|^git@|^github\.com\//.test(folder))
    throw new CommandError(`kustomize: ${folder} lies on the Internet, which is not simulated here`);
  const builder = new Builder(process, isRestricted);
  const directory = directoryOf(process, folder, process.cwd);
  const kustomization = readKustomization(process, directory);
  const resources = builder.accumulate(kustomization, [], [directory]);
  for (const resource of resources)
    if (resource.needsHash) rename(resource, `${nameOf(resource)}-${contentHash(resource)}`, undefined);
  followNames(resources);
  if (kustomization.fields.sortOptions?.order !== "fifo") resources.sort(byKind);
  return { text: resources.map(({ object }) => toYaml(object)).join("---\n"), warnings: builder.warnings };
}

class Builder {
  readonly #process: Process;
  readonly #isRestricted: boolean;
  readonly warnings: string[] = [];

  constructor(process: Process, isRestricted: boolean) {
    this.#process = process;
    this.#isRestricted = isRestricted;
  }

  /** `resources` are there already: a component changes what others brought. */
  accumulate(kustomization: Kustomization, resources: Resource[], above: readonly string[]): Resource[] {
    if (above.length > MOST_LEVELS) throw new CommandError("kustomize: too many levels of folders");
    this.warnings.push(...deprecations(kustomization));
    const { fields } = kustomization;
    if (fields.replacements !== undefined)
      throw new CommandError("kustomize: the field replacements is not simulated here");
    for (const path of [...(fields.resources ?? []), ...(fields.bases ?? [])])
      this.#add(resources, this.#load(kustomization, String(path), above), {
        path: String(path),
        whole: absolutePath(String(path), kustomization.directory),
      });
    for (const path of fields.components ?? []) {
      const inner = this.#folder(kustomization, String(path), above);
      this.accumulate(inner, resources, [...above, inner.directory]);
    }
    for (const made of generated(this.#process, kustomization)) absorb(resources, made);
    applyPatches(this.#process, kustomization, resources);
    transform(resources, fields);
    followNames(resources);
    return resources;
  }

  #add(
    resources: Resource[],
    more: readonly Resource[],
    { path, whole }: { readonly path: string; readonly whole: string },
  ): void {
    for (const resource of more) {
      const twin = resources.some((one) => idOf(one) === idOf(resource));
      if (twin)
        throw new CommandError(
          `accumulating resources: accumulation err='accumulating resources from '${path}': '${whole}' must resolve to a file': recursed merging from path '${whole}': may not add resource with an already registered id: ${idOf(resource)}`,
        );
      resources.push(resource);
    }
  }

  #load(kustomization: Kustomization, path: string, above: readonly string[]): Resource[] {
    const { fs } = this.#process.machine;
    const whole = absolutePath(path, kustomization.directory);
    const node = fs.tryNode(whole);
    const isInside = whole.startsWith(kustomization.directory === "/" ? "/" : `${kustomization.directory}/`);
    if (node?.kind === "file" && !isInside && this.#isRestricted)
      throw new CommandError(
        `accumulating resources: accumulation err='accumulating resources from '${path}': security; file '${whole}' is not in or below '${kustomization.directory}'': must build at directory: '${whole}': file is not directory`,
      );
    if (node === undefined || node.kind === "directory") {
      const inner = this.#folder(kustomization, path, above);
      return this.accumulate(inner, [], [...above, inner.directory]);
    }
    const found: Resource[] = [];
    decodeManifests(fs.readText(whole), path, (object) =>
      found.push(...flattened(object).map((one) => resourceOf(one))),
    );
    for (const { object } of found) check(object, whole);
    return found;
  }

  #folder(kustomization: Kustomization, path: string, above: readonly string[]): Kustomization {
    const whole = absolutePath(path, kustomization.directory);
    const { fs } = this.#process.machine;
    if (!fs.exists(whole))
      throw new CommandError(
        `accumulating resources: accumulation err='accumulating resources from '${path}': evalsymlink failure on '${whole}' : lstat ${whole}: no such file or directory': must build at directory: not a valid directory: evalsymlink failure on '${whole}' : lstat ${whole}: no such file or directory`,
      );
    if (above.includes(whole))
      throw new CommandError(
        `accumulating resources: accumulation err='accumulating resources from '${path}': '${whole}' must resolve to a file': cycle detected: candidate root '${whole}' contains visited root '${whole}'`,
      );
    return readKustomization(this.#process, directoryOf(this.#process, whole, kustomization.directory));
  }
}

function flattened(object: Mutable): Mutable[] {
  const isList = typeof object?.kind === "string" && object.kind.endsWith("List") && Array.isArray(object.items);
  return isList ? object.items.flatMap(flattened) : [object];
}

function check(object: Mutable, path: string): void {
  if (typeof object?.kind !== "string" || object.kind === "")
    throw new CommandError(
      `accumulating resources: accumulation err='accumulating resources from '${path}': missing Resource metadata'`,
    );
  if (typeof object.metadata?.name !== "string" && object.metadata?.generateName === undefined)
    throw new CommandError(
      `accumulating resources: accumulation err='accumulating resources from '${path}': missing metadata.name in object'`,
    );
}

function idOf(resource: Resource): string {
  const { group, version } = splitApiVersion(String(resource.object.apiVersion ?? ""));
  return `${resource.object.kind}.${version}.${group || "[noGrp]"}/${nameOf(resource)}.${namespaceOf(resource) || "[noNs]"}`;
}
