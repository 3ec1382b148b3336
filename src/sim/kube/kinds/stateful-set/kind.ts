/**
 * Pods with names and volumes of their own.
 *
 * Models: pkg/registry/apps/statefulset/strategy.go, pkg/apis/apps/validation/validation.go ValidateStatefulSet
 */
import { type KubeObject, type Mutable, sameJson } from "../../api/objects.ts";
import { type FieldError, forbiddenField, invalid, required } from "../../api/validation/field-error.ts";
import { nonNegative } from "../../api/validation/object-meta.ts";
import type { StatefulSet } from "../../schema/types.ts";
import { AGE, ageOf, containersOf, NAME } from "../columns.ts";
import type { Kind } from "../kind.ts";
import { templateDefaults } from "../pod/defaults.ts";
import { validateSelector, validateTemplate } from "../pod/validate-template.ts";

function defaults(draft: Mutable): void {
  draft.spec ??= {};
  const { spec } = draft;
  spec.podManagementPolicy ??= "OrderedReady";
  spec.updateStrategy ??= {};
  spec.updateStrategy.type ??= "RollingUpdate";
  if (spec.updateStrategy.type === "RollingUpdate") {
    spec.updateStrategy.rollingUpdate ??= {};
    spec.updateStrategy.rollingUpdate.partition ??= 0;
  }
  spec.persistentVolumeClaimRetentionPolicy ??= { whenDeleted: "Retain", whenScaled: "Retain" };
  spec.replicas ??= 1;
  spec.revisionHistoryLimit ??= 10;
  spec.template ??= {};
  templateDefaults(spec.template);
  for (const claim of spec.volumeClaimTemplates ?? []) {
    claim.apiVersion ??= "v1";
    claim.kind ??= "PersistentVolumeClaim";
    claim.spec.volumeMode ??= "Filesystem";
    claim.status ??= { phase: "Pending" };
  }
}

const MUTABLE = [
  "replicas",
  "ordinals",
  "template",
  "updateStrategy",
  "revisionHistoryLimit",
  "persistentVolumeClaimRetentionPolicy",
  "minReadySeconds",
];
const FORBIDDEN =
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', " +
  "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

function validate(object: KubeObject, old?: KubeObject): FieldError[] {
  const { spec } = object as StatefulSet;
  const errors: FieldError[] = [];
  const management = spec.podManagementPolicy ?? "OrderedReady";
  if (management !== "OrderedReady" && management !== "Parallel")
    errors.push(invalid("spec.podManagementPolicy", management, "must be 'OrderedReady' or 'Parallel'"));
  const strategy = spec.updateStrategy;
  if (!strategy?.type) errors.push(required("spec.updateStrategy"));
  else if (strategy.type === "OnDelete" && strategy.rollingUpdate !== undefined)
    errors.push(
      invalid(
        "spec.updateStrategy.rollingUpdate",
        strategy.rollingUpdate,
        `only allowed for updateStrategy 'RollingUpdate'`,
      ),
    );
  else if (strategy.type !== "OnDelete" && strategy.type !== "RollingUpdate")
    errors.push(invalid("spec.updateStrategy", strategy, "must be 'RollingUpdate' or 'OnDelete'"));
  errors.push(...nonNegative("spec.updateStrategy.rollingUpdate.partition", strategy?.rollingUpdate?.partition));
  errors.push(...nonNegative("spec.replicas", spec.replicas));
  errors.push(...nonNegative("spec.minReadySeconds", spec.minReadySeconds));
  errors.push(...validateSelector(spec.selector, "spec.selector", "statefulset"));
  errors.push(...validateTemplate(withClaims(spec), "spec.template"));
  if (old !== undefined) {
    const rest = (one: StatefulSet["spec"]): unknown => ({
      ...one,
      ...Object.fromEntries(MUTABLE.map((field) => [field, undefined])),
    });
    if (!sameJson(rest(spec), rest((old as StatefulSet).spec))) errors.push(forbiddenField("spec", FORBIDDEN));
  }
  return errors;
}

/** Claims are volumes of the template, by name. */
function withClaims(spec: StatefulSet["spec"]): StatefulSet["spec"] {
  const claims = spec.volumeClaimTemplates ?? [];
  const inner = spec.template?.spec;
  if (claims.length === 0 || inner === undefined) return spec;
  const names = new Set(claims.map(({ metadata }) => metadata?.name ?? ""));
  const own = (inner.volumes ?? []).filter(({ name }) => !names.has(name));
  const volumes = [...own, ...[...names].map((name) => ({ name, emptyDir: {} }))];
  return { ...spec, template: { ...spec.template, spec: { ...inner, volumes } } };
}

export const statefulSet: Kind = {
  group: "apps",
  version: "v1",
  kind: "StatefulSet",
  resource: "statefulsets",
  singular: "statefulset",
  shortNames: ["sts"],
  categories: ["all"],
  namespaced: true,
  schema: "StatefulSet",
  subresources: ["scale", "status"],
  hasGeneration: true,
  columns: {
    definitions: [NAME, { name: "Ready" }, AGE, { name: "Containers", priority: 1 }, { name: "Images", priority: 1 }],
    cells: (object, nowMs) => {
      const { metadata, spec, status } = object as StatefulSet;
      const { names, images } = containersOf(spec.template?.spec?.containers);
      return [
        metadata.name,
        `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
        ageOf(object, nowMs),
        names,
        images,
      ];
    },
  },
  defaults,
  prepare: (draft, old) => {
    if (old === undefined) draft.status = { replicas: 0, availableReplicas: 0 };
  },
  validate,
};
