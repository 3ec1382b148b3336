/**
 * One Pod on each node.
 *
 * Models: pkg/registry/apps/daemonset/strategy.go, pkg/apis/apps/validation/validation.go ValidateDaemonSet
 */
import { type KubeObject, type Mutable, sameJson } from "../../api/objects.ts";
import type { FieldError } from "../../api/validation/field-error.ts";
import { immutableField, nonNegative, optionalOneOf } from "../../api/validation/object-meta.ts";
import type { DaemonSet } from "../../schema/types.ts";
import { AGE, ageOf, containersOf, formatLabels, formatSelector, NAME } from "../columns.ts";
import type { Kind } from "../kind.ts";
import { templateDefaults } from "../pod/defaults.ts";
import { validateSelector, validateTemplate } from "../pod/validate-template.ts";

const GENERATION = "deprecated.daemonset.template.generation";

function defaults(draft: Mutable): void {
  draft.spec ??= {};
  const { spec } = draft;
  spec.updateStrategy ??= {};
  spec.updateStrategy.type ??= "RollingUpdate";
  if (spec.updateStrategy.type === "RollingUpdate") {
    spec.updateStrategy.rollingUpdate ??= {};
    spec.updateStrategy.rollingUpdate.maxUnavailable ??= 1;
    spec.updateStrategy.rollingUpdate.maxSurge ??= 0;
  }
  spec.revisionHistoryLimit ??= 10;
  spec.template ??= {};
  templateDefaults(spec.template);
}

function validate(object: KubeObject, old?: KubeObject): FieldError[] {
  const { spec } = object as DaemonSet;
  return [
    ...validateSelector(spec.selector, "spec.selector", "daemonset"),
    ...validateTemplate(spec, "spec.template"),
    ...nonNegative("spec.minReadySeconds", spec.minReadySeconds),
    ...optionalOneOf("spec.updateStrategy.type", spec.updateStrategy?.type, ["RollingUpdate", "OnDelete"]),
    ...(old === undefined ? [] : immutableField(object, old, "spec.selector")),
  ];
}

export const daemonSet: Kind = {
  group: "apps",
  version: "v1",
  kind: "DaemonSet",
  resource: "daemonsets",
  singular: "daemonset",
  shortNames: ["ds"],
  categories: ["all"],
  namespaced: true,
  schema: "DaemonSet",
  subresources: ["status"],
  hasGeneration: true,
  columns: {
    definitions: [
      NAME,
      { name: "Desired", type: "integer" },
      { name: "Current", type: "integer" },
      { name: "Ready", type: "integer" },
      { name: "Up-to-date", type: "integer" },
      { name: "Available", type: "integer" },
      { name: "Node Selector" },
      AGE,
      { name: "Containers", priority: 1 },
      { name: "Images", priority: 1 },
      { name: "Selector", priority: 1 },
    ],
    cells: (object, nowMs) => {
      const { metadata, spec, status } = object as DaemonSet;
      const { names, images } = containersOf(spec.template?.spec?.containers);
      return [
        metadata.name,
        status?.desiredNumberScheduled ?? 0,
        status?.currentNumberScheduled ?? 0,
        status?.numberReady ?? 0,
        status?.updatedNumberScheduled ?? 0,
        status?.numberAvailable ?? 0,
        formatLabels(spec.template?.spec?.nodeSelector),
        ageOf(object, nowMs),
        names,
        images,
        formatSelector(spec.selector),
      ];
    },
  },
  defaults,
  prepare: (draft: Mutable, old) => {
    const before = Number(old?.metadata.annotations?.[GENERATION] ?? 0);
    const isSame = sameJson(draft.spec?.template, (old as DaemonSet | undefined)?.spec.template);
    draft.metadata.annotations = { ...draft.metadata.annotations, [GENERATION]: String(isSame ? before : before + 1) };
    if (old === undefined)
      draft.status = { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 };
  },
  validate,
};
