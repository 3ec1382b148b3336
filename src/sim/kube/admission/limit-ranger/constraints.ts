/** Models: plugin/pkg/admission/limitranger/admission.go minConstraint, maxConstraint, limitRequestRatioConstraint */
import { formatQuantity, type Quantity } from "../../api/quantity.ts";
import type { LimitRange } from "../../schema/types.ts";
import { type ResourceList, resourceList, sorted } from "../resource-list.ts";

export type LimitItem = LimitRange["spec"]["limits"][number];

export interface Uses {
  readonly requests: ResourceList;
  readonly limits: ResourceList;
}

interface Asked {
  readonly request: Quantity | undefined;
  readonly limit: Quantity | undefined;
}

type Rule = (what: string, enforced: Quantity, asked: Asked) => string | undefined;

/** Why these amounts may not be asked for. What was so before the change is let be. */
export function brokenLimits(item: LimitItem, uses: Uses, before?: Uses): string[] {
  const isClaim = item.type === "PersistentVolumeClaim";
  const rules: readonly (readonly [ResourceList, Rule])[] = [
    [resourceList(item.min), atLeast],
    [resourceList(item.max), isClaim ? requestAtMost : atMost],
    ...(isClaim ? [] : [[resourceList(item.maxLimitRequestRatio), withinRatio] as const]),
  ];
  return rules.flatMap(([amounts, rule]) =>
    sorted(amounts).flatMap(([name, enforced]) => {
      const asked = { request: uses.requests.get(name), limit: uses.limits.get(name) };
      if (before !== undefined && isUnchanged(name, asked, before)) return [];
      const broken = rule(
        `${name} ${NAMES.get(rule)} per ${item.type} is ${formatQuantity(enforced)}`,
        enforced,
        asked,
      );
      return broken === undefined ? [] : [broken];
    }),
  );
}

function isUnchanged(name: string, { request, limit }: Asked, before: Uses): boolean {
  return request?.nano === before.requests.get(name)?.nano && limit?.nano === before.limits.get(name)?.nano;
}

const atLeast: Rule = (what, enforced, { request, limit }) => {
  if (request === undefined) return `minimum ${what}.  No request is specified`;
  if (request.nano < enforced.nano) return `minimum ${what}, but request is ${formatQuantity(request)}`;
  if (limit !== undefined && limit.nano < enforced.nano)
    return `minimum ${what}, but limit is ${formatQuantity(limit)}`;
  return undefined;
};

const atMost: Rule = (what, enforced, { request, limit }) => {
  if (limit === undefined) return `maximum ${what}.  No limit is specified`;
  if (limit.nano > enforced.nano) return `maximum ${what}, but limit is ${formatQuantity(limit)}`;
  if (request !== undefined && request.nano > enforced.nano)
    return `maximum ${what}, but request is ${formatQuantity(request)}`;
  return undefined;
};

const requestAtMost: Rule = (what, enforced, { request }) => {
  if (request === undefined) return `maximum ${what}.  No request is specified`;
  return request.nano > enforced.nano ? `maximum ${what}, but request is ${formatQuantity(request)}` : undefined;
};

const withinRatio: Rule = (what, enforced, { request, limit }) => {
  if (request === undefined || request.nano === 0n) return `${what}, but no request is specified or request is 0`;
  if (limit === undefined || limit.nano === 0n) return `${what}, but no limit is specified or limit is 0`;
  if (limit.nano * ONE <= enforced.nano * request.nano) return undefined;
  return `${what}, but provided ratio is ${(Number(limit.nano) / Number(request.nano)).toFixed(6)}`;
};

const ONE = 1_000_000_000n;

const NAMES: ReadonlyMap<Rule, string> = new Map([
  [atLeast, "usage"],
  [atMost, "usage"],
  [requestAtMost, "usage"],
  [withinRatio, "max limit to request ratio"],
]);
