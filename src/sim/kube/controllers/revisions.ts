/**
 * The history of a workload's template, kept as ControllerRevisions: one for each template it ever had, numbered in
 * the order in which they were last wanted.
 *
 * Models: pkg/controller/history/controller_history.go
 */
import { fnv132 } from "../../core/fnv.ts";
import { encodeUtf8 } from "../../core/utf8.ts";
import type { Informer } from "../api/client.ts";
import { goJson } from "../api/go-json.ts";
import { type JsonObject, type KubeObject, type Labels, sameJson } from "../api/objects.ts";
import type { LabelSelector } from "../api/selectors.ts";
import type { ControllerRevision, PodTemplateSpec } from "../schema/types.ts";
import { BY_CONTROLLER, type ControllerContext, controllerOf, controllerUid, ownedBy } from "./controller.ts";
import { safeEncoded } from "./deployment/template-hash.ts";

export const REVISION_HASH_LABEL = "controller-revision-hash";

type Workload = KubeObject & {
  readonly spec: { readonly template?: PodTemplateSpec; readonly revisionHistoryLimit?: number };
  readonly status?: { readonly collisionCount?: number };
};

/** What a revision's hash is made of, and the labels that say it, differ from kind to kind. */
export interface RevisionNaming {
  hash(workload: Workload, data: JsonObject): string;
  labels(workload: Workload, hash: string): Labels;
}

export class Revisions {
  readonly #context: ControllerContext;
  readonly #revisions: Informer<ControllerRevision>;
  readonly #naming: RevisionNaming;

  constructor(context: ControllerContext, naming: RevisionNaming) {
    this.#context = context;
    this.#revisions = context.client.informer<ControllerRevision>("controllerrevisions");
    this.#revisions.addIndex(BY_CONTROLLER, controllerUid);
    this.#naming = naming;
  }

  /** Oldest first. */
  of({ metadata }: KubeObject): readonly ControllerRevision[] {
    const all = this.#revisions.byIndex(BY_CONTROLLER, metadata.uid as string);
    return [...all].sort((a, b) => a.revision - b.revision);
  }

  /** Those of a workload that went without them. */
  adopt(workload: Workload, selector: LabelSelector): void {
    for (const one of this.#revisions.list(workload.metadata.namespace)) {
      if (controllerOf(one) !== undefined || !selector.matches(one.metadata.labels)) continue;
      const metadata = { ...one.metadata, ownerReferences: [ownedBy(workload)] };
      this.#context.client.update("controllerrevisions", { ...one, metadata } as KubeObject);
    }
  }

  /** The revision of the template as it is now; an old one that is wanted again becomes the newest. */
  current(workload: Workload): ControllerRevision {
    const all = this.of(workload);
    const data = { spec: { template: { ...workload.spec.template, $patch: "replace" } } };
    const newest = all.at(-1);
    const equal = all.find((one) => sameJson(one.data, data));
    const { client } = this.#context;
    if (equal !== undefined) {
      if (equal === newest) return equal;
      const revision = (newest?.revision ?? 0) + 1;
      return client.update<ControllerRevision>("controllerrevisions", { ...equal, revision } as KubeObject);
    }
    const hash = this.#naming.hash(workload, data as unknown as JsonObject);
    const { name, namespace } = workload.metadata;
    return client.create<ControllerRevision>("controllerrevisions", {
      apiVersion: "apps/v1",
      kind: "ControllerRevision",
      metadata: {
        name: `${name}-${hash}`,
        namespace: namespace as string,
        labels: this.#naming.labels(workload, hash),
        ...(workload.metadata.annotations === undefined ? {} : { annotations: workload.metadata.annotations }),
        ownerReferences: [ownedBy(workload)],
      },
      data,
      revision: (newest?.revision ?? 0) + 1,
    } as unknown as KubeObject);
  }

  /** Forgets the oldest that no Pod has, beyond the limit. */
  truncate(workload: Workload, isLive: (revision: ControllerRevision) => boolean): void {
    const unused = this.of(workload).filter((one) => !isLive(one));
    const excess = unused.length - (workload.spec.revisionHistoryLimit ?? 10);
    for (const { metadata } of unused.slice(0, Math.max(excess, 0)))
      this.#context.client.delete("controllerrevisions", metadata);
  }
}

/** Of the data byte by byte, and of how often that gave the hash of another. */
export function revisionHash(data: JsonObject, collisionCount = 0): string {
  return safeEncoded(fnv132(encodeUtf8(`${goJson(data)}${collisionCount}`)));
}
