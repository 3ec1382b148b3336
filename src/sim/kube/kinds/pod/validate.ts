/**
 * Which Pods the API server takes. The spec's part is shared with every kind that has a Pod template.
 *
 * Models: pkg/apis/core/validation/validation.go ValidatePodCreate, ValidatePodSpec, ValidatePodUpdate
 * SIMPLIFIED: affinity terms, resource claims, and Windows options are stored unchecked.
 */
import { parseIp } from "../../../core/ip.ts";
import { sameJson } from "../../api/objects.ts";
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalid,
  invalidEach,
  required,
  unsupported,
} from "../../api/validation/field-error.ts";
import {
  IP_MESSAGE,
  isDNS1123Label,
  isDNS1123Subdomain,
  isQualifiedName,
  isValidIP,
  isValidLabelValue,
} from "../../api/validation/formats.ts";
import { nonNegative, oneOf, validateLabels } from "../../api/validation/object-meta.ts";
import { unifiedDiff } from "../../api/validation/unified-diff.ts";
import { coreJson, coreJsonText } from "../../schema/core-json.ts";
import type { Container, Pod, PodSpec, Toleration } from "../../schema/types.ts";
import { validateContainer } from "./validate-container.ts";
import { validateVolumes } from "./validate-volumes.ts";

export function validatePod(pod: Pod): FieldError[] {
  return validatePodSpec(pod.spec, "spec");
}

const RESTART_POLICIES = ["Always", "OnFailure", "Never"];
const DNS_POLICIES = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];
const MAX_NAMESERVERS = 3;

export function validatePodSpec(spec: PodSpec, path: string): FieldError[] {
  const { errors, names: volumes } = validateVolumes(spec.volumes ?? [], `${path}.volumes`);
  errors.push(...validateContainers(spec, path, volumes));
  errors.push(...oneOf(`${path}.restartPolicy`, spec.restartPolicy, RESTART_POLICIES));
  errors.push(...oneOf(`${path}.dnsPolicy`, spec.dnsPolicy, DNS_POLICIES));
  errors.push(...validateLabels(spec.nodeSelector, `${path}.nodeSelector`));
  errors.push(...validateDns(spec, path));
  if (spec.serviceAccountName)
    errors.push(
      ...invalidEach(
        `${path}.serviceAccountName`,
        spec.serviceAccountName,
        isDNS1123Subdomain(spec.serviceAccountName),
      ),
    );
  if (spec.nodeName) errors.push(...invalidEach(`${path}.nodeName`, spec.nodeName, isDNS1123Subdomain(spec.nodeName)));
  const deadline = spec.activeDeadlineSeconds;
  if (deadline !== undefined && (deadline < 1 || deadline > 2_147_483_647))
    errors.push(invalid(`${path}.activeDeadlineSeconds`, deadline, "must be between 1 and 2147483647, inclusive"));
  if (spec.hostname) errors.push(...invalidEach(`${path}.hostname`, spec.hostname, isDNS1123Label(spec.hostname)));
  if (spec.subdomain) errors.push(...invalidEach(`${path}.subdomain`, spec.subdomain, isDNS1123Label(spec.subdomain)));
  for (const [i, toleration] of (spec.tolerations ?? []).entries())
    errors.push(...validateToleration(toleration, `${path}.tolerations[${i}]`));
  for (const [i, { ip = "", hostnames = [] }] of (spec.hostAliases ?? []).entries()) {
    errors.push(...invalidEach(`${path}.hostAliases[${i}].ip`, ip, isValidIP(ip)));
    for (const [j, name] of hostnames.entries())
      errors.push(...invalidEach(`${path}.hostAliases[${i}].hostnames[${j}]`, name, isDNS1123Subdomain(name)));
  }
  errors.push(...nonNegative(`${path}.terminationGracePeriodSeconds`, undefined));
  return errors;
}

function validateContainers(spec: PodSpec, path: string, volumes: ReadonlySet<string>): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  const containers = spec.containers ?? [];
  if (containers.length === 0) errors.push(required(`${path}.containers`));
  const check = (list: readonly Container[], field: string, isInit: boolean): void => {
    const hostPorts = new Set<string>();
    for (const [i, container] of list.entries()) {
      const at = `${path}.${field}[${i}]`;
      errors.push(...validateContainer(container, at, { volumes, isInit, hostNetwork: spec.hostNetwork === true }));
      if (container.name !== undefined && names.has(container.name))
        errors.push(duplicate(`${at}.name`, container.name));
      names.add(container.name);
      if (!isInit) errors.push(...clashingHostPorts(container, at, hostPorts));
    }
  };
  check(containers, "containers", false);
  check(spec.initContainers ?? [], "initContainers", true);
  return errors;
}

