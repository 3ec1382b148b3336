/**
 * Who answers for one version of one group: the API server itself, or a Service behind it.
 *
 * Models: staging/src/k8s.io/kube-aggregator/pkg/apis/apiregistration/validation/validation.go,
 *   pkg/registry/apiservice/etcd/etcd.go (its table)
 * SIMPLIFIED: nothing is passed on to the Service that an APIService names; it stays unavailable.
 */
import type { KubeObject } from "../../api/objects.ts";
import { type FieldError, invalid, invalidEach, required } from "../../api/validation/field-error.ts";
import { isDNS1035Label, isDNS1123Subdomain } from "../../api/validation/formats.ts";
import type { APIService } from "../../schema/types.ts";
import { AGE, ageOf, NAME } from "../columns.ts";
import type { Kind } from "../kind.ts";
import { storedKind } from "../stored-kind.ts";

const MAX_GROUP_PRIORITY = 20_000;
const MAX_VERSION_PRIORITY = 1_000;

function validate(object: KubeObject): FieldError[] {
  const { metadata, spec } = object as APIService;
  const { group = "", version = "", groupPriorityMinimum, versionPriority, service, caBundle } = spec;
  const errors: FieldError[] = [];
  const name = `${version}.${group}`;
  if (metadata.name !== name)
    errors.push(
      invalid("metadata.name", metadata.name, `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(name)}`),
    );
  if (group !== "") errors.push(...invalidEach("spec.group", group, isDNS1123Subdomain(group)));
  else if (version !== "v1")
    errors.push(required("spec.group", "only v1 may have an empty group and it better be legacy kube"));
  errors.push(...invalidEach("spec.version", version, isDNS1035Label(version)));
  if (!(groupPriorityMinimum > 0 && groupPriorityMinimum <= MAX_GROUP_PRIORITY))
    errors.push(invalid("spec.groupPriorityMinimum", groupPriorityMinimum, "must be positive and less than 20000"));
  if (!(versionPriority > 0 && versionPriority <= MAX_VERSION_PRIORITY))
    errors.push(invalid("spec.versionPriority", versionPriority, "must be positive and less than 1000"));
  if (service === undefined) {
    if (caBundle !== undefined)
      errors.push(invalid("spec.caBundle", `${caBundle.length} bytes`, "local APIServices may not have a caBundle"));
    if (spec.insecureSkipTLSVerify === true)
      errors.push(invalid("spec.insecureSkipTLSVerify", true, "local APIServices may not have insecureSkipTLSVerify"));
    return errors;
  }
  if (!service.namespace) errors.push(required("spec.service.namespace"));
  if (!service.name) errors.push(required("spec.service.name"));
  if (spec.insecureSkipTLSVerify === true && caBundle !== undefined)
    errors.push(invalid("spec.insecureSkipTLSVerify", true, "may not be true if caBundle is present"));
  return errors;
}

function availability({ status }: APIService): string {
  const condition = status?.conditions?.find(({ type }) => type === "Available");
  if (condition === undefined) return "Unknown";
  return condition.status === "True" ? "True" : `${condition.status} (${condition.reason ?? ""})`;
}

export const apiService: Kind = storedKind({
  group: "apiregistration.k8s.io",
  kind: "APIService",
  resource: "apiservices",
  categories: ["api-extensions"],
  namespaced: false,
  schema: "APIService",
  subresources: ["status"],
  hasGeneration: false,
  validateName: () => [],
  defaults: (draft) => {
    if (draft.spec?.service !== undefined) draft.spec.service.port ??= 443;
  },
  validate,
  columns: {
    definitions: [NAME, { name: "Service" }, { name: "Available" }, AGE],
    cells: (object, nowMs) => {
      const { spec } = object as APIService;
      const service = spec.service === undefined ? "Local" : `${spec.service.namespace}/${spec.service.name}`;
      return [object.metadata.name, service, availability(object as APIService), ageOf(object, nowMs)];
    },
  },
});
