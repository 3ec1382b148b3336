/**
 * Creating, changing and deleting, the same for every kind: metadata, defaults, admission, validation, reservation,
 * and only then the store. Who writes from inside comes here directly, requests come through server.ts.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go, pkg/registry/rest
 */
import type { Clock } from "../../core/clock.ts";
import type { Prng } from "../../core/prng.ts";
import { formatRfc3339 } from "../../core/time.ts";
import type { TraceSink } from "../../core/trace.ts";
import type { AdmissionAttributes, AdmissionPlugin, Charge } from "../admission/plugin.ts";
import type { ApiVerb, KubeEvent } from "../events.ts";
import { type AdmissionContext, apiVersionOf, type Kind, resourceKey } from "../kinds/kind.ts";
import type { ServiceAllocators } from "../kinds/service/allocators.ts";
import type { LateChecks } from "./late-rules.ts";
import { recordCreate, recordUpdate } from "./managed-fields.ts";
import { generateName, generateUid } from "./names.ts";
import { draftOf, type KubeObject, type Mutable, type ObjectMeta, type ObjectName, sameJson } from "./objects.ts";
import type { ApiUser } from "./request.ts";
import { alreadyExists, conflict, forbidden, MODIFIED_MEANWHILE, notFound, StatusError } from "./status.ts";
import type { Collection, Store } from "./store.ts";
import { keepSystemMeta, keepsItself, pick, withoutVersion } from "./system-metadata.ts";
import { FEATURE_GATES, type FeatureGates } from "./validation/feature-gates.ts";
import { type FieldError, invalidStatus } from "./validation/field-error.ts";
import { isDNS1123Subdomain } from "./validation/formats.ts";
import { validateMetaUpdate, validateObjectMeta } from "./validation/object-meta.ts";

export interface Writing {
  /** The component or user who asks. */
  readonly by: string;
  readonly dryRun?: boolean;
  /** Filled with texts for the client. */
  readonly warnings?: string[];
  readonly subresource?: string;
  readonly verb?: ApiVerb;
  /** Made by a controller from checked objects: not checked again. */
  readonly trusted?: boolean;
  /** Who will own the fields that this sets; server-side apply records that itself. */
  readonly manager?: string | undefined;
  readonly user?: ApiUser | undefined;
}

export interface Deletion {
  readonly gracePeriodSeconds?: number | undefined;
  readonly propagationPolicy?: string | undefined;
  readonly uid?: string | undefined;
  readonly resourceVersion?: string | undefined;
}

const FOREGROUND = "foregroundDeletion";
const ORPHAN = "orphan";

export class Writer {
  readonly store: Store;
  readonly #clock: Clock;
  readonly #trace: TraceSink<KubeEvent>;
  readonly #names: Prng;
  readonly #uids: Prng;
  readonly #admission: Prng;
  readonly services: ServiceAllocators;
  readonly #standsAlone: boolean;
  readonly #gates: FeatureGates;
  /** What the late rules add (see late-rules.ts). */
  lateChecks: ReadonlyMap<string, LateChecks> | null = null;
  plugins: readonly AdmissionPlugin[] = [];

  constructor(parts: {
    store: Store;
    clock: Clock;
    prng: Prng;
    trace: TraceSink<KubeEvent>;
    services: ServiceAllocators;
    standsAlone: boolean;
    gates: FeatureGates;
  }) {
    this.store = parts.store;
    this.#clock = parts.clock;
    this.#trace = parts.trace;
    this.#names = parts.prng.split("names");
    this.#uids = parts.prng.split("uids");
    this.#admission = parts.prng.split("admission");
    this.services = parts.services;
    this.#standsAlone = parts.standsAlone;
    this.#gates = parts.gates;
  }

