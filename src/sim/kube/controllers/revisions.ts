/**
 * The history of a workload's template, kept as ControllerRevisions: one for each template it ever had, numbered in
 * the order in which they were last wanted.
 *
 * Models: pkg/controller/history/controller_history.go
 */
import type { Informer } from "../api/client.ts";
import { type KubeObject, type Labels, sameJson } from "../api/objects.ts";
import type { ControllerRevision, PodTemplateSpec } from "../schema/types.ts";
import { BY_CONTROLLER, type ControllerContext, controllerUid, ownedBy } from "./controller.ts";
import { templateHash } from "./deployment/template-hash.ts";

export const REVISION_HASH_LABEL = "controller-revision-hash";

type Workload = KubeObject & {
  readonly spec: { readonly template?: PodTemplateSpec; readonly revisionHistoryLimit?: number };
};

export class Revisions {
  readonly #context: ControllerContext;
  readonly #revisions: Informer<ControllerRevision>;
  readonly #labelsOf: (workload: Workload, hash: string) => Labels;

  constructor(context: ControllerContext, labelsOf: (workload: Workload, hash: string) => Labels) {
    this.#context = context;
    this.#revisions = context.client.informer<ControllerRevision>("controllerrevisions");
    this.#revisions.addIndex(BY_CONTROLLER, controllerUid);
    this.#labelsOf = labelsOf;
  }

  /** Oldest first. */
  of({ metadata }: KubeObject): readonly ControllerRevision[] {
    const all = this.#revisions.byIndex(BY_CONTROLLER, metadata.uid as string);
    return [...all].sort((a, b) => a.revision - b.revision);
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
    const hash = templateHash(data, undefined);
    const { name, namespace } = workload.metadata;
    return client.create<ControllerRevision>("controllerrevisions", {
      apiVersion: "apps/v1",
      kind: "ControllerRevision",
      metadata: {
        name: `${name}-${hash}`,
        namespace: namespace as string,
        labels: this.#labelsOf(workload, hash),
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
