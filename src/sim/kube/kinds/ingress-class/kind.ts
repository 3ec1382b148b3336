/**
 * Which controller carries out the Ingresses that name it.
 *
 * Models: pkg/registry/networking/ingressclass/strategy.go, printIngressClass
 */
import type { KubeObject, Mutable } from "../../api/objects.ts";
import type { IngressClass } from "../../schema/types.ts";
import { AGE, ageOf, NAME } from "../columns.ts";
import type { Kind } from "../kind.ts";
import { storedKind } from "../stored-kind.ts";

const DEFAULT_MARK = "ingressclass.kubernetes.io/is-default-class";

export function isDefaultClass({ metadata }: KubeObject): boolean {
  return metadata.annotations?.[DEFAULT_MARK] === "true";
}

type Spec = NonNullable<IngressClass["spec"]>;

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
  late: "checks",
});