  now(): string {
    return formatRfc3339(this.#clock.nowMs);
  }

  later(seconds: number): string {
    return formatRfc3339(this.#clock.nowMs + seconds * 1000);
  }

  collection(kind: Kind): Collection {
    return this.store.collection(resourceKey(kind));
  }

  find(kind: Kind, { namespace, name }: ObjectName): KubeObject {
    const found = this.collection(kind).get(kind.namespaced ? namespace : undefined, name);
    if (found === undefined) throw new StatusError(notFound(kind, name));
    return found;
  }

  /** `draft` is taken over and changed. */
  create(kind: Kind, draft: Mutable, writing: Writing): KubeObject {
    const meta = this.#newMeta(kind, draft);
    this.#checkNamespace(kind, meta, writing);
    const context = this.#context(writing);
    if (kind.hasGeneration) meta.generation = 1;
    kind.prepare?.(draft);
    this.#setDefaults(kind, draft);
    this.#manage(kind, draft, undefined, writing);
    const attributes = this.#attributes(kind, "CREATE", undefined, writing);
    for (const plugin of this.plugins) plugin.mutate?.(draft, attributes);
    kind.mutate?.(draft, undefined, context);
    const errors = this.validate(kind, draft);
    if (errors.length > 0) throw new StatusError(invalidStatus(kind, meta.name ?? "", errors));
    if (kind.warnings !== undefined) writing.warnings?.push(...kind.warnings(draft));
    const charges = this.#charges(draft, attributes);
    const admitted = kind.admit?.(draft, undefined, context) ?? {};
    if (admitted.errors !== undefined && admitted.errors.length > 0)
      throw new StatusError(invalidStatus(kind, meta.name, admitted.errors));
    const exists = this.collection(kind).get(meta.namespace, meta.name) !== undefined;
    if (exists || writing.dryRun === true) admitted.undo?.();
    if (exists) throw new StatusError(alreadyExists(kind, meta.name));
    if (writing.dryRun === true) return draft;
    for (const charge of charges) charge();
    return this.#commit(kind, draft, { verb: "create", ...writing });
  }

  #setDefaults(kind: Kind, draft: Mutable, current?: KubeObject): void {
    kind.defaults?.(draft, current);
    if (kind.late) this.lateChecks?.get(resourceKey(kind))?.defaults?.(draft);
  }

  #attributes(
    kind: Kind,
    operation: AdmissionAttributes["operation"],
    old: KubeObject | undefined,
    { subresource }: Writing,
  ): AdmissionAttributes {
    return { kind, operation, subresource, old, nowMs: this.#clock.nowMs };
  }

  #charges(draft: KubeObject, attributes: AdmissionAttributes): readonly Charge[] {
    return this.plugins.flatMap((plugin) => plugin.validate?.(draft, attributes) ?? []);
  }

  /** Made by ourselves and known to be right: no defaults, no checks. */
  createTrusted(kind: Kind, draft: Mutable, writing: Writing): KubeObject {
    draft.metadata.uid = generateUid(this.#uids);
    draft.metadata.creationTimestamp = this.now();
    return this.#commit(kind, draft, { verb: "create", ...writing });
  }

  #newMeta(kind: Kind, draft: Mutable): Mutable {
    draft.apiVersion = apiVersionOf(kind);
    draft.kind = kind.kind;
    draft.metadata ??= {};
    const meta = draft.metadata;
    if ((meta.name === undefined || meta.name === "") && meta.generateName)
      meta.name = generateName(meta.generateName, this.#names);
    if (!kind.namespaced && meta.namespace === "") delete meta.namespace;
    meta.uid = generateUid(this.#uids);
    meta.creationTimestamp = this.now();
    for (const field of [
      "resourceVersion",
      "selfLink",
      "deletionTimestamp",
      "deletionGracePeriodSeconds",
      "generation",
    ])
      delete meta[field];
    return meta;
  }

  #checkNamespace(kind: Kind, meta: ObjectMeta, writing: Writing): void {
    if (!kind.namespaced || meta.namespace === undefined) return;
    const namespace = this.store.collection("namespaces").get(undefined, meta.namespace);
    if (namespace === undefined) {
      throw new StatusError(notFound({ group: "", resource: "namespaces" }, meta.namespace));
    }
    if (namespace.metadata.deletionTimestamp === undefined || writing.by === "namespace-controller") return;
    const why = `unable to create new content in namespace ${meta.namespace} because it is being terminated`;
    const status = forbidden(kind, meta.name, why);
    const cause = {
      reason: "NamespaceTerminating",
      message: `namespace ${meta.namespace} is being terminated`,
      field: "metadata.namespace",
    };
    throw new StatusError({ ...status, details: { ...status.details, causes: [cause] } });
  }

  #context({ by, user, dryRun }: Writing): AdmissionContext {
    const { store, services } = this;
    return {
      nowMs: this.#clock.nowMs,
      prng: this.#admission,
      store,
      services,
      by,
      user,
      standsAlone: this.#standsAlone,
      isDryRun: dryRun === true,
    };
  }

