/**
 * Amounts by name of resource, and the sums that admission does with them.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/quota/v1/resources.go
 */
import { formatQuantity, parseQuantity, type Quantity } from "../api/quantity.ts";

export type ResourceList = ReadonlyMap<string, Quantity>;

type Amounts = { readonly [name: string]: unknown } | undefined;

export const ONE: Quantity = { nano: 1_000_000_000n, format: "DecimalSI" };
export const ZERO: Quantity = { nano: 0n, format: "DecimalSI" };

export function count(amount: number): Quantity {
  return { nano: BigInt(amount) * ONE.nano, format: "DecimalSI" };
}

export function resourceList(amounts: Amounts): ResourceList {
  return new Map(Object.entries(amounts ?? {}).map(([name, amount]) => [name, parseQuantity(String(amount))]));
}

/** As it is stored. */
export function amountsOf(list: ResourceList): Record<string, string> {
  return Object.fromEntries(sorted(list).map(([name, amount]) => [name, formatQuantity(amount)]));
}

/** Nothing takes the spelling of what is added to it. */
export function plus(a: Quantity, b: Quantity): Quantity {
  return { nano: a.nano + b.nano, format: a.nano === 0n ? b.format : a.format };
}

export function added(a: ResourceList, b: ResourceList): ResourceList {
  const sum = new Map(a);
  for (const [name, amount] of b) {
    const before = sum.get(name);
    sum.set(name, before === undefined ? amount : plus(before, amount));
  }
  return sum;
}

/** Of each the larger. */
export function larger(a: ResourceList, b: ResourceList): ResourceList {
  const most = new Map(a);
  for (const [name, amount] of b) {
    const before = most.get(name);
    if (before === undefined || amount.nano > before.nano) most.set(name, amount);
  }
  return most;
}

/** What has grown, by how much. */
export function growth(now: ResourceList, before: ResourceList): ResourceList {
  return new Map(
    [...now].map(([name, { nano, format }]) => {
      const more = nano - (before.get(name)?.nano ?? 0n);
      return [name, { nano: more < 0n ? 0n : more, format }];
    }),
  );
}

export function masked(list: ResourceList, names: Iterable<string>): ResourceList {
  const wanted = new Set(names);
  return new Map([...list].filter(([name]) => wanted.has(name)));
}

export function isSame(a: ResourceList, b: ResourceList): boolean {
  return a.size === b.size && [...a].every(([name, { nano }]) => b.get(name)?.nano === nano);
}

/** `limits.cpu=1,pods=2` */
export function listed(list: ResourceList): string {
  return sorted(list)
    .map(([name, amount]) => `${name}=${formatQuantity(amount)}`)
    .join(",");
}

export function sorted(list: ResourceList): [string, Quantity][] {
  return [...list].sort(([a], [b]) => (a < b ? -1 : 1));
}
