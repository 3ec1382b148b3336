/** A command's flags as a query for objects. Models: k8s.io/cli-runtime/pkg/genericclioptions/builder_flags.go */
import type { Invocation } from "../invocation.ts";
import type { ResourceQuery } from "./builder.ts";

export function queryOf(call: Invocation, more: Partial<ResourceQuery> = {}): ResourceQuery {
  const { flags } = call;
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
    ...more,
  };
}

export function hasFiles(call: Invocation): boolean {
  return call.flags.list("filename").length > 0 || call.flags.textOr("kustomize", "") !== "";
}
