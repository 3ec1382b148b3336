/**
 * So many Pods of one template.
 *
 * Models: pkg/registry/apps/replicaset/strategy.go, pkg/apis/apps/validation/validation.go ValidateReplicaSet
 */
import type { KubeObject, Mutable } from "../../api/objects.ts";
import type { FieldError } from "../../api/validation/field-error.ts";
import { immutableField, nonNegative } from "../../api/validation/object-meta.ts";
import type { ReplicaSet } from "../../schema/types.ts";
import { AGE, ageOf, containersOf, formatSelector, NAME } from "../columns.ts";
import type { Columns, Kind } from "../kind.ts";
import { templateDefaults } from "../pod/defaults.ts";
import { validateSelector, validateTemplate } from "../pod/validate-template.ts";

function defaults(draft: Mutable): void {
  draft.spec ??= {};
  draft.spec.replicas ??= 1;
  if (draft.spec.template !== undefined) templateDefaults(draft.spec.template);
}

function validate(object: KubeObject, old?: KubeObject): FieldError[] {
  const { spec } = object as ReplicaSet;
  return [
    ...nonNegative("spec.replicas", spec.replicas),
    ...nonNegative("spec.minReadySeconds", spec.minReadySeconds),
    ...validateSelector(spec.selector, "spec.selector", "replicaset"),
    ...validateTemplate(spec, "spec.template"),
    ...(old === undefined ? [] : immutableField(object, old, "spec.selector")),
  ];
}

const columns: Columns = {
  definitions: [
    NAME,
    { name: "Desired", type: "integer" },
    { name: "Current", type: "integer" },
    { name: "Ready", type: "integer" },
    AGE,
    { name: "Containers", priority: 1 },
    { name: "Images", priority: 1 },
    { name: "Selector", priority: 1 },
  ],
  cells: (object, nowMs) => {
    const { metadata, spec, status } = object as ReplicaSet;
    const { names, images } = containersOf(spec.template?.spec?.containers);
    return [
      metadata.name,
      spec.replicas ?? 0,
      status?.replicas ?? 0,
      status?.readyReplicas ?? 0,
      ageOf(object, nowMs),
      names,
      images,
      formatSelector(spec.selector),
    ];
  },
};

export const replicaSet: Kind = {
  group: "apps",
  version: "v1",
  kind: "ReplicaSet",
  resource: "replicasets",
  singular: "replicaset",
  shortNames: ["rs"],
  categories: ["all"],
  namespaced: true,
  schema: "ReplicaSet",
  subresources: ["scale", "status"],
  hasGeneration: true,
  columns,
  defaults,
  prepare: (draft, old) => {
    if (old === undefined) draft.status = { replicas: 0 };
  },
  validate,
  selectableFields: { "status.replicas": (object) => String((object as ReplicaSet).status?.replicas ?? 0) },
};
