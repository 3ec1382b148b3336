/**
 * Volumes and the claims for them.
 *
 * Models: pkg/apis/core/validation/validation.go ValidatePersistentVolumeSpec, ValidatePersistentVolumeClaimSpec
 * SIMPLIFIED: of the sources of a volume, hostPath, local, nfs and csi are looked into.
 */
import type { KubeObject, Mutable } from "../../api/objects.ts";
import { parseQuantity } from "../../api/quantity.ts";
import {
  type FieldError,
  forbiddenField,
  invalid,
  invalidEach,
  required,
  unsupported,
} from "../../api/validation/field-error.ts";
import { isDNS1123Subdomain } from "../../api/validation/formats.ts";
import { immutableField, validateLabelSelector } from "../../api/validation/object-meta.ts";

const ACCESS_MODES = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
const RECLAIM_POLICIES = ["Delete", "Recycle", "Retain"];
const VOLUME_MODES = ["Block", "Filesystem"];
const SOURCES = [
  "hostPath",
  "gcePersistentDisk",
  "awsElasticBlockStore",
  "glusterfs",
  "flocker",
  "nfs",
  "rbd",
  "quobyte",
  "cephfs",
  "iscsi",
  "cinder",
  "fc",
  "azureFile",
  "vsphereVolume",
  "photonPersistentDisk",
  "portworxVolume",
  "azureDisk",
  "scaleIO",
  "local",
  "storageos",
  "csi",
];

function validateAccessModes(modes: readonly string[]): FieldError[] {
  const path = "spec.accessModes";
  const errors = modes
    .filter((mode) => !ACCESS_MODES.includes(mode))
    .map((mode) => unsupported(path, mode, ACCESS_MODES));
  const isShared = modes.includes("ReadWriteOncePod") && modes.length > 1;
  return isShared ? [...errors, forbiddenField(path, "may not use ReadWriteOncePod with other access modes")] : errors;
}

function validateModeAndClass({ volumeMode, storageClassName = "" }: Mutable): FieldError[] {
  return [
    ...(storageClassName === ""
      ? []
      : invalidEach("spec.storageClassName", storageClassName, isDNS1123Subdomain(storageClassName))),
    ...(volumeMode === undefined || VOLUME_MODES.includes(volumeMode)
      ? []
      : [unsupported("spec.volumeMode", volumeMode, VOLUME_MODES)]),
  ];
}

function positive(amount: string, path: string): FieldError[] {
  return parseQuantity(amount).nano > 0n ? [] : [invalid(path, amount, "must be greater than zero")];
}

export function validatePersistentVolume(object: KubeObject): FieldError[] {
  const { spec = {} } = object as Mutable;
  const { accessModes = [], capacity = {}, persistentVolumeReclaimPolicy: policy } = spec;
  const amounts = Object.entries<string>(capacity);
  const errors = accessModes.length === 0 ? [required("spec.accessModes")] : validateAccessModes(accessModes);
  if (amounts.length === 0) errors.push(required("spec.capacity"));
  else if (capacity.storage === undefined || amounts.length > 1)
    errors.push(unsupported("spec.capacity", capacity, ["storage"]));
  for (const [name, amount] of amounts) errors.push(...positive(amount, `spec.capacity[${name}]`));
  if (policy !== undefined && policy !== "" && !RECLAIM_POLICIES.includes(policy))
    errors.push(unsupported("spec.persistentVolumeReclaimPolicy", policy, RECLAIM_POLICIES));
  const sources = SOURCES.filter((source) => spec[source] !== undefined);
  sources.forEach((source, i) => {
    if (i > 0) errors.push(forbiddenField(`spec.${source}`, "may not specify more than 1 volume type"));
    else errors.push(...validateSource(source, spec));
  });
  if (sources.length === 0) errors.push(required("spec", "must specify a volume type"));
  if (spec.hostPath?.path === "/" && policy === "Recycle")
    errors.push(
      forbiddenField("spec.persistentVolumeReclaimPolicy", "may not be 'recycle' for a hostPath mount of '/'"),
    );
  return [...errors, ...validateModeAndClass(spec)];
}

function validateSource(source: string, spec: Mutable): FieldError[] {
  const path = `spec.${source}`;
  const missing = (...fields: readonly string[]): FieldError[] =>
    fields.filter((field) => !spec[source][field]).map((field) => required(`${path}.${field}`));
  const backsteps = (value = ""): FieldError[] =>
    value.split("/").includes("..") ? [invalid(`${path}.path`, value, "must not contain '..'")] : [];
  switch (source) {
    case "hostPath":
      return spec.hostPath.path ? backsteps(spec.hostPath.path) : missing("path");
    case "local":
      return [
        ...(spec.local.path ? backsteps(spec.local.path) : missing("path")),
        ...(spec.nodeAffinity === undefined
          ? [required("metadata.annotations", "Local volume requires node affinity")]
          : []),
      ];
    case "nfs": {
      const isRelative = Boolean(spec.nfs.path) && !spec.nfs.path.startsWith("/");
      return [
        ...missing("server", "path"),
        ...(isRelative ? [invalid(`${path}.path`, spec.nfs.path, "must be an absolute path")] : []),
      ];
    }
    case "csi":
      return missing("driver", "volumeHandle");
    default:
      return [];
  }
}

export function validatePersistentVolumeClaim(object: KubeObject, old?: KubeObject): FieldError[] {
  const { spec = {} } = object as Mutable;
  const { accessModes = [], selector, resources = {} } = spec;
  const storage: string | undefined = resources.requests?.storage;
  const errors = accessModes.length === 0 ? [required("spec.accessModes", "at least 1 access mode is required")] : [];
  if (selector !== undefined) errors.push(...validateLabelSelector(selector, "spec.selector"));
  errors.push(...validateAccessModes(accessModes));
  if (storage === undefined) errors.push(required("spec.resources[storage]"));
  else errors.push(...positive(storage, "spec.resources[storage]"));
  errors.push(...validateModeAndClass(spec));
  const status = (old as Mutable | undefined)?.status;
  const held: string | undefined = status?.capacity?.storage;
  if (storage !== undefined && held !== undefined && parseQuantity(storage).nano < parseQuantity(held).nano)
    errors.push(forbiddenField("spec.resources.requests.storage", "field can not be less than status.capacity"));
  if (old !== undefined && (old as Mutable).spec?.volumeMode !== undefined)
    errors.push(...immutableField(object, old, "spec.volumeMode"));
  return errors;
}
