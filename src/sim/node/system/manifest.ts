/** An object as it is written in a manifest. */
import type { JsonObject } from "../../kube/api/objects.ts";

export type Manifest = JsonObject & {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: JsonObject & {
    readonly name?: string;
    readonly generateName?: string;
    readonly namespace?: string;
  };
};