  validate(kind: Kind, object: KubeObject, old?: KubeObject): FieldError[] {
    const gates = this.#gates;
    // A name that was taken once stays, whatever has been switched off since.
    const forName = old === undefined ? gates : FEATURE_GATES;
    const validateName = (name: string) => kind.validateName?.(name, forName) ?? isDNS1123Subdomain(name);
    const rules = { namespaced: kind.namespaced, validateName };
    return [
      ...validateObjectMeta(object.metadata, rules),
      ...(old === undefined ? [] : validateMetaUpdate(object.metadata, old.metadata)),
      ...(kind.validate?.(object, old, gates) ?? []),
      ...((kind.late && this.lateChecks?.get(resourceKey(kind))?.validate(object, old)) || []),
    ];
  }

  /** `draft` is the wanted object, taken over and changed. */
  update(kind: Kind, draft: Mutable, writing: Writing): KubeObject {
    const current = this.find(kind, draft.metadata);
    this.#checkVersion(kind, draft.metadata, current);
    keepSystemMeta(draft, current);
    draft.apiVersion = apiVersionOf(kind);
    draft.kind = kind.kind;
    if (writing.subresource === "status" || writing.subresource === "approval")
      return this.#updateStatus(kind, draft, current, writing);
    if (kind.subresources.includes("status")) draft.status = current.status;
    const context = this.#context(writing);
    this.#setDefaults(kind, draft, current);
    this.#manage(kind, draft, current, writing);
    kind.prepare?.(draft, current);
    kind.mutate?.(draft, current, context);
    if (kind.hasGeneration && !sameJson(draft.spec, current.spec))
      draft.metadata.generation = (current.metadata.generation ?? 0) + 1;
    const errors = writing.trusted === true ? [] : this.#validateUpdate(kind, draft, current);
    if (errors.length > 0) throw new StatusError(invalidStatus(kind, draft.metadata.name, errors));
    if (kind.warnings !== undefined) writing.warnings?.push(...kind.warnings(draft));
    const charges = this.#charges(draft, this.#attributes(kind, "UPDATE", current, writing));
    const admitted = kind.admit?.(draft, current, context) ?? {};
    if (admitted.errors !== undefined && admitted.errors.length > 0)
      throw new StatusError(invalidStatus(kind, draft.metadata.name, admitted.errors));
    if (writing.dryRun === true) {
      admitted.undo?.();
      return draft;
    }
    for (const charge of charges) charge();
    return this.#commitUpdate(kind, draft, current, writing);
  }

