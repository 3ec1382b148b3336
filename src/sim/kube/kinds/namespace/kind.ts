/**
 * A place for names. Deleting one empties it first.
 *
 * Models: pkg/registry/core/namespace/strategy.go
 */
import type { Mutable } from "../../api/objects.ts";
import { isDNS1123Label } from "../../api/validation/formats.ts";
import type { Namespace } from "../../schema/types.ts";
import { AGE, ageOf, NAME } from "../columns.ts";
import type { Kind } from "../kind.ts";

const NAME_LABEL = "kubernetes.io/metadata.name";

export const namespace: Kind = {
  group: "",
  version: "v1",
  kind: "Namespace",
  resource: "namespaces",
  singular: "namespace",
  shortNames: ["ns"],
  categories: [],
  namespaced: false,
  schema: "Namespace",
  subresources: ["finalize", "status"],
  verbs: ["create", "delete", "get", "list", "patch", "update", "watch"],
  hasGeneration: false,
  columns: {
    definitions: [NAME, { name: "Status" }, AGE],
    cells: (object, nowMs) => [object.metadata.name, (object as Namespace).status?.phase ?? "", ageOf(object, nowMs)],
  },
  defaults: (draft: Mutable) => {
    draft.metadata.labels = { ...draft.metadata.labels, [NAME_LABEL]: draft.metadata.name ?? "" };
  },
  prepare: (draft: Mutable, old) => {
    if (old === undefined) {
      draft.spec = { finalizers: ["kubernetes"] };
      draft.status = { phase: "Active" };
    } else draft.spec ??= old.spec;
  },
  validateName: isDNS1123Label,
  selectableFields: { "status.phase": (object) => (object as Namespace).status?.phase ?? "" },
};
