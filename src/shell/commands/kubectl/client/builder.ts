/**
 * From a command's words to the objects they mean: by file, by selector, by name, or everything of a type.
 *
 * Models: k8s.io/cli-runtime/pkg/resource/builder.go (Builder.Do), visitor.go
 */

import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { StatusError } from "../../../../sim/kube/api/status.ts";
import { CommandError, goQuote, hasStatusReason } from "../errors.ts";
import type { Invocation } from "../invocation.ts";
import { Gathered } from "./gathered.ts";
import { getOrBlame, type Info } from "./info.ts";
import { type ResourceArgs, readResourceArgs } from "./resource-args.ts";
import { type Mapping, pathOf, type RestMapper } from "./rest-mapper.ts";

export interface ResourceQuery {
  readonly args?: readonly string[];
  readonly filenames?: readonly string[];
  readonly kustomize?: string;
  readonly recursive?: boolean;
  readonly namespace: string;
  /** `--namespace` was given: objects of files must not name another. */
  readonly enforceNamespace?: boolean;
  readonly allNamespaces?: boolean;
  readonly selector?: string;
  readonly fieldSelector?: string;
  /** `--all`, for commands that do nothing to everything without it. */
  readonly all?: boolean;
  /** A type alone means all objects of it (`get pods`). */
  readonly typeMeansAll?: boolean;
  readonly subresource?: string;
  /** Objects of files are read from the server. */
  readonly latest?: boolean;
  readonly singleType?: boolean;
  /** Stop at the first error. Default: go on and tell all of them. */
  readonly stopAtError?: boolean;
  readonly chunkSize?: number;
  /** The media types that objects and lists are asked for in (a Table). */
  readonly accept?: string;
  readonly listQuery?: readonly (readonly [string, string])[];
  /** Keep lists as they came instead of their items. */
  readonly keepLists?: boolean;
  /** `--local`: only files. */
  readonly local?: boolean;
  /** What every object must have is looked for before anything else. */
  readonly validated?: boolean;
  /** Only names and mappings are wanted: nothing is read. */
  readonly unread?: boolean;
}

export interface Resources {
  readonly infos: readonly Info[];
  readonly errors: readonly Error[];
  /** One object was named, so that it is printed alone. */
  readonly isSingle: boolean;
  /** Objects were named one by one, not selected. */
  readonly isByName: boolean;
}

export const NO_RESOURCES = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`;

const LOCAL_ONLY = `you must specify resources by --filename when --local is set.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'`;

/** Throws what is wrong with the words; what goes wrong with single objects is in `errors`. */
export function* findResources(call: Invocation, query: ResourceQuery): Run<Resources> {
  if ((query.filenames?.length ?? 0) > 0 && (query.kustomize ?? "") !== "")
    throw new CommandError("only one of -f or -k can be specified");
  const args = query.args ?? [];
  const hasFiles = (query.filenames?.length ?? 0) > 0 || (query.kustomize ?? "") !== "";
  if (hasFiles && args.length > 0) throw argsWithFiles(readResourceArgs(args, null));
  if (hasFiles) return yield* call.usual.fromFiles(call, query);
  if (query.local === true)
    throw new CommandError(["image", "resources"].includes(call.command.name) ? LOCAL_ONLY : NO_RESOURCES);
  readResourceArgs(args, null);
  if (args.length === 0) throw new CommandError(NO_RESOURCES);
  const mapper = yield* call.mapper();
  return yield* fromArgs(call, { query, mapper, args: readResourceArgs(args, mapper) });
}

function argsWithFiles(args: ResourceArgs): CommandError {
  if (args.types.length > 0)
    return new CommandError(
      "when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well",
    );
  return new CommandError("resource/name arguments cannot be provided when a path is specified");
}

interface ArgQuery {
  readonly query: ResourceQuery;
  readonly mapper: RestMapper;
  readonly args: ResourceArgs;
}

function* fromArgs(call: Invocation, { query, mapper, args }: ArgQuery): Run<Resources> {
  const selector = (query.selector ?? "").trim();
  const fieldSelector = query.fieldSelector ?? "";
  if (query.all === true && selector !== "")
    throw new CommandError(
      call.command.name === "delete"
        ? "setting 'all' parameter but found a non empty selector. "
        : `found non-empty label selector ${goQuote(selector)} with previously set 'all' parameter. `,
    );
  if (query.all === true && fieldSelector !== "")
    throw new CommandError(
      `found non-empty field selector ${goQuote(fieldSelector)} with previously set 'all' parameter. `,
    );
  const meansAll = query.typeMeansAll === true && args.types.length > 0 && args.names.length === 0;
  if (selector !== "" || fieldSelector !== "" || query.all === true || meansAll)
    return yield* bySelector(call, { query, mapper, args });
  if (args.tuples.length > 0) {
    const mappings = args.tuples.map(({ type }) => mapper.find(type));
    checkSingleType(query, mappings);
    return yield* byName(
      call,
      query,
      args.tuples.map(({ name }, i) => [mappings[i] as Mapping, name] as const),
    );
  }
  if (args.names.length > 0) {
    const mapping = mapper.find(args.types[0] as string);
    return yield* byName(
      call,
      query,
      args.names.map((name) => [mapping, name] as const),
    );
  }
  for (const type of args.types) mapper.find(type);
  throw new CommandError("resource(s) were provided, but no name was specified");
}

