/**
 * The objects that were there when the lab began, for checks that compare. What the server keeps is never changed in
 * place, so that lists of it, taken at that moment, are enough: no second world has to be made and to wait.
 */
import type { Cluster } from "../sim/cluster.ts";
import { assert } from "../sim/core/assert.ts";
import type { KubeObject } from "../sim/kube/api/objects.ts";
import { type Kind, resourceKey } from "../sim/kube/kinds/kind.ts";

export class StartObjects {
  readonly #cluster: Cluster;
  readonly #byKind: ReadonlyMap<Kind, readonly KubeObject[]>;

  constructor(cluster: Cluster) {
    const client = cluster.api.client("grader");
    const kept = cluster.api.kinds.all.filter(({ verbs, view }) => verbs?.includes("list") !== false && !view);
    this.#cluster = cluster;
    this.#byKind = new Map(kept.map((kind) => [kind, [...client.list(resourceKey(kind))]]));
  }

  /** None of a resource that nobody had defined yet. */
  list<T extends KubeObject>(resource: string, namespace?: string): readonly T[] {
    const kind = this.#cluster.api.kinds.named(resource);
    assert(kind !== undefined, "no such resource", resource);
    const all = (this.#byKind.get(kind as Kind) ?? []) as readonly T[];
    return namespace === undefined ? all : all.filter(({ metadata }) => metadata.namespace === namespace);
  }
}
