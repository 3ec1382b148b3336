/** Roles and who they are bound to. Models: k8s.io/kubectl/pkg/describe/describe.go RoleDescriber, RoleBindingDescriber */
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import type { Invocation } from "../invocation.ts";
import { compactRules, ruleCells } from "../rbac/policy-rules.ts";
import { Description } from "./description.ts";

export function describeRole(_call: Invocation, { metadata, rules }: Mutable): string {
  const description = headOf(metadata);
  description.write(0, "PolicyRule:\n");
  description.write(1, "Resources\tNon-Resource URLs\tResource Names\tVerbs\n");
  description.write(1, "---------\t-----------------\t--------------\t-----\n");
  for (const rule of compactRules(rules ?? [])) description.write(1, `${ruleCells(rule).join("\t")}\n`);
  return description.toString();
}

export function describeRoleBinding(_call: Invocation, { metadata, roleRef, subjects }: Mutable): string {
  const description = headOf(metadata);
  description.write(0, "Role:\n");
  description.write(1, `Kind:\t${roleRef.kind}\n`);
  description.write(1, `Name:\t${roleRef.name}\n`);
  description.write(0, "Subjects:\n");
  description.write(1, "Kind\tName\tNamespace\n");
  description.write(1, "----\t----\t---------\n");
  for (const { kind, name, namespace = "" } of subjects ?? []) description.write(1, `${kind}\t${name}\t${namespace}\n`);
  return description.toString();
}

function headOf(metadata: Mutable): Description {
  const description = new Description();
  description.field("Name", metadata.name);
  description.labels("Labels", metadata.labels);
  description.annotations("Annotations", metadata.annotations);
  return description;
}
