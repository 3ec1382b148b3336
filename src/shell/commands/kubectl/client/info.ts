/** One object as kubectl handles it: what it is, where it came from, and its content once it is known. */

import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { CommandError } from "../errors.ts";
import type { RestClient } from "./rest-client.ts";
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

export function* fetchInfo(client: RestClient, info: Info, accept?: string): Run<Info> {
  const object = yield* client.get(pathOfInfo(info), accept === undefined ? {} : { accept });
  return withObject(info, object);
}

export function withObject(info: Info, object: Mutable): Info {
  const { name, namespace } = object?.metadata ?? {};
  return { ...info, object, name: name ?? info.name, namespace: namespace ?? info.namespace };
}
