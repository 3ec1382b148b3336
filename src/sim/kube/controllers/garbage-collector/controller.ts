/**
 * Deletes what belongs to something that is gone.
 *
 * Models: pkg/controller/garbagecollector
 * SIMPLIFIED: an owner that never existed counts as gone only when the dependent is looked at because another went.
 */
import { assert } from "../../../core/assert.ts";
import type { Change, Informer } from "../../api/client.ts";
import type { KubeObject } from "../../api/objects.ts";
import { hasReason } from "../../api/status.ts";
import { type Kind, resourceKey } from "../../kinds/kind.ts";
import type { Controller, ControllerContext } from "../controller.ts";

const BY_OWNER = "owner";
const FOREGROUND = "foregroundDeletion";
const ORPHAN = "orphan";

export const garbageCollector: Controller = {
  name: "generic-garbage-collector",
  start(context) {
    new GarbageCollector(context).start();
  },
};

class GarbageCollector {
  readonly #context: ControllerContext;
  readonly #resources = new Map<string, { kind: Kind; informer: Informer }>();
  readonly #watched: readonly Kind[];

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#watched = context.server.kinds.all.filter(
      (kind) => kind.answer === undefined && kind.view === undefined && kind.resource !== "events",
    );
  }

  start(): void {
    const queue = this.#context.queue((key) => this.#reconcile(key));
    const mark = (key: string): void => queue.add(key);
    for (const kind of this.#watched) this.#watch(kind, mark);
    this.#context.server.kinds.onAdded((kind) => {
      if (kind.view === undefined && !this.#resources.has(resourceKey(kind)))
        this.#context.clock.after(0, () => this.#watch(kind, mark));
    });
  }

  #watch(kind: Kind, mark: (key: string) => void): void {
    const resource = resourceKey(kind);
    if (this.#resources.has(resource) || this.#context.server.kinds.named(resource) === undefined) return;
    const informer = this.#context.client.informer(resource);
    informer.addIndex(BY_OWNER, ({ metadata }) => (metadata.ownerReferences ?? []).map(({ uid }) => uid));
    this.#resources.set(resource, { kind, informer });
    informer.onChange((change) => this.#noticed(resource, change, mark));
  }

  #noticed(resource: string, { type, object }: Change<KubeObject>, mark: (key: string) => void): void {
    const { metadata } = object;
    if (type === "DELETED") {
      if (this.#dependents(metadata.uid as string).length > 0) mark(`gone/${metadata.uid}`);
      for (const owner of metadata.ownerReferences ?? [])
        if (owner.blockOwnerDeletion === true)
          mark(
            `unblocked/${owner.uid}/${resourceOfOwner(this.#watched, owner)}/${metadata.namespace ?? ""}/${owner.name}`,
          );
    } else if (
      metadata.deletionTimestamp !== undefined &&
      (metadata.finalizers ?? []).some((one) => one === FOREGROUND || one === ORPHAN)
    )
      mark(`deleting/${metadata.uid}/${resource}/${metadata.namespace ?? ""}/${metadata.name}`);
  }

  #dependents(uid: string): { resource: string; object: KubeObject }[] {
    const found: { resource: string; object: KubeObject }[] = [];
    for (const [resource, { informer }] of this.#resources)
      for (const object of informer.byIndex(BY_OWNER, uid)) found.push({ resource, object });
    return found;
  }

  #reconcile(key: string): void {
    const [what, uid = "", resource = "", namespace = "", name = ""] = key.split("/");
    const dependents = this.#dependents(uid);
    if (what === "gone") {
      for (const one of dependents) this.#release(one.resource, one.object, uid);
      return;
    }
    const owner = this.#resources.get(resource)?.informer.get(namespace === "" ? undefined : namespace, name);
    if (owner === undefined || owner.metadata.uid !== uid || owner.metadata.deletionTimestamp === undefined) return;
    const finalizers = owner.metadata.finalizers ?? [];
    if (finalizers.includes(ORPHAN)) {
      for (const one of dependents) this.#orphan(one.resource, one.object, uid);
      this.#dropFinalizer(resource, owner, ORPHAN);
    } else if (finalizers.includes(FOREGROUND)) {
      for (const { resource: kind, object } of dependents)
        if (object.metadata.deletionTimestamp === undefined) this.#delete(kind, object, "Foreground");
      if (this.#dependents(uid).length === 0) this.#dropFinalizer(resource, owner, FOREGROUND);
    }
  }

  /** The last owner gone means the dependent goes too; otherwise only the reference does. */
  #release(resource: string, object: KubeObject, uid: string): void {
    const others = (object.metadata.ownerReferences ?? []).filter((owner) => owner.uid !== uid);
    if (others.some((owner) => this.#exists(owner, object.metadata.namespace))) this.#orphan(resource, object, uid);
    else this.#delete(resource, object, "Background");
  }

  #exists(
    owner: { apiVersion: string; kind: string; name: string; uid: string },
    namespace: string | undefined,
  ): boolean {
    const kind = this.#context.server.kinds.ofObject(owner.apiVersion, owner.kind);
    if (kind === undefined) return false;
    const found = this.#context.client.get(resourceKey(kind), kind.namespaced ? namespace : undefined, owner.name);
    return found !== undefined && found.metadata.uid === owner.uid;
  }

  #orphan(resource: string, object: KubeObject, uid: string): void {
    const ownerReferences = (object.metadata.ownerReferences ?? []).filter((owner) => owner.uid !== uid);
    const { ownerReferences: _before, ...metadata } = object.metadata;
    this.#put(resource, {
      ...object,
      metadata: ownerReferences.length === 0 ? metadata : { ...metadata, ownerReferences },
    });
  }

  #delete(resource: string, { metadata }: KubeObject, propagationPolicy: "Background" | "Foreground"): void {
    try {
      const isForeground = propagationPolicy === "Foreground" && this.#dependents(metadata.uid as string).length > 0;
      this.#context.client.delete(resource, metadata, isForeground ? { propagationPolicy } : {});
    } catch (error) {
      if (!hasReason(error, "NotFound")) throw error;
    }
  }

  #dropFinalizer(resource: string, { metadata }: KubeObject, finalizer: string): void {
    const finalizers = (metadata.finalizers ?? []).filter((one) => one !== finalizer);
    const patch = { metadata: { finalizers: finalizers.length === 0 ? null : finalizers } };
    this.#context.client.patch(resource, metadata, { type: "merge", patch });
  }

  #put(resource: string, object: KubeObject): void {
    const kind = this.#resources.get(resource)?.kind;
    assert(kind !== undefined, "an unknown resource", resource);
    this.#context.server.writer.replace(kind, object, { by: "generic-garbage-collector", verb: "patch" });
  }
}

function resourceOfOwner(kinds: readonly Kind[], owner: { apiVersion: string; kind: string }): string {
  const found = kinds.find((kind) => kind.kind === owner.kind && owner.apiVersion.startsWith(kind.group));
  return found === undefined ? "" : resourceKey(found);
}
