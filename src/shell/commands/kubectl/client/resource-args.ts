/**
 * The words that name objects: `pods`, `pod web`, `po,svc`, `deploy/web svc/web`.
 *
 * Models: k8s.io/cli-runtime/pkg/resource/builder.go (ResourceTypeOrNameArgs)
 */
import { CommandError } from "../errors.ts";
import type { RestMapper } from "./rest-mapper.ts";
import { qualifiedResource } from "./rest-mapper.ts";

export interface ResourceArgs {
  readonly types: readonly string[];
  readonly names: readonly string[];
  readonly tuples: readonly { readonly type: string; readonly name: string }[];
}

export function readResourceArgs(given: readonly string[], mapper: RestMapper | null): ResourceArgs {
  const args = spread(given);
  const slashes = args.filter((arg) => arg.includes("/")).length;
  if (slashes > 0) {
    if (slashes !== args.length) throw mixedArgs();
    return { types: [], names: [], tuples: args.map(readTuple) };
  }
  if (args.length === 0) return { types: [], names: [], tuples: [] };
  const types = unique(expandCategories(args[0] as string, mapper));
  return { types, names: args.slice(1), tuples: [] };
}

export function mixedArgs(): CommandError {
  return new CommandError(
    "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
  );
}

/** `po,svc a b` means `po/a po/b svc/a svc/b`. */
function spread(args: readonly string[]): readonly string[] {
  if (args.length < 2) return args;
  const types = unique((args[0] as string).split(","));
  return types.length < 2 ? args : types.flatMap((type) => args.slice(1).map((name) => `${type}/${name}`));
}

function readTuple(arg: string): { type: string; name: string } {
  const parts = arg.split("/");
  if (parts.length !== 2) throw new CommandError("arguments in resource/name form may not have more than one slash");
  const [type, name] = parts as [string, string];
  if (type === "" || name === "" || unique(type.split(",")).length !== 1)
    throw new CommandError("arguments in resource/name form must have a single resource and name");
  return { type, name };
}

function expandCategories(types: string, mapper: RestMapper | null): string[] {
  return types.split(",").flatMap((type) => mapper?.category(type)?.map(qualifiedResource) ?? [type]);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
