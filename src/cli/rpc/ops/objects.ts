/** `load`, `apply`, `create`, `update`, `delete`, `patch`, `get`, `list`: objects of the API. */
import type { KubeObject } from "../../../sim/kube/api/objects.ts";
import { invalidStatus } from "../../../sim/kube/api/validation/field-error.ts";
import { decode } from "../../../sim/kube/schema/decode.ts";
import { optionalRecord, optionalText, type Request, text } from "../fields.ts";
import { type Manifest, manifestsOf } from "../manifest.ts";
import { Refusal } from "../refusal.ts";
import { call, kindOfManifest, kindOfResource, pathOf } from "../resources.ts";
import type { RpcWorld } from "../rpc-world.ts";

const PATCH_TYPES: Readonly<Record<string, string>> = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
};

export function load({ cluster }: RpcWorld, request: Request): Record<string, unknown> {
  cluster.api.load(manifestsOf(request) as unknown as KubeObject[]);
  return {};
}

export function create(world: RpcWorld, request: Request): Record<string, unknown> {
  return each(world, request, (object, place) => {
    if (request.validateOnly === true) return validated(world, object);
    return call(world.cluster.api, {
      method: "POST",
      path: pathOf({ ...place, name: undefined }),
      body: object,
      query: dryRun(request),
    });
  });
}

export function update(world: RpcWorld, request: Request): Record<string, unknown> {
  const old = (request.old ?? []) as KubeObject[];
  return each(world, request, (object, place, i) => {
    if (request.validateOnly === true) return validated(world, object, old[i]);
    return call(world.cluster.api, { method: "PUT", path: pathOf(place), body: object, query: dryRun(request) });
  });
}

/** Decoded and validated as given: nothing is defaulted, allocated, looked up or stored. */
function validated({ cluster }: RpcWorld, object: Manifest, old?: KubeObject): KubeObject {
  const kind = kindOfManifest(cluster.api, object);
  if (kind.schema !== undefined) decode(kind.schema, object as unknown as KubeObject);
  cluster.api.knowsRulesOf(kind);
  const errors = cluster.api.writer.validate(kind, object as unknown as KubeObject, old);
  if (errors.length === 0) return object as unknown as KubeObject;
  const status = invalidStatus(kind, String(object.metadata?.name ?? ""), errors);
  throw new Refusal(status.message ?? "invalid", status);
}

/** Creates what is not there; what is there gets the manifest as a merge patch. */
export function apply(world: RpcWorld, request: Request): Record<string, unknown> {
  return each(world, request, (object, place) => {
    const { api } = world.cluster;
    try {
      call(api, { method: "GET", path: pathOf(place) });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return call(api, {
        method: "POST",
        path: pathOf({ ...place, name: undefined }),
        body: object,
        query: dryRun(request),
      });
    }
    return call(api, {
      method: "PATCH",
      path: pathOf(place),
      body: object,
      contentType: PATCH_TYPES.merge as string,
      query: dryRun(request),
    });
  });
}

export function remove(world: RpcWorld, request: Request): Record<string, unknown> {
  return each(world, request, (_, place) =>
    call(world.cluster.api, { method: "DELETE", path: pathOf(place), query: dryRun(request) }),
  );
}

export function patch({ cluster }: RpcWorld, request: Request): Record<string, unknown> {
  const type = text(request, "type");
  const contentType = PATCH_TYPES[type];
  if (contentType === undefined)
    throw new Refusal(`type: ${type} is not one of ${Object.keys(PATCH_TYPES).join(", ")}`);
  const kind = kindOfResource(cluster.api, optionalText(request, "resource") ?? text(request, "kind"));
  const query = {
    fieldManager: optionalText(request, "fieldManager") ?? (type === "apply" ? "hop" : undefined),
    force: request.force === true ? "true" : undefined,
    ...dryRun(request),
  };
  const path = pathOf({
    kind,
    namespace: optionalText(request, "namespace") ?? "default",
    name: text(request, "name"),
  });
  return { object: call(cluster.api, { method: "PATCH", path, query, body: request.patch, contentType }) };
}

export function get({ cluster }: RpcWorld, request: Request): Record<string, unknown> {
  const kind = kindOfResource(cluster.api, text(request, "resource"));
  const path = pathOf({
    kind,
    namespace: optionalText(request, "namespace") ?? "default",
    name: text(request, "name"),
  });
  return { object: call(cluster.api, { method: "GET", path }) };
}

export function list({ cluster }: RpcWorld, request: Request): Record<string, unknown> {
  const kind = kindOfResource(cluster.api, text(request, "resource"));
  const path = pathOf({ kind, namespace: optionalText(request, "namespace") });
  const query = {
    labelSelector: optionalText(request, "labelSelector"),
    fieldSelector: optionalText(request, "fieldSelector"),
  };
  const found = call(cluster.api, { method: "GET", path, query });
  const header = { apiVersion: kind.group === "" ? kind.version : `${kind.group}/${kind.version}`, kind: kind.kind };
  return { objects: (found.items as KubeObject[]).map((item) => ({ ...header, ...item })) };
}

type Place = { kind: ReturnType<typeof kindOfManifest>; namespace: string | undefined; name: string };

function each(
  world: RpcWorld,
  request: Request,
  act: (object: Manifest, place: Place, i: number) => unknown,
): Record<string, unknown> {
  const namespace = optionalText(request, "namespace");
  const objects = manifestsOf(request).map((object, i) => {
    const kind = kindOfManifest(world.cluster.api, object);
    const metadata = optionalRecord(object, "metadata") ?? {};
    const own = typeof metadata.namespace === "string" ? metadata.namespace : undefined;
    const place = {
      kind,
      namespace: kind.namespaced ? (own ?? namespace ?? "default") : undefined,
      name: String(metadata.name ?? ""),
    };
    return act(object, place, i);
  });
  return { objects };
}

function dryRun(request: Request): { dryRun?: string } {
  return request.dryRun === true || request.dryRun === "All" || request.dryRun === "server" ? { dryRun: "All" } : {};
}
