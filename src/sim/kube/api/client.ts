/**
 * The door for components inside the cluster (controllers, scheduler, kubelets, kube-proxy): the same checks as a
 * request from outside, without paths and JSON text. Failures are thrown as StatusError.
 *
 * Models: staging/src/k8s.io/client-go (dynamic client, informers, event correlator)
 * SIMPLIFIED: an informer's cache is the store itself, so it is never stale; only its notifications come later.
 */
import type { WaitQueue } from "../../core/wait.ts";
import type { JsonValue, KubeObject, ObjectName } from "./objects.ts";
import type { WatchStream } from "./request.ts";

export interface ListOptions {
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

export interface WatchOptions extends ListOptions {
  readonly resourceVersion?: string;
}

export type PatchType = "json" | "merge" | "strategic" | "apply";

export interface Patch {
  readonly type: PatchType;
  readonly patch: JsonValue;
  readonly subresource?: string;
  readonly fieldManager?: string;
  readonly force?: boolean;
}

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: "Background" | "Foreground" | "Orphan";
  readonly uid?: string;
}

export type ChangeType = "ADDED" | "MODIFIED" | "DELETED";

export interface Change<T> {
  readonly type: ChangeType;
  /** For DELETED the last state. */
  readonly object: T;
  readonly old: T | undefined;
}

export interface EventInput {
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
  readonly action?: string;
  /** `spec.containers{web}` */
  readonly fieldPath?: string;
  /** The node, for those who run on one. */
  readonly host?: string;
}

/** A read-only view of one resource that everybody shares: look up, never copy, never change. */
export interface Informer<T extends KubeObject = KubeObject> {
  readonly resource: string;
  get(namespace: string | undefined, name: string): T | undefined;
  /** In order of name. */
  list(namespace?: string): readonly T[];
  /** Objects for which the index function gave this value; in order of insertion. */
  byIndex(index: string, value: string): readonly T[];
  /** Adding the same name again is fine: it is one index for all users. */
  addIndex(index: string, valuesOf: (object: T) => readonly string[]): void;
  /** Calls come in order, each after the write that caused it has returned, at the same instant. Existing objects
   * are announced as ADDED first. The answer ends the subscription. */
  onChange(handler: (change: Change<T>) => void): () => void;
  /** Only changes of objects that have, or had, this value in the index. */
  onIndexed(index: string, value: string, handler: (change: Change<T>) => void): () => void;
  /** Woken after any change, for generators. */
  readonly changed: WaitQueue;
}

/** `resource` is the plural (`pods`), or `plural.group` where two groups share one (`events.events.k8s.io`). */
export interface ApiClient {
  readonly component: string;
  get<T extends KubeObject>(resource: string, namespace: string | undefined, name: string): T | undefined;
  list<T extends KubeObject>(resource: string, options?: ListOptions): readonly T[];
  create<T extends KubeObject>(resource: string, object: KubeObject): T;
  update<T extends KubeObject>(resource: string, object: KubeObject): T;
  updateStatus<T extends KubeObject>(resource: string, object: KubeObject): T;
  patch<T extends KubeObject>(resource: string, name: ObjectName, patch: Patch): T;
  delete(resource: string, name: ObjectName, options?: DeleteOptions): void;
  bind(pod: ObjectName, node: string): void;
  watch(resource: string, options?: WatchOptions): WatchStream;
  informer<T extends KubeObject>(resource: string): Informer<T>;
  event(object: KubeObject, event: EventInput): void;
  /** The same door under another component's name. */
  as(component: string): ApiClient;
}
