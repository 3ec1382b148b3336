/** Models: pkg/apis/rbac/validation/validation.go, pkg/apis/rbac/v1/defaults.go */
import type { KubeObject, Mutable } from "../../api/objects.ts";
import { type FieldError, invalid, invalidEach, required, unsupported } from "../../api/validation/field-error.ts";
import { isDNS1123Subdomain } from "../../api/validation/formats.ts";

const GROUP = "rbac.authorization.k8s.io";
const SUBJECTS = ["ServiceAccount", "User", "Group"];

/** Names become parts of paths, and may be anything else. */
export function pathSegmentErrors(name = ""): string[] {
  if (name === "." || name === "..") return [`may not be '${name}'`];
  return ["/", "%"].filter((bad) => name.includes(bad)).map((bad) => `may not contain '${bad}'`);
}

function validateMeta({ metadata }: KubeObject): FieldError[] {
  return invalidEach("metadata.name", metadata.name, pathSegmentErrors(metadata.name));
}

export function validateRole(object: KubeObject): FieldError[] {
  const isNamespaced = object.kind === "Role";
  const rules = (object as Mutable).rules ?? [];
  return [
    ...validateMeta(object),
    ...rules.flatMap((rule: Mutable, i: number) => validateRule(rule, isNamespaced, `rules[${i}]`)),
  ];
}

function validateRule(rule: Mutable, isNamespaced: boolean, path: string): FieldError[] {
  const isEmpty = (field: string): boolean => (rule[field] ?? []).length === 0;
  const errors = isEmpty("verbs") ? [required(`${path}.verbs`, "verbs must contain at least one value")] : [];
  if (!isEmpty("nonResourceURLs")) {
    const wrong = (detail: string): FieldError => invalid(`${path}.nonResourceURLs`, rule.nonResourceURLs, detail);
    if (isNamespaced) errors.push(wrong("namespaced rules cannot apply to non-resource URLs"));
    if (!["apiGroups", "resources", "resourceNames"].every(isEmpty))
      errors.push(wrong("rules cannot apply to both regular resources and non-resource URLs"));
    return errors;
  }
  if (isEmpty("apiGroups"))
    errors.push(required(`${path}.apiGroups`, "resource rules must supply at least one api group"));
  if (isEmpty("resources"))
    errors.push(required(`${path}.resources`, "resource rules must supply at least one resource"));
  return errors;
}

export function roleBindingDefaults(draft: Mutable): void {
  if (draft.roleRef !== undefined) draft.roleRef.apiGroup ||= GROUP;
  for (const subject of draft.subjects ?? [])
    if (subject.kind === "User" || subject.kind === "Group") subject.apiGroup ||= GROUP;
}

export function validateRoleBinding(object: KubeObject, old?: KubeObject): FieldError[] {
  const isNamespaced = object.kind === "RoleBinding";
  const { roleRef = {}, subjects = [] } = object as Mutable;
  const { apiGroup = "", kind = "", name = "" } = roleRef;
  const kinds = isNamespaced ? ["Role", "ClusterRole"] : ["ClusterRole"];
  const before = (old as Mutable | undefined)?.roleRef;
  const isChanged =
    before !== undefined && (before.apiGroup !== apiGroup || before.kind !== kind || before.name !== name);
  return [
    ...validateMeta(object),
    ...(apiGroup === GROUP ? [] : [unsupported("roleRef.apiGroup", apiGroup, [GROUP])]),
    ...(kinds.includes(kind) ? [] : [unsupported("roleRef.kind", kind, kinds)]),
    ...(name === "" ? [required("roleRef.name")] : invalidEach("roleRef.name", name, pathSegmentErrors(name))),
    ...subjects.flatMap((subject: Mutable, i: number) => validateSubject(subject, isNamespaced, `subjects[${i}]`)),
    ...(isChanged ? [invalid("roleRef", roleRef, "cannot change roleRef")] : []),
  ];
}

function validateSubject(subject: Mutable, isNamespaced: boolean, path: string): FieldError[] {
  const { name = "", kind = "", apiGroup = "", namespace = "" } = subject;
  const errors = name === "" ? [required(`${path}.name`)] : [];
  if (!SUBJECTS.includes(kind)) return [...errors, unsupported(`${path}.kind`, kind, SUBJECTS)];
  if (kind !== "ServiceAccount")
    return apiGroup === GROUP ? errors : [...errors, unsupported(`${path}.apiGroup`, apiGroup, [GROUP])];
  if (name !== "") errors.push(...invalidEach(`${path}.name`, name, isDNS1123Subdomain(name)));
  if (apiGroup !== "") errors.push(unsupported(`${path}.apiGroup`, apiGroup, [""]));
  if (!isNamespaced && namespace === "") errors.push(required(`${path}.namespace`));
  return errors;
}
