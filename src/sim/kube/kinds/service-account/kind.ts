/**
 * Who a Pod is when it talks to the API.
 *
 * Models: pkg/registry/core/serviceaccount/strategy.go
 */
import type { ServiceAccount } from "../../schema/types.ts";
import { AGE, ageOf, NAME } from "../columns.ts";
import type { Kind } from "../kind.ts";

export const serviceAccount: Kind = {
  group: "",
  version: "v1",
  kind: "ServiceAccount",
  resource: "serviceaccounts",
  singular: "serviceaccount",
  shortNames: ["sa"],
  categories: [],
  namespaced: true,
  schema: "ServiceAccount",
  subresources: ["token"],
  hasGeneration: false,
  columns: {
    definitions: [NAME, { name: "Secrets" }, AGE],
    cells: (object, nowMs) => [
      object.metadata.name,
      ((object as ServiceAccount).secrets ?? []).length,
      ageOf(object, nowMs),
    ],
  },
};
