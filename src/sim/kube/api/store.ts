/**
 * What the cluster is: one collection of objects per resource, one counter of revisions for all of them, and a
 * bounded history for those who watch. Everybody reads the same object; a write replaces it.
 *
 * Models: etcd's revisions, staging/src/k8s.io/apiserver/pkg/storage/cacher (watch cache, too old resource version)
 */
import { assert } from "../../core/assert.ts";
import type { Clock } from "../../core/clock.ts";
import { WaitQueue } from "../../core/wait.ts";
import type { Change, ChangeType } from "./client.ts";
import { deepFreeze, type KubeObject } from "./objects.ts";
import { SortedList } from "./sorted-list.ts";

/** Changes that a collection remembers; who asks for an older one is told to list again. */
const HISTORY_LIMIT = 4_000;

export interface Revised {
  readonly revision: number;
  readonly change: Change<KubeObject>;
}

type Handler = (change: Change<KubeObject>) => void;
type ValuesOf = (object: KubeObject) => readonly string[];

export class Store {
  readonly #clock: Clock;
  readonly #freeze: boolean;
  readonly #collections = new Map<string, Collection>();
  #revision = 0;
  #pending: { collection: Collection; change: Change<KubeObject> }[] = [];

  constructor(clock: Clock, freeze: boolean) {
    this.#clock = clock;
    this.#freeze = freeze;
  }

  get revision(): number {
    return this.#revision;
  }

  /** `resource` is unique: `pods`, `deployments.apps`. */
  collection(resource: string): Collection {
    let collection = this.#collections.get(resource);
    if (collection === undefined) {
      collection = new Collection(this);
      this.#collections.set(resource, collection);
    }
    return collection;
  }

  /** For Collection: the next revision, stamped on the object. */
  stamp(object: KubeObject): KubeObject {
    this.#revision++;
    const stamped = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#revision) } };
    return this.#freeze ? deepFreeze(stamped) : stamped;
  }

  /** For Collection: subscribers hear of it after the writer has returned, at this same instant. */
  notify(collection: Collection, change: Change<KubeObject>): void {
    this.#pending.push({ collection, change });
    if (this.#pending.length === 1) this.#clock.after(0, () => this.#deliver());
  }

  #deliver(): void {
    const pending = this.#pending;
    this.#pending = [];
    for (const { collection, change } of pending) collection.announce(change);
  }
}

export class Collection {
  readonly #store: Store;
  readonly #objects = new Map<string, KubeObject>();
  readonly #namespaces = new Map<string, Map<string, KubeObject>>();
  readonly #sorted = new Map<string, SortedList>();
  readonly #indexes = new Map<string, Index>();
  readonly #handlers = new Set<Handler>();
  readonly #watchers = new Set<(revised: Revised) => void>();
  #history: Revised[] = [];
  #forgottenUpTo = 0;
  readonly changed = new WaitQueue();

  constructor(store: Store) {
    this.#store = store;
  }

  get size(): number {
    return this.#objects.size;
  }

  get(namespace: string | undefined, name: string): KubeObject | undefined {
    return this.#objects.get(`${namespace ?? ""}/${name}`);
  }

  /** In order of namespace and name, as etcd's keys are. The list is shared: do not change it. */
  list(namespace?: string): readonly KubeObject[] {
    const key = namespace ?? EVERYWHERE;
    let sorted = this.#sorted.get(key);
    if (sorted === undefined) {
      const members = namespace === undefined ? this.#objects : this.#namespaces.get(namespace);
      if (members === undefined) return NOTHING;
      sorted = new SortedList(members);
      this.#sorted.set(key, sorted);
    }
    return sorted.list();
  }

