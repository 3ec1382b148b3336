/**
 * The revisions of a workload: ReplicaSets of a Deployment, ControllerRevisions of the others.
 *
 * Models: k8s.io/kubectl/pkg/polymorphichelpers/{history,rollback}.go
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { patchSchemaOf } from "../../../../sim/kube/api/patch/patch-schema.ts";
import { applyStrategicPatch } from "../../../../sim/kube/api/patch/strategic.ts";
import { selectorOf } from "../../../../sim/kube/api/selectors.ts";
import type { Info } from "../client/info.ts";
import type { Invocation } from "../invocation.ts";

export const REVISION = "deployment.kubernetes.io/revision";
export { CHANGE_CAUSE } from "../record.ts";

import { CHANGE_CAUSE } from "../record.ts";

export interface Revision {
  readonly number: number;
  readonly changeCause: string;
  /** The ReplicaSet or ControllerRevision. */
  readonly owned: Mutable;
  readonly template: Mutable;
}

/** Oldest first. */
export function* revisionsOf(call: Invocation, info: Info): Run<Revision[]> {
  const isDeployment = info.mapping.kind === "Deployment";
  const resource = isDeployment ? "replicasets" : "controllerrevisions";
  const list = yield* call.client.get(`/apis/apps/v1/namespaces/${info.namespace}/${resource}`, {
    query: [["labelSelector", selectorOf(info.object.spec.selector).toString()]],
  });
  const owned = (list.items as Mutable[]).filter((item) =>
    (item.metadata.ownerReferences ?? []).some(({ uid }: Mutable) => uid === info.object.metadata.uid),
  );
  const revisions = owned.map((item) => (isDeployment ? ofReplicaSet(item) : ofControllerRevision(item, info.object)));
  return revisions.filter(({ number }) => Number.isFinite(number)).sort((a, b) => a.number - b.number);
}

function ofReplicaSet(replicaSet: Mutable): Revision {
  const { annotations = {} } = replicaSet.metadata;
  return {
    number: annotations[REVISION] === undefined ? Number.NaN : Number(annotations[REVISION]),
    changeCause: annotations[CHANGE_CAUSE] ?? "",
    owned: { apiVersion: "apps/v1", kind: "ReplicaSet", ...replicaSet },
    template: replicaSet.spec.template,
  };
}

function ofControllerRevision(revision: Mutable, workload: Mutable): Revision {
  const whole = applyStrategicPatch(workload, revision.data ?? {}, patchSchemaOf(workload.kind)) as Mutable;
  return {
    number: revision.revision,
    changeCause: revision.metadata.annotations?.[CHANGE_CAUSE] ?? "",
    owned: { apiVersion: "apps/v1", kind: "ControllerRevision", ...revision },
    template: whole.spec.template,
  };
}
