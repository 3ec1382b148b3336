/**
 * Which controller carries out the Ingresses that name it.
 *
 * Models: pkg/registry/networking/ingressclass/strategy.go, pkg/apis/networking/validation/validation.go
 * ValidateIngressClass, printIngressClass
 */
import type { KubeObject, Mutable } from "../../api/objects.ts";
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
import { AGE, ageOf, NAME } from "../columns.ts";
import type { Kind } from "../kind.ts";
import { storedKind } from "../stored-kind.ts";

const CONTROLLER_MAX = 250;
const SCOPES = ["Cluster", "Namespace"];
const DEFAULT_MARK = "ingressclass.kubernetes.io/is-default-class";
const PARAMETERS = "spec.parameters";

export function isDefaultClass({ metadata }: KubeObject): boolean {
  return metadata.annotations?.[DEFAULT_MARK] === "true";
}

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

/** Names become parts of paths. */
function pathSegment(field: string, value: string): FieldError[] {
  if (value === "") return [required(field)];
  if (value === "." || value === "..") return [invalid(field, value, `may not be '${value}'`)];
  return ["/", "%"]
    .filter((bad) => value.includes(bad))
    .map((bad) => invalid(field, value, `may not contain '${bad}'`));
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

function validate(object: KubeObject, old?: KubeObject): FieldError[] {
  const { controller = "", parameters } = (object as IngressClass).spec ?? {};
  return [
    ...(old === undefined ? [] : immutableField(object, old, "spec.controller")),
    ...validateController(controller),
    ...(parameters === undefined ? [] : validateParameters(parameters)),
  ];
}

function formatParameters({ parameters }: Spec): string {
  if (parameters === undefined) return "<none>";
  const { kind, apiGroup, name } = parameters;
  return `${kind}${apiGroup === undefined ? "" : `.${apiGroup}`}/${name}`;
}

export const ingressClass: Kind = storedKind({
  group: "networking.k8s.io",
  kind: "IngressClass",
  resource: "ingressclasses",
  namespaced: false,
  schema: "IngressClass",
  hasGeneration: true,
  columns: {
    definitions: [NAME, { name: "Controller" }, { name: "Parameters" }, AGE],
    cells: (object, nowMs) => {
      const { metadata, spec = {} } = object as IngressClass;
      return [
        `${metadata.name}${isDefaultClass(object) ? " (default)" : ""}`,
        spec.controller ?? "",
        formatParameters(spec),
        ageOf(object, nowMs),
      ];
    },
  },
  defaults: (draft: Mutable) => {
    if (draft.spec?.parameters !== undefined) draft.spec.parameters.scope ??= "Cluster";
  },
  validate,
});
