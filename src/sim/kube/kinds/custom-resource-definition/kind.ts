/**
 * A kind that somebody adds to the API.
 *
 * Models: staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition/strategy.go,
 * pkg/apis/apiextensions/validation/validation.go
 * SIMPLIFIED: names are accepted and established at once, also where two definitions want the same; the schema itself
 * is not checked for being structural.
 */

import { formatRfc3339 } from "../../../core/time.ts";
import type { KubeObject, Mutable } from "../../api/objects.ts";
import { type FieldError, invalid, invalidEach, required } from "../../api/validation/field-error.ts";
import { isDNS1035Label, isDNS1123Subdomain } from "../../api/validation/formats.ts";
import { immutableField, oneOf } from "../../api/validation/object-meta.ts";
import type { CustomResourceDefinition } from "../../schema/types.ts";
import { NAME_AND_CREATED } from "../columns.ts";
import type { AdmissionContext, Kind } from "../kind.ts";
import { storedKind } from "../stored-kind.ts";

export const CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

function defaults(draft: Mutable): void {
  draft.spec ??= {};
  const { spec } = draft;
  spec.names ??= {};
  spec.names.singular ??= String(spec.names.kind ?? "").toLowerCase();
  spec.names.listKind ??= `${spec.names.kind ?? ""}List`;
  spec.conversion ??= { strategy: "None" };
}

function mutate(draft: Mutable, old: KubeObject | undefined, { nowMs }: AdmissionContext): void {
  if (draft.metadata.deletionTimestamp !== undefined) return;
  if (old === undefined) draft.metadata.finalizers = [...(draft.metadata.finalizers ?? []), CLEANUP];
  if (old !== undefined) return;
  const { names, versions = [] } = draft.spec;
  const lastTransitionTime = formatRfc3339(nowMs);
  const condition = (type: string, reason: string, message: string): Mutable => ({
    lastTransitionTime,
    message,
    reason,
    status: "True",
    type,
  });
  draft.status = {
    acceptedNames: names,
    conditions: [
      condition("NamesAccepted", "NoConflicts", "no conflicts found"),
      condition("Established", "InitialNamesAccepted", "the initial names have been accepted"),
    ],
    storedVersions: versions.filter(({ storage }: Mutable) => storage).map(({ name }: Mutable) => name),
  };
}

function validate(object: KubeObject, old?: KubeObject): FieldError[] {
  const { metadata, spec } = object as CustomResourceDefinition;
  const { group = "", names, scope, versions = [] } = spec;
  const errors: FieldError[] = [];
  if (metadata.name !== `${names.plural ?? ""}.${group}`)
    errors.push(invalid("metadata.name", metadata.name, 'must be spec.names.plural+"."+spec.group'));
  if (group === "") errors.push(required("spec.group"));
  else {
    errors.push(...invalidEach("spec.group", group, isDNS1123Subdomain(group)));
    if (!group.includes(".")) errors.push(invalid("spec.group", group, "should be a domain with at least one dot"));
  }
  errors.push(...oneOf("spec.scope", scope, ["Cluster", "Namespaced"]));
  if (!names.plural) errors.push(required("spec.names.plural"));
  if (!names.kind) errors.push(required("spec.names.kind"));
  else errors.push(...invalidEach("spec.names.kind", names.kind, isDNS1035Label(names.kind.toLowerCase())));
  for (const [i, { name, schema }] of versions.entries()) {
    errors.push(...invalidEach(`spec.versions[${i}].name`, name, isDNS1035Label(name ?? "")));
    if (schema?.openAPIV3Schema === undefined)
      errors.push(required(`spec.versions[${i}].schema.openAPIV3Schema`, "schemas are required"));
  }
  if (versions.filter(({ storage }) => storage).length !== 1)
    errors.push(invalid("spec.versions", versions as never, "must have exactly one version marked as storage version"));
  if (old !== undefined)
    for (const field of ["spec.group", "spec.names.plural", "spec.names.kind", "spec.scope"])
      errors.push(...immutableField(object, old, field));
  return errors;
}

export const customResourceDefinition: Kind = storedKind({
  group: "apiextensions.k8s.io",
  kind: "CustomResourceDefinition",
  resource: "customresourcedefinitions",
  namespaced: false,
  shortNames: ["crd", "crds"],
  categories: ["api-extensions"],
  schema: "CustomResourceDefinition",
  subresources: ["status"],
  columns: NAME_AND_CREATED,
  defaults,
  mutate,
  validate,
});
