/**
 * The routes of one table: in the kernel's order of listing, and by prefix, so that a node with a route to each of a
 * thousand others finds one without looking at them all.
 *
 * Models: net/ipv4/fib_trie.c
 */
import { type Ip, maskTo, widthOf } from "../core/ip.ts";
import type { Device } from "./device.ts";
import type { Route } from "./route.ts";

export class RouteList {
  readonly #routes: Route[] = [];
  /** By length of prefix, the longest first; then by base. Those of one prefix are in their order. */
  #lengths: { readonly bits: number; readonly byBase: Map<Ip, Route[]> }[] = [];

  /** By address, then the longer prefix, then the metric. */
  get routes(): readonly Route[] {
    return this.#routes;
  }

  /** The one of the same prefix and metric. */
  like({ dst, metric }: Route): Route | undefined {
    return this.#ofPrefix(dst.base, dst.bits)?.find((had) => had.metric === metric);
  }

  insert(route: Route): void {
    this.#routes.splice(this.#placeFor(route), 0, route);
    this.#file(route);
  }

  remove(route: Route): void {
    this.#routes.splice(this.#routes.indexOf(route), 1);
    const { base, bits } = route.dst;
    const there = this.#ofPrefix(base, bits) ?? [];
    there.splice(there.indexOf(route), 1);
    if (there.length > 0) return;
    const length = this.#lengths.find((one) => one.bits === bits);
    length?.byBase.delete(base);
    if (length?.byBase.size === 0) this.#lengths.splice(this.#lengths.indexOf(length), 1);
  }

  keep(wanted: (route: Route) => boolean): void {
    const kept = this.#routes.filter(wanted);
    if (kept.length === this.#routes.length) return;
    this.#routes.length = 0;
    this.#lengths = [];
    for (const route of kept) {
      this.#routes.push(route);
      this.#file(route);
    }
  }

  /** The longest prefix that holds the address, then the lowest metric, of the routes that can be used. */
  best(dst: Ip, device: Device | undefined): Route | null {
    const width = widthOf(dst);
    for (const { bits, byBase } of this.#lengths) {
      if (bits > width) continue;
      const there = byBase.get(maskTo(dst, bits));
      const found = there?.find((route) => isUsable(route, device));
      if (found !== undefined) return found;
    }
    return null;
  }

  #ofPrefix(base: Ip, bits: number): Route[] | undefined {
    return this.#lengths.find((one) => one.bits === bits)?.byBase.get(base);
  }

  #file(route: Route): void {
    const { base, bits } = route.dst;
    let length = this.#lengths.find((one) => one.bits === bits);
    if (length === undefined) {
      length = { bits, byBase: new Map() };
      const at = this.#lengths.findIndex((one) => one.bits < bits);
      this.#lengths.splice(at < 0 ? this.#lengths.length : at, 0, length);
    }
    const there = length.byBase.get(base);
    if (there === undefined) length.byBase.set(base, [route]);
    else {
      const at = there.findIndex((had) => route.metric < had.metric);
      there.splice(at < 0 ? there.length : at, 0, route);
    }
  }

  #placeFor(route: Route): number {
    let [low, high] = [0, this.#routes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (listedBefore(route, this.#routes[middle] as Route)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function isUsable({ device, type }: Route, wanted: Device | undefined): boolean {
  if (wanted !== undefined && device !== wanted) return false;
  return type !== "unicast" || device === null || device.up;
}

function listedBefore(a: Route, b: Route): boolean {
  if (a.dst.base !== b.dst.base) return a.dst.base < b.dst.base;
  if (a.dst.bits !== b.dst.bits) return a.dst.bits > b.dst.bits;
  return a.metric < b.metric;
}
