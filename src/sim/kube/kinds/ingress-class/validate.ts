/** Models: pkg/apis/networking/validation/validation.go ValidateIngressClass */
import type { KubeObject } from "../../api/objects.ts";
import {
  type FieldError,
  forbiddenField,
  invalid,
  invalidEach,
  required,
  unsupported,
} from "../../api/validation/field-error.ts";
import { isDNS1123Label, isDNS1123Subdomain } from "../../api/validation/formats.ts";
import { immutableField } from "../../api/validation/object-meta.ts";
import type { IngressClass } from "../../schema/types.ts";
import { pathSegmentErrors } from "../rbac/validate.ts";

const CONTROLLER_MAX = 250;
const SCOPES = ["Cluster", "Namespace"];
const PARAMETERS = "spec.parameters";

type Spec = NonNullable<IngressClass["spec"]>;

function validateController(controller: string): FieldError[] {
  const field = "spec.controller";
  if (controller === "") return [required(field)];
  if (controller.length > CONTROLLER_MAX)
    return [{ type: "TooLong", field, message: `Too long: may not be more than ${CONTROLLER_MAX} bytes` }];
  const [prefix = "", ...path] = controller.split("/");
  if (path.length === 0 || path.join("/") === "")
    return [invalid(field, controller, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  return invalidEach(field, controller, isDNS1123Subdomain(prefix));
}

function pathSegment(field: string, value: string): FieldError[] {
  return value === "" ? [required(field)] : invalidEach(field, value, pathSegmentErrors(value));
}

function validateParameters({
  apiGroup,
  kind = "",
  name = "",
  namespace,
  scope,
}: NonNullable<Spec["parameters"]>): FieldError[] {
  const errors: FieldError[] = [];
  if (apiGroup !== undefined)
    errors.push(...invalidEach(`${PARAMETERS}.apiGroup`, apiGroup, isDNS1123Subdomain(apiGroup)));
  errors.push(...pathSegment(`${PARAMETERS}.kind`, kind), ...pathSegment(`${PARAMETERS}.name`, name));
  if (scope === undefined) return [...errors, required(`${PARAMETERS}.scope`)];
  if (!SCOPES.includes(scope)) return [...errors, unsupported(`${PARAMETERS}.scope`, scope, SCOPES)];
  const field = `${PARAMETERS}.namespace`;
  if (scope === "Cluster" && namespace !== undefined)
    errors.push(forbiddenField(field, "`parameters.scope` is set to 'Cluster'"));
  if (scope === "Namespace" && namespace === undefined)
    errors.push(required(field, "`parameters.scope` is set to 'Namespace'"));
  if (scope === "Namespace" && namespace !== undefined)
    errors.push(...invalidEach(field, namespace, isDNS1123Label(namespace)));
  return errors;
}

export function validateIngressClass(object: KubeObject, old?: KubeObject): FieldError[] {
  const { controller = "", parameters } = (object as IngressClass).spec ?? {};
  return [
    ...(old === undefined ? [] : immutableField(object, old, "spec.controller")),
    ...validateController(controller),
    ...(parameters === undefined ? [] : validateParameters(parameters)),
  ];
}
