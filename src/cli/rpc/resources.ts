/** Where the API server keeps what a request names: paths from kinds and resources. */

import type { JsonObject, JsonValue } from "../../sim/kube/api/objects.ts";
import { type ApiRequest, apiRequest } from "../../sim/kube/api/request.ts";
import type { ApiServer } from "../../sim/kube/api/server.ts";
import type { Kind } from "../../sim/kube/kinds/kind.ts";
import type { Manifest } from "./manifest.ts";
import { Refusal } from "./refusal.ts";

export interface Address {
  readonly kind: Kind;
  readonly namespace: string | undefined;
  readonly name?: string | undefined;
}

export function kindOfManifest(api: ApiServer, { apiVersion, kind }: Manifest): Kind {
  const found = api.kinds.ofObject(apiVersion, kind);
  if (found === undefined) throw new Refusal(`no matches for kind "${kind}" in version "${apiVersion}"`);
  return found;
}

/** `pods`, `po`, `Pod`, `deployments.apps`. */
export function kindOfResource(api: ApiServer, text: string): Kind {
  const [resource = "", ...group] = text.split(".");
  const names = (one: Kind): boolean => [one.resource, one.singular, one.kind, ...one.shortNames].includes(resource);
  const found = api.kinds.all.find((one) => names(one) && (group.length === 0 || one.group === group.join(".")));
  if (found === undefined) throw new Refusal(`no resource ${JSON.stringify(text)}`);
  return found;
}

export function pathOf({ kind, namespace, name }: Address): string {
  const base = kind.group === "" ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
  const scope = kind.namespaced && namespace !== undefined ? `/namespaces/${namespace}` : "";
  return `${base}${scope}/${kind.resource}${name === undefined ? "" : `/${name}`}`;
}

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly contentType?: string;
}

/** One request; a Status that says no becomes a Refusal. */
export function call(
  api: ApiServer,
  { method, path, query = {}, body, contentType = "application/json" }: Call,
): JsonObject {
  const text = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${encodeURIComponent(value as string)}`)
    .join("&");
  const headers = new Map([
    ["accept", "application/json"],
    ["content-type", contentType],
  ]);
  const request: ApiRequest = apiRequest(method, text === "" ? path : `${path}?${text}`, body as JsonValue, headers);
  const response = api.request(request);
  if (response.type !== "object") throw new Refusal(`${method} ${path} is answered by a stream`);
  if (response.status >= 400) throw new Refusal(String(response.body.message ?? response.status), response.body);
  return response.body;
}
