/** Models: pkg/apis/storage/validation/validation.go ValidateStorageClass, pkg/apis/storage/v1/defaults.go */
import { type KubeObject, type Mutable, sameJson } from "../../api/objects.ts";
import {
  type FieldError,
  forbiddenField,
  invalidEach,
  required,
  unsupported,
} from "../../api/validation/field-error.ts";
import { isQualifiedName } from "../../api/validation/formats.ts";
import { immutableField } from "../../api/validation/object-meta.ts";

const RECLAIM_POLICIES = ["Delete", "Retain"];
const BINDING_MODES = ["Immediate", "WaitForFirstConsumer"];
const UNCHANGEABLE = ["parameters", "provisioner"];

export function storageClassDefaults(draft: Mutable): void {
  draft.reclaimPolicy ??= "Delete";
  draft.volumeBindingMode ??= "Immediate";
}

export function validateStorageClass(object: KubeObject, old?: KubeObject): FieldError[] {
  const { provisioner = "", reclaimPolicy, volumeBindingMode } = object as Mutable;
  return [
    ...(provisioner === ""
      ? [required("provisioner")]
      : invalidEach("provisioner", provisioner, isQualifiedName(provisioner.toLowerCase()))),
    ...(RECLAIM_POLICIES.includes(reclaimPolicy)
      ? []
      : [unsupported("reclaimPolicy", reclaimPolicy, RECLAIM_POLICIES)]),
    ...(BINDING_MODES.includes(volumeBindingMode)
      ? []
      : [unsupported("volumeBindingMode", volumeBindingMode, BINDING_MODES)]),
    ...(old === undefined ? [] : validateUpdate(object, old)),
  ];
}

function validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const changed = UNCHANGEABLE.filter((field) => !sameJson(object[field] ?? {}, old[field] ?? {}));
  return [
    ...changed.map((field) => forbiddenField(field, `updates to ${field} are forbidden.`)),
    ...immutableField(object, old, "reclaimPolicy"),
    ...immutableField(object, old, "volumeBindingMode"),
  ];
}
