/** A command's flags as a query for objects. Models: k8s.io/cli-runtime/pkg/genericclioptions/builder_flags.go */
import { CommandError, goQuote } from "../errors.ts";
import { FALSE, TRUE } from "../flags/flag-set.ts";
import type { Invocation } from "../invocation.ts";
import type { ResourceQuery } from "./builder.ts";

export function queryOf(call: Invocation, more: Partial<ResourceQuery> = {}): ResourceQuery {
  const { flags } = call;
  const validation = validationOf(flags.textOr("validate", "ignore"));
  const allNamespaces = flags.boolOr("all-namespaces", false);
  return {
    args: call.args,
    filenames: flags.has("filename") ? flags.list("filename") : [],
    kustomize: flags.textOr("kustomize", ""),
    recursive: flags.boolOr("recursive", false),
    namespace: call.namespace,
    enforceNamespace: call.connection.isNamespaceExplicit && !allNamespaces,
    allNamespaces,
    selector: flags.textOr("selector", ""),
    fieldSelector: flags.textOr("field-selector", ""),
    all: flags.boolOr("all", false),
    chunkSize: flags.has("chunk-size") ? flags.int("chunk-size") : 500,
    local: flags.boolOr("local", false),
    validated: validation !== "Ignore",
    ...more,
  };
}

export function hasFiles(call: Invocation): boolean {
  return call.flags.list("filename").length > 0 || call.flags.textOr("kustomize", "") !== "";
}

/** What the server is to do about fields that it does not know: `Strict`, `Warn`, `Ignore`. */
export function validationOf(value: string): string {
  if (value === "strict" || value === "warn" || value === "ignore")
    return value.charAt(0).toUpperCase() + value.slice(1);
  if (TRUE.includes(value)) return "Strict";
  if (FALSE.includes(value)) return "Ignore";
  throw new CommandError(
    `invalid - validate option ${goQuote(value)}; must be one of: strict (or true), warn, ignore (or false)`,
  );
}
