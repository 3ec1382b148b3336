/**
 * Objects in the order of etcd's keys, as they are listed. After a few changes the next list is made from the last one;
 * who lists twenty thousand Pods after each of them does not sort them all each time.
 *
 * Models: etcd's B-tree of keys, staging/src/k8s.io/apiserver/pkg/storage/cacher/store_btree.go
 */
import type { KubeObject } from "./objects.ts";

/** More changes than this, and sorting is quicker. */
const FEW = 64;

export class SortedList {
  readonly #members: ReadonlyMap<string, KubeObject>;
  #list: readonly KubeObject[] | null = null;
  #changes: { readonly now: KubeObject | undefined; readonly old: KubeObject | undefined }[] = [];

  /** `members` goes on changing; `change` tells of it. */
  constructor(members: ReadonlyMap<string, KubeObject>) {
    this.#members = members;
  }

  change(now: KubeObject | undefined, old: KubeObject | undefined): void {
    if (this.#list === null) return;
    this.#changes.push({ now, old });
    if (this.#changes.length <= FEW) return;
    this.#list = null;
    this.#changes = [];
  }

  /** Shared by all who ask; a later one is another. */
  list(): readonly KubeObject[] {
    if (this.#list === null) this.#list = [...this.#members.values()].sort(compareObjects);
    else if (this.#changes.length > 0) {
      const list = this.#list.slice();
      for (const { now, old } of this.#changes) {
        const at = placeAfter(list, (now ?? old) as KubeObject, false);
        if (old === undefined) list.splice(at, 0, now as KubeObject);
        else if (now === undefined) list.splice(at, 1);
        else list[at] = now;
      }
      this.#list = list;
      this.#changes = [];
    }
    return this.#list;
  }
}

interface Named {
  readonly metadata: { readonly namespace?: string | undefined; readonly name: string };
}

/** Where the first object stands that comes after this one, or with `itself` false, that is not before it. */
export function placeAfter(list: readonly Named[], object: Named, itself = true): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = compareObjects(list[middle] as Named, object);
    if (order < 0 || (itself && order === 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** As `namespace/name` are ordered: `kube-system/a` before `kube/a`. */
export function compareObjects({ metadata: a }: Named, { metadata: b }: Named): number {
  const [x, y] = [a.namespace ?? "", b.namespace ?? ""];
  if (x !== y) return isBefore(`${x}/`, `${y}/`) ? -1 : 1;
  return a.name === b.name ? 0 : isBefore(a.name, b.name) ? -1 : 1;
}

function isBefore(a: string, b: string): boolean {
  return a < b;
}
