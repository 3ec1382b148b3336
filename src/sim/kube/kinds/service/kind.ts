/**
 * A name and an address that stay while Pods come and go.
 *
 * Models: pkg/registry/core/service/strategy.go
 */
import type { Service } from "../../schema/types.ts";
import type { Kind } from "../kind.ts";
import { admitService } from "./admit.ts";
import { serviceColumns } from "./columns.ts";
import { prepareService, serviceDefaults } from "./defaults.ts";
import { serviceNameCheck, validateService } from "./validate.ts";

export const service: Kind = {
  group: "",
  version: "v1",
  kind: "Service",
  resource: "services",
  singular: "service",
  shortNames: ["svc"],
  categories: ["all"],
  namespaced: true,
  schema: "Service",
  subresources: ["proxy", "status"],
  hasGeneration: false,
  createOnUpdate: true,
  columns: serviceColumns,
  defaults: serviceDefaults,
  prepare: prepareService,
  validate: validateService,
  validateName: serviceNameCheck,
  admit: admitService,
  release: (object, { services }) => services.release(object),
  selectableFields: {
    "spec.clusterIP": (object) => (object as Service).spec.clusterIP ?? "",
    "spec.type": (object) => (object as Service).spec.type ?? "",
  },
};
