/** The tables that `get` asks for and prints. Models: k8s.io/kubectl/pkg/cmd/get/{get_flags,get}.go */
import type { Mapping } from "../client/rest-mapper.ts";
import type { Invocation } from "../invocation.ts";
import type { TableOptions } from "../output/table-printer.ts";

export const TABLE_ACCEPT =
  "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json";

export function isTableOutput({ flags }: Invocation): boolean {
  const output = flags.text("output");
  return (output === "" && flags.text("template") === "") || output === "wide";
}

export function tableOptions(call: Invocation, mapping: Mapping, withKind: boolean): TableOptions {
  const { flags } = call;
  return {
    isWide: flags.text("output") === "wide",
    hasHeaders: !flags.bool("no-headers"),
    withNamespace: flags.bool("all-namespaces") && mapping.isNamespaced,
    withKind: withKind || flags.bool("show-kind"),
    showLabels: flags.bool("show-labels"),
    labelColumns: flags.list("label-columns"),
    nowMs: call.nowMs,
    mapping,
  };
}