  /** What is stored is read with its defaults; only an object that was loaded as it was given can lack them. */
  #validateUpdate(kind: Kind, draft: KubeObject, current: KubeObject): FieldError[] {
    const errors = this.validate(kind, draft, current);
    if (errors.length === 0 || kind.defaults === undefined) return errors;
    const read = draftOf(current);
    kind.defaults(read, current);
    return this.validate(kind, draft, read as KubeObject);
  }

  #checkVersion(kind: Kind, meta: ObjectMeta, current: KubeObject): void {
    if (meta.uid !== undefined && meta.uid !== "" && meta.uid !== current.metadata.uid) {
      const why = `Precondition failed: UID in precondition: ${meta.uid}, UID in object meta: ${current.metadata.uid}`;
      throw new StatusError(conflict(kind, meta.name, why));
    }
    const { resourceVersion } = meta;
    if (
      resourceVersion !== undefined &&
      !/^0?$/.test(resourceVersion) &&
      resourceVersion !== current.metadata.resourceVersion
    )
      throw new StatusError(conflict(kind, meta.name, MODIFIED_MEANWHILE));
  }

  #updateStatus(kind: Kind, draft: Mutable, current: KubeObject, writing: Writing): KubeObject {
    const next: Mutable = { ...current, metadata: { ...current.metadata }, status: draft.status ?? {} };
    if (draft.metadata.annotations !== undefined || draft.metadata.labels !== undefined)
      next.metadata = {
        ...current.metadata,
        ...pick(draft.metadata, "annotations"),
        ...pick(draft.metadata, "labels"),
      };
    this.#manage(kind, next, current, { ...writing, subresource: "status" });
    return writing.dryRun === true
      ? next
      : this.#commitUpdate(kind, next, current, { ...writing, subresource: "status" });
  }

  #manage(kind: Kind, draft: Mutable, current: KubeObject | undefined, { manager, subresource }: Writing): void {
    if (manager === undefined) return;
    const who = { name: manager, time: this.now(), subresource };
    if (current === undefined) recordCreate(kind, draft, who);
    else recordUpdate(kind, draft, current, who);
  }

  #commitUpdate(kind: Kind, draft: KubeObject, current: KubeObject, writing: Writing): KubeObject {
    if (sameJson(withoutVersion(draft), withoutVersion(current))) return current;
    const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = draft.metadata;
    if (
      deletionTimestamp !== undefined &&
      (finalizers ?? []).length === 0 &&
      (deletionGracePeriodSeconds ?? 0) === 0 &&
      !keepsItself(kind, draft)
    ) {
      this.collection(kind).put(draft);
      return this.#remove(kind, draft, writing);
    }
    return this.#commit(kind, draft, { verb: "update", ...writing });
  }

  #commit(kind: Kind, object: KubeObject, writing: Writing & { verb: ApiVerb }): KubeObject {
    const stored = this.collection(kind).put(object);
    this.#record(kind, stored, writing);
    return stored;
  }

  #record(kind: Kind, object: KubeObject, { verb, by, subresource }: Writing & { verb: ApiVerb }): void {
    if (!this.#trace.on) return;
    const { namespace, name, resourceVersion = "" } = object.metadata;
    const resource = resourceKey(kind);
    this.#trace.emit({
      type: "api-write",
      verb,
      resource,
      ...(subresource === undefined ? {} : { subresource }),
      ...(namespace === undefined ? {} : { namespace }),
      name,
      resourceVersion,
      by,
      where: (namespace === undefined ? [resource, name] : [namespace, resource, name]).join("/"),
    });
  }

  /** A whole object as the caller built it, for components that own it: no defaults, no checks. */
  replace(kind: Kind, object: KubeObject, writing: Writing & { verb: ApiVerb }): KubeObject {
    return this.#commit(kind, object, writing);
  }

  /** True when it is gone at once; the object otherwise lives on with a deletionTimestamp. */
  delete(kind: Kind, name: ObjectName, deletion: Deletion, writing: Writing): { object: KubeObject; gone: boolean } {
    const current = this.find(kind, name);
    this.#checkPreconditions(kind, current, deletion);
    const asked = deletion.gracePeriodSeconds;
    const grace = kind.gracePeriod?.(current, asked) ?? 0;
    const finalizers = new Set(current.metadata.finalizers ?? []);
    if (deletion.propagationPolicy === "Foreground") finalizers.add(FOREGROUND);
    else finalizers.delete(FOREGROUND);
    if (deletion.propagationPolicy === "Orphan") finalizers.add(ORPHAN);
    else finalizers.delete(ORPHAN);
    if (writing.dryRun === true) return { object: current, gone: grace === 0 && finalizers.size === 0 };
    if (grace === 0 && finalizers.size === 0 && !keepsItself(kind, current)) {
      const last =
        kind.gracePeriod === undefined ? current : this.#markDeleted(kind, current, { grace, finalizers: [], writing });
      return { object: this.#remove(kind, last, writing), gone: true };
    }
    return { object: this.#markDeleted(kind, current, { grace, finalizers: [...finalizers], writing }), gone: false };
  }

  #checkPreconditions(kind: Kind, current: KubeObject, { uid, resourceVersion }: Deletion): void {
    const { metadata } = current;
    const clash =
      uid !== undefined && uid !== metadata.uid
        ? `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`
        : resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion
          ? `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${metadata.resourceVersion}`
          : undefined;
    if (clash !== undefined) throw new StatusError(conflict(kind, metadata.name, clash));
  }

  #markDeleted(
    kind: Kind,
    current: KubeObject,
    how: { grace: number; finalizers: string[]; writing: Writing },
  ): KubeObject {
    const { grace, finalizers, writing } = how;
    const { metadata } = current;
    const already = metadata.deletionTimestamp !== undefined;
    const isSooner = already && grace < (metadata.deletionGracePeriodSeconds ?? 0);
    if (already && !isSooner && sameJson(finalizers, metadata.finalizers ?? [])) return current;
    const next: Mutable = { ...current, metadata: { ...metadata, finalizers } };
    if (finalizers.length === 0) delete next.metadata.finalizers;
    if (!already || isSooner) {
      next.metadata.deletionTimestamp = formatRfc3339(this.#clock.nowMs + grace * 1000);
      next.metadata.deletionGracePeriodSeconds = grace;
      if (kind.hasGeneration) next.metadata.generation = (metadata.generation ?? 0) + 1;
    }
    if (kind.kind === "Namespace") next.status = { ...next.status, phase: "Terminating" };
    return this.#commit(kind, next, { ...writing, verb: "delete" });
  }

  #remove(kind: Kind, object: KubeObject, writing: Writing): KubeObject {
    kind.release?.(object, this.#context(writing));
    const last = this.collection(kind).remove(object.metadata.namespace, object.metadata.name);
    this.#record(kind, last, { ...writing, verb: "delete" });
    return last;
  }
}
