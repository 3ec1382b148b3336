/**
 * LimitRanges. Models: k8s.io/kubectl/pkg/describe/describe.go describeLimitRangeSpec
 * SIMPLIFIED: resources come in order of name; kubectl takes them in whatever order Go's map has.
 */
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { canonicalQuantity } from "../../../../sim/kube/api/quantity.ts";
import type { Invocation } from "../invocation.ts";
import { Description } from "./description.ts";

const COLUMNS = ["min", "max", "defaultRequest", "default", "maxLimitRequestRatio"] as const;
const TITLES = ["Type", "Resource", "Min", "Max", "Default Request", "Default Limit", "Max Limit/Request Ratio"];

export function describeLimitRange(_call: Invocation, range: Mutable): string {
  const description = new Description();
  description.field("Name", range.metadata.name);
  description.field("Namespace", range.metadata.namespace);
  writeLimits(description, [range], "");
  return description.toString();
}

/** A table of the limits of all ranges, each line after `prefix`. */
export function writeLimits(description: Description, ranges: readonly Mutable[], prefix: string): void {
  description.write(0, `${prefix}${TITLES.join("\t")}\n`);
  description.write(0, `${prefix}${TITLES.map((title) => "-".repeat(title.length)).join("\t")}\n`);
  for (const { spec } of ranges)
    for (const item of spec?.limits ?? []) {
      const resources = new Set(COLUMNS.flatMap((column) => Object.keys(item[column] ?? {})));
      for (const resource of [...resources].sort()) {
        const cells = COLUMNS.map((column) => {
          const amount = item[column]?.[resource];
          return amount === undefined ? "-" : canonicalQuantity(String(amount));
        });
        description.write(0, `${prefix}${[item.type, resource, ...cells].join("\t")}\n`);
      }
    }
}