function checkSingleType(query: ResourceQuery, mappings: readonly Mapping[]): void {
  if (query.singleType !== true || new Set(mappings).size < 2) return;
  throw new CommandError("you may only specify a single resource type");
}

function* byName(
  call: Invocation,
  query: ResourceQuery,
  named: readonly (readonly [Mapping, string])[],
): Run<Resources> {
  const gathered = new Gathered(query.stopAtError === true);
  for (const [mapping] of named)
    if (mapping.isNamespaced && query.allNamespaces === true)
      throw new CommandError("a resource cannot be retrieved by name across all namespaces");
  if (named.some(([, name]) => name === "")) throw new CommandError("resource name may not be empty");
  for (const [mapping, name] of named) {
    const namespace = mapping.isNamespaced ? query.namespace : "";
    const path = pathOf(mapping, namespace, name, query.subresource ?? "");
    const options = query.accept === undefined ? {} : { accept: query.accept, query: query.listQuery ?? [] };
    const done = yield* gathered.attempt(function* () {
      const object = query.unread === true ? null : yield* getOrBlame(call.client, { path, namespace }, options);
      gathered.infos.push({ mapping, namespace, name, source: "", object });
    });
    if (!done) break;
  }
  return { ...gathered.result(), isSingle: named.length === 1, isByName: true };
}

function* bySelector(call: Invocation, { query, mapper, args }: ArgQuery): Run<Resources> {
  if (args.names.length > 0) throw new CommandError("name cannot be provided when a selector is specified");
  if (args.tuples.length > 0)
    throw new CommandError("selectors and the all flag cannot be used when passing resource/name arguments");
  if ((query.subresource ?? "") !== "")
    throw new CommandError("subresource cannot be used when bulk resources are specified");
  const mappings = [...new Set(args.types.map((type) => mapper.find(type)))];
  if (mappings.length > 1 && query.singleType === true)
    throw new CommandError("you may only specify a single resource type");
  const gathered = new Gathered(query.stopAtError === true);
  for (const mapping of mappings) {
    const done = yield* gathered.attempt(() => listInto(call, { query, mapping, infos: gathered.infos }));
    if (!done) break;
  }
  return { ...gathered.result(), isSingle: false, isByName: false };
}

function* listInto(
  call: Invocation,
  { query, mapping, infos }: { readonly query: ResourceQuery; readonly mapping: Mapping; readonly infos: Info[] },
): Run<void> {
  const namespace = mapping.isNamespaced && query.allNamespaces !== true ? query.namespace : "";
  const parameters: (readonly [string, string])[] = [...(query.listQuery ?? [])];
  if ((query.selector ?? "").trim() !== "") parameters.push(["labelSelector", (query.selector ?? "").trim()]);
  if ((query.fieldSelector ?? "") !== "") parameters.push(["fieldSelector", query.fieldSelector ?? ""]);
  const chunk = query.chunkSize ?? 500;
  if (chunk > 0) parameters.push(["limit", String(chunk)]);
  let continued = "";
  do {
    const list = yield* getList(
      call,
      { query, mapping },
      {
        path: pathOf(mapping, namespace),
        query: continued === "" ? parameters : [...parameters, ["continue", continued]],
      },
    );
    addItems({ query, mapping, infos }, list, namespace);
    continued = list.metadata?.continue ?? "";
  } while (continued !== "");
}

/** A refused list says what was looked for. */
function* getList(
  call: Invocation,
  { query, mapping }: { readonly query: ResourceQuery; readonly mapping: Mapping },
  request: { readonly path: string; readonly query: readonly (readonly [string, string])[] },
): Run<Mutable> {
  try {
    return yield* call.client.get(request.path, {
      query: request.query,
      ...(query.accept === undefined ? {} : { accept: query.accept }),
    });
  } catch (error) {
    if (!hasStatusReason(error, "BadRequest") && !hasStatusReason(error, "NotFound")) throw error;
    const { status } = error as StatusError;
    const resource = goQuote(`${mapping.group}/${mapping.version}, Resource=${mapping.resource}`);
    const labels = (query.selector ?? "").trim();
    const fields = query.fieldSelector ?? "";
    const what =
      labels === "" && fields === ""
        ? `Unable to list ${resource}`
        : `Unable to find ${resource} that match label selector ${goQuote(labels)}, field selector ${goQuote(fields)}`;
    throw new StatusError({ ...status, message: `${what}: ${status.message ?? ""}` });
  }
}

function addItems(
  { query, mapping, infos }: { readonly query: ResourceQuery; readonly mapping: Mapping; readonly infos: Info[] },
  list: Mutable,
  namespace: string,
): void {
  if (query.keepLists === true || !Array.isArray(list.items)) {
    infos.push({ mapping, namespace, name: "", source: "", object: list });
    return;
  }
  const apiVersion = mapping.group === "" ? mapping.version : `${mapping.group}/${mapping.version}`;
  for (const item of list.items)
    infos.push({
      mapping,
      namespace: item.metadata?.namespace ?? "",
      name: item.metadata?.name ?? "",
      source: "",
      object: item.kind === undefined ? { apiVersion, kind: mapping.kind, ...item } : item,
    });
}
