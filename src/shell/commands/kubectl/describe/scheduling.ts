/** Tolerations, taints and spread constraints in words. Models: k8s.io/kubectl/pkg/describe/describe.go */
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { type LabelSelectorObject, selectorOf } from "../../../../sim/kube/api/selectors.ts";
import type { Description } from "./description.ts";

export function tolerationTexts(tolerations: readonly Mutable[]): string[] {
  const sorted = [...tolerations].sort((a, b) => compare(a.key ?? "", b.key ?? ""));
  return sorted.map(({ key = "", value = "", effect = "", operator = "", tolerationSeconds }) => {
    let text = key;
    if (value !== "") text += `=${value}`;
    if (effect !== "") text += `:${effect}`;
    if (operator === "Exists" && value === "") text += key !== "" || effect !== "" ? " op=Exists" : "op=Exists";
    return tolerationSeconds === undefined ? text : `${text} for ${tolerationSeconds}s`;
  });
}

export function taintTexts(taints: readonly Mutable[]): string[] {
  const sorted = [...taints].sort((a, b) => compare(`${a.effect},${a.key}`, `${b.effect},${b.key}`));
  return sorted.map(taintText);
}

/** `key=value:effect` */
export function taintText({ key, value = "", effect = "" }: Mutable): string {
  if (effect === "") return value === "" ? key : `${key}=${value}:`;
  return value === "" ? `${key}:${effect}` : `${key}=${value}:${effect}`;
}

export function describeSpread(description: Description, constraints: readonly Mutable[], space: string): void {
  if (constraints.length === 0) return;
  description.write(0, `${space}Topology Spread Constraints:\t`);
  const sorted = [...constraints].sort((a, b) => compare(a.topologyKey, b.topologyKey));
  sorted.forEach(({ topologyKey, whenUnsatisfiable, maxSkew, labelSelector }, i) => {
    const selector = labelSelector === undefined ? "" : ` for selector ${formatSelector(labelSelector)}`;
    description.write(
      0,
      `${i === 0 ? "" : `${space}\t`}${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded${selector}\n`,
    );
  });
}

/** A selector object as text; `<none>` when it selects everything. */
export function formatSelector(selector: LabelSelectorObject | undefined): string {
  const text = selectorOf(selector).toString();
  return text === "" ? "<none>" : text;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
