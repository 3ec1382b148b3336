/** Zones that a plugin is for, or falls through in. Models: coredns plugin/normalize.go, plugin/pkg/fall */
import { isInZone } from "../../net/dns/name.ts";
import { type Directive, zonesOf } from "./corefile.ts";

/** The zones that are named, else the server block's. */
export function originsOf(args: readonly string[], blockZones: readonly string[]): readonly string[] {
  return args.length > 0 ? args.flatMap(zonesOf) : blockZones;
}

/** The longest zone that a name is in. */
export function matchingZone(zones: readonly string[], name: string): string | null {
  let found: string | null = null;
  for (const zone of zones) if (zone.length > (found?.length ?? -1) && isInZone(name, zone)) found = zone;
  return found;
}

/** `fallthrough [ZONES…]`: in which zones the next plugin is asked; none without the word. */
export function fallthroughZones(block: readonly Directive[]): readonly string[] {
  const found = block.findLast(({ name }) => name === "fallthrough");
  if (found === undefined) return [];
  return found.args.length === 0 ? ["."] : found.args.flatMap(zonesOf);
}
