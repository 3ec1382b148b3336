/** One object as kubectl handles it: what it is, where it came from, and its content once it is known. */

import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { CommandError, expected, hasStatusReason } from "../errors.ts";
import type { RequestOptions, RestClient } from "./rest-client.ts";
import { type Mapping, pathOf, qualifiedKind } from "./rest-mapper.ts";

export interface Info {
  readonly mapping: Mapping;
  readonly namespace: string;
  readonly name: string;
  /** The file, URL or `STDIN`; empty for what came from the server. */
  readonly source: string;
  /** What was read; a Table where one was asked for. */
  readonly object: Mutable;
}

export function pathOfInfo(info: Info, subresource = ""): string {
  if (info.name === "") throw new CommandError("resource name may not be empty");
  return pathOf(info.mapping, info.namespace, info.name, subresource);
}

/** `deployment.apps/web` */
export function nameOfInfo(info: Info): string {
  return `${qualifiedKind(info.mapping)}/${info.name}`;
}

/** When an object is not there because its namespace is not, it is the namespace that is not found. */
export function* getOrBlame(
  client: RestClient,
  { path, namespace }: { readonly path: string; readonly namespace: string },
  options: RequestOptions,
): Run<Mutable> {
  try {
    return yield* client.get(path, options);
  } catch (error) {
    if (hasStatusReason(error, "NotFound") && namespace !== "" && namespace !== "default")
      yield* checkNamespace(client, namespace);
    throw error;
  }
}

function* checkNamespace(client: RestClient, namespace: string): Run<void> {
  try {
    yield* client.get(`/api/v1/namespaces/${namespace}`);
  } catch (error) {
    if (hasStatusReason(error, "NotFound")) throw error;
    expected(error);
  }
}

export function* fetchInfo(client: RestClient, info: Info, accept?: string): Run<Info> {
  const place = { path: pathOfInfo(info), namespace: info.namespace };
  const object = yield* getOrBlame(client, place, accept === undefined ? {} : { accept });
  return withObject(info, object);
}

export function withObject(info: Info, object: Mutable): Info {
  const { name, namespace } = object?.metadata ?? {};
  return { ...info, object, name: name ?? info.name, namespace: namespace ?? info.namespace };
}
