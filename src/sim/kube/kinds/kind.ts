/**
 * What the generic API code has to know of a kind. One record in one folder is all that a new kind needs: storage,
 * decoding, watching, tables, discovery and patches work from it.
 *
 * Models: pkg/registry/<group>/<resource>/strategy.go, pkg/printers/internalversion/printers.go
 */
import type { Prng } from "../../core/prng.ts";
import type { Authorizer } from "../api/authorizer.ts";
import type { Draft, JsonValue, KubeObject, Mutable } from "../api/objects.ts";
import type { ApiUser } from "../api/request.ts";
import type { Store } from "../api/store.ts";
import type { FeatureGates } from "../api/validation/feature-gates.ts";
import type { FieldError } from "../api/validation/field-error.ts";
import type { Decoded } from "../schema/decode.ts";
import type { ServiceAllocators } from "./service/allocators.ts";

export interface Column {
  readonly name: string;
  readonly type?: "string" | "integer" | "number" | "boolean" | "date";
  readonly format?: "name";
  /** 0 is always shown, 1 only with -o wide. */
  readonly priority?: 0 | 1;
  /** The printer gives this cell only when asked for wide rows, as the server always does. */
  readonly onlyWide?: true;
}

export interface Columns {
  readonly definitions: readonly Column[];
  /** The printer gives its wide cells unasked; only upstream's own tests see it. */
  readonly ignoresWide?: true;
  /** One cell for each definition. */
  cells(object: KubeObject, nowMs: number): readonly JsonValue[];
}

/** What admission may look at besides the object. */
export interface AdmissionContext {
  readonly nowMs: number;
  readonly prng: Prng;
  readonly store: Store;
  readonly services: ServiceAllocators;
  /** Who asks. */
  readonly by: string;
  /** There is no admission of service accounts. */
  readonly standsAlone: boolean;
  /** Nothing will be stored. */
  readonly isDryRun: boolean;
  /** The same, where it is a request. */
  readonly user?: ApiUser | undefined;
}

export interface Admitted {
  /** Field errors, or nothing when all is well. Then `undo` takes back what was reserved. */
  readonly errors?: readonly FieldError[];
  undo?(): void;
}

export type Subresource =
  | "status"
  | "scale"
  | "log"
  | "exec"
  | "attach"
  | "portforward"
  | "eviction"
  | "binding"
  | "token"
  | "ephemeralcontainers"
  | "proxy"
  | "finalize"
  | "approval"
  | "resize";

export interface KindView {
  /** The resource key of the kind that is stored: `events`. */
  readonly of: string;
  /** From what a client sends to what is stored. */
  store(draft: Mutable): Mutable;
  show(object: KubeObject): KubeObject;
  /** A field selector in the words of the stored kind. */
  fields?(selector: string): string;
}

export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly resource: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** In `schema/table.ts`; absent for kinds that custom resource definitions make. */
  readonly schema: string | undefined;
  readonly subresources: readonly Subresource[];
  /** Those without a generation count none. */
  readonly hasGeneration: boolean;
  readonly columns: Columns;
  /** Its checks are among the late rules, which are there before a request writes the first of it; `acts`: there is
   * admission and a controller too, and so they are there even when one is loaded as it is. */
  readonly late?: "checks" | "acts";
  readonly verbs?: readonly string[];
  /** A PUT of a name that is not there makes it. */
  readonly createOnUpdate?: true;
  /** Shown by every request that writes it. */
  readonly deprecation?: string;
  /** What is stored where the request says nothing. `old` is given on update. */
  defaults?(draft: Draft, old?: KubeObject): void;
  /** Resets what clients may not set. */
  prepare?(draft: Draft, old?: KubeObject): void;
  /** Changes by admission plugins: before validation. */
  mutate?(draft: Draft, old: KubeObject | undefined, context: AdmissionContext): void;
  validate?(object: KubeObject, old: KubeObject | undefined, gates: FeatureGates): readonly FieldError[];
  warnings?(object: KubeObject): readonly string[];
  /** Reserves addresses and ports. Runs last, when the object is otherwise right. */
  admit?(draft: Draft, old: KubeObject | undefined, context: AdmissionContext): Admitted;
  /** The object is gone: gives back what `admit` reserved. */
  release?(object: KubeObject, context: AdmissionContext): void;
  /** Fields that field selectors may name, beside metadata.name and metadata.namespace. */
  readonly selectableFields?: { readonly [field: string]: (object: KubeObject) => string };
  /** Seconds to wait before the object goes; 0 or undefined: at once. */
  gracePeriod?(object: KubeObject, asked: number | undefined): number;
  /** For kinds that are questions: nothing is stored, the object comes back with its status. */
  answer?(draft: Draft, user: ApiUser, authorizer: Authorizer): KubeObject;
  /** The same objects as those of another kind, in another form. */
  readonly view?: KindView;
  /** For kinds whose fields no table knows. */
  decode?(body: JsonValue): Decoded;
  /** How names of this kind must look. */
  validateName?(name: string, gates: FeatureGates): readonly string[];
}

export function resourceKey({ group, resource }: { readonly group: string; readonly resource: string }): string {
  return group === "" ? resource : `${resource}.${group}`;
}

export function apiVersionOf({ group, version }: { readonly group: string; readonly version: string }): string {
  return group === "" ? version : `${group}/${version}`;
}
