/**
 * From the words people type (`po`, `Pods`, `deployments.apps`) to a resource of the server, by discovery.
 *
 * Models: k8s.io/apimachinery/pkg/api/meta/restmapper.go, k8s.io/client-go/restmapper/{discovery,shortcut}.go
 */

import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { CommandError, goQuote } from "../errors.ts";
import type { RestClient } from "./rest-client.ts";

export interface Mapping {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Plural: `deployments`. */
  readonly resource: string;
  readonly singular: string;
  readonly isNamespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: readonly string[];
}

const AGGREGATED =
  "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

/** One mapper for one pair of discovery documents: the server hands out the same ones until its kinds change. */
const KNOWN = new WeakMap<object, { readonly groups: object; readonly mapper: RestMapper }>();

export function* discover(client: RestClient): Run<RestMapper> {
  const core = yield* client.get("/api", { accept: AGGREGATED, isCached: true });
  const groups = yield* client.get("/apis", { accept: AGGREGATED, isCached: true });
  const known = KNOWN.get(core);
  if (known !== undefined && known.groups === groups) return known.mapper;
  const mapper = new RestMapper([...mappingsOf(core), ...mappingsOf(groups)]);
  KNOWN.set(core, { groups, mapper });
  return mapper;
}

function* mappingsOf(document: Mutable): Generator<Mapping> {
  for (const group of document.items ?? [])
    for (const version of group.versions ?? [])
      for (const resource of version.resources ?? [])
        yield mappingOf(group.metadata?.name ?? "", version.version, resource);
}

function mappingOf(group: string, version: string, resource: Mutable): Mapping {
  return {
    group,
    version,
    kind: resource.responseKind?.kind ?? "",
    resource: resource.resource,
    singular: resource.singularResource ?? "",
    isNamespaced: resource.scope === "Namespaced",
    verbs: resource.verbs ?? [],
    shortNames: resource.shortNames ?? [],
    categories: resource.categories ?? [],
    subresources: (resource.subresources ?? []).map((sub: Mutable) => sub.subresource),
  };
}

export class RestMapper {
  /** In the order of discovery, which is the order of preference. */
  readonly all: readonly Mapping[];

  constructor(all: readonly Mapping[]) {
    this.all = all;
  }

  /** What somebody typed: a plural, singular, short name or kind, perhaps with `.version.group` or `.group`. */
  find(typed: string): Mapping {
    const found = this.tryFind(typed);
    if (found !== undefined) return found;
    throw new CommandError(`the server doesn't have a resource type ${goQuote(typed.split(".")[0] as string)}`);
  }

  tryFind(typed: string): Mapping | undefined {
    const parts = typed.split(".");
    const name = parts[0] as string;
    if (parts.length >= 3) {
      const [version, group] = [parts[1] as string, parts.slice(2).join(".")];
      const exact = this.#byResource(name, group, version) ?? this.ofKind(group, name, version);
      if (exact !== undefined) return exact;
    }
    // A short name stands for its resource even with a version that the group has not.
    if (parts.length >= 3 && this.all.some(({ shortNames }) => shortNames.includes(name))) {
      const other = this.#byResource(name, parts.slice(2).join("."), "");
      if (other !== undefined) return other;
    }
    const group = parts.slice(1).join(".");
    return this.#byResource(name, group, "") ?? this.#kindInGroup(name, group);
  }

  ofKind(group: string, kind: string, version = ""): Mapping | undefined {
    return this.all.find(
      (mapping) => mapping.kind === kind && mapping.group === group && (version === "" || mapping.version === version),
    );
  }

  /** `Deployment` alone looks in every group only when it is the core one that is meant. */
  #kindInGroup(kind: string, group: string): Mapping | undefined {
    return this.ofKind(group, kind);
  }

  /** `all`, or null when there is no such category. */
  category(name: string): Mapping[] | null {
    const members = this.all.filter(({ categories }) => categories.includes(name));
    if (members.length === 0) return null;
    const seen = new Set<string>();
    return members.filter((mapping) => {
      const key = qualifiedResource(mapping);
      return !seen.has(key) && seen.add(key) !== undefined;
    });
  }

  #byResource(typed: string, group: string, version: string): Mapping | undefined {
    const name = this.#expanded(typed, group).toLowerCase();
    const named = this.all.filter(
      (mapping) =>
        (mapping.resource === name || mapping.singular === name) && (version === "" || mapping.version === version),
    );
    if (group === "") return named[0];
    return named.find((mapping) => mapping.group === group) ?? named.find((mapping) => mapping.group.startsWith(group));
  }

  #expanded(typed: string, group: string): string {
    const short = this.all.find(
      (mapping) => mapping.shortNames.includes(typed) && (group === "" || mapping.group.startsWith(group)),
    );
    return short?.resource ?? typed;
  }
}

/** `deployments.apps`; `pods` in the core group. */
export function qualifiedResource({ resource, group }: Mapping): string {
  return group === "" ? resource : `${resource}.${group}`;
}

/** `deployment.apps`, as results name things. */
export function qualifiedKind({ kind, group }: { readonly kind: string; readonly group: string }): string {
  return (group === "" ? kind : `${kind}.${group}`).toLowerCase();
}

export function apiVersionOf({ group, version }: { readonly group: string; readonly version: string }): string {
  return group === "" ? version : `${group}/${version}`;
}

/** The path of a collection, or of one object in it. */
export function pathOf(mapping: Mapping, namespace: string, name = "", subresource = ""): string {
  const root = mapping.group === "" ? `/api/${mapping.version}` : `/apis/${mapping.group}/${mapping.version}`;
  const scope = mapping.isNamespaced && namespace !== "" ? `/namespaces/${namespace}` : "";
  const object = name === "" ? "" : `/${encodeURIComponent(name).replaceAll("%3A", ":")}`;
  return `${root}${scope}/${mapping.resource}${object}${subresource === "" ? "" : `/${subresource}`}`;
}
