/**
 * The addresses of a Service: `clusterIP`, `clusterIPs`, `ipFamilies` and `ipFamilyPolicy` must agree.
 *
 * Models: pkg/apis/core/validation/validation.go validateServiceClusterIPsRelatedFields, validateUpgradeDowngradeClusterIPs
 */
import { familyOf, parseIp } from "../../../core/ip.ts";
import type { FeatureGates } from "../../api/validation/feature-gates.ts";
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalid,
  invalidEach,
  required,
  tooMany,
  unsupported,
} from "../../api/validation/field-error.ts";
import { isLegacyIP, isValidIP } from "../../api/validation/formats.ts";
import type { Service } from "../../schema/types.ts";
import { needsClusterIP } from "./defaults.ts";

type Spec = Service["spec"];

const FAMILIES = ["IPv4", "IPv6"];
const POLICIES = ["SingleStack", "PreferDualStack", "RequireDualStack"];
const NOT_FOR_EXTERNAL_NAME = "may not be set for ExternalName services";

/** `known` are those stored already, perhaps under older rules: they may stay. */
export function validateClusterIPs(spec: Spec, known: readonly string[] = [], gates: FeatureGates): FieldError[] {
  const errors: FieldError[] = [];
  const { clusterIP = "", clusterIPs = [], ipFamilies = [], ipFamilyPolicy } = spec;
  if (spec.type === "ExternalName") {
    if (ipFamilyPolicy !== undefined) errors.push(forbiddenField("spec.ipFamilyPolicy", NOT_FOR_EXTERNAL_NAME));
    if (ipFamilies.length > 0) errors.push(forbiddenField("spec.ipFamilies", NOT_FOR_EXTERNAL_NAME));
  }
  if (clusterIP !== "" && clusterIPs.length === 0) errors.push(required("spec.clusterIPs"));
  else if (clusterIPs.length > 0 && clusterIPs[0] !== clusterIP)
    errors.push(invalid("spec.clusterIPs", clusterIPs, "first value must match `clusterIP`"));
  if (ipFamilyPolicy !== undefined && !POLICIES.includes(ipFamilyPolicy))
    errors.push(unsupported("spec.ipFamilyPolicy", ipFamilyPolicy, POLICIES));
  for (const [i, family] of ipFamilies.entries()) {
    if (!FAMILIES.includes(family)) errors.push(unsupported(`spec.ipFamilies[${i}]`, family, FAMILIES));
    if (ipFamilies.indexOf(family) < i) errors.push(duplicate(`spec.ipFamilies[${i}]`, family));
  }
  errors.push(...validateAddresses(clusterIPs, known, gates));
  if (errors.length === 0) errors.push(...validateFamilies(clusterIPs, ipFamilies));
  return errors;
}

function validateAddresses(clusterIPs: readonly string[], known: readonly string[], gates: FeatureGates): FieldError[] {
  if (clusterIPs.length > 2) return [tooMany("spec.clusterIPs", clusterIPs.length, 2)];
  const errors: FieldError[] = [];
  for (const [i, address] of clusterIPs.entries()) {
    if (address === "None") {
      if (i > 0 || clusterIPs.length > 1)
        errors.push(invalid(`spec.clusterIPs[${i}]`, clusterIPs, "'None' must be the first and only value"));
    } else if (!known.includes(address))
      errors.push(
        ...invalidEach(
          `spec.clusterIPs[${i}]`,
          address,
          (gates.StrictIPCIDRValidation ? isValidIP : isLegacyIP)(address),
        ),
      );
  }
  return errors;
}

function validateFamilies(clusterIPs: readonly string[], ipFamilies: readonly string[]): FieldError[] {
  const errors: FieldError[] = [];
  const families = clusterIPs.map(familyName);
  if (families.length === 2 && families[0] === families[1])
    errors.push(invalid("spec.clusterIPs", clusterIPs, "may specify no more than one IP for each IP family"));
  for (const [i, family] of ipFamilies.entries()) {
    const given = families[i];
    if (given !== undefined && given !== family)
      errors.push(
        invalid(
          `spec.clusterIPs[${i}]`,
          clusterIPs[i],
          `expected an ${family} value as indicated by \`ipFamilies[${i}]\``,
        ),
      );
  }
  return errors;
}

export function familyName(address: string): "IPv4" | "IPv6" | undefined {
  const parsed = parseIp(address);
  return parsed === null ? undefined : familyOf(parsed) === 4 ? "IPv4" : "IPv6";
}

const ONCE = "may not change once set";

export function validateClusterIPsUpdate(spec: Spec, old: Spec): FieldError[] {
  if (!needsClusterIP(old.type) || !needsClusterIP(spec.type)) return [];
  const errors: FieldError[] = [];
  const [now, before] = [spec.clusterIPs ?? [], old.clusterIPs ?? []];
  if (before.length > 0 && now.length > 0 && now[0] !== before[0])
    errors.push(invalid("spec.clusterIPs[0]", now, ONCE));
  if (before.length > 0 && now.length === 0)
    errors.push(invalid("spec.clusterIPs[0]", now, "primary clusterIP can not be unset"));
  if (before.length === 2 && now.length === 2 && now[1] !== before[1])
    errors.push(invalid("spec.clusterIPs[1]", now, ONCE));
  if (now[0] === "None") return errors;
  const [families, hadFamilies] = [spec.ipFamilies ?? [], old.ipFamilies ?? []];
  if (spec.ipFamilyPolicy !== "SingleStack") {
    const release = (what: string): FieldError =>
      invalid(
        "spec.ipFamilyPolicy",
        spec.ipFamilyPolicy,
        `must be set to 'SingleStack' when releasing the secondary ${what}`,
      );
    if (before.length === 2 && now.length === 1) errors.push(release("clusterIP"));
    if (hadFamilies.length === 2 && families.length === 1) errors.push(release("ipFamily"));
  }
  const isConsistent = now.every(
    (address, i) => address === "None" || families[i] === undefined || familyName(address) === families[i],
  );
  if (isConsistent && hadFamilies.length > 0 && families.length > 0 && families[0] !== hadFamilies[0])
    errors.push(invalid("spec.ipFamilies[0]", families, ONCE));
  return errors;
}
