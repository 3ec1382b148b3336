/**
 * The client of components that live in the cluster. Writes of a component that owns an object's status go straight
 * to the store; everything else takes the way of any request.
 *
 * Models: staging/src/k8s.io/client-go/kubernetes, tools/cache/shared_informer.go
 */
import { assert } from "../../core/assert.ts";
import type { WaitQueue } from "../../core/wait.ts";
import { type Kind, resourceKey } from "../kinds/kind.ts";
import type { Pod } from "../schema/types.ts";
import type {
  ApiClient,
  Change,
  DeleteOptions,
  EventInput,
  Informer,
  ListOptions,
  Patch,
  WatchOptions,
} from "./client.ts";
import { EventRecorder } from "./event-recorder.ts";
import { draftOf, type KubeObject, type Mutable, type ObjectName } from "./objects.ts";
import { patched } from "./patcher.ts";
import { bound } from "./pod-subresources.ts";
import type { WatchStream } from "./request.ts";
import type { ApiServer } from "./server.ts";
import type { Collection } from "./store.ts";
import type { Writing } from "./writer.ts";

export class LocalClient implements ApiClient {
  readonly component: string;
  readonly #server: ApiServer;
  readonly #writing: Writing;
  readonly #informers = new Map<string, StoreInformer>();
  readonly #recorder: EventRecorder;

  constructor(server: ApiServer, component: string) {
    this.component = component;
    this.#server = server;
    this.#writing = { by: component };
    this.#recorder = new EventRecorder(server, component);
  }

  #kind(resource: string): Kind {
    const kind = this.#server.kinds.named(resource);
    assert(kind !== undefined, "no such resource", resource);
    return kind;
  }

  #collection(resource: string): Collection {
    return this.#server.store.collection(resourceKey(this.#kind(resource)));
  }

  as(component: string): ApiClient {
    return this.#server.client(component);
  }

  get<T extends KubeObject>(resource: string, namespace: string | undefined, name: string): T | undefined {
    return this.#collection(resource).get(namespace, name) as T | undefined;
  }

  list<T extends KubeObject>(resource: string, options: ListOptions = {}): readonly T[] {
    const kind = this.#kind(resource);
    const { namespace, labelSelector = "", fieldSelector = "" } = options;
    const filter = this.#server.reader.filter(kind, { namespace, labels: labelSelector, fields: fieldSelector });
    return this.#server.reader.select(kind, filter) as readonly T[];
  }

  create<T extends KubeObject>(resource: string, object: KubeObject): T {
    return this.#server.writer.create(this.#kind(resource), draftOf(object), this.#writing) as T;
  }

  update<T extends KubeObject>(resource: string, object: KubeObject): T {
    const draft: Mutable = { ...object, metadata: { ...object.metadata } };
    if (object.spec !== undefined) draft.spec = draftOf(object.spec);
    const trusted = resource === "endpoints" || resource === "endpointslices";
    return this.#server.writer.update(this.#kind(resource), draft, { ...this.#writing, trusted }) as T;
  }

  updateStatus<T extends KubeObject>(resource: string, object: KubeObject): T {
    const draft = { metadata: { ...object.metadata }, status: object.status };
    return this.#server.writer.update(this.#kind(resource), draft, { ...this.#writing, subresource: "status" }) as T;
  }

  patch<T extends KubeObject>(resource: string, name: ObjectName, { type, patch, subresource }: Patch): T {
    const kind = this.#kind(resource);
    const current = this.#server.writer.find(kind, name);
    const draft = patched(kind, current, { type, body: patch }, { validation: "Ignore", warnings: [] });
    const writing = { ...this.#writing, verb: "patch" as const, ...(subresource === undefined ? {} : { subresource }) };
    return this.#server.writer.update(kind, draft, writing) as T;
  }

  delete(resource: string, name: ObjectName, options: DeleteOptions = {}): void {
    this.#server.writer.delete(this.#kind(resource), name, options, this.#writing);
  }

  bind(name: ObjectName, node: string): void {
    const kind = this.#kind("pods");
    const pod = this.#server.writer.find(kind, name);
    const next = bound(pod as Pod, { target: { name: node } }, this.#server.writer.now());
    this.#server.writer.replace(kind, next, { ...this.#writing, verb: "bind" });
  }

  watch(resource: string, options: WatchOptions = {}): WatchStream {
    const kind = this.#kind(resource);
    const { namespace, labelSelector = "", fieldSelector = "", resourceVersion } = options;
    const filter = this.#server.reader.filter(kind, { namespace, labels: labelSelector, fields: fieldSelector });
    const request = { resourceVersion, timeoutSec: undefined, bookmarks: false, sendInitialEvents: false };
    return this.#server.reader.watch(kind, filter, { ...request, view: "object", includeObject: "Object" });
  }

  informer<T extends KubeObject>(resource: string): Informer<T> {
    let informer = this.#informers.get(resource);
    if (informer === undefined) {
      informer = new StoreInformer(resource, this.#collection(resource), this.#server);
      this.#informers.set(resource, informer);
    }
    return informer as unknown as Informer<T>;
  }

  event(object: KubeObject, event: EventInput): void {
    this.#recorder.record(object, event);
  }
}

type Handler = (change: Change<KubeObject>) => void;

class StoreInformer implements Informer {
  readonly resource: string;
  readonly #collection: Collection;
  readonly #server: ApiServer;

  constructor(resource: string, collection: Collection, server: ApiServer) {
    this.resource = resource;
    this.#collection = collection;
    this.#server = server;
  }

  get changed(): WaitQueue {
    return this.#collection.changed;
  }

  get(namespace: string | undefined, name: string): KubeObject | undefined {
    return this.#collection.get(namespace, name);
  }

  list(namespace?: string): readonly KubeObject[] {
    return this.#collection.list(namespace);
  }

  byIndex(index: string, value: string): readonly KubeObject[] {
    return this.#collection.byIndex(index, value);
  }

  addIndex(index: string, valuesOf: (object: KubeObject) => readonly string[]): void {
    this.#collection.addIndex(index, valuesOf);
  }

  onChange(handler: Handler): () => void {
    return this.#subscribe(this.#collection.list(), handler, (one) => this.#collection.subscribe(one));
  }

  onIndexed(index: string, value: string, handler: Handler): () => void {
    const existing = this.#collection.byIndex(index, value);
    return this.#subscribe(existing, handler, (one) => this.#collection.subscribeIndexed(index, value, one));
  }

  /** What exists is announced first. Changes made before the subscription but not yet delivered are part of that. */
  #subscribe(
    existing: readonly KubeObject[],
    handler: Handler,
    subscribe: (handler: Handler) => () => void,
  ): () => void {
    const known = this.#server.store.revision;
    // Changes come in the order of their revisions: behind the first new one all are new.
    let isNew = false;
    const end = subscribe((change) => {
      isNew ||= Number(change.object.metadata.resourceVersion) > known;
      if (isNew) handler(change);
    });
    let ended = false;
    if (existing.length > 0)
      this.#server.clock.after(0, () => {
        for (const object of existing) if (!ended) handler({ type: "ADDED", object, old: undefined });
      });
    return () => {
      ended = true;
      end();
    };
  }
}
