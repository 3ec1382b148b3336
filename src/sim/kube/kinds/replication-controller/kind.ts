/**
 * What came before ReplicaSets: so many Pods of one template, found by a plain map of labels.
 *
 * Models: pkg/registry/core/replicationcontroller/strategy.go, pkg/apis/core/v1/defaults.go SetDefaults_ReplicationController
 */
import type { KubeObject, Mutable } from "../../api/objects.ts";
import type { FieldError } from "../../api/validation/field-error.ts";
import { required } from "../../api/validation/field-error.ts";
import { nonNegative } from "../../api/validation/object-meta.ts";
import type { ReplicationController } from "../../schema/types.ts";
import { templateDefaults } from "../pod/defaults.ts";
import { validateTemplate } from "../pod/validate-template.ts";
import { replicationControllerColumns } from "../simple-columns.ts";
import { storedKind } from "../stored-kind.ts";

function defaults(draft: Mutable): void {
  draft.spec ??= {};
  draft.spec.replicas ??= 1;
  const labels = draft.spec.template?.metadata?.labels;
  if (labels !== undefined) {
    if (Object.keys(draft.spec.selector ?? {}).length === 0) draft.spec.selector = { ...labels };
    if (Object.keys(draft.metadata.labels ?? {}).length === 0) draft.metadata.labels = { ...labels };
  }
  if (draft.spec.template !== undefined) templateDefaults(draft.spec.template);
}

function validate(object: KubeObject): FieldError[] {
  const { spec } = object as ReplicationController;
  const selector = spec.selector ?? {};
  return [
    ...nonNegative("spec.minReadySeconds", spec.minReadySeconds),
    ...(Object.keys(selector).length === 0 ? [required("spec.selector", "")] : []),
    ...nonNegative("spec.replicas", spec.replicas),
    ...validateTemplate({ ...spec, selector: { matchLabels: selector } }, "spec.template"),
  ];
}

export const replicationController = storedKind({
  kind: "ReplicationController",
  resource: "replicationcontrollers",
  shortNames: ["rc"],
  categories: ["all"],
  schema: "ReplicationController",
  columns: replicationControllerColumns,
  subresources: ["scale", "status"],
  defaults,
  prepare: (draft, old) => {
    if (old === undefined) draft.status = { replicas: 0 };
  },
  validate,
  selectableFields: { "status.replicas": (object) => String((object as ReplicationController).status?.replicas ?? 0) },
});
