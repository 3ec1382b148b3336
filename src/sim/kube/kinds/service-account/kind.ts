/**
 * Who a Pod is when it talks to the API.
 *
 * Models: pkg/registry/core/serviceaccount/strategy.go
 */
import { NAME_AND_AGE } from "../columns.ts";
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
  columns: NAME_AND_AGE,
};
