/**
 * The objects that files, folders, addresses and standard input name.
 *
 * Models: k8s.io/cli-runtime/pkg/resource/builder.go (visitorByPaths), visitor.go (FileVisitor, StreamVisitor)
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { parseSelector, SelectorError } from "../../../../sim/kube/api/selectors.ts";
import { CommandError, goQuote } from "../errors.ts";
import type { Invocation } from "../invocation.ts";
import type { ResourceQuery, Resources } from "./builder.ts";
import { decodeManifests } from "./decode.ts";
import { checkObject, infoOfObject, isListObject, validate } from "./decode-object.ts";
import { Gathered } from "./gathered.ts";
import { fetchInfo, type Info } from "./info.ts";
import { readManifestFiles } from "./manifest-files.ts";
import type { RestMapper } from "./rest-mapper.ts";

export function* fromFiles(call: Invocation, query: ResourceQuery): Run<Resources> {
  const gathered = new Gathered(query.stopAtError === true);
  const selector = query.selector?.trim() ?? "";
  const matches = selector === "" ? () => true : labelFilter(selector);
  const { texts, isMany } = yield* manifestTexts(call, query);
  const loaded: { readonly object: Mutable; readonly source: string }[] = [];
  for (const { source, text } of texts) {
    const done = yield* gathered.attempt(() =>
      decodeManifests(text, source, (object) => loaded.push({ object, source })),
    );
    if (!done) break;
  }
  const mapper = loaded.length > 0 ? yield* call.mapper() : null;
  for (const { object, source } of loaded.flatMap(flattened)) {
    const done = yield* gathered.attempt(function* () {
      if (query.validated === true) validate(object, source);
      checkObject(object, source);
      if (!matches(object)) return;
      const info = placed(infoOfObject(object, source, mapper as RestMapper), query);
      gathered.infos.push(query.latest === true ? yield* fetchInfo(call.client, info, query.accept) : info);
    });
    if (!done) break;
  }
  return { ...gathered.result(), isSingle: !isMany && gathered.infos.length === 1, isByName: true };
}

function* manifestTexts(
  call: Invocation,
  query: ResourceQuery,
): Run<{ texts: { source: string; text: string }[]; isMany: boolean }> {
  if ((query.kustomize ?? "") !== "") {
    const folder = query.kustomize as string;
    const { text, warnings } = call.rare.kustomize(call.process, folder);
    for (const warning of warnings) yield* call.printError(warning);
    return { texts: [{ source: folder, text }], isMany: true };
  }
  const files = yield* readManifestFiles(call.process, {
    filenames: query.filenames ?? [],
    recursive: query.recursive === true,
    resolver: "127.0.0.1",
  });
  return { texts: [...files.texts], isMany: files.isMany };
}

function flattened({ object, source }: { object: Mutable; source: string }): { object: Mutable; source: string }[] {
  if (!isListObject(object)) return [{ object, source }];
  return object.items.flatMap((item: Mutable) => flattened({ object: typedItem(object, item), source }));
}

/** What a list of one kind holds is of that kind, where it does not say so itself. */
function typedItem({ apiVersion, kind }: Mutable, item: Mutable): Mutable {
  if (kind === "List" || item?.kind !== undefined || item?.apiVersion !== undefined) return item;
  return { apiVersion, kind: String(kind).replace(/List$/, ""), ...item };
}

function labelFilter(selector: string): (object: Mutable) => boolean {
  try {
    const parsed = parseSelector(selector);
    return (object) => parsed.matches(object.metadata?.labels ?? {});
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    throw new CommandError(`the provided selector ${goQuote(selector)} is not valid: ${error.message}`);
  }
}

/** The object in the namespace that it is meant for. */
function placed(info: Info, query: ResourceQuery): Info {
  if (!info.mapping.isNamespaced) {
    if (info.namespace === "") return info;
    const { namespace: _, ...metadata } = info.object.metadata;
    return { ...info, namespace: "", object: { ...info.object, metadata } };
  }
  if (info.namespace === "") {
    const object = { ...info.object, metadata: { ...info.object.metadata, namespace: query.namespace } };
    return { ...info, namespace: query.namespace, object };
  }
  if (query.enforceNamespace === true && info.namespace !== query.namespace)
    throw new CommandError(
      `the namespace from the provided object ${goQuote(info.namespace)} does not match the namespace ${goQuote(query.namespace)}. You must pass '--namespace=${info.namespace}' to perform this operation.`,
    );
  return info;
}
