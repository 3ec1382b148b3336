/**
 * HTTP routes into the cluster, for an ingress controller to carry out.
 *
 * Models: pkg/registry/networking/ingress/strategy.go, printIngress
 */
import type { Mutable } from "../../api/objects.ts";
import type { Ingress } from "../../schema/types.ts";
import { AGE, ageOf, NAME } from "../columns.ts";
import { isDefaultClass } from "../ingress-class/kind.ts";
import type { Kind } from "../kind.ts";
import { CLASS_ANNOTATION, validateIngress } from "./validate.ts";

const SHOWN_HOSTS = 3;

function hosts({ spec }: Ingress): string {
  const list: string[] = [];
  for (const { host = "" } of spec.rules ?? []) {
    if (list.length === SHOWN_HOSTS) return `${list.join(",")} + ${(spec.rules ?? []).length - SHOWN_HOSTS} more...`;
    if (host !== "") list.push(host);
  }
  return list.length === 0 ? "*" : list.join(",");
}

export const ingress: Kind = {
  group: "networking.k8s.io",
  version: "v1",
  kind: "Ingress",
  resource: "ingresses",
  singular: "ingress",
  shortNames: ["ing"],
  categories: [],
  namespaced: true,
  schema: "Ingress",
  subresources: ["status"],
  hasGeneration: true,
  columns: {
    definitions: [NAME, { name: "Class" }, { name: "Hosts" }, { name: "Address" }, { name: "Ports" }, AGE],
    cells: (object, nowMs) => {
      const one = object as Ingress;
      const addresses = (one.status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname ?? "");
      return [
        one.metadata.name,
        one.spec.ingressClassName ?? "<none>",
        hosts(one),
        addresses.join(","),
        (one.spec.tls ?? []).length > 0 ? "80, 443" : "80",
        ageOf(object, nowMs),
      ];
    },
  },
  defaults: (draft: Mutable) => {
    draft.spec ??= {};
  },
  prepare: (draft: Mutable, old) => {
    if (old === undefined) draft.status = { loadBalancer: {} };
  },
  mutate: (draft: Mutable, old, { store }) => {
    if (
      old !== undefined ||
      draft.spec.ingressClassName !== undefined ||
      draft.metadata.annotations?.[CLASS_ANNOTATION] !== undefined
    )
      return;
    const fallback = store.collection("ingressclasses.networking.k8s.io").list().find(isDefaultClass);
    if (fallback !== undefined) draft.spec.ingressClassName = fallback.metadata.name;
  },
  validate: (object, old, gates) => validateIngress(object as Ingress, old as Ingress | undefined, gates),
  warnings: ({ metadata, spec }) =>
    metadata.annotations?.[CLASS_ANNOTATION] === undefined ||
    (spec as { ingressClassName?: string }).ingressClassName !== undefined
      ? []
      : [`annotation "${CLASS_ANNOTATION}" is deprecated, please use 'spec.ingressClassName' instead`],
};
