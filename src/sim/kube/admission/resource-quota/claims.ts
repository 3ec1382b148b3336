/**
 * What a claim of a volume counts for: itself and its storage, in all and by storage class.
 *
 * Models: pkg/quota/v1/evaluator/core/persistent_volume_claims.go
 * SIMPLIFIED: of the classes of volume attributes only the one that the spec names is looked at.
 */
import { parseQuantity } from "../../api/quantity.ts";
import type { PersistentVolumeClaim } from "../../schema/types.ts";
import { ONE } from "../resource-list.ts";
import { type Evaluator, hasValue } from "./evaluator.ts";

const NAMES = ["persistentvolumeclaims", "requests.storage"];
const BY_CLASS = ".storageclass.storage.k8s.io/";
const BETA_CLASS = "volume.beta.kubernetes.io/storage-class";
const NANO = 1_000_000_000n;

export const claimEvaluator: Evaluator = {
  counts: (resource) =>
    resource === "count/persistentvolumeclaims" ||
    NAMES.some((name) => resource === name || resource.endsWith(`${BY_CLASS}${name}`)),
  handles: ({ subresource }) => subresource === undefined,
  isIn: (scope, object) =>
    scope.scopeName === "VolumeAttributesClass" &&
    hasValue(scope, (object as PersistentVolumeClaim).spec?.volumeAttributesClassName || undefined),
  usage(object) {
    const { metadata, spec } = object as PersistentVolumeClaim;
    const usage = new Map([
      ["count/persistentvolumeclaims", ONE],
      ["persistentvolumeclaims", ONE],
    ]);
    const storageClass = metadata.annotations?.[BETA_CLASS] ?? spec?.storageClassName ?? "";
    if (storageClass !== "") usage.set(`${storageClass}${BY_CLASS}persistentvolumeclaims`, ONE);
    const asked = spec?.resources?.requests?.storage;
    if (asked === undefined) return usage;
    const { nano, format } = parseQuantity(asked);
    const bytes = { nano: ((nano + NANO - 1n) / NANO) * NANO, format };
    usage.set("requests.storage", bytes);
    if (storageClass !== "") usage.set(`${storageClass}${BY_CLASS}requests.storage`, bytes);
    return usage;
  },
  frees: (object, old) => object.spec !== old.spec,
};