function clashingHostPorts(container: Container, path: string, taken: Set<string>): FieldError[] {
  return (container.ports ?? []).flatMap(({ hostPort, hostIP = "", protocol }, i) => {
    if (hostPort === undefined || hostPort === 0) return [];
    const key = `${protocol}/${hostIP}/${hostPort}`;
    if (taken.has(key)) return [duplicate(`${path}.ports[${i}].hostPort`, key)];
    taken.add(key);
    return [];
  });
}

function validateDns(spec: PodSpec, path: string): FieldError[] {
  const config = spec.dnsConfig;
  const at = `${path}.dnsConfig`;
  if (spec.dnsPolicy === "None") {
    if (config === undefined) return [required(at, "must provide `dnsConfig` when `dnsPolicy` is None")];
    if ((config.nameservers ?? []).length === 0)
      return [required(`${at}.nameservers`, "must provide at least one DNS nameserver when `dnsPolicy` is None")];
  }
  if (config === undefined) return [];
  const errors: FieldError[] = [];
  const servers = config.nameservers ?? [];
  if (servers.length > MAX_NAMESERVERS)
    errors.push(invalid(`${at}.nameservers`, servers, `must not have more than ${MAX_NAMESERVERS} nameservers`));
  for (const [i, server] of servers.entries())
    if (parseIp(server) === null) errors.push(invalid(`${at}.nameservers[${i}]`, server, IP_MESSAGE));
  for (const [i, search] of (config.searches ?? []).entries()) {
    const name = search.replace(/\.$/, "").toLowerCase();
    if (name !== "") errors.push(...invalidEach(`${at}.searches[${i}]`, search, isDNS1123Subdomain(name)));
  }
  for (const [i, option] of (config.options ?? []).entries())
    if (!option.name) errors.push(required(`${at}.options[${i}]`, "must not be empty"));
  return errors;
}

const EFFECTS = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

function validateToleration(toleration: Toleration, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { key = "", operator = "", value = "", effect = "" } = toleration;
  if (key !== "") errors.push(...invalidEach(`${path}.key`, key, isQualifiedName(key)));
  if (key === "" && operator !== "Exists")
    errors.push(
      invalid(
        `${path}.operator`,
        operator,
        'operator must be Exists when `key` is empty, which means "match all values and all keys"',
      ),
    );
  if (toleration.tolerationSeconds !== undefined && effect !== "NoExecute")
    errors.push(invalid(`${path}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
  if (operator === "Equal" || operator === "") {
    errors.push(...invalidEach(`${path}.operator`, value, isValidLabelValue(value)));
  } else if (operator === "Exists") {
    if (value !== "")
      errors.push(
        invalid(
          `${path}.operator`,
          coreJson("Toleration", toleration),
          "value must be empty when `operator` is 'Exists'",
        ),
      );
  } else errors.push(unsupported(`${path}.operator`, operator, ["Equal", "Exists"]));
  if (effect !== "" && !EFFECTS.includes(effect)) errors.push(unsupported(`${path}.effect`, effect, EFFECTS));
  return errors;
}

const MUTABLE_ONLY =
  "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`," +
  "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations)," +
  "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

export function validatePodUpdate(pod: Pod, old: Pod): FieldError[] {
  const errors = validatePodSpec(pod.spec, "spec");
  const resized = (["containers", "initContainers"] as const).filter(
    (field) => pod.spec[field]?.length !== old.spec[field]?.length,
  );
  if (resized.length > 0)
    return [...errors, forbiddenField(`spec.${resized[0]}`, "pod updates may not add or remove containers")];
  const added = pod.spec.tolerations ?? [];
  const kept = (old.spec.tolerations ?? []).every((one) => added.some((other) => sameJson(one, other)));
  if (!kept)
    errors.push(
      forbiddenField("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds"),
    );
  const changed = withoutChangeable(pod.spec, old.spec);
  if (!sameJson(changed, withoutChangeable(old.spec, old.spec)))
    errors.push(forbiddenField("spec", `${MUTABLE_ONLY}\n${specDiff(old.spec, changed)}`));
  return errors;
}

/** The new spec, with what may change as it was. */
function withoutChangeable(spec: PodSpec, old: PodSpec): PodSpec {
  const withOldImages = (field: "containers" | "initContainers"): Partial<PodSpec> =>
    spec[field] === undefined
      ? {}
      : { [field]: spec[field].map((one, i) => ({ ...one, image: old[field]?.[i]?.image })) };
  const { activeDeadlineSeconds, tolerations, ephemeralContainers, schedulingGates } = old;
  return {
    ...spec,
    ...withOldImages("containers"),
    ...withOldImages("initContainers"),
    activeDeadlineSeconds,
    tolerations,
    ephemeralContainers,
    schedulingGates,
  } as PodSpec;
}

function specDiff(old: PodSpec, changed: PodSpec): string {
  const [before, after] = [old, changed].map((spec) => coreJsonText("PodSpec", spec, 1));
  return unifiedDiff(before as string, after as string);
}