  put(object: KubeObject): KubeObject {
    const stored = this.#store.stamp(object);
    const { namespace = "", name } = stored.metadata;
    const key = `${namespace}/${name}`;
    const old = this.#objects.get(key);
    this.#objects.set(key, stored);
    let members = this.#namespaces.get(namespace);
    if (members === undefined) {
      members = new Map();
      this.#namespaces.set(namespace, members);
    }
    members.set(key, stored);
    this.#changedList(stored, old);
    for (const index of this.#indexes.values()) index.replace(key, stored);
    this.#record(old === undefined ? "ADDED" : "MODIFIED", stored, old);
    return stored;
  }

  remove(namespace: string | undefined, name: string): KubeObject {
    const key = `${namespace ?? ""}/${name}`;
    const old = this.#objects.get(key);
    assert(old !== undefined, "removing an object that is not there", key);
    const last = this.#store.stamp(old);
    this.#objects.delete(key);
    this.#namespaces.get(namespace ?? "")?.delete(key);
    this.#changedList(undefined, old);
    for (const index of this.#indexes.values()) index.replace(key, undefined);
    this.#record("DELETED", last, old);
    return last;
  }

  #changedList(now: KubeObject | undefined, old: KubeObject | undefined): void {
    this.#sorted.get(EVERYWHERE)?.change(now, old);
    this.#sorted.get((now ?? old)?.metadata.namespace ?? "")?.change(now, old);
  }

  #record(type: ChangeType, object: KubeObject, old: KubeObject | undefined): void {
    const change = { type, object, old };
    const revised = { revision: this.#store.revision, change };
    this.#history.push(revised);
    if (this.#history.length > 2 * HISTORY_LIMIT) {
      this.#history = this.#history.slice(-HISTORY_LIMIT);
      this.#forgottenUpTo = (this.#history[0] as Revised).revision - 1;
    }
    for (const watcher of this.#watchers) watcher(revised);
    this.#store.notify(this, change);
  }

  /** Changes after a revision; undefined when some of them are forgotten. */
  since(revision: number): readonly Revised[] | undefined {
    if (revision < this.#forgottenUpTo) return undefined;
    return this.#history.filter((one) => one.revision > revision);
  }

  get oldestKnown(): number {
    return this.#forgottenUpTo + 1;
  }

  /** Called during the write itself; must not write. */
  watch(watcher: (revised: Revised) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  addIndex(name: string, valuesOf: ValuesOf): void {
    if (this.#indexes.has(name)) return;
    const index = new Index(valuesOf);
    for (const [key, object] of this.#objects) index.replace(key, object);
    this.#indexes.set(name, index);
  }

  byIndex(name: string, value: string): readonly KubeObject[] {
    return this.#index(name).get(value);
  }

  #index(name: string): Index {
    const index = this.#indexes.get(name);
    assert(index !== undefined, "no such index", name);
    return index;
  }

  subscribe(handler: Handler): () => void {
    this.#handlers.add(handler);
    return () => this.#handlers.delete(handler);
  }

  subscribeIndexed(name: string, value: string, handler: Handler): () => void {
    return this.#index(name).subscribe(value, handler);
  }

  announce(change: Change<KubeObject>): void {
    for (const handler of this.#handlers) handler(change);
    for (const index of this.#indexes.values()) index.announce(change);
    this.changed.wake();
  }
}

/** No namespace is called so. */
const EVERYWHERE = "*";
const NOTHING: readonly KubeObject[] = [];
const NOWHERE: readonly string[] = [];

class Index {
  readonly #valuesOf: ValuesOf;
  /** Under which values each object is filed. */
  readonly #values = new Map<string, readonly string[]>();
  readonly #members = new Map<string, Map<string, KubeObject>>();
  readonly #handlers = new Map<string, Set<Handler>>();

  constructor(valuesOf: ValuesOf) {
    this.#valuesOf = valuesOf;
  }

  get(value: string): readonly KubeObject[] {
    const members = this.#members.get(value);
    return members === undefined ? [] : [...members.values()];
  }

  replace(key: string, object: KubeObject | undefined): void {
    const now = object === undefined ? NOWHERE : this.#valuesOf(object);
    for (const value of this.#values.get(key) ?? NOWHERE) {
      if (now.includes(value)) continue;
      const members = this.#members.get(value);
      members?.delete(key);
      if (members?.size === 0) this.#members.delete(value);
    }
    if (now.length === 0) this.#values.delete(key);
    else this.#values.set(key, now);
    for (const value of now) {
      let members = this.#members.get(value);
      if (members === undefined) {
        members = new Map();
        this.#members.set(value, members);
      }
      members.set(key, object as KubeObject);
    }
  }

  subscribe(value: string, handler: Handler): () => void {
    let handlers = this.#handlers.get(value);
    if (handlers === undefined) {
      handlers = new Set();
      this.#handlers.set(value, handlers);
    }
    handlers.add(handler);
    return () => handlers.delete(handler);
  }

  announce(change: Change<KubeObject>): void {
    if (this.#handlers.size === 0) return;
    const values = new Set(this.#valuesOf(change.object));
    if (change.old !== undefined) for (const value of this.#valuesOf(change.old)) values.add(value);
    for (const value of values) for (const handler of this.#handlers.get(value) ?? []) handler(change);
  }
}
