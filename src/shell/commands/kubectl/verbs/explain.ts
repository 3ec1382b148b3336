/**
 * `kubectl explain`: what fields a kind has.
 *
 * Models: k8s.io/kubectl/pkg/cmd/explain/explain.go
 * SIMPLIFIED: types are looked up in kubectl's own table and, for custom resources, in their definition; not in the server's OpenAPI.
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { hasType, type ObjectType, typeNamed } from "../../../../sim/kube/schema/schema.ts";
import { splitApiVersion } from "../client/decode-object.ts";
import type { Mapping, RestMapper } from "../client/rest-mapper.ts";
import type { Command } from "../command.ts";
import { CommandError, expected, goQuote, hasStatusReason } from "../errors.ts";
import { type CustomTypes, customTypes } from "../explain/custom-types.ts";
import { Explainer } from "../explain/explanation.ts";
import { bool, text } from "../flags/flag.ts";
import type { Invocation } from "../invocation.ts";

export const EXPLAIN: Command = {
  name: "explain",
  summary: "Get documentation for a resource",
  usage: "TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2]",
  flags: [text("api-version"), text("output/o", "plaintext"), bool("recursive/R")],
  *run(call) {
    const { args, flags, docs } = call;
    if (args.length === 0)
      throw new CommandError(
        'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
      );
    if (args.length > 1) throw new CommandError("We accept only this format: explain RESOURCE");
    const output = flags.text("output");
    if (output !== "plaintext" && output !== "plaintext-openapiv2")
      throw new CommandError(`unrecognized format: ${output}`);
    const mapper = yield* call.mapper();
    const [typed, ...path] = wordsOf(args[0] as string, (name) => mapper.tryFind(name) !== undefined);
    const mapping = versioned(found(mapper, typed as string), flags.text("api-version"), mapper.all);
    const custom = typeNameOf(mapping) === null ? yield* customTypesOf(call, mapping) : null;
    const explainer =
      custom === null
        ? new Explainer(docs, flags.bool("recursive"))
        : new Explainer(custom.docs, flags.bool("recursive"), custom.typeOf);
    const { text: explanation, failure } = explainer.explain(mapping, custom?.root ?? typeOf(mapping), path);
    yield* call.print(explanation);
    if (failure !== null) throw new CommandError(failure);
  },
};

/** `deployments.apps.spec` may have its group in it: the longest beginning that names a resource counts. */
function wordsOf(argument: string, isKnown: (name: string) => boolean): string[] {
  const parts = argument.replace(/\.$/, "").split(".");
  for (let length = parts.length; length > 1; length--) {
    const name = parts.slice(0, length).join(".");
    if (isKnown(name)) return [name, ...parts.slice(length)];
  }
  return parts;
}

/** Whatever the mapper says against a word is told without `error:` here. */
function found(mapper: RestMapper, typed: string): Mapping {
  try {
    return mapper.find(typed);
  } catch (error) {
    throw new CommandError(expected(error).message, { plain: true });
  }
}

function versioned(mapping: Mapping, apiVersion: string, all: readonly Mapping[]): Mapping {
  if (apiVersion === "") return mapping;
  const { group, version } = splitApiVersion(apiVersion);
  const match = all.find((one) => one.group === group && one.version === version && one.kind === mapping.kind);
  if (match !== undefined) return match;
  throw new CommandError(`couldn't find resource for ${goQuote(`${group}/${version}, Resource=${mapping.resource}`)}`);
}

/** The server's own description of a custom resource; null when it is not one. */
function* customTypesOf(call: Invocation, mapping: Mapping): Run<CustomTypes | null> {
  const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  try {
    const definition = yield* call.client.get(`${path}/${mapping.resource}.${mapping.group}`);
    const version = definition.spec.versions.find(({ name }: Mutable) => name === mapping.version);
    return customTypes(mapping, version?.schema?.openAPIV3Schema ?? {}, call.docs);
  } catch (error) {
    if (hasStatusReason(error, "NotFound")) return null;
    throw error;
  }
}

function typeOf(mapping: Mapping): ObjectType {
  const name = typeNameOf(mapping);
  if (name !== null) return typeNamed(name);
  throw new CommandError(
    `couldn't find resource for ${goQuote(`${mapping.group}/${mapping.version}, Kind=${mapping.kind}`)}`,
  );
}

function typeNameOf({ kind, group, version }: Mapping): string | null {
  const candidates = [kind, `${kind}V1`, `${group.split(".")[0]?.replace(/^./, (c) => c.toUpperCase())}${kind}`];
  return (
    candidates.find((name) => {
      if (!hasType(name)) return false;
      const type = typeNamed(name);
      const ofGroup =
        group === ""
          ? type.group === "core" || type.group === ""
          : type.group === group || group.startsWith(`${type.group}.`);
      return ofGroup && type.version === version;
    }) ?? null
  );
}
